#include "services/scoring/api/evidence/custody_log.h"

#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/evidence/evidence_store.h"

namespace probity::scoring {

absl::StatusOr<CustodyLine> RecordCustody(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                          const EvidenceItem& item, CustodyLine line) {
  PROBITY_RETURN_IF_ERROR(LoadCaseForUpdate(tx, env.region, item.case_id).status());
  const RecordedAt at = Now(env);
  line.person = call.caller.person;
  line.business_date = calendar::DateOf(at.time);
  line.recorded_time = absl::ToUnixMicros(at.time);
  line.scenario = at.scenario;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CustodyLine> lines,
                           ListCustody(tx, env.region, item.evidence_id));
  PROBITY_RETURN_IF_ERROR(CheckCustody(CustodyAfter(lines), line));
  PROBITY_ASSIGN_OR_RETURN(line, AppendCustody(tx, env.region, item, std::move(line)));
  ledger::Fields fields;
  fields.Add("actor", line.person)
      .Add("evidence_id", item.evidence_id)
      .Add("seq", line.link.seq)
      .AddHex("hash", line.link.hash);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kCustodyRecorded, fields, at).status());
  return line;
}

absl::Status CheckEvidenceUsable(const ServiceEnv& env, sql::Tx& tx, std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<ReviewedEvidence> evidence,
                           EvidenceOfCase(tx, env.region, case_id));
  return CheckMonitoringReviewed(evidence);
}

}  // namespace probity::scoring
