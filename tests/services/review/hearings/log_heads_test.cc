// Signed heads of the audit log, and the proofs an auditor with one of them relies on.
#include "services/review/api/log_heads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/audit/signed_head.h"
#include "common/crypto/crypto.h"
#include "common/crypto/signature.h"
#include "common/ledger/merkle.h"
#include "common/rpc/channel.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "common/status/status.h"
#include "probity/scoring/v1/witness_service.pb.h"
#include "services/review/api/scoring_client.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using v1::HearingAdminService;

ReviewBench::Setup WithKey(const std::string& engine) {
  ReviewBench::Setup setup{.engine = engine};
  setup.settings.audit_key = std::make_shared<const crypto::SigningKey>(std::string(32, 'k'));
  return setup;
}

class LogHeadsTest : public ::testing::TestWithParam<std::string> {
 protected:
  LogHeadsTest() : bench_(WithKey(GetParam())) { bench_.Start(/*with_jobs=*/false); }

  // Signs what there is; scoring here witnesses nothing.
  void Sign() { KeepHeads(bench_.hearing(), false, absl::Now() + absl::Seconds(10)).IgnoreError(); }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(grpc::Status (HearingAdminService::Stub::*method)(
                                   grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    return bench_.Call(method, request, options::v1::ROLE_AUDITOR, "auditor");
  }

  ReviewBench bench_;
};
PROBITY_ON_EVERY_ENGINE(LogHeadsTest);

TEST_P(LogHeadsTest, ProveEveryLeafAndThatTheLogOnlyGrew) {
  EXPECT_EQ(
      Outcome(Ask(&HearingAdminService::Stub::GetSignedHead, v1::GetSignedHeadRequest()).status()),
      "NOT_FOUND/NOT_FOUND")
      << "nothing is signed before there is something";
  bench_.FillRoster();
  Sign();
  const auto early = Ask(&HearingAdminService::Stub::GetSignedHead, v1::GetSignedHeadRequest());
  ASSERT_TRUE(early.ok()) << early.status();
  bench_.RoundIn(v1::ROUND_PHASE_DRAWN);
  Sign();
  const auto late = Ask(&HearingAdminService::Stub::GetSignedHead, v1::GetSignedHeadRequest());
  ASSERT_TRUE(late.ok()) << late.status();
  const auto log = bench_.Audit();
  ASSERT_TRUE(log.ok()) << log.status();
  ASSERT_EQ(late->head().size(), log->head_seq());
  EXPECT_EQ(late->head().chain_hash(), log->head_hash());
  ASSERT_GT(late->head().size(), early->head().size());

  const audit::TreeHead head{"review", late->head().size(), late->head().root(),
                             late->head().chain_hash()};
  ASSERT_EQ(late->signatures_size(), 1) << "scoring has not witnessed it";
  EXPECT_TRUE(
      audit::VerifyHead(head, {late->signatures(0).signer(), late->signatures(0).public_key(),
                               late->signatures(0).signature()}));
  for (const v1::AuditLeaf& leaf : log->leaves()) {
    v1::GetInclusionProofRequest request;
    request.set_seq(leaf.seq());
    const auto proof = Ask(&HearingAdminService::Stub::GetInclusionProof, request);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(proof->size(), head.size) << "of the latest head unless asked otherwise";
    EXPECT_TRUE(ledger::VerifyInclusion(ledger::MerkleLeaf(leaf.hash()), leaf.seq() - 1, head.size,
                                        {proof->hashes().begin(), proof->hashes().end()},
                                        head.root))
        << "leaf " << leaf.seq();
  }
  v1::GetConsistencyProofRequest growth;
  growth.set_old_size(early->head().size());
  const auto proof = Ask(&HearingAdminService::Stub::GetConsistencyProof, growth);
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_TRUE(ledger::VerifyConsistency(early->head().size(), head.size,
                                        {proof->hashes().begin(), proof->hashes().end()},
                                        early->head().root(), head.root));
}

TEST_P(LogHeadsTest, AReplicaWithTheOldKeySignsNothingOnceTheNewOneSigned) {
  const auto soon = [] { return absl::Now() + absl::Seconds(10); };
  ReviewEnv renewed = bench_.hearing().review;
  renewed.settings.audit_key = std::make_shared<const crypto::SigningKey>(std::string(32, 'n'));
  const HearingEnv other{renewed, bench_.hearing().scoring, [] {}};
  const auto signed_with = [&] {
    const auto head = Ask(&HearingAdminService::Stub::GetSignedHead, v1::GetSignedHeadRequest());
    return head.ok() ? std::pair(head->head().size(), head->signatures(0).public_key())
                     : std::pair(int64_t{0}, head.status().ToString());
  };
  const std::string& key_before = bench_.hearing().review.settings.audit_key->public_key();
  const std::string& key_after = renewed.settings.audit_key->public_key();
  bench_.FillRoster();
  Sign();
  const auto early = signed_with();
  EXPECT_EQ(early.second, key_before);
  EXPECT_TRUE(CheckAuditKey(renewed, soon()).ok()) << "a new key may sign";
  bench_.AddMember(v1::MEMBER_GROUP_EXPERT, "X-101", "E9");
  KeepHeads(other, false, soon()).IgnoreError();
  const auto late = signed_with();
  ASSERT_GT(late.first, early.first);
  EXPECT_EQ(late.second, key_after);

  bench_.AddMember(v1::MEMBER_GROUP_EXPERT, "X-102", "E10");
  for (const absl::Status& refused : {KeepHeads(bench_.hearing(), false, soon()),
                                      CheckAuditKey(bench_.hearing().review, soon())}) {
    EXPECT_EQ(Outcome(refused), "FAILED_PRECONDITION/HEAD_OF_ANOTHER_KEY");
    EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr(crypto::Hex(key_after)));
  }
  EXPECT_EQ(signed_with(), late) << "nothing of it is kept";
  EXPECT_TRUE(CheckAuditKey(renewed, soon()).ok());
  KeepHeads(other, false, soon()).IgnoreError();
  EXPECT_EQ(signed_with(), std::pair(bench_.Audit()->head_seq(), key_after))
      << "the new one goes on";
}

// Two replicas look at the same moment, one of them with the old key: whatever they make of it, no
// head of the old key is larger than one of the new.
TEST_P(LogHeadsTest, OldAndNewKeyAtOnceNeverSignInTheWrongOrder) {
  ReviewEnv renewed = bench_.hearing().review;
  renewed.settings.audit_key = std::make_shared<const crypto::SigningKey>(std::string(32, 'n'));
  const HearingEnv other{renewed, bench_.hearing().scoring, [] {}};
  bench_.FillRoster();
  Sign();
  std::atomic<bool> over = false;
  const auto keep = [&](const HearingEnv& env) {
    while (!over) KeepHeads(env, false, absl::Now() + absl::Seconds(10)).IgnoreError();
  };
  std::thread before([&] { keep(bench_.hearing()); });
  std::thread after([&] { keep(other); });
  for (int i = 0; i < 20; ++i) {
    bench_.AddMember(v1::MEMBER_GROUP_EXPERT, absl::StrCat("X-", 200 + i), "E9");
  }
  over = true;
  before.join();
  after.join();
  bench_.AddMember(v1::MEMBER_GROUP_EXPERT, "X-300", "E9");
  KeepHeads(other, false, absl::Now() + absl::Seconds(10)).IgnoreError();
  const std::int64_t size = bench_.Audit()->head_seq();
  bool renewed_signed = false;
  for (std::int64_t at = 1; at <= size; ++at) {
    v1::GetSignedHeadRequest request;
    request.set_size(at);
    const auto head = Ask(&HearingAdminService::Stub::GetSignedHead, request);
    if (!head.ok()) continue;
    const bool by_new =
        head->signatures(0).public_key() == renewed.settings.audit_key->public_key();
    EXPECT_TRUE(by_new || !renewed_signed) << "the old key signed " << at << " leaves";
    renewed_signed = renewed_signed || by_new;
  }
  EXPECT_TRUE(renewed_signed);
}

// Scoring that has taken larger heads than it is shown.
class AheadScoring {
 public:
  // `larger` makes them while the smaller one is on its way; it says how large the last one is.
  explicit AheadScoring(std::function<int64_t()> larger) {
    const auto refuse = [larger = std::move(larger)] {
      return Refuse(absl::StatusCode::kAborted, Reason::k_HEAD_NOT_FOLLOWING, "witnessed before",
                    {{"witnessed_size", absl::StrCat(larger())}});
    };
    const auto unasked = [] { return absl::UnimplementedError("nobody asks for it here"); };
    Answer<scoring::v1::WitnessHeadRequest, scoring::v1::WitnessHeadResponse>("WitnessHead",
                                                                              refuse);
    Answer<scoring::v1::ListHeadsRequest, scoring::v1::ListHeadsResponse>("ListHeads", unasked);
    Answer<scoring::v1::CosignHeadRequest, scoring::v1::CosignHeadResponse>("CosignHead", unasked);
    server_ = rpc::Server::Start(router_, {}).value();
    server_->SetReady(true);
    client_ = std::make_unique<ScoringClient>(
        rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port())).value());
  }
  ~AheadScoring() { server_->Drain(); }

  const ScoringClient& client() const { return *client_; }

 private:
  template <typename Request, typename Response>
  void Answer(const std::string& method, const std::function<absl::Status()>& status) {
    router_.Unary<Request, Response>(
        "probity.scoring.v1.WitnessService." + method,
        [status](const rpc::Call&, const Request&) -> absl::StatusOr<Response> {
          return status();
        });
  }

  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<const ScoringClient> client_;
};

TEST_P(LogHeadsTest, AHeadThatALargerOneOfOursOvertookIsNoFinding) {
  bench_.FillRoster();
  const AheadScoring ahead([&] {
    bench_.AddMember(v1::MEMBER_GROUP_EXPERT, "X-101", "E9");
    Sign();
    return bench_.Audit()->head_seq();
  });
  const HearingEnv env{bench_.hearing().review, ahead.client(), [] {}};
  const absl::Status kept = KeepHeads(env, false, absl::Now() + absl::Seconds(10));
  EXPECT_TRUE(kept.ok()) << "another replica was faster, and that is all: " << kept;
}

TEST_P(LogHeadsTest, ALargerHeadThatThisLogNeverHadIsOne) {
  bench_.FillRoster();
  const AheadScoring ahead([] { return int64_t{1'000}; });
  const HearingEnv env{bench_.hearing().review, ahead.client(), [] {}};
  const absl::Status kept = KeepHeads(env, false, absl::Now() + absl::Seconds(10));
  EXPECT_EQ(Outcome(kept), "DATA_LOSS/HEAD_NOT_FOLLOWING") << "this log was set back";
}

TEST_P(LogHeadsTest, RefuseSizesAndLeavesThereAreNot) {
  bench_.FillRoster();
  Sign();
  v1::GetInclusionProofRequest leaf;
  leaf.set_seq(10'000);
  EXPECT_EQ(Outcome(Ask(&HearingAdminService::Stub::GetInclusionProof, leaf).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
  v1::GetConsistencyProofRequest growth;
  EXPECT_EQ(Outcome(Ask(&HearingAdminService::Stub::GetConsistencyProof, growth).status()),
            "INVALID_ARGUMENT/BAD_REQUEST")
      << "no log is continued from nothing";
  v1::GetSignedHeadRequest head;
  head.set_size(10'000);
  EXPECT_EQ(Outcome(Ask(&HearingAdminService::Stub::GetSignedHead, head).status()),
            "NOT_FOUND/NOT_FOUND");
}

}  // namespace
}  // namespace probity::review
