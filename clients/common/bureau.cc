#include "clients/common/bureau.h"

#include "clients/common/connect.h"
#include "common/status/status.h"

namespace probity::clients {

absl::StatusOr<Bureau> Bureau::Connect(const Addresses& addresses, Actors actors,
                                       absl::Duration patience) {
  PROBITY_ASSIGN_OR_RETURN(const auto scoring, clients::Connect(addresses, addresses.scoring));
  PROBITY_ASSIGN_OR_RETURN(const auto review, clients::Connect(addresses, addresses.review));
  PROBITY_ASSIGN_OR_RETURN(const auto settlement,
                           clients::Connect(addresses, addresses.settlement));
  PROBITY_ASSIGN_OR_RETURN(const auto terminal, ConnectTerminal(addresses));
  Bureau bureau(std::move(actors), patience);
  bureau.registry = scoring::v1::RegistryService::NewStub(scoring);
  bureau.policies = scoring::v1::PolicyService::NewStub(scoring);
  bureau.cases = scoring::v1::CaseService::NewStub(scoring);
  bureau.sheets = scoring::v1::SheetService::NewStub(scoring);
  bureau.clocks = scoring::v1::ClockService::NewStub(scoring);
  bureau.documents = scoring::v1::DocumentService::NewStub(scoring);
  bureau.consequences = scoring::v1::ConsequenceService::NewStub(scoring);
  bureau.publicity = scoring::v1::PublicityService::NewStub(scoring);
  bureau.joint_punishment = scoring::v1::JointPunishmentService::NewStub(scoring);
  bureau.recovery = scoring::v1::RecoveryService::NewStub(scoring);
  bureau.evidence = scoring::v1::EvidenceService::NewStub(scoring);
  bureau.leads = scoring::v1::LeadService::NewStub(scoring);
  bureau.monitoring = scoring::v1::MonitoringService::NewStub(scoring);
  bureau.officers = scoring::v1::OfficerService::NewStub(scoring);
  bureau.challenges = scoring::v1::ChallengeService::NewStub(scoring);
  bureau.procedure = scoring::v1::ProcedureService::NewStub(scoring);
  bureau.standings = scoring::v1::StandingService::NewStub(scoring);
  bureau.ledger = scoring::v1::LedgerService::NewStub(scoring);
  bureau.proposals = scoring::v1::ProposalService::NewStub(scoring);
  bureau.witness = scoring::v1::WitnessService::NewStub(scoring);
  bureau.hearings = review::v1::HearingAdminService::NewStub(review);
  bureau.roster = review::v1::RosterService::NewStub(review);
  bureau.committee = review::v1::CommitteeService::NewStub(terminal);
  bureau.settlement_audit = settlement::v1::AuditService::NewStub(settlement);
  bureau.inputs = settlement::v1::InputService::NewStub(settlement);
  bureau.runs = settlement::v1::RunService::NewStub(settlement);
  bureau.statements = settlement::v1::StatementService::NewStub(settlement);
  return bureau;
}

rpc::CallOptions Bureau::As(options::v1::Role role, size_t person) const {
  rpc::CallOptions options;
  options.caller = actors_.For(role, person);
  options.token_file = actors_.TokenFile(role, person);
  options.timeout = absl::Seconds(30);
  options.retry_until = absl::Now() + patience_;
  return options;
}

}  // namespace probity::clients
