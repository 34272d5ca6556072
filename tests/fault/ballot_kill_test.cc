// kill -9 of the review service while seven members vote at once, and while it closes a round and
// delivers: no ballot it acknowledged is lost, none counts twice, and every case gets one verdict.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "tests/blind/measured.h"
#include "tests/blind/sizes.h"
#include "tests/fault/live_review.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

namespace role = options::v1;
using blind::Record;

constexpr int kCases = 5;
constexpr int kSeats = 7;
constexpr int kKillsInARound = 10;
constexpr int kKillsAtTheClose = 2;  // of them
constexpr int kFloor = 2;            // as FakeScoring's sheets have it
constexpr int kChoices = 5;          // 2 to 6 points

// What a member knows of its ballot on one case.
struct Ballot {
  std::uint32_t tried = 0;         // the highest revision sent
  std::uint32_t acknowledged = 0;  // the highest whose receipt came
  std::set<std::string> receipts;  // all that came
};

struct Losses {
  int ballots_lost = 0;
  int ballots_doubled = 0;
  int verdicts_lost = 0;
  int verdicts_doubled = 0;
};

// The points a member gives by a revision, so that a stored ballot shows which it is.
std::int64_t PointsOf(int seat, const std::string& defence, std::uint32_t revision) {
  const auto sum = static_cast<std::uint32_t>(seat + defence.back()) + revision * 3;
  return kFloor + static_cast<std::int64_t>(sum % kChoices);
}

// A member who goes on voting, case after case, each with a higher revision, until told to stop.
class Voter {
 public:
  Voter(LiveReview& service, const std::string& round, int number, const std::string& code)
      : number_(number),
        stub_(v1::CommitteeService::NewStub(service.Connect())),
        seat_(*stub_, Once(), *crypto::FromHex(round), code) {
    const clients::Seat patient(*stub_, LiveReview::As(role::ROLE_MEMBER_CLIENT, "client"),
                                *crypto::FromHex(round), code);
    const auto sheets = patient.ListSheets();
    EXPECT_TRUE(sheets.ok()) << sheets.status();
    for (const v1::SheetEntry& entry : sheets->sheets()) {
      defences_[entry.serial()] = patient.GetSheet(entry.serial())->defence();
      ballots_[entry.serial()] = {};
    }
  }
  void Begin() {
    thread_ = std::thread([this] {
      while (!stopped_) {
        for (const auto& [serial, defence] : defences_) VoteOnce(serial, defence);
      }
    });
  }
  void Stop() {
    stopped_ = true;
    thread_.join();
  }

  std::map<std::string, Ballot> Known() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return ballots_;
  }
  // Acknowledged ballots that are not there, nor a later one of the same member.
  int Missing(const std::map<std::string, Ballot>& known) const {
    int missing = 0;
    for (const auto& [serial, ballot] : known) {
      const v1::GetBallotResponse stored = Stored(serial);
      const bool there = stored.revision() >= ballot.acknowledged;
      const bool whole = stored.revision() == 0 ||
                         (stored.answers_size() == 1 &&
                          stored.answers(0).points() ==
                              PointsOf(number_, defences_.at(serial), stored.revision()));
      const bool receipted = stored.revision() != ballot.acknowledged || ballot.acknowledged == 0 ||
                             ballot.receipts.contains(stored.receipt());
      if (!there || !whole || !receipted) ++missing;
    }
    return missing;
  }
  // The service may be on its way up: asked until it answers.
  v1::GetBallotResponse Stored(const std::string& serial) const {
    const absl::Time until = absl::Now() + absl::Seconds(60);
    while (true) {
      const auto stored = seat_.GetBallot(serial);
      if (stored.ok()) return *stored;
      if (absl::Now() > until) {
        ADD_FAILURE() << stored.status();
        return {};
      }
      absl::SleepFor(absl::Milliseconds(20));
    }
  }
  int number() const { return number_; }
  const std::map<std::string, std::string>& defences() const { return defences_; }

 private:
  static rpc::CallOptions Once() {
    rpc::CallOptions options = ReviewBench::As(role::ROLE_MEMBER_CLIENT, "client");
    options.timeout = absl::Seconds(5);
    return options;
  }

  // A ballot that is not acknowledged is now sent again, now left behind by a later one.
  void VoteOnce(const std::string& serial, const std::string& defence) {
    std::uint32_t revision = 0;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      Ballot& ballot = ballots_[serial];
      const bool again = ballot.tried > ballot.acknowledged && ballot.tried % 2 == 0;
      revision = again ? ballot.tried : ballot.tried + 1;
      ballot.tried = revision;
    }
    const auto receipt =
        seat_.Submit(serial, revision, {Uphold(PointsOf(number_, defence, revision))}, "on paper");
    if (!receipt.ok()) {
      absl::SleepFor(absl::Milliseconds(10));
      return;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    ballots_[serial].acknowledged = revision;
    ballots_[serial].receipts.insert(*receipt);
  }

  const int number_;
  std::unique_ptr<v1::CommitteeService::Stub> stub_;
  clients::Seat seat_;
  std::map<std::string, std::string> defences_;
  mutable std::mutex mutex_;
  std::map<std::string, Ballot> ballots_;
  std::atomic<bool> stopped_{false};
  std::thread thread_;
};

class BallotKillTest : public ::testing::Test {
 protected:
  BallotKillTest() {
    std::cout << "seed " << seed_ << "\n";
    service_.FillRoster();
  }

  absl::Duration Within(int low_ms, int high_ms) {
    return absl::Milliseconds(std::uniform_int_distribution<int>(low_ms, high_ms)(chance_));
  }

  void QueueCases(int round_no) {
    for (int i = 0; i < kCases; ++i) {
      scoring::v1::SheetBody body;
      body.set_kind(scoring::v1::SUBJECT_KIND_MEDICAL);
      scoring::v1::SheetFinding& finding = *body.add_findings();
      finding.set_violation_code("M201");
      finding.set_points_floor(kFloor);
      finding.set_points_ceiling(kFloor + kChoices - 1);
      body.set_defence(absl::StrCat("ROUND ", round_no, " CASE ", i));
      service_.scoring().QueueBody(body);
    }
  }

  // Kills while everybody votes; after each, what was acknowledged before must be there.
  void KillUnderLoad(std::vector<std::unique_ptr<Voter>>& voters, int kills) {
    for (auto& voter : voters) voter->Begin();
    for (int i = 0; i < kills; ++i) {
      absl::SleepFor(Within(50, 400));
      std::vector<std::map<std::string, Ballot>> known;
      for (const auto& voter : voters) known.push_back(voter->Known());
      service_.Kill();
      ++kills_;
      service_.Start();
      for (std::size_t v = 0; v < voters.size(); ++v) {
        losses_.ballots_lost += voters[v]->Missing(known[v]);
      }
    }
    for (auto& voter : voters) voter->Stop();
  }

  // The schedule closes the round and delivers; kills come in between.
  void KillAtTheClose(const std::string& round, int kills) {
    service_.Advance(absl::Minutes(121));
    for (int i = 0; i < kills; ++i) {
      absl::SleepFor(Within(0, 1200));
      service_.Kill();
      ++kills_;
      service_.Start();
    }
    const absl::Time until = absl::Now() + absl::Seconds(60);
    while (service_.Get(round).phase() != v1::ROUND_PHASE_DELIVERED) {
      ASSERT_LT(absl::Now(), until) << "the round is not delivered";
      absl::SleepFor(absl::Milliseconds(50));
    }
  }

  // What was stored last, by seat, and that it is neither older nor other than acknowledged.
  using Final = std::map<std::string, std::vector<v1::GetBallotResponse>>;  // by defence
  Final TakeStock(const std::vector<std::unique_ptr<Voter>>& voters) {
    Final final;
    for (const auto& voter : voters) {
      losses_.ballots_lost += voter->Missing(voter->Known());
      for (const auto& [serial, ballot] : voter->Known()) {
        acknowledged_ += static_cast<int>(ballot.receipts.size());
        final[voter->defences().at(serial)].push_back(voter->Stored(serial));
      }
    }
    return final;
  }

  void CompareReceipts(const std::string& round, const Final& final,
                       const std::vector<std::unique_ptr<Voter>>& voters) {
    v1::ListReceiptsRequest request;
    request.set_round_id(round);
    const auto listed = service_.Ask(&v1::HearingAdminService::Stub::ListReceipts, request,
                                     role::ROLE_AUDITOR, "auditor");
    EXPECT_EQ(listed.receipts_size(), kSeats * kCases);
    std::multiset<std::string> counted(listed.receipts().begin(), listed.receipts().end());
    std::set<std::string> last;
    for (const auto& [defence, ballots] : final) {
      for (const auto& ballot : ballots) {
        last.insert(ballot.receipt());
        if (counted.count(ballot.receipt()) == 0) ++losses_.ballots_lost;
        if (counted.count(ballot.receipt()) > 1) ++losses_.ballots_doubled;
      }
    }
    for (const auto& voter : voters) {
      for (const auto& [serial, ballot] : voter->Known()) {
        for (const std::string& receipt : ballot.receipts) {
          const bool superseded = !last.contains(receipt);
          if (superseded && counted.contains(receipt)) ++losses_.ballots_doubled;
        }
      }
    }
  }

  // One verdict a case, of the ballots as they were stored last.
  void CompareVerdicts(const std::string& round, const Final& final) {
    const auto verdicts = service_.scoring().verdicts();
    for (const auto& [defence, ballots] : final) {
      const auto found = verdicts.find(defence);
      if (found == verdicts.end()) {
        ++losses_.verdicts_lost;
        continue;
      }
      std::vector<std::int64_t> points;
      for (const auto& ballot : ballots) points.push_back(ballot.answers(0).points());
      std::sort(points.begin(), points.end());
      const auto& finding = found->second.findings(0);
      EXPECT_EQ(finding.verdict(), scoring::v1::FINDING_VERDICT_UPHELD) << defence;
      EXPECT_EQ(finding.points(), points[(points.size() - 1) / 2]) << defence;
    }
    // A delivery may be repeated, never with another content.
    std::map<std::string, std::set<std::string>> contents;
    for (const auto& request : service_.scoring().delivery_requests()) {
      if (request.round_id() != round) continue;
      for (const auto& verdict : request.verdicts()) {
        contents[verdict.case_token()].insert(verdict.SerializeAsString());
      }
    }
    EXPECT_EQ(contents.size(), static_cast<std::size_t>(kCases));
    for (const auto& [token, variants] : contents) {
      losses_.verdicts_doubled += static_cast<int>(variants.size()) - 1;
    }
  }

  void PlayRound(int round_no, int kills) {
    QueueCases(round_no);
    const std::string round = service_.RoundInVoting(kCases);
    const int issue_no = service_.Get(round).issue_no();
    std::vector<std::unique_ptr<Voter>> voters;
    for (const auto& [number, code] : service_.Codes(round, issue_no)) {
      voters.push_back(std::make_unique<Voter>(service_, round, number, code));
    }
    ASSERT_EQ(voters.size(), static_cast<std::size_t>(kSeats));
    KillUnderLoad(voters, kills - kKillsAtTheClose);
    const Final final = TakeStock(voters);
    KillAtTheClose(round, kKillsAtTheClose);
    if (HasFatalFailure()) return;
    CompareReceipts(round, final, voters);
    CompareVerdicts(round, final);
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 chance_{seed_};
  LiveReview service_;
  Losses losses_;
  int kills_ = 0;
  int acknowledged_ = 0;
};

TEST_F(BallotKillTest, LosesNoAcknowledgedBallotAndCountsNoneTwice) {
  const int wanted = blind::Size(20, 200);
  for (int round_no = 1; kills_ < wanted && !HasFatalFailure(); ++round_no) {
    PlayRound(round_no, std::min(kKillsInARound, std::max(wanted - kills_, kKillsAtTheClose)));
  }
  EXPECT_GE(kills_, wanted);
  EXPECT_GE(acknowledged_, 5 * kills_) << "too few ballots for it to be a load";
  EXPECT_EQ(losses_.ballots_lost, 0);
  EXPECT_EQ(losses_.ballots_doubled, 0);
  EXPECT_EQ(losses_.verdicts_lost, 0);
  EXPECT_EQ(losses_.verdicts_doubled, 0);
  const std::string over = absl::StrCat(kills_, " kills, ", acknowledged_, " ballots acknowledged");
  std::cout << over << "\n";
  Record("T16", losses_.ballots_lost, over, "ballots_lost");
  Record("T16", losses_.ballots_doubled, over, "ballots_doubled");
  Record("T16", losses_.verdicts_lost, over, "verdicts_lost");
  Record("T16", losses_.verdicts_doubled, over, "verdicts_doubled");
}

// What an observer of the outgoing folder sees of a batch: how long it took, and how long each is.
TEST_F(BallotKillTest, NoticesOfABatchComeAtOnceAndAreOfOneLength) {
  QueueCases(1);
  service_.RoundInVoting(kCases);
  ASSERT_EQ(service_.batches().size(), 2u) << "invitations, then voting codes";
  for (const LiveReview::Batch& batch : service_.batches()) {
    ASSERT_EQ(batch.lengths.size(), static_cast<std::size_t>(kSeats));
    const std::set<std::uintmax_t> lengths(batch.lengths.begin(), batch.lengths.end());
    EXPECT_EQ(lengths.size(), 1u);
    EXPECT_LE(batch.spread_seconds, 60);
    const std::string over = absl::StrCat(kSeats, " notices of a batch, outgoing folder");
    Record("T19", static_cast<double>(lengths.size()), over, "lengths");
    Record("T19", batch.spread_seconds, over, "spread_s");
  }
}

}  // namespace
}  // namespace probity::review
