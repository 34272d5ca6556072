// Each seat reads the cases in an order of its own.
#include "clients/review/order.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/codes/codes.h"
#include "common/status/status.h"
#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Entries Cases(int count) {
  Entries cases;
  for (int i = 1; i <= count; ++i) {
    review::v1::SheetEntry* one = cases.Add();
    one->set_ordinal(i);
    one->set_serial(codes::SerialSymbols(static_cast<uint64_t>(i) * 7919));
  }
  return cases;
}

std::vector<int> Ordinals(const std::vector<review::v1::SheetEntry>& cases) {
  std::vector<int> ordinals;
  for (const auto& one : cases) ordinals.push_back(one.ordinal());
  return ordinals;
}

std::string CodeOf(int seat) {
  return absl::StrCat("041061050R3GG28A1C60T3G", seat / 10, seat % 10);
}

TEST(OwnOrder, IsTheSameEachTimeASeatAsks) {
  Entries shuffled = Cases(10);
  const auto first = Ordinals(OwnOrder(shuffled, kVotingCode, RoundBytes()));
  std::reverse(shuffled.begin(), shuffled.end());
  EXPECT_EQ(Ordinals(OwnOrder(shuffled, kVotingCode, RoundBytes())), first);
  EXPECT_THAT(first, testing::UnorderedElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
}

// Of 100 seats, about ten read each of ten cases first; a case no seat or half the seats begin with
// would tell an order shared by all.
TEST(OwnOrder, DiffersFromSeatToSeat) {
  std::map<int, int> firsts;
  std::set<std::vector<int>> orders;
  for (int seat = 0; seat < 100; ++seat) {
    const auto order = Ordinals(OwnOrder(Cases(10), CodeOf(seat), RoundBytes()));
    ++firsts[order.front()];
    orders.insert(order);
  }
  EXPECT_EQ(orders.size(), 100u);
  EXPECT_EQ(firsts.size(), 10u);
  for (const auto& [ordinal, count] : firsts) EXPECT_LT(count, 50) << ordinal;
}

TEST(OwnOrder, DiffersFromRoundToRound) {
  EXPECT_NE(Ordinals(OwnOrder(Cases(10), kVotingCode, RoundBytes())),
            Ordinals(OwnOrder(Cases(10), kVotingCode, std::string(16, 'x'))));
}

TEST(PickCase, TakesOrdinalAndSerialAsPeopleTypeThem) {
  const Entries cases = Cases(3);
  const std::string serial = codes::Display(cases[1].serial());
  std::string lower = serial;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return std::tolower(c); });
  for (const std::string& named : {std::string("2"), std::string("第2号"), std::string("２"),
                                   std::string("第２号"), serial, lower, " " + serial}) {
    const auto picked = PickCase(cases, named);
    ASSERT_TRUE(picked.ok()) << named << picked.status();
    EXPECT_EQ(picked->ordinal(), 2) << named;
  }
}

TEST(PickCase, RefusesWhatIsNoCaseOfTheRound) {
  const Entries cases = Cases(3);
  for (const std::string named : {"0", "4", kSerialShown}) {
    EXPECT_TRUE(absl::IsNotFound(PickCase(cases, named).status())) << named;
  }
  for (const std::string named : {"", "case", "N5RFR-SW2VX-8", "N5RFR-SW2VX", "00000-00000-0"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(PickCase(cases, named).status())) << named;
  }
  EXPECT_THAT(PickCase(cases, kVotingCodeShown).status().ToString(), Not(HasSubstr("1050R")))
      << "a code typed in its place is not repeated";
}

}  // namespace
}  // namespace probity::member
