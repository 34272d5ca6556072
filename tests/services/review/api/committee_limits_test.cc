// How often a code may be used and an address may be refused, and that neither shows otherwise than
// as any other refusal.
#include <gmock/gmock.h>

#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/codes/codes.h"
#include "common/rpc/log.h"
#include "common/rpc/padding.h"
#include "common/rpc/token_buckets.h"
#include "common/status/status.h"
#include "google/protobuf/descriptor.h"
#include "tests/services/review/support/review_server.h"
#include "tests/services/review/support/voting_round.h"

namespace probity::review {
namespace {

using ::testing::IsEmpty;
using CommitteeStub = v1::CommitteeService::Stub;

constexpr char kRefused[] = "PERMISSION_DENIED|unavailable|";

class CommitteeLimitsTest : public ::testing::Test {
 protected:
  std::shared_ptr<rpc::TokenBuckets> Limit(int burst) {
    return std::make_shared<rpc::TokenBuckets>(
        rpc::TokenBuckets::Rate{.burst = burst, .refill = absl::Seconds(10)},
        [this] { return now_; });
  }
  void Start(int calls_per_code, int refusals_per_address) {
    Settings settings;
    if (calls_per_code > 0) settings.calls_per_code = Limit(calls_per_code);
    rpc::ServeOptions serve;
    if (refusals_per_address > 0) serve.uniform_refusals = Limit(refusals_per_address);
    server_ = std::make_unique<ReviewServer>("sqlite", std::move(settings), serve);
    round_ = OpenVoting(*server_);
  }

  template <typename Request, typename Response>
  std::string Call(grpc::Status (CommitteeStub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                   const Request& request) {
    const absl::Status status =
        rpc::Invoke(server_->committee(), method, request, MemberClient()).status();
    if (status.ok()) return "OK";
    return absl::StrCat(absl::StatusCodeToString(status.code()), "|", status.message(), "|",
                        DetailOf(status).reason);
  }
  std::string List(int seat) { return Call(&CommitteeStub::ListSheets, ListRequest(round_, seat)); }
  std::string ListWithWrongCode() {
    v1::ListSheetsRequest request = ListRequest(round_, 0);
    request.set_credential(std::string(32, 'w'));
    Pad(request);
    return Call(&CommitteeStub::ListSheets, request);
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::unique_ptr<ReviewServer> server_;
  VotingRound round_;
};

TEST_F(CommitteeLimitsTest, ACodeIsHeardInABurstAndThenAsTimePasses) {
  Start(3, 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(List(2), "OK") << i;
  EXPECT_EQ(List(2), kRefused);
  EXPECT_EQ(List(3), "OK") << "another seat's code is its own affair";
  now_ += absl::Seconds(10) - absl::Nanoseconds(1);
  EXPECT_EQ(List(2), kRefused);
  now_ += absl::Nanoseconds(1);
  EXPECT_EQ(List(2), "OK");
  EXPECT_EQ(List(2), kRefused);
}

TEST_F(CommitteeLimitsTest, EveryRpcWithACodeCounts) {
  Start(1, 0);
  v1::RespondInvitationRequest answer;
  answer.set_round_id(round_.round_id);
  answer.set_code(std::string(codes::kCodeSymbols, '7'));
  answer.set_answer(v1::INVITATION_ANSWER_ACCEPT);
  ASSERT_TRUE(rpc::PadTo(128, &answer));
  struct Rpc {
    std::string name;
    std::function<std::string()> call;
  };
  const Rpc rpcs[] = {
      {"RespondInvitation", [&] { return Call(&CommitteeStub::RespondInvitation, answer); }},
      {"ListSheets", [&] { return List(1); }},
      {"GetSheet", [&] { return Call(&CommitteeStub::GetSheet, SheetRequest(round_, 1, 0)); }},
      {"GetBallot", [&] { return Call(&CommitteeStub::GetBallot, BallotRequest(round_, 1, 1)); }},
      {"GetAttachment",
       [&] { return Call(&CommitteeStub::GetAttachment, ImageRequest(round_, 1, 2, 1)); }},
      {"SubmitBallot",
       [&] { return Call(&CommitteeStub::SubmitBallot, SubmitRequest(round_, 1, 3, 1, 4)); }},
  };
  const auto& service = *google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "probity.review.v1.CommitteeService");
  ASSERT_EQ(std::size(rpcs), static_cast<size_t>(service.method_count()));
  for (const Rpc& one : rpcs) {
    const auto ran = [&] {
      return server_->watched_roster().Take().size() + server_->watched_hearing().Take().size();
    };
    ran();
    one.call();
    EXPECT_GT(ran(), 0U) << one.name << ": the first call is heard";
    EXPECT_EQ(one.call(), kRefused) << one.name;
    EXPECT_EQ(ran(), 0U) << one.name << ": the second is not, nothing is asked of a database";
  }
}

TEST_F(CommitteeLimitsTest, OneCaseOfAMemberIsHeardApartFromTheOthers) {
  Start(1, 0);
  EXPECT_EQ(Call(&CommitteeStub::GetSheet, SheetRequest(round_, 1, 0)), "OK");
  EXPECT_EQ(Call(&CommitteeStub::GetBallot, BallotRequest(round_, 1, 0)), kRefused)
      << "the same credential, another RPC";
  EXPECT_EQ(Call(&CommitteeStub::GetSheet, SheetRequest(round_, 1, 1)), "OK");
}

TEST_F(CommitteeLimitsTest, AnAddressThatWasRefusedTooOftenWaits) {
  Start(0, 5);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(List(1), "OK") << "what is accepted costs nothing";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ListWithWrongCode(), kRefused);
  server_->watched_hearing().Take();
  EXPECT_EQ(List(1), kRefused) << "even the right code, and in the same words";
  EXPECT_EQ(ListWithWrongCode(), kRefused);
  EXPECT_THAT(server_->watched_hearing().Take(), IsEmpty()) << "unheard";
  now_ += absl::Seconds(10);
  EXPECT_EQ(List(1), "OK");
  EXPECT_EQ(ListWithWrongCode(), kRefused);
  EXPECT_EQ(List(1), kRefused) << "one more wrong code, and it waits again";
}

TEST_F(CommitteeLimitsTest, WhoIsNoTerminalOrCallsWhatIsNotThereIsCountedToo) {
  Start(0, 2);
  rpc::CallOptions secretary = MemberClient();
  secretary.caller.roles = {options::v1::ROLE_SECRETARY};
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(rpc::Invoke(server_->committee(), &CommitteeStub::ListSheets,
                             ListRequest(round_, 1), secretary)
                     .ok());
  }
  EXPECT_EQ(List(1), kRefused);
  const auto members =
      rpc::Invoke(server_->roster(), &v1::RosterService::Stub::ListMembers, {}, Clerk());
  EXPECT_TRUE(members.ok()) << "other services of the same server are not concerned";
}

TEST_F(CommitteeLimitsTest, NothingOfItIsLogged) {
  Start(1, 3);
  std::mutex mutex;
  std::vector<std::string> lines;
  rpc::CaptureLog([&](const std::string& line) {
    const std::lock_guard<std::mutex> lock(mutex);
    lines.push_back(line);
  });
  for (int i = 0; i < 4; ++i) List(1);
  for (int i = 0; i < 4; ++i) ListWithWrongCode();
  rpc::CaptureLog(nullptr);
  EXPECT_THAT(lines, IsEmpty());
}

}  // namespace
}  // namespace probity::review
