#include "services/scoring/api/procedure/act.h"

#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/documents/act_documents.h"
#include "services/scoring/api/lapse.h"
#include "services/scoring/domain/procedure/hearing.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/procedure/records.h"

namespace probity::scoring {

absl::StatusOr<Act> BeginAct(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                             std::string_view case_id) {
  Act act;
  PROBITY_ASSIGN_OR_RETURN(act.file, LoadCaseForUpdate(tx, env.region, case_id));
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, act.file.institution_id));
  act.at = Now(env);
  act.today = calendar::DateOf(act.at.time);
  PROBITY_ASSIGN_OR_RETURN(act.file, LapseIfDue(env, tx, act.at, std::move(act.file)));
  PROBITY_RETURN_IF_ERROR(CheckFileOpen(act.file, "the record"));
  PROBITY_ASSIGN_OR_RETURN(act.facts, LoadFacts(env, tx, case_id));
  return act;
}

absl::StatusOr<ProcedureFacts> LoadFacts(const ServiceEnv& env, sql::Tx& tx,
                                         std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CaseRecord> records,
                           ListRecords(tx, env.region, case_id));
  return FactsOf(records);
}

absl::StatusOr<CaseRecord> SaveRecord(const ServiceEnv& env, sql::Tx& tx, std::string_view case_id,
                                      std::string_view actor, const RecordedAt& at,
                                      CaseRecord record) {
  record.actor = std::string(actor);
  record.recorded_time = absl::ToUnixMicros(at.time);
  record.scenario = at.scenario;
  return AppendRecord(tx, env.region, case_id, std::move(record));
}

absl::StatusOr<CaseRecord> SaveAct(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                   const Act& act, CaseRecord record) {
  PROBITY_ASSIGN_OR_RETURN(
      CaseRecord saved,
      SaveRecord(env, tx, act.file.case_id, call.caller.person, act.at, std::move(record)));
  PROBITY_RETURN_IF_ERROR(IssueActDocuments(env, tx, act.at, act.file, saved));
  return saved;
}

absl::StatusOr<std::optional<absl::CivilDay>> HearingWindow(const ServiceEnv& env, sql::Tx& tx,
                                                            const CaseFile& file,
                                                            const ProcedureFacts& facts) {
  const std::optional<absl::CivilDay> served =
      facts.hearing.told_with_notice ? file.notice_served : facts.hearing.told_served;
  if (!facts.hearing.told || !served.has_value()) return std::optional<absl::CivilDay>();
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, clocks::ProcedurePolicy(env, tx, file, *served));
  return HearingWindowEnd(file, facts, *policy, env.calendar);
}

}  // namespace probity::scoring
