// Heads of review's log: taken if they continue the last one and bear the names they should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/audit/signed_head.h"
#include "common/ledger/merkle.h"
#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "probity/scoring/v1/witness_service.grpc.pb.h"
#include "services/scoring/api/witness/witness_service.h"
#include "services/scoring/store/witness/heads.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using Stub = v1::WitnessService::Stub;

const crypto::SigningKey kReview(std::string(32, 'r'));
const crypto::SigningKey kSettlement(std::string(32, 's'));

// A log of leaves that are their numbers; a forked one begins differently.
struct OtherLog {
  bool forked = false;

  std::string Leaf(int64_t index) const {
    return ledger::MerkleLeaf((forked ? "f" : "") + std::to_string(index));
  }
  ledger::MerkleNodeAt Nodes() const {
    return [this](int level, int64_t index) -> absl::StatusOr<std::string> {
      if (level == 0) return Leaf(index);
      const auto left = Nodes()(level - 1, 2 * index);
      return ledger::MerkleNode(*left, *Nodes()(level - 1, 2 * index + 1));
    };
  }
  audit::TreeHead Head(int64_t size) const {
    return {"review", size, ledger::MerkleRoot(Nodes(), size).value(), std::string(32, 'h')};
  }
};

v1::HeadSignature ToProto(const audit::HeadSignature& signature) {
  v1::HeadSignature message;
  message.set_signer(signature.signer);
  message.set_public_key(signature.public_key);
  message.set_signature(signature.signature);
  return message;
}

v1::WitnessHeadRequest Showing(const OtherLog& log, int64_t from, int64_t size,
                               const crypto::SigningKey& key = kReview) {
  v1::WitnessHeadRequest request;
  request.set_request_id(NewRequestId());
  const audit::TreeHead head = log.Head(size);
  request.mutable_head()->set_log(head.log);
  request.mutable_head()->set_size(head.size);
  request.mutable_head()->set_root(head.root);
  request.mutable_head()->set_chain_hash(head.chain_hash);
  *request.mutable_signature() = ToProto(audit::SignHead(key, "review", head));
  request.set_from_size(from);
  if (from > 0 && from <= size) {
    const auto proof = ledger::ConsistencyProof(log.Nodes(), from, size);
    for (const std::string& hash : proof.value()) request.add_consistency(hash);
  }
  return request;
}

rpc::CallOptions Service(const std::string& name) {
  rpc::CallOptions options;
  options.caller = rpc::ServiceCaller(name);
  return options;
}

class WitnessTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::StatusOr<v1::WitnessHeadResponse> Show(const v1::WitnessHeadRequest& request) {
    return rpc::Invoke(*stub_, &Stub::WitnessHead, request, Service("review"));
  }
  absl::StatusOr<v1::CosignHeadResponse> Cosign(const v1::CosignHeadRequest& request) {
    return rpc::Invoke(*stub_, &Stub::CosignHead, request, Service("settlement"));
  }
  v1::CosignHeadRequest Name(int64_t size, const crypto::SigningKey& key) {
    v1::CosignHeadRequest request;
    request.set_request_id(NewRequestId());
    request.set_log("review");
    request.set_size(size);
    *request.mutable_signature() = ToProto(audit::SignHead(key, "settlement", log_.Head(size)));
    request.set_own_seq(7);
    request.set_own_hash(std::string(32, 'o'));
    return request;
  }
  v1::ListHeadsResponse Heads() {
    v1::ListHeadsRequest request;
    request.set_log("review");
    return rpc::Invoke(*stub_, &Stub::ListHeads, request, As({options::v1::ROLE_AUDITOR})).value();
  }

  const OtherLog log_{};
  ScoringServer server_{absl::CivilDay(2026, 3, 2), GetParam()};
  const std::unique_ptr<Stub> stub_ = v1::WitnessService::NewStub(server_.channel());
};
PROBITY_ON_EVERY_ENGINE(WitnessTest);

TEST_P(WitnessTest, SignsALogThatOnlyGrowsAndKeepsEveryStep) {
  for (const auto& [from, size] : {std::pair(0, 3), std::pair(3, 4), std::pair(4, 11)}) {
    const auto shown = Show(Showing(log_, from, size));
    ASSERT_TRUE(shown.ok()) << shown.status();
    EXPECT_EQ(shown->signature().public_key(), server_.audit_key().public_key());
    EXPECT_TRUE(audit::VerifyHead(log_.Head(size), {"scoring", shown->signature().public_key(),
                                                    shown->signature().signature()}));
    const auto again = Show(Showing(log_, from, size));
    ASSERT_TRUE(again.ok()) << "the last head again: " << again.status();
    EXPECT_EQ(again->signature().signature(), shown->signature().signature());
  }
  ASSERT_TRUE(Cosign(Name(4, kSettlement)).ok());
  ASSERT_TRUE(Cosign(Name(4, kSettlement)).ok()) << "said twice is said once";
  const v1::ListHeadsResponse heads = Heads();
  ASSERT_EQ(heads.heads_size(), 3);
  EXPECT_EQ(heads.heads(1).head().size(), 4);
  EXPECT_EQ(heads.heads(1).from_size(), 3);
  EXPECT_EQ(heads.heads(0).signatures_size(), 2);
  EXPECT_EQ(heads.heads(1).signatures_size(), 3);
  EXPECT_EQ(heads.settlement_seq(), 7);
  EXPECT_EQ(heads.settlement_hash(), std::string(32, 'o'));
}

TEST_P(WitnessTest, RefusesWhatDoesNotContinue) {
  ASSERT_TRUE(Show(Showing(log_, 0, 4)).ok());
  const OtherLog forked{true};
  struct Row {
    const char* what;
    v1::WitnessHeadRequest request;
    const char* outcome;
  };
  v1::WitnessHeadRequest altered = Showing(log_, 4, 9);
  altered.mutable_head()->set_root(std::string(32, 'x'));
  v1::WitnessHeadRequest unproved = Showing(log_, 4, 9);
  unproved.clear_consistency();
  v1::WitnessHeadRequest nameless = Showing(log_, 4, 9);
  nameless.mutable_signature()->set_signer("scoring");
  const Row rows[] = {
      {"an older head", Showing(log_, 0, 3), "ABORTED/HEAD_NOT_FOLLOWING"},
      {"another log of the same size", Showing(forked, 0, 4),
       "FAILED_PRECONDITION/HEAD_NOT_FOLLOWING"},
      {"a fork", Showing(forked, 4, 9), "FAILED_PRECONDITION/HEAD_NOT_FOLLOWING"},
      {"a proof from an earlier head", Showing(log_, 2, 9), "ABORTED/HEAD_NOT_FOLLOWING"},
      {"a proof from a later head", Showing(log_, 5, 9), "FAILED_PRECONDITION/HEAD_NOT_FOLLOWING"},
      {"no proof", unproved, "FAILED_PRECONDITION/HEAD_NOT_FOLLOWING"},
      {"a head that was not signed", altered, "INVALID_ARGUMENT/HEAD_SIGNATURE"},
      {"another's name", nameless, "INVALID_ARGUMENT/HEAD_SIGNATURE"},
      {"another key", Showing(log_, 4, 9, kSettlement), "FAILED_PRECONDITION/HEAD_OF_ANOTHER_KEY"}};
  for (const Row& row : rows) {
    const absl::Status refused = Show(row.request).status();
    EXPECT_EQ(Outcome(refused), row.outcome) << row.what;
    if (HasReason(refused, Reason::k_HEAD_NOT_FOLLOWING)) {
      EXPECT_EQ(DetailOf(refused).metadata.at("witnessed_size"), "4") << row.what;
    }
  }
  EXPECT_EQ(Heads().heads_size(), 1) << "nothing of them is kept";
  EXPECT_TRUE(Show(Showing(log_, 4, 9)).ok()) << "the true log goes on";
}

TEST_P(WitnessTest, AReplicaWithTheOldKeySignsNothingOnceTheNewOneSigned) {
  const crypto::SigningKey renewed(std::string(32, 'n'));
  rpc::Router router;
  RegisterWitnessService(server_.env(), renewed, router);
  const std::unique_ptr<rpc::Server> other = rpc::Server::Start(router, {}).value();
  other->SetReady(true);
  const auto channel = rpc::MakeChannel(absl::StrCat("127.0.0.1:", other->port())).value();
  const auto stub = v1::WitnessService::NewStub(channel);
  const auto show = [&](const v1::WitnessHeadRequest& request) {
    return rpc::Invoke(*stub, &Stub::WitnessHead, request, Service("review"));
  };
  const auto may = [&](const crypto::SigningKey& key) {
    return CheckAuditKey(server_.env(), key, {}, absl::Now() + absl::Seconds(10));
  };
  ASSERT_TRUE(Show(Showing(log_, 0, 3)).ok());
  EXPECT_EQ(show(Showing(log_, 0, 3))->signature().public_key(), server_.audit_key().public_key())
      << "what was signed before the change stays as it was signed";
  EXPECT_TRUE(may(renewed).ok());
  ASSERT_TRUE(show(Showing(log_, 3, 4)).ok());
  EXPECT_EQ(Outcome(Show(Showing(log_, 4, 5)).status()), "FAILED_PRECONDITION/HEAD_OF_ANOTHER_KEY");
  EXPECT_EQ(Outcome(may(server_.audit_key())), "FAILED_PRECONDITION/HEAD_OF_ANOTHER_KEY");
  EXPECT_EQ(Heads().heads_size(), 2) << "nothing of it is kept";
  EXPECT_EQ(Show(Showing(log_, 3, 4))->signature().public_key(), renewed.public_key());
  EXPECT_TRUE(may(renewed).ok());
  EXPECT_TRUE(show(Showing(log_, 4, 5)).ok()) << "the new one goes on";
  other->Drain();
}

// Two replicas of review show their heads at the same moment: the chain of heads must not fork.
TEST_P(WitnessTest, OneHeadOnlyFollowsAnother) {
  ASSERT_TRUE(Show(Showing(log_, 0, 3)).ok());
  const auto insert = [&](int64_t size) {
    return server_.Try([&](sql::Tx& tx) {
      return InsertWitnessedHead(tx, server_.env().region, {log_.Head(size), 3, {}, 0});
    });
  };
  ASSERT_TRUE(insert(4).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(insert(5)));
}

TEST_P(WitnessTest, TakesSettlementsNameToAWitnessedHeadOnly) {
  ASSERT_TRUE(Show(Showing(log_, 0, 4)).ok());
  EXPECT_EQ(Outcome(Cosign(Name(3, kSettlement)).status()),
            "FAILED_PRECONDITION/HEAD_NOT_FOLLOWING");
  v1::CosignHeadRequest forged = Name(4, kSettlement);
  forged.mutable_signature()->set_signature(std::string(64, 'x'));
  EXPECT_EQ(Outcome(Cosign(forged).status()), "INVALID_ARGUMENT/HEAD_SIGNATURE");
  ASSERT_TRUE(Cosign(Name(4, kSettlement)).ok());
  ASSERT_TRUE(Show(Showing(log_, 4, 5)).ok());
  EXPECT_EQ(Outcome(Cosign(Name(5, kReview)).status()), "FAILED_PRECONDITION/HEAD_OF_ANOTHER_KEY");
  EXPECT_EQ(
      Outcome(
          rpc::Invoke(*stub_, &Stub::CosignHead, Name(5, kSettlement), Service("review")).status()),
      "PERMISSION_DENIED/ROLE_REQUIRED")
      << "each signs for itself";
}

}  // namespace
}  // namespace probity::scoring
