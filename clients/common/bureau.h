// The three services as one person's tool sees them.
#ifndef PROBITY_CLIENTS_COMMON_BUREAU_H_
#define PROBITY_CLIENTS_COMMON_BUREAU_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "clients/common/actors.h"
#include "clients/common/addresses.h"
#include "common/rpc/channel.h"
#include "probity/review/v1/committee_service.grpc.pb.h"
#include "probity/review/v1/hearing_admin_service.grpc.pb.h"
#include "probity/review/v1/roster_service.grpc.pb.h"
#include "probity/scoring/v1/case_service.grpc.pb.h"
#include "probity/scoring/v1/challenge_service.grpc.pb.h"
#include "probity/scoring/v1/clock_service.grpc.pb.h"
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "probity/scoring/v1/document_service.grpc.pb.h"
#include "probity/scoring/v1/evidence_service.grpc.pb.h"
#include "probity/scoring/v1/joint_punishment_service.grpc.pb.h"
#include "probity/scoring/v1/lead_service.grpc.pb.h"
#include "probity/scoring/v1/ledger_service.grpc.pb.h"
#include "probity/scoring/v1/monitoring_service.grpc.pb.h"
#include "probity/scoring/v1/officer_service.grpc.pb.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "probity/scoring/v1/procedure_service.grpc.pb.h"
#include "probity/scoring/v1/proposal_service.grpc.pb.h"
#include "probity/scoring/v1/publicity_service.grpc.pb.h"
#include "probity/scoring/v1/recovery_service.grpc.pb.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"
#include "probity/scoring/v1/sheet_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "probity/scoring/v1/witness_service.grpc.pb.h"
#include "probity/settlement/v1/audit_service.grpc.pb.h"
#include "probity/settlement/v1/input_service.grpc.pb.h"
#include "probity/settlement/v1/run_service.grpc.pb.h"
#include "probity/settlement/v1/statement_service.grpc.pb.h"

namespace probity::clients {

// Stubs of every service, and the persons who call them.
class Bureau {
 public:
  // Nothing is connected yet. `patience` is how long a call is repeated while a service is away.
  static absl::StatusOr<Bureau> Connect(const Addresses& addresses, Actors actors,
                                        absl::Duration patience);

  template <typename Stub, typename Class, typename Request, typename Response>
  absl::StatusOr<Response> Call(options::v1::Role role, const std::unique_ptr<Stub>& stub,
                                grpc::Status (Class::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                                const std::type_identity_t<Request>& request,
                                size_t person = 0) const {
    return rpc::Invoke(*stub, method, request, As(role, person));
  }

  rpc::CallOptions As(options::v1::Role role, size_t person = 0) const;
  const Actors& actors() const { return actors_; }

  std::unique_ptr<scoring::v1::RegistryService::Stub> registry;
  std::unique_ptr<scoring::v1::PolicyService::Stub> policies;
  std::unique_ptr<scoring::v1::CaseService::Stub> cases;
  std::unique_ptr<scoring::v1::ClockService::Stub> clocks;
  std::unique_ptr<scoring::v1::ConsequenceService::Stub> consequences;
  std::unique_ptr<scoring::v1::PublicityService::Stub> publicity;
  std::unique_ptr<scoring::v1::JointPunishmentService::Stub> joint_punishment;
  std::unique_ptr<scoring::v1::RecoveryService::Stub> recovery;
  std::unique_ptr<scoring::v1::EvidenceService::Stub> evidence;
  std::unique_ptr<scoring::v1::LeadService::Stub> leads;
  std::unique_ptr<scoring::v1::MonitoringService::Stub> monitoring;
  std::unique_ptr<scoring::v1::DocumentService::Stub> documents;
  std::unique_ptr<scoring::v1::OfficerService::Stub> officers;
  std::unique_ptr<scoring::v1::ProcedureService::Stub> procedure;
  std::unique_ptr<scoring::v1::ChallengeService::Stub> challenges;
  std::unique_ptr<scoring::v1::SheetService::Stub> sheets;
  std::unique_ptr<scoring::v1::StandingService::Stub> standings;
  std::unique_ptr<scoring::v1::LedgerService::Stub> ledger;
  std::unique_ptr<scoring::v1::ProposalService::Stub> proposals;
  std::unique_ptr<scoring::v1::WitnessService::Stub> witness;
  std::unique_ptr<review::v1::HearingAdminService::Stub> hearings;
  std::unique_ptr<review::v1::RosterService::Stub> roster;
  std::unique_ptr<review::v1::CommitteeService::Stub> committee;
  std::unique_ptr<settlement::v1::AuditService::Stub> settlement_audit;
  std::unique_ptr<settlement::v1::InputService::Stub> inputs;
  std::unique_ptr<settlement::v1::RunService::Stub> runs;
  std::unique_ptr<settlement::v1::StatementService::Stub> statements;

 private:
  Bureau(Actors actors, absl::Duration patience)
      : actors_(std::move(actors)), patience_(patience) {}

  Actors actors_;
  absl::Duration patience_;
};

// All pages of a list: `items(response)` gives the repeated field of a page.
template <typename Request, typename Response, typename Item>
absl::StatusOr<std::vector<Item>> AllPages(
    Request request, const std::function<absl::StatusOr<Response>(const Request&)>& page,
    const google::protobuf::RepeatedPtrField<Item>& (Response::*items)() const) {
  std::vector<Item> all;
  request.set_page_size(1000);
  do {
    absl::StatusOr<Response> response = page(request);
    if (!response.ok()) return response.status();
    const auto& rows = ((*response).*items)();
    all.insert(all.end(), rows.begin(), rows.end());
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_BUREAU_H_
