// A round from its sheets to its verdicts, on both engines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/crypto/crypto.h"
#include "services/review/domain/transcript.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::HearingAdminService;

class WholeRoundTest : public ::testing::TestWithParam<std::string> {
 protected:
  ReviewBench bench_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(WholeRoundTest);

// Case 1 is upheld with the lower middle, 2 not upheld, 3 sent back, of 4 nobody decides, 5 only
// five members vote.
std::vector<v1::FindingAnswer> Mixed(int seat, const std::string& defence) {
  if (defence == "CASE-01") return {Uphold(seat <= 4 ? 2 + seat : 2)};
  if (defence == "CASE-02") return {seat <= 5 ? Choose(v1::CHOICE_NOT_UPHOLD, "R02") : Uphold(6)};
  if (defence == "CASE-03") return {Choose(v1::CHOICE_REMAND, "R06")};
  if (defence == "CASE-04") return {seat <= 3 ? Uphold(3) : Choose(v1::CHOICE_ABSTAIN, "R07")};
  if (seat == 4 || seat == 5) return {};
  return {Uphold(5)};
}

std::map<std::string, std::string> Words(ReviewBench& bench, const std::string& round) {
  v1::ListOutcomesRequest request;
  request.set_round_id(round);
  const auto listed = bench.Call(&HearingAdminService::Stub::ListOutcomes, request,
                                 options::v1::ROLE_SECRETARY, "secretary");
  EXPECT_TRUE(listed.ok()) << listed.status();
  std::map<std::string, std::string> by_serial;
  int ordinal = 0;
  for (const v1::Outcome& outcome : listed->outcomes()) {
    EXPECT_EQ(outcome.ordinal(), ++ordinal) << "outcomes are listed by ordinal";
    by_serial[outcome.serial()] = v1::OutcomeWord_Name(outcome.outcome());
  }
  return by_serial;
}

TEST_P(WholeRoundTest, GoesFromQueuedSheetsToDeliveredVerdicts) {
  bench_.FillRoster();
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_VOTING);
  EXPECT_THAT(bench_.OpenRounds(), ElementsAre(round));
  const std::vector<std::string> receipts = bench_.Vote(round, Mixed);
  EXPECT_THAT(receipts, SizeIs(7 * 5 - 2));

  EXPECT_EQ(Outcome(bench_.Close(round).status()), "FAILED_PRECONDITION/TOO_EARLY");
  bench_.Start(/*with_jobs=*/false);
  bench_.clock().Advance(absl::Minutes(121));
  const auto closed = bench_.Close(round);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->phase(), v1::ROUND_PHASE_CLOSED);
  bench_.Start();
  ASSERT_TRUE(bench_.Reaches(round, v1::ROUND_PHASE_DELIVERED));

  const auto verdicts = bench_.scoring().verdicts();
  ASSERT_THAT(verdicts, SizeIs(5));
  struct Row {
    const char* defence;
    scoring::v1::FindingVerdict verdict;
    int64_t points;
    const char* why;
  };
  const Row rows[] = {
      {"CASE-01", scoring::v1::FINDING_VERDICT_UPHELD, 3, "2 2 2 3 4 5 6: the middle is 3"},
      {"CASE-02", scoring::v1::FINDING_VERDICT_NOT_UPHELD, 0, "5 of 7 reject"},
      {"CASE-03", scoring::v1::FINDING_VERDICT_REMANDED, 0, "all send back"},
      {"CASE-04", scoring::v1::FINDING_VERDICT_UPHELD, 3, "3 of 3 who decide"},
      {"CASE-05", scoring::v1::FINDING_VERDICT_UPHELD, 5, "5 of 5 ballots"}};
  for (const Row& row : rows) {
    const auto& verdict = verdicts.at(row.defence);
    ASSERT_EQ(verdict.findings_size(), 1) << row.defence;
    EXPECT_EQ(verdict.findings(0).verdict(), row.verdict) << row.defence << ": " << row.why;
    EXPECT_EQ(verdict.findings(0).points(), row.points) << row.defence << ": " << row.why;
    EXPECT_FALSE(verdict.no_quorum()) << row.defence;
    EXPECT_EQ(verdict.nonce().size(), 16u);
  }
  EXPECT_THAT(verdicts.at("CASE-03").findings(0).reason_codes(), ElementsAre("R06"));
  for (const auto& [token, count] : bench_.scoring().deliveries()) EXPECT_EQ(count, 1) << token;
  EXPECT_THAT(bench_.OpenRounds(), IsEmpty());
  EXPECT_EQ(bench_.scoring().taken(), 0);
}

TEST_P(WholeRoundTest, LeavesATranscriptReceiptsAndALogThatAgree) {
  bench_.FillRoster();
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_VOTING);
  const std::vector<std::string> receipts = bench_.Vote(round, Mixed);
  bench_.clock().Advance(absl::Minutes(121));
  ASSERT_TRUE(bench_.Reaches(round, v1::ROUND_PHASE_DELIVERED)) << "the schedule closes the vote";

  v1::GetDrawTranscriptRequest asked;
  asked.set_round_id(round);
  const auto transcript = bench_.Call(&HearingAdminService::Stub::GetDrawTranscript, asked,
                                      options::v1::ROLE_AUDITOR, "auditor");
  ASSERT_TRUE(transcript.ok()) << transcript.status();
  EXPECT_EQ(crypto::Hex(crypto::Sha256(transcript->transcript())), transcript->sha256());
  EXPECT_TRUE(ParseTranscript(transcript->transcript()).ok());
  for (const auto& delivery : bench_.scoring().delivery_requests()) {
    EXPECT_EQ(delivery.transcript(), transcript->transcript());
    EXPECT_EQ(delivery.transcript_sha256(), transcript->sha256());
  }

  v1::ListReceiptsRequest listing;
  listing.set_round_id(round);
  const auto listed = bench_.Call(&HearingAdminService::Stub::ListReceipts, listing,
                                  options::v1::ROLE_AUDITOR, "auditor");
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_THAT(listed->receipts(), SizeIs(7 * 5)) << "padded to panel x cases";
  EXPECT_TRUE(std::is_sorted(listed->receipts().begin(), listed->receipts().end()));
  for (const std::string& receipt : receipts) EXPECT_THAT(listed->receipts(), Contains(receipt));

  EXPECT_THAT(Words(bench_, round), SizeIs(5));
  EXPECT_THAT(bench_.AuditKinds(), ElementsAre(1, 2, 2, 2, 2, 3, 4, 5, 5, 5, 5, 6, 7, 8, 9, 10));
}

TEST_P(WholeRoundTest, ShowsScoringEveryMemberOnceUnderAPseudonymAndItsEmployer) {
  bench_.FillRoster();
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SCREENED);
  const auto screenings = bench_.scoring().screenings();
  ASSERT_THAT(screenings, SizeIs(1));
  EXPECT_THAT(screenings[0].members(), SizeIs(3 + 3 + 8 + 6));
  EXPECT_THAT(screenings[0].case_tokens(), SizeIs(5));
  EXPECT_THAT(screenings[0].quotas(), ElementsAre(1, 1, 3, 2));
  EXPECT_THAT(screenings[0].floors(), ElementsAre(2, 2, 4, 3));
  for (const auto& member : screenings[0].members()) {
    EXPECT_EQ(member.pseudonym().size(), 32u);
    EXPECT_EQ(member.affiliations_size(), member.group() >= 3 ? 2 : 1)
        << "its employer, if it has one, and the code of its name";
  }
}

}  // namespace
}  // namespace probity::review
