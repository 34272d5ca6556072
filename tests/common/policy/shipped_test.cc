// The shipped policies load, agree with each other, and give the golden year its figures.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "common/crypto/crypto.h"
#include "common/policy/choose.h"
#include "common/policy/evaluate.h"
#include "common/policy/load.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

const std::vector<Policy>& Shipped() {
  static const std::vector<Policy> policies = [] {
    absl::StatusOr<std::vector<Policy>> loaded =
        LoadPolicyFolder(std::string(PROBITY_SOURCE_DIR) + "/policies");
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return loaded.value_or(std::vector<Policy>());
  }();
  return policies;
}

const Policy& Shipped(SubjectKind kind) {
  return *InForce(Shipped(), kind, absl::CivilDay(2026, 6, 30));
}
const Policy& Medical() {
  return Shipped(SubjectKind::kMedical);
}
const Policy& Pharmacy() {
  return Shipped(SubjectKind::kPharmacy);
}

const Policy& Person() {
  return Shipped(SubjectKind::kPerson);
}

TEST(ShippedPolicies, AreMedicalAndPharmacyFrom2020OnAndPersonsFrom2025On) {
  ASSERT_EQ(Shipped().size(), 3u);
  for (const Policy& policy : Shipped()) {
    const int year = policy.subject_kind == SubjectKind::kPerson ? 2025 : 2020;
    EXPECT_EQ(policy.effective_from, absl::CivilDay(year, 1, 1)) << policy.file_name;
    EXPECT_FALSE(policy.effective_to.has_value()) << policy.file_name;
    EXPECT_EQ(policy.approvers, (std::vector<std::string>{"审批岗A", "审批岗B"}));
  }
  EXPECT_TRUE(Medical().committee == Pharmacy().committee);
  EXPECT_TRUE(Medical().committee == Person().committee);
}

TEST(ShippedPolicies, ArePinnedByTheHashOfTheirBytes) {
  std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/policies/medical.txtpb", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(Medical().sha256, crypto::Hex(crypto::Sha256(bytes)));
  const absl::StatusOr<Policy> touched = LoadPolicy(bytes + "\n", "medical.txtpb");
  ASSERT_TRUE(touched.ok()) << touched.status();
  EXPECT_NE(touched->sha256, Medical().sha256) << "one byte more is another file";
}

TEST(ShippedPolicies, HoldTheCatalogueOf24CodesWithTheirPoints) {
  const std::map<std::string, int64_t> medical = {
      {"M101", 1},  {"M102", 2},  {"M103", 1},  {"M104", 2},  {"M105", 2}, {"M106", 2}, {"M201", 3},
      {"M202", 3},  {"M203", 3},  {"M204", 6},  {"M205", 6},  {"M206", 6}, {"M207", 3}, {"M208", 6},
      {"M301", 12}, {"M302", 12}, {"M401", 12}, {"M402", 12}, {"M403", 12}};
  const std::map<std::string, int64_t> pharmacy = {
      {"M106", 2},  {"M206", 6}, {"M207", 3}, {"M208", 6}, {"M301", 12}, {"M302", 12}, {"M402", 12},
      {"M403", 12}, {"P101", 2}, {"P102", 3}, {"P103", 6}, {"P201", 12}, {"P202", 12}};
  const auto points = [](const Policy& policy) {
    std::map<std::string, int64_t> by_code;
    for (const CatalogueItem& item : policy.catalogue) {
      by_code[item.code] = item.points.default_points;
    }
    return by_code;
  };
  EXPECT_EQ(points(Medical()), medical);
  EXPECT_EQ(points(Pharmacy()), pharmacy);
  std::map<std::string, int64_t> all = medical;
  all.insert(pharmacy.begin(), pharmacy.end());
  EXPECT_EQ(all.size(), 24u);
}

TEST(ShippedPolicies, MarkTheVetoItems) {
  std::set<std::string> vetoes;
  for (const Policy& policy : Shipped()) {
    for (const CatalogueItem& item : policy.catalogue) {
      if (item.veto) vetoes.insert(item.code);
    }
  }
  EXPECT_EQ(vetoes, (std::set<std::string>{"M302", "M401", "M402", "M403", "P201", "P202"}));
}

TEST(ShippedPolicies, RangeAndCapOfTheTwoChosenAndCountedItems) {
  const CatalogueItem& range = *FindItem(Medical(), "M201");
  EXPECT_EQ(range.points, (PointsRange{1, 6, 3}));
  EXPECT_EQ(FindItem(Medical(), "M203")->cap_per_case, 12);
  EXPECT_EQ(FindItem(Medical(), "M203")->count_rule, CountRule::kPerInstance);
  EXPECT_EQ(FindItem(Medical(), "P101"), nullptr) << "a pharmacy's item";
}

TEST(ShippedPolicies, GiveInstitutionsFiveAndPersonsTenWorkdaysToObject) {
  for (const Policy& policy : Shipped()) {
    const Deadline* objection = FindDeadline(policy, "objection");
    ASSERT_NE(objection, nullptr);
    EXPECT_EQ(objection->count, policy.subject_kind == SubjectKind::kPerson ? 10 : 5)
        << policy.file_name;
    EXPECT_EQ(objection->unit, TimeUnit::kWorkday);
    EXPECT_EQ(objection->start, StartEvent::kNoticeServed);
    EXPECT_EQ(objection->on_expiry, OnExpiry::kWaived);
  }
}

TEST(ShippedPolicies, ScorePersonsByResponsibilityWithinFourBands) {
  struct Case {
    const char* code;
    int64_t general;
    int64_t important;
    int64_t main;
    bool requires_penalty;
  };
  const Case cases[] = {{"Q101", 1, 2, 3, false},   {"Q102", 1, 2, 3, false},
                        {"Q201", 4, 5, 6, true},    {"Q202", 4, 5, 6, false},
                        {"Q301", 7, 8, 9, false},   {"Q302", 7, 8, 9, false},
                        {"Q401", 10, 11, 12, true}, {"Q402", 10, 11, 12, false}};
  EXPECT_EQ(Person().catalogue.size(), std::size(cases));
  for (const Case& c : cases) {
    const CatalogueItem* const item = FindItem(Person(), c.code);
    ASSERT_NE(item, nullptr) << c.code;
    const auto points = [&](Responsibility responsibility) {
      return RolePoints(*item, responsibility, Person().rounding);
    };
    EXPECT_EQ(points(Responsibility::kGeneral), c.general) << c.code;
    EXPECT_EQ(points(Responsibility::kImportant), c.important) << c.code;
    EXPECT_EQ(points(Responsibility::kMain), c.main) << c.code;
    EXPECT_EQ(item->requires_penalty, c.requires_penalty) << c.code;
  }
  EXPECT_EQ(RolePoints(*FindItem(Medical(), "M101"), Responsibility::kMain, Medical().rounding),
            std::nullopt)
      << "an institution's item knows no responsibility";
}

TEST(ShippedPolicies, SuspendPersonsFromNineAndTerminateThemFromTwelvePoints) {
  for (int64_t points = 0; points < 30; ++points) {
    const Outcome outcome = Evaluate(Person(), points);
    EXPECT_EQ(outcome.suspend_months, points >= 9 && points < 12 ? 1 : 0) << points;
    EXPECT_EQ(outcome.suspend_months_max, points >= 9 && points < 12 ? 6 : 0) << points;
    EXPECT_EQ(outcome.terminate, points >= 12) << points;
    EXPECT_EQ(outcome.bar_years, points >= 12 ? 1 : 0) << points;
    EXPECT_EQ(outcome.bar_years_one_event, points >= 12 ? 3 : 0) << points;
    EXPECT_EQ(outcome.rate_bp, std::nullopt) << points;
  }
}

TEST(ShippedPolicies, OfferPersonsNoRepairAndKeepTheShareRuleOff) {
  ASSERT_TRUE(Person().persons.has_value());
  EXPECT_EQ(Person().max_reduction_per_period, 0);
  EXPECT_FALSE(Person().reduction_after_fraud);
  EXPECT_FALSE(Person().persons->share.enabled);
  EXPECT_EQ(Person().persons->share.hold_bp, 2000);
  EXPECT_EQ(Person().persons->share.suspend_bp, 5000);
  EXPECT_EQ(Person().persons->repeat_code, "Q302");
  EXPECT_EQ(Person().persons->insured_offline.months_min, 3);
  EXPECT_EQ(Person().persons->insured_offline.months_max, 12);
  EXPECT_FALSE(Medical().persons.has_value());
  EXPECT_TRUE(Person().procedure.hearing.empty()) << "stated, not left out";
  EXPECT_TRUE(Person().procedure.legal_review.empty());
  EXPECT_TRUE(Person().procedure.discussion.measures.empty());
  EXPECT_TRUE(IsAssumed(Person(), "procedure"));
  EXPECT_TRUE(IsAssumed(Person(), "catalogue[3].role_factors[1]"));
  EXPECT_FALSE(IsAssumed(Person(), "bands[2].lower"));
}

TEST(ShippedPolicies, SeatSevenAndDecideByFive) {
  const Committee& committee = Medical().committee;
  EXPECT_EQ(committee.quotas_first, (Quotas{1, 1, 3, 2}));
  EXPECT_EQ(committee.quotas_appeal, (Quotas{1, 1, 4, 3}));
  EXPECT_EQ(PanelSize(committee.quotas_first), 7);
  EXPECT_EQ(committee.quorum, 5);
  EXPECT_EQ(committee.min_decisive, 3);
  EXPECT_EQ(committee.k_anonymity, 5);
  ASSERT_EQ(committee.reason_codes.size(), 7u);
  EXPECT_EQ(committee.reason_codes[5].choices, std::vector{BallotChoice::kRemand});
  EXPECT_EQ(committee.reason_codes[6].choices, std::vector{BallotChoice::kAbstain});
}

TEST(ShippedPolicies, TestBothEndsOfEveryBand) {
  // The file's own tests are dropped by loading; that they reach every boundary shows in this: a
  // bound moved by one point makes some test fail.
  for (const Policy& policy : Shipped()) {
    std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/policies/" + policy.file_name);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    for (const Band& band : policy.bands) {
      if (!band.upper.has_value()) continue;
      std::string moved = text;
      const std::string bound = std::to_string(*band.upper);
      const std::string next = std::to_string(*band.upper + 1);
      for (const std::string field : {"upper: ", "lower: "}) {
        const size_t at = moved.find(field + bound);
        ASSERT_NE(at, std::string::npos) << field << bound;
        moved.replace(at, field.size() + bound.size(), field + next);
      }
      const absl::StatusOr<Policy> loaded = LoadPolicy(moved, policy.file_name);
      EXPECT_FALSE(loaded.ok()) << policy.file_name << " accepts a bound of " << next;
      EXPECT_NE(loaded.status().message().find("failing test"), absl::string_view::npos)
          << loaded.status();
    }
  }
}

TEST(ShippedPolicies, ListTheirAssumedValuesInBothLanguages) {
  EXPECT_TRUE(IsAssumed(Medical(), "bands[0].effects[0].rate_linear"));
  EXPECT_TRUE(IsAssumed(Medical(), "committee.quorum"));
  EXPECT_TRUE(IsAssumed(Pharmacy(), "bands[0].upper_inclusive"));
  EXPECT_FALSE(IsAssumed(Medical(), "subject_kind"));
  EXPECT_FALSE(IsAssumed(Pharmacy(), "bands[3].lower"));
  const std::vector<std::string> zh = PrintAssumed(Medical(), Language::kZh);
  EXPECT_NE(std::find(zh.begin(), zh.end(), "bands[1]（D1, D4）：12至17分降2%，下限含本数"),
            zh.end());
  EXPECT_EQ(zh.size(), PrintAssumed(Medical(), Language::kEn).size());
}

// The golden year: points of the 46 medical institutions and 58 pharmacies that have any.
std::vector<int64_t> Spread(const std::vector<std::pair<int64_t, int>>& rows) {
  std::vector<int64_t> points;
  for (const auto& [value, count] : rows) points.insert(points.end(), count, value);
  return points;
}

std::vector<int64_t> MedicalPoints() {
  return Spread({{30, 1}, {27, 1}, {24, 1}, {23, 1}, {21, 1}, {19, 1}, {18, 2},
                 {17, 1}, {14, 1}, {12, 3}, {11, 1}, {10, 1}, {9, 1},  {8, 1},
                 {7, 2},  {6, 3},  {5, 3},  {4, 4},  {3, 5},  {2, 6},  {1, 6}});
}

std::vector<int64_t> PharmacyPoints() {
  return Spread({{26, 1},
                 {25, 1},
                 {24, 2},
                 {19, 1},
                 {18, 2},
                 {14, 2},
                 {13, 4},
                 {12, 2},
                 {9, 1},
                 {8, 1},
                 {6, 3},
                 {5, 3},
                 {4, 5},
                 {3, 9},
                 {2, 21}});
}

struct Tally {
  int cancelled = 0;
  int suspended = 0;
  int granted = 0;
  int64_t rate_bp = 0;
};

Tally Count(const Policy& policy, const std::vector<int64_t>& points) {
  Tally tally;
  for (const int64_t value : points) {
    const Outcome outcome = Evaluate(policy, value);
    tally.cancelled += outcome.terminate ? 1 : 0;
    tally.suspended += outcome.suspend_months > 0 ? 1 : 0;
    tally.granted += outcome.grants.empty() ? 0 : 1;
    tally.rate_bp += outcome.rate_bp.value_or(0);
  }
  return tally;
}

// "over 12, 18, 24(, 30)" read literally: every bound belongs to the band below it.
Policy MedicalAbove() {
  Policy policy = Medical();
  for (Band& band : policy.bands) {
    band.lower_inclusive = false;
    band.upper_inclusive = true;
  }
  policy.bands[0] = {0, true, 11, true, {RateLinear{0, 500, 11, 100}}};
  policy.bands.insert(policy.bands.begin() + 1, Band{11, false, 12, true, {RateStep{0}}});
  return policy;
}

Policy PharmacyFrom() {
  Policy policy = Pharmacy();
  for (Band& band : policy.bands) {
    band.lower_inclusive = true;
    band.upper_inclusive = false;
  }
  return policy;
}

TEST(GoldenYear, Has104InstitutionsWith778Points) {
  const std::vector<int64_t> medical = MedicalPoints();
  const std::vector<int64_t> pharmacy = PharmacyPoints();
  EXPECT_EQ(medical.size(), 46u);
  EXPECT_EQ(pharmacy.size(), 58u);
  EXPECT_EQ(std::accumulate(medical.begin(), medical.end(), int64_t{0}), 381);
  EXPECT_EQ(std::accumulate(pharmacy.begin(), pharmacy.end(), int64_t{0}), 397);
}

TEST(GoldenYear, OnlyTheShippedBoundsCancelThreeAndSuspendEighteen) {
  struct Case {
    std::string bounds;
    Policy medical;
    Policy pharmacy;
    int cancelled;
    int suspended;
  };
  const Case cases[] = {
      {"medical from, pharmacy above (shipped)", Medical(), Pharmacy(), 3, 18},
      {"medical from, pharmacy from", Medical(), PharmacyFrom(), 5, 18},
      {"medical above, pharmacy above", MedicalAbove(), Pharmacy(), 2, 17},
      {"medical above, pharmacy from", MedicalAbove(), PharmacyFrom(), 4, 17},
  };
  for (const Case& c : cases) {
    const Tally medical = Count(c.medical, MedicalPoints());
    const Tally pharmacy = Count(c.pharmacy, PharmacyPoints());
    EXPECT_EQ(medical.cancelled + pharmacy.cancelled, c.cancelled) << c.bounds;
    EXPECT_EQ(medical.suspended + pharmacy.suspended, c.suspended) << c.bounds;
  }
}

TEST(GoldenYear, ThreeMedicalInstitutionsAt12ArePenalisedAndTwoPharmaciesKeepTheirGrants) {
  const std::vector<int64_t> medical = MedicalPoints();
  EXPECT_EQ(std::count(medical.begin(), medical.end(), 12), 3);
  EXPECT_EQ(Evaluate(Medical(), 12).rate_bp, -200);
  EXPECT_EQ(Evaluate(Medical(), 12).suspend_months, 0);
  EXPECT_EQ(Evaluate(MedicalAbove(), 12).rate_bp, 0);
  EXPECT_EQ(Evaluate(MedicalAbove(), 12).band_text, "(11,12]");
  EXPECT_EQ(Evaluate(Pharmacy(), 12).grants,
            (std::vector{Qualification::kRemoteOutpatient, Qualification::kSpecialOutpatient}));
  EXPECT_EQ(Evaluate(Pharmacy(), 12).rate_bp, std::nullopt);
  EXPECT_EQ(Count(Pharmacy(), PharmacyPoints()).granted, 45);
}

TEST(GoldenYear, RatesOfAll172MedicalInstitutionsSumTo69629) {
  const int64_t clean = 126 * int64_t{Evaluate(Medical(), 0).rate_bp.value_or(0)};
  EXPECT_EQ(clean, 63000);
  EXPECT_EQ(clean + Count(Medical(), MedicalPoints()).rate_bp, 69629);
  EXPECT_EQ(clean + Count(MedicalAbove(), MedicalPoints()).rate_bp, 70829);
}

TEST(PolicyFolder, ThatHoldsNoneIsRefused) {
  EXPECT_TRUE(HasReason(LoadPolicyFolder(std::string(PROBITY_SOURCE_DIR) + "/cmake").status(),
                        Reason::k_NOT_FOUND));
}

}  // namespace
}  // namespace probity::policy
