// Settlement as a witness, and with which key it signs.
#include "services/settlement/api/witness/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/audit/signed_head.h"
#include "common/ledger/merkle.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/status/status.h"
#include "probity/scoring/v1/witness_service.pb.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using scoring::v1::CosignHeadRequest;
using scoring::v1::CosignHeadResponse;
using scoring::v1::ListHeadsRequest;
using scoring::v1::ListHeadsResponse;
using scoring::v1::WitnessHeadRequest;
using scoring::v1::WitnessHeadResponse;

const crypto::SigningKey kReview(std::string(32, 'r'));
const crypto::SigningKey kScoring(std::string(32, 's'));
const crypto::SigningKey kBefore(std::string(32, 'b'));
const crypto::SigningKey kAfter(std::string(32, 'a'));

// Scoring, with heads of a log whose leaves are their numbers.
class HeadsAtScoring {
 public:
  HeadsAtScoring() {
    router_.Unary<ListHeadsRequest, ListHeadsResponse>(
        "probity.scoring.v1.WitnessService.ListHeads",
        [this](const rpc::Call&, const ListHeadsRequest& request) { return List(request); });
    router_.Unary<CosignHeadRequest, CosignHeadResponse>(
        "probity.scoring.v1.WitnessService.CosignHead",
        [this](const rpc::Call&, const CosignHeadRequest& request) {
          for (auto& head : *heads_.mutable_heads()) {
            if (head.head().size() == request.size()) *head.add_signatures() = request.signature();
          }
          return absl::StatusOr<CosignHeadResponse>(CosignHeadResponse());
        });
    router_.Unary<WitnessHeadRequest, WitnessHeadResponse>(
        "probity.scoring.v1.WitnessService.WitnessHead",
        [](const rpc::Call&, const WitnessHeadRequest&) -> absl::StatusOr<WitnessHeadResponse> {
          return absl::UnimplementedError("not called by settlement");
        });
    server_ = rpc::Server::Start(router_, {}).value();
    server_->SetReady(true);
  }
  ~HeadsAtScoring() { server_->Drain(); }

  std::shared_ptr<grpc::Channel> channel() const {
    return rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port())).value();
  }

  // Call while nobody else does.
  void Grow(int64_t size) {
    const int64_t from = heads_.heads().empty() ? 0 : heads_.heads().rbegin()->head().size();
    const audit::TreeHead head{"review", size, ledger::MerkleRoot(Nodes(), size).value(),
                               std::string(32, 'h')};
    scoring::v1::WitnessedHead& made = *heads_.add_heads();
    made.mutable_head()->set_log(head.log);
    made.mutable_head()->set_size(head.size);
    made.mutable_head()->set_root(head.root);
    made.mutable_head()->set_chain_hash(head.chain_hash);
    made.set_from_size(from);
    if (from > 0) {
      const auto proof = ledger::ConsistencyProof(Nodes(), from, size).value();
      for (const std::string& hash : proof) made.add_consistency(hash);
    }
    for (const auto& one :
         {audit::SignHead(kReview, "review", head), audit::SignHead(kScoring, "scoring", head)}) {
      scoring::v1::HeadSignature& name = *made.add_signatures();
      name.set_signer(one.signer);
      name.set_public_key(one.public_key);
      name.set_signature(one.signature);
    }
  }
  // Whose keys of settlement it was told of, by size.
  std::vector<std::string> Keys() const {
    std::vector<std::string> keys;
    for (const auto& head : heads_.heads()) {
      for (const auto& one : head.signatures()) {
        if (one.signer() == "settlement") keys.push_back(one.public_key());
      }
    }
    return keys;
  }

 private:
  static ledger::MerkleNodeAt Nodes() {
    return [](int level, int64_t index) -> absl::StatusOr<std::string> {
      if (level == 0) return ledger::MerkleLeaf(std::to_string(index));
      const auto left = Nodes()(level - 1, 2 * index);
      return ledger::MerkleNode(*left, *Nodes()(level - 1, 2 * index + 1));
    };
  }
  absl::StatusOr<ListHeadsResponse> List(const ListHeadsRequest& request) const {
    ListHeadsResponse response;
    for (const auto& head : heads_.heads()) {
      if (head.head().size() > request.after_size()) *response.add_heads() = head;
    }
    return response;
  }

  ListHeadsResponse heads_;
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
};

class WitnessTest : public ::testing::TestWithParam<std::string> {
 protected:
  ServiceEnv Env() {
    ServiceEnv env = server_.env();
    env.scoring = scoring_.channel();
    return env;
  }
  absl::Status Look(const crypto::SigningKey& key) {
    return WitnessHeads(env_, key, {}, absl::Now() + absl::Seconds(10));
  }
  absl::Status MaySign(const crypto::SigningKey& key) {
    return CheckAuditKey(env_, key, {}, absl::Now() + absl::Seconds(10));
  }

  HeadsAtScoring scoring_;
  SettlementServer server_{GetParam()};
  const ServiceEnv env_ = Env();
};
PROBITY_ON_EVERY_ENGINE(WitnessTest);

TEST_P(WitnessTest, AReplicaWithTheOldKeySignsNothingOnceTheNewOneSigned) {
  using ::testing::ElementsAre;
  const std::string before = kBefore.public_key();
  const std::string after = kAfter.public_key();
  scoring_.Grow(3);
  ASSERT_TRUE(Look(kBefore).ok());
  EXPECT_TRUE(MaySign(kAfter).ok()) << "a new key may sign";
  scoring_.Grow(5);
  ASSERT_TRUE(Look(kAfter).ok());
  EXPECT_TRUE(Look(kBefore).ok()) << "there is nothing for it to sign";
  EXPECT_EQ(Refusal(MaySign(kBefore)), "FAILED_PRECONDITION/HEAD_OF_ANOTHER_KEY");
  scoring_.Grow(9);
  EXPECT_EQ(Refusal(Look(kBefore)), "FAILED_PRECONDITION/HEAD_OF_ANOTHER_KEY");
  EXPECT_THAT(scoring_.Keys(), ElementsAre(before, after)) << "nobody hears of it";
  ASSERT_TRUE(Look(kAfter).ok());
  EXPECT_THAT(scoring_.Keys(), ElementsAre(before, after, after)) << "the new one goes on";
}

}  // namespace
}  // namespace probity::settlement
