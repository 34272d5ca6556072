#include "services/review/domain/ballot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "common/status/status.h"

namespace probity::review {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ReasonRules kReasons;
const std::vector<FindingBounds> kTwoFindings = {{2, 6}, {1, 3}};

Ballot GoodBallot() {
  return {.revision = 1,
          .answers = {{Choice::kUphold, 4, {ReasonCode::kR01}},
                      {Choice::kRemand, 0, {ReasonCode::kR06, ReasonCode::kR05}}},
          .text = "证据不足"};
}

std::vector<std::string> BallotFields(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailOf(status).violations) {
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(BallotValidationTest, ABallotWithinTheBoundsPasses) {
  EXPECT_TRUE(ValidateBallot(GoodBallot(), kTwoFindings, kReasons).ok());
}

TEST(BallotValidationTest, PointsLieWithinFloorAndCeilingAndOnlyWhenUpholding) {
  const struct {
    Choice choice;
    std::int64_t points;
    bool ok;
  } cases[] = {
      {Choice::kUphold, 2, true},     {Choice::kUphold, 6, true},   {Choice::kUphold, 1, false},
      {Choice::kUphold, 7, false},    {Choice::kUphold, -3, false}, {Choice::kNotUphold, 0, true},
      {Choice::kNotUphold, 2, false}, {Choice::kRemand, 2, false},  {Choice::kAbstain, 0, true},
      {Choice::kAbstain, 3, false},
  };
  for (const auto& c : cases) {
    Ballot ballot = GoodBallot();
    ballot.answers[0] = {c.choice, c.points, {ReasonCode::kR01}};
    const absl::Status status = ValidateBallot(ballot, kTwoFindings, kReasons);
    EXPECT_EQ(status.ok(), c.ok) << static_cast<int>(c.choice) << " with " << c.points;
    if (!c.ok) {
      EXPECT_THAT(BallotFields(status), ElementsAre("answers[0].points"));
    }
  }
}

TEST(BallotValidationTest, OneToThreeDifferentReasonCodesThatFitTheChoice) {
  using enum ReasonCode;
  const struct {
    Choice choice;
    std::vector<ReasonCode> codes;
    bool ok;
  } cases[] = {
      {Choice::kRemand, {kR06}, true},
      {Choice::kNotUphold, {kR06}, false},
      {Choice::kAbstain, {kR06}, false},
      {Choice::kAbstain, {kR07}, true},
      {Choice::kRemand, {kR07}, false},
      {Choice::kNotUphold, {kR07}, false},
      {Choice::kNotUphold, {kR01, kR02, kR03}, true},
      {Choice::kAbstain, {kR01}, true},
      {Choice::kNotUphold, {kR04, kR05}, true},
      {Choice::kNotUphold, {}, false},
      {Choice::kNotUphold, {kR01, kR02, kR03, kR04}, false},
      {Choice::kNotUphold, {kR02, kR02}, false},
      {Choice::kNotUphold, {static_cast<ReasonCode>(0)}, false},
      {Choice::kNotUphold, {static_cast<ReasonCode>(8)}, false},
  };
  for (const auto& c : cases) {
    Ballot ballot = GoodBallot();
    ballot.answers[0] = {c.choice, 0, c.codes};
    EXPECT_EQ(ValidateBallot(ballot, kTwoFindings, kReasons).ok(), c.ok)
        << "choice " << static_cast<int>(c.choice) << ", first code "
        << (c.codes.empty() ? 0 : static_cast<int>(c.codes[0]));
  }
}

TEST(BallotValidationTest, NamesEveryOffendingFieldAtOnce) {
  Ballot bad = GoodBallot();
  bad.revision = 0;
  bad.answers[0].points = 9;
  bad.answers[1].reason_codes.clear();
  bad.text = std::string(1025, 'x');
  EXPECT_THAT(BallotFields(ValidateBallot(bad, kTwoFindings, kReasons)),
              ElementsAre("revision", "answers[0].points", "answers[1].reason_codes", "text"));
  bad = GoodBallot();
  bad.answers[0].choice = static_cast<Choice>(5);
  bad.text = "\xc3\x28";
  EXPECT_THAT(BallotFields(ValidateBallot(bad, kTwoFindings, kReasons)),
              ElementsAre("answers[0].choice", "text"));
}

TEST(BallotValidationTest, AnswersEveryFindingOfTheSheet) {
  Ballot ballot = GoodBallot();
  ballot.answers.pop_back();
  EXPECT_THAT(BallotFields(ValidateBallot(ballot, kTwoFindings, kReasons)), ElementsAre("answers"));
  ballot = GoodBallot();
  ballot.answers.push_back(ballot.answers[1]);
  EXPECT_THAT(BallotFields(ValidateBallot(ballot, kTwoFindings, kReasons)), ElementsAre("answers"));
}

TEST(BallotValidationTest, TextOfExactly1024BytesPasses) {
  Ballot ballot = GoodBallot();
  ballot.text = std::string(1024, 'x');
  EXPECT_TRUE(ValidateBallot(ballot, kTwoFindings, kReasons).ok());
}

TEST(ReasonCodeTest, HasItsNameAndNoOther) {
  EXPECT_EQ(ReasonCodeName(ReasonCode::kR03), "R03");
  EXPECT_EQ(ReasonCodeFromName("R07"), ReasonCode::kR07);
  for (const std::string_view name : {"", "R00", "R08", "R1", "r01", "R010", "X01", "R0:"}) {
    EXPECT_FALSE(ReasonCodeFromName(name).has_value()) << name;
  }
}

TEST(BallotBytesTest, EveryBallotHasTheSameSize) {
  Ballot largest = {.revision = std::numeric_limits<std::uint32_t>::max(),
                    .answers = {},
                    .text = std::string(1024, 'x')};
  largest.answers.assign(32, {Choice::kUphold,
                              std::numeric_limits<std::int64_t>::max(),
                              {ReasonCode::kR01, ReasonCode::kR02, ReasonCode::kR03}});
  for (const Ballot& ballot : {Ballot{}, GoodBallot(), largest}) {
    const auto bytes = EncodeBallot(ballot);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    EXPECT_EQ(bytes->size(), 2048u);
  }
  EXPECT_EQ(*DecodeBallot(*EncodeBallot(largest)), largest);
}

TEST(BallotBytesTest, TooLargeABallotIsRefusedRatherThanCut) {
  Ballot ballot = GoodBallot();
  ballot.text = std::string(1025, 'x');
  EXPECT_TRUE(HasReason(EncodeBallot(ballot).status(), Reason::k_BAD_REQUEST));
  ballot = GoodBallot();
  ballot.answers.assign(33, ballot.answers[0]);
  EXPECT_TRUE(HasReason(EncodeBallot(ballot).status(), Reason::k_BAD_REQUEST));
  ballot = GoodBallot();
  ballot.answers[0].reason_codes.assign(4, ReasonCode::kR01);
  EXPECT_TRUE(HasReason(EncodeBallot(ballot).status(), Reason::k_BAD_REQUEST));
}

TEST(BallotBytesTest, TheFormatIsFixedByteForByte) {
  std::string expected("\x01\x00\x00\x00\x01\x02", 6);
  expected += std::string("\x01\x00\x00\x00\x00\x00\x00\x00\x04\x01\x01\x00\x00", 13);
  expected += std::string("\x03\x00\x00\x00\x00\x00\x00\x00\x00\x02\x05\x06\x00", 13);
  expected += std::string("\x00\x0c", 2) + "证据不足";
  expected.resize(2048, '\0');
  EXPECT_EQ(*EncodeBallot(GoodBallot()), expected) << "codes in ascending order";
}

TEST(BallotBytesTest, TheOrderOfReasonCodesDoesNotChangeTheBytes) {
  Ballot turned = GoodBallot();
  std::swap(turned.answers[1].reason_codes[0], turned.answers[1].reason_codes[1]);
  EXPECT_EQ(*EncodeBallot(turned), *EncodeBallot(GoodBallot()));
}

TEST(BallotBytesTest, TheAbsentBallotHasRevisionZeroAndNoAnswers) {
  const auto absent = DecodeBallot(AbsentBallotBytes());
  ASSERT_TRUE(absent.ok());
  EXPECT_TRUE(IsAbsent(*absent));
  EXPECT_THAT(absent->answers, IsEmpty());
  EXPECT_FALSE(IsAbsent(GoodBallot()));
}

TEST(BallotBytesTest, DamagedBytesAreRefused) {
  const std::string good = *EncodeBallot(GoodBallot());
  const auto with = [&](std::size_t at, char byte) {
    std::string bytes = good;
    bytes[at] = byte;
    return bytes;
  };
  const struct {
    std::string what;
    std::string bytes;
  } cases[] = {
      {"too short", good.substr(1)},
      {"too long", good + '\0'},
      {"another format", with(0, 2)},
      {"more answers than allowed", with(5, 33)},
      {"something in the padding", with(2047, 1)},
      {"too long a text", with(6 + 26, 5)},
      {"four reason codes", with(6 + 9, 4)},
      {"codes out of order", with(6 + 13 + 10, 7)},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(DecodeBallot(c.bytes).status().code(), absl::StatusCode::kInternal) << c.what;
  }
}

TEST(BallotRevisionTest, OnlyAHigherRevisionReplacesTheStoredBallot) {
  Ballot first = GoodBallot();
  first.revision = 5;
  const std::string stored = *EncodeBallot(first);
  for (const std::uint32_t revision : {1u, 4u, 5u, 6u, 4'000'000'000u}) {
    Ballot incoming = GoodBallot();
    incoming.revision = revision;
    incoming.answers[0] = {Choice::kNotUphold, 0, {ReasonCode::kR02}};
    const auto kept = PrevailingBallot(stored, incoming);
    ASSERT_TRUE(kept.ok()) << kept.status();
    EXPECT_EQ(*kept, revision > 5 ? *EncodeBallot(incoming) : stored) << revision;
  }
}

TEST(BallotRevisionTest, AFirstBallotReplacesTheAbsentOne) {
  EXPECT_EQ(*PrevailingBallot(AbsentBallotBytes(), GoodBallot()), *EncodeBallot(GoodBallot()));
  EXPECT_FALSE(PrevailingBallot("not a ballot", GoodBallot()).ok());
}

RC_GTEST_PROP(BallotProperty, EveryBallotIsReadBackAsItWasWritten, ()) {
  Ballot ballot;
  ballot.revision = *rc::gen::arbitrary<std::uint32_t>();
  ballot.text = std::string(*rc::gen::inRange<std::size_t>(0, 1025), 'a');
  const auto count = *rc::gen::inRange<std::size_t>(0, 33);
  for (std::size_t i = 0; i < count; ++i) {
    Answer answer;
    answer.choice = kChoices[*rc::gen::inRange<std::size_t>(0, 4)];
    answer.points = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 40);
    const auto first = *rc::gen::inRange(1, 6);
    const auto codes = *rc::gen::inRange(1, 3);
    for (int c = 0; c < codes; ++c) {
      answer.reason_codes.push_back(static_cast<ReasonCode>(first + c));
    }
    ballot.answers.push_back(answer);
  }
  const std::string bytes = *EncodeBallot(ballot);
  RC_ASSERT(bytes.size() == kBallotBytes);
  const auto read = DecodeBallot(bytes);
  RC_ASSERT(read.ok());
  RC_ASSERT(*read == ballot);
}

}  // namespace
}  // namespace probity::review
