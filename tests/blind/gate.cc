#include "tests/blind/gate.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "tests/blind/measured.h"

namespace probity::planted {

void PrintTo(const Description& one, std::ostream* out) {
  *out << one.test << " " << one.name << ": " << one.what;
}

}  // namespace probity::planted

namespace probity::blind {

std::vector<planted::Description> LeaksOf([[maybe_unused]] std::string_view test) {
  std::vector<planted::Description> leaks;
#ifdef PROBITY_PLANTED_LEAKS
  const auto all = planted::Catalogue();
  std::copy_if(all.begin(), all.end(), std::back_inserter(leaks),
               [&](const planted::Description& one) { return one.test == test; });
#endif
  return leaks;
}

std::string LeakName(const ::testing::TestParamInfo<planted::Description>& info) {
  return std::string(info.param.name);
}

std::string Few(const Findings& findings, std::size_t most) {
  std::string text = absl::StrCat(findings.size(), " findings");
  for (std::size_t i = 0; i < std::min(most, findings.size()); ++i) {
    absl::StrAppend(&text, "\n  ", findings[i]);
  }
  return text;
}

void ExpectHonest(const LeakTest& test) {
  const Findings findings = test();
  EXPECT_TRUE(findings.empty()) << Few(findings);
}

bool NothingPlanted() {
#ifdef PROBITY_PLANTED_LEAKS
  return planted::Active(planted::Leak::kNone);
#else
  return true;
#endif
}

#ifdef PROBITY_PLANTED_LEAKS
void ExpectCaught(const planted::Description& leak, const LeakTest& test) {
  Findings findings;
  {
    const planted::Planted planted(leak.leak);
    const Unmeasured unmeasured;
    findings = test();
  }
  Record("T2", findings.empty() ? 0 : 1, leak.what,
         absl::StrCat(leak.byte_level ? "byte." : "pattern.", std::string(leak.name)));
  EXPECT_FALSE(findings.empty()) << std::string(leak.test) << " does not notice that "
                                 << std::string(leak.what);
}
#else
void ExpectCaught(const planted::Description& leak, const LeakTest&) {
  ADD_FAILURE() << "this build cannot plant " << std::string(leak.name);
}
#endif

}  // namespace probity::blind
