// A bureau whose medical policy offers repair, and the calls its people make on the ledger.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_LEDGER_LEDGER_BUREAU_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_LEDGER_LEDGER_BUREAU_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "probity/scoring/v1/ledger_service.grpc.pb.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "probity/scoring/v1/proposal_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "services/scoring/store/balances.h"
#include "tests/services/scoring/support/decided.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {

inline const Subject kM1 = {policy::SubjectKind::kMedical, "M1"};

class LedgerBureau {
 public:
  using Ledger = v1::LedgerService::Stub;
  using Proposals = v1::ProposalService::Stub;

  // `effective_to`: the policy's last day, "2026-12-31"; "" if it has none.
  LedgerBureau(absl::CivilDay today, const std::string& engine,
               const std::string& effective_to = "")
      : server_(today, engine) {
    v1::PutPolicyRequest request;
    request.set_request_id(NewRequestId());
    request.set_file_name("medical.txtpb");
    // STUDY: two points an hour, at most six a year.
    request.set_content(absl::StrReplaceAll(
        ReadSourceFile("policies/medical.txtpb"),
        {{"effective_from: \"2020-01-01\"",
          absl::StrCat(
              "effective_from: \"2020-01-01\"",
              effective_to.empty() ? "" : absl::StrCat(" effective_to: \"", effective_to, "\""))},
         {"restoration { max_per_period: 0",
          "reductions { code: \"STUDY\" title { zh: \"现场学习\" en: \"on-site study\" } points: 2 "
          "amount_minutes: 60 }\nrestoration { max_per_period: 6"}}));
    const auto stub = v1::PolicyService::NewStub(server_.channel());
    const auto put = rpc::Invoke(*stub, &v1::PolicyService::Stub::PutPolicy, request,
                                 As({options::v1::ROLE_SUPERVISOR}, "supervisor"));
    EXPECT_TRUE(put.ok()) << put.status();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2", "M3"});
  }

  ScoringServer& server() { return server_; }
  Ledger& ledger() { return *ledger_; }
  Proposals& proposals() { return *proposals_; }

  // Posts and gives the case.
  Id Post(const std::string& institution_id, int64_t points, absl::CivilDay served,
          absl::CivilDay act_end = absl::CivilDay(2026, 1, 15), bool veto = false) {
    const Id id = NewCaseId(server_);
    const auto posted = scoring::Post(server_, id,
                                      {.institution_id = institution_id,
                                       .points = {points},
                                       .served = served,
                                       .act_end = act_end,
                                       .veto = veto});
    EXPECT_TRUE(posted.ok()) << posted.status();
    return id;
  }

  absl::StatusOr<v1::ReducePointsResponse> Reduce(const std::string& institution_id,
                                                  int64_t minutes,
                                                  const std::string& person = "officer-a") {
    v1::ReducePointsRequest request;
    request.set_request_id(NewRequestId());
    request.set_subject_kind(v1::SUBJECT_KIND_MEDICAL);
    request.set_subject_id(institution_id);
    request.set_year(2026);
    request.set_code("STUDY");
    request.set_minutes(minutes);
    request.set_reason("完成现场学习");
    request.set_document("学习证明 1 号");
    return rpc::Invoke(*ledger_, &Ledger::ReducePoints, request,
                       As({options::v1::ROLE_CASE_OFFICER}, person));
  }

  absl::StatusOr<v1::RestorePointsResponse> Restore(const std::string& repair_id) {
    v1::RestorePointsRequest request;
    request.set_request_id(NewRequestId());
    request.set_repair_id(repair_id);
    request.set_reason("学习证明系伪造");
    request.set_document("核查报告 2 号");
    return rpc::Invoke(*ledger_, &Ledger::RestorePoints, request,
                       As({options::v1::ROLE_CASE_OFFICER}, "officer-a"));
  }

  absl::StatusOr<v1::DecideAdjustmentResponse> Decide(const std::string& adjustment_id,
                                                      bool approve,
                                                      const std::string& person = "director") {
    v1::DecideAdjustmentRequest request;
    request.set_request_id(NewRequestId());
    request.set_adjustment_id(adjustment_id);
    request.set_approve(approve);
    request.set_reason("已核实");
    return rpc::Invoke(*ledger_, &Ledger::DecideAdjustment, request,
                       As({options::v1::ROLE_DIRECTOR}, person));
  }

  v1::GetStandingResponse Standing(const std::string& institution_id, int32_t year = 2026,
                                   const std::string& as_of = "", int64_t known_seq = 0) {
    v1::GetStandingRequest request;
    request.set_institution_id(institution_id);
    request.set_year(year);
    request.set_as_of_date(as_of);
    request.set_known_seq(known_seq);
    const auto stub = v1::StandingService::NewStub(server_.channel());
    const auto standing = rpc::Invoke(*stub, &v1::StandingService::Stub::GetStanding, request,
                                      As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(standing.ok()) << standing.status();
    return standing.value_or(v1::GetStandingResponse());
  }

 private:
  ScoringServer server_;
  std::unique_ptr<Ledger> ledger_ = v1::LedgerService::NewStub(server_.channel());
  std::unique_ptr<Proposals> proposals_ = v1::ProposalService::NewStub(server_.channel());
};

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_LEDGER_LEDGER_BUREAU_H_
