// The handlers of LeadService, and what opening a case does to its leads.
#ifndef PROBITY_SERVICES_SCORING_API_LEADS_LEAD_HANDLERS_H_
#define PROBITY_SERVICES_SCORING_API_LEADS_LEAD_HANDLERS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/lead_service.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

#define PROBITY_LEAD_STEP(Name)                                                       \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, sql::Tx& tx, \
                                                  const rpc::Call& call,              \
                                                  const v1::Name##Request& request);
#define PROBITY_LEAD_READ(Name)                                                                 \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, const rpc::Call& call, \
                                                  const v1::Name##Request& request);

// lead_reports.cc
PROBITY_LEAD_STEP(ReportLead)
// lead_steps.cc
PROBITY_LEAD_STEP(VerifyLead)
PROBITY_LEAD_STEP(ExtendVerification)
PROBITY_LEAD_STEP(RejectLead)
PROBITY_LEAD_STEP(TransferLead)
PROBITY_LEAD_STEP(FileLead)
// lead_reads.cc; they open their own transactions.
PROBITY_LEAD_READ(GetLead)
PROBITY_LEAD_READ(ListLeads)
PROBITY_LEAD_READ(ReadInformant)

#undef PROBITY_LEAD_STEP
#undef PROBITY_LEAD_READ

// The leads the case was opened for become FILED, in the transaction that opens it. UNKNOWN_LEAD,
// SEVERAL_INSTITUTIONS, LEAD_STATE, LEAD_OVERDUE.
absl::Status FileLeadsOf(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                         const CaseFile& opened, const RecordedAt& at);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEADS_LEAD_HANDLERS_H_
