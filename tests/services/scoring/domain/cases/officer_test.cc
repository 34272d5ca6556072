// G1: who may work a case; and the director in the committee's place.
#include "services/scoring/domain/cases/officer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/domain/cases/direct_decision.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

const Day kFrom(2024, 2, 29);
const Day kTo(2026, 2, 28);

const std::vector<Officer> kRegistered = {
    {"a", "张 三", "甲001", "市医保局", kFrom, kTo},
    {"a", "张三", "甲101", "市医保局", kTo + 1, Day(2028, 2, 29)},
    {"b", "李四", "甲002", "市医保局", Day(2020, 1, 1), Day(2030, 1, 1)},
};

TEST(CertificateTest, EveryOfficerHoldsOneThatIsValidThatDay) {
  const std::vector<Officer> once = {kRegistered[0], kRegistered[2]};
  for (const auto& [day, reason] :
       std::vector<std::pair<Day, std::string>>{{kFrom - 1, "G1_CERTIFICATE_INVALID"},
                                                {kFrom, "OK"},
                                                {kTo, "OK"},
                                                {kTo + 1, "G1_CERTIFICATE_INVALID"}}) {
    EXPECT_EQ(ReasonOf(CheckAllCertified({"a", "b"}, once, day)), reason) << day;
  }
  EXPECT_EQ(ReasonOf(CheckAllCertified({"a", "b"}, kRegistered, kTo + 1)), "OK")
      << "renewed in time";
  EXPECT_EQ(ReasonOf(CheckAllCertified({"b", "nobody"}, kRegistered, kTo)),
            "G1_CERTIFICATE_INVALID");
}

const ShownCertificate kOfB = {"b", "李四", "甲002"};

TEST(CertificateTest, WhatIsShownIsWhatIsRegistered) {
  struct Row {
    ShownCertificate shown;
    std::string reason;
  };
  const std::string mismatch = "G1_CERTIFICATE_MISMATCH";
  for (const Row& row :
       std::vector<Row>{{{"a", "张三", "甲001"}, "OK"},
                        {{"a", "张　三", "甲001"}, "OK"},
                        {{"a", "张五", "甲001"}, mismatch},
                        {{"a", "张三", "甲002"}, mismatch},     // another's number
                        {{"a", "张三", "甲101"}, mismatch},     // not valid yet
                        {{"b", "张三", "甲001"}, mismatch},     // another's certificate
                        {{"c", "李四", "甲002"}, mismatch}}) {  // none of the case's officers
    EXPECT_EQ(ReasonOf(CheckShownCertificates({"a", "b"}, kRegistered, {row.shown, kOfB}, kTo)),
              row.reason)
        << row.shown.person << " " << row.shown.name << " " << row.shown.certificate_no;
  }
}

TEST(CertificateTest, EachOfficerShowsOne) {
  const ShownCertificate of_a = {"a", "张三", "甲001"};
  struct Row {
    std::vector<ShownCertificate> shown;
    std::string reason;
  };
  const std::string not_shown = "G1_CERTIFICATE_NOT_SHOWN";
  for (const Row& row : std::vector<Row>{
           {{}, not_shown}, {{of_a}, not_shown}, {{kOfB, kOfB}, not_shown}, {{kOfB, of_a}, "OK"}}) {
    const absl::Status checked = CheckShownCertificates({"a", "b"}, kRegistered, row.shown, kTo);
    EXPECT_EQ(ReasonOf(checked), row.reason) << row.shown.size() << " shown";
    if (row.shown.size() == 2 && !checked.ok()) {
      EXPECT_EQ(DetailOf(checked).metadata.at("persons"), "a") << "who showed none is named";
    }
  }
  EXPECT_EQ(ReasonOf(CheckShownCertificates({"a", "b"}, kRegistered, {kOfB, of_a}, kTo + 1)),
            "G1_CERTIFICATE_MISMATCH")
      << "the one shown has run out, whatever else is registered";
}

TEST(CertificateTest, TwoMustStayValidWhileFactsAreFound) {
  const std::vector<Officer> once = {kRegistered[0], kRegistered[2]};
  EXPECT_EQ(ReasonOf(CheckTwoCertified({"a", "b", "c"}, once, kTo)), "OK");
  EXPECT_EQ(ReasonOf(CheckTwoCertified({"a", "b", "c"}, once, kTo + 1)), "G1_CERTIFICATE_INVALID");
}

class DirectDecisionTest : public ::testing::Test {
 protected:
  static std::string Decide(const std::vector<DirectFinding>& findings, int hearings = 2,
                            const std::string& person = "director") {
    CaseFile file =
        CaseIn(CaseState::kCommittee, {MakeFinding(1, "RANGE", 3), MakeFinding(2, "FIXED", 6)});
    file.former_officers = {"recused-director"};
    const std::vector<PastHearing> past(hearings, {"round", RoundReached::kSeated, false});
    return ReasonOf(DecideWithoutCommittee(file, findings, past, 2, person).status());
  }
  static DirectFinding Upheld(int32_t item, int64_t points) {
    return {item, FindingVerdict::kUpheld, points};
  }
  static DirectFinding Not(int32_t item) { return {item, FindingVerdict::kNotUpheld, 0}; }
};

TEST_F(DirectDecisionTest, G2NotByWhoStoodDown) {
  EXPECT_EQ(Decide({Upheld(1, 3), Not(2)}, 2, "recused-director"), "OFFICER_OF_THE_CASE");
}

TEST_F(DirectDecisionTest, OnlyOnceTheCommitteeCannot) {
  EXPECT_EQ(Decide({Upheld(1, 3), Not(2)}, 1), "COMMITTEE_FIRST");
  EXPECT_EQ(Decide({Upheld(1, 3), Not(2)}, 2), "OK");
  EXPECT_EQ(Decide({Upheld(1, 3), Not(2)}, 2, "officer-b"), "OFFICER_OF_THE_CASE");
}

TEST_F(DirectDecisionTest, EveryFindingIsAnsweredOnceAndNeverHeavier) {
  EXPECT_EQ(Decide({Upheld(1, 4), Not(2)}), "G8_HEAVIER_THAN_NOTIFIED");
  EXPECT_EQ(Decide({Upheld(1, 0), Upheld(2, 6)}), "OK");
  EXPECT_EQ(Decide({Upheld(1, -1), Not(2)}), "BAD_REQUEST");
  EXPECT_EQ(Decide({{1, FindingVerdict::kNotUpheld, 1}, Not(2)}), "BAD_REQUEST");
  EXPECT_EQ(Decide({{1, FindingVerdict::kRemanded, 0}, Not(2)}), "BAD_REQUEST");
  EXPECT_EQ(Decide({Upheld(1, 3)}), "BAD_REQUEST") << "one is left out";
  EXPECT_EQ(Decide({Upheld(1, 3), Upheld(1, 3), Not(2)}), "BAD_REQUEST");
  EXPECT_EQ(Decide({Upheld(1, 3), Not(2), Not(3)}), "UNKNOWN_FINDING");
}

}  // namespace
}  // namespace probity::scoring
