#include "services/scoring/domain/sheets/anonymity.h"

#include <gtest/gtest.h>

#include <vector>

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

constexpr int64_t kK = 5;

ShownFinding Shown(Period period, AmountBand amount = AmountBand::kUnder10000,
                   ServiceClass service_class = ServiceClass::kAny,
                   CountBand count = CountBand::kAny) {
  return {absl::CivilYear(2026), period, amount, service_class, count};
}

std::vector<Peer> Designated(int count, Day from, std::optional<Day> to = std::nullopt) {
  return std::vector<Peer>(static_cast<size_t>(count), Peer{from, to, {}, 0, true});
}

std::vector<Peer> operator+(std::vector<Peer> a, const std::vector<Peer>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(AnonymityTest, AmountsAndCountsAreShownInNestedBands) {
  struct Row {
    int64_t fen;
    AmountBand band;
  };
  for (const Row& row : std::vector<Row>{{0, AmountBand::kNone},
                                         {1, AmountBand::kUnder1000},
                                         {99'999, AmountBand::kUnder1000},
                                         {100'000, AmountBand::kUnder10000},
                                         {999'999, AmountBand::kUnder10000},
                                         {1'000'000, AmountBand::kUnder100000},
                                         {9'999'999, AmountBand::kUnder100000},
                                         {10'000'000, AmountBand::kFrom100000}}) {
    EXPECT_EQ(AmountBandOf(row.fen), row.band) << row.fen;
  }
  EXPECT_EQ(CountBandOf(1), CountBand::kOne);
  EXPECT_EQ(CountBandOf(4), CountBand::kUpTo4);
  EXPECT_EQ(CountBandOf(5), CountBand::kUpTo9);
  EXPECT_EQ(CountBandOf(9), CountBand::kUpTo9);
  EXPECT_EQ(CountBandOf(10), CountBand::kFrom10);
}

TEST(AnonymityTest, EachStepIsTheNextWider) {
  EXPECT_EQ(Wider(Period::kQ2), Period::kH1);
  EXPECT_EQ(Wider(Period::kQ3), Period::kH2);
  EXPECT_EQ(Wider(Period::kH2), Period::kYear);
  EXPECT_EQ(Wider(Period::kYear), Period::kYear);
  EXPECT_EQ(Wider(AmountBand::kNone), AmountBand::kUnder1000);
  EXPECT_EQ(Wider(AmountBand::kUnder10000), AmountBand::kUnder100000);
  EXPECT_EQ(Wider(AmountBand::kUnder100000), AmountBand::kAny);
  EXPECT_EQ(Wider(AmountBand::kFrom100000), AmountBand::kAny);
  EXPECT_EQ(Wider(AmountBand::kAny), AmountBand::kAny);
  EXPECT_EQ(Wider(CountBand::kOne), CountBand::kUpTo4);
  EXPECT_EQ(Wider(CountBand::kUpTo9), CountBand::kAny);
  EXPECT_EQ(Wider(CountBand::kFrom10), CountBand::kAny);
}

TEST(AnonymityTest, AnInstitutionAdmitsWhatItCouldHaveDone) {
  Peer peer = {Day(2026, 4, 1), Day(2026, 9, 30), {ServiceClass::kOutpatient}, 5'000'000, true};
  EXPECT_FALSE(Admits(peer, Shown(Period::kQ1))) << "designated from the day after";
  EXPECT_TRUE(Admits(peer, Shown(Period::kQ2)));
  EXPECT_TRUE(Admits(peer, Shown(Period::kQ3)));
  EXPECT_FALSE(Admits(peer, Shown(Period::kQ4))) << "until the day before";
  EXPECT_TRUE(Admits(peer, Shown(Period::kH1)));
  EXPECT_TRUE(Admits(peer, Shown(Period::kYear)));
  EXPECT_FALSE(Admits(peer, Shown(Period::kQ2, AmountBand::kFrom100000)))
      << "more than it gets in a year";
  EXPECT_FALSE(Admits(peer, Shown(Period::kQ2, AmountBand::kNone, ServiceClass::kInpatient)));
  EXPECT_TRUE(Admits(peer, Shown(Period::kQ2, AmountBand::kNone, ServiceClass::kOutpatient)));
  peer.classes.clear();
  peer.yearly_fund_fen = 0;
  EXPECT_TRUE(Admits(peer, Shown(Period::kQ2, AmountBand::kFrom100000, ServiceClass::kInpatient)))
      << "what is not stated rules nothing out";
}

TEST(AnonymityTest, NothingIsWiderThanItMustBe) {
  const ShownFinding shown = Shown(Period::kQ1);
  const Generalised result = Generalise({shown}, Designated(5, Day(2020, 1, 1)), kK);
  EXPECT_EQ(result.findings.front(), shown);
  EXPECT_EQ(result.steps, 0);
  EXPECT_EQ(result.admitting, 5);
  EXPECT_FALSE(result.residual);
}

TEST(AnonymityTest, QuarterThenHalfThenYear) {
  const std::vector<Peer> always = Designated(4, Day(2020, 1, 1));
  const auto widened = [&](Day from) {
    return Generalise({Shown(Period::kQ1)}, always + Designated(1, from), kK);
  };
  EXPECT_EQ(widened(Day(2026, 3, 31)).findings.front().period, Period::kQ1);
  EXPECT_EQ(widened(Day(2026, 4, 1)).findings.front().period, Period::kH1);
  EXPECT_EQ(widened(Day(2026, 6, 30)).findings.front().period, Period::kH1);
  EXPECT_EQ(widened(Day(2026, 7, 1)).findings.front().period, Period::kYear);
  EXPECT_EQ(widened(Day(2026, 12, 31)).findings.front().period, Period::kYear);
  EXPECT_TRUE(widened(Day(2027, 1, 1)).residual);
}

TEST(AnonymityTest, BandsBeforeTheClassAndTheClassLast) {
  std::vector<Peer> peers = Designated(4, Day(2020, 1, 1));
  Peer small = peers.front();
  small.yearly_fund_fen = 1'000'000;
  const ShownFinding shown =
      Shown(Period::kQ1, AmountBand::kFrom100000, ServiceClass::kInpatient, CountBand::kOne);
  peers.push_back(small);
  Generalised result = Generalise({shown}, peers, kK);
  EXPECT_EQ(result.findings.front().period, Period::kYear);
  EXPECT_EQ(result.findings.front().amount, AmountBand::kAny);
  EXPECT_EQ(result.findings.front().count, CountBand::kUpTo4) << "widened in the same step";
  EXPECT_EQ(result.findings.front().service_class, ServiceClass::kInpatient);
  peers.back().classes = {ServiceClass::kOutpatient};
  result = Generalise({shown}, peers, kK);
  EXPECT_EQ(result.findings.front().service_class, ServiceClass::kAny);
  EXPECT_EQ(result.findings.front().count, CountBand::kAny);
  EXPECT_FALSE(result.residual);
}

TEST(AnonymityTest, AllTuplesTogetherAndTheMarkMustBeAdmitted) {
  const std::vector<Peer> first = Designated(4, Day(2020, 1, 1), Day(2026, 3, 31));
  const std::vector<Peer> last = Designated(4, Day(2026, 10, 1));
  const std::vector<Peer> both = Designated(1, Day(2020, 1, 1));
  const std::vector<ShownFinding> findings = {Shown(Period::kQ1), Shown(Period::kQ4)};
  EXPECT_EQ(CountAdmitting(first + last + both, findings), 1);
  const Generalised result = Generalise(findings, first + last + both, kK);
  EXPECT_EQ(result.admitting, 9) << "in a whole year all of them are possible";
  std::vector<Peer> marked = Designated(9, Day(2020, 1, 1));
  for (size_t i = 0; i < 5; ++i) marked[i].same_mark = false;
  const Generalised residual = Generalise(findings, marked, kK);
  EXPECT_TRUE(residual.residual) << "no widening changes whom the points would suspend";
  EXPECT_EQ(residual.admitting, 4);
}

}  // namespace
}  // namespace probity::scoring
