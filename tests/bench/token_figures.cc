#include <ctime>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "tests/bench/committee_figures.h"
#include "tests/blind/large_rounds.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::bench {
namespace {

constexpr int kCases = 20;

}  // namespace

absl::Status TokenFigures(int rounds) {
  scoring::ScoringServer server(absl::CivilDay(2026, 1, 20));
  scoring::CaseClient cases(server);
  server.PutShippedPolicies();
  blind::AllowRoundsOfTwenty(server);
  std::vector<std::string> ids;
  for (int i = 1; i <= kCases; ++i) ids.push_back(absl::StrFormat("M%03d", i));
  server.Register(scoring::v1::SUBJECT_KIND_MEDICAL, ids);
  for (const std::string& id : ids) {
    cases.Referred("case of " + id, id, {scoring::FindingOf(1, "M201", 6)}, "2026-01-20");
  }
  double seconds = 0;
  int tokens = 0;
  for (int i = 1; i <= rounds; ++i) {
    scoring::v1::ReleaseTokensRequest release;
    release.set_round_id(absl::StrFormat("%032x", i));
    release.set_reached(scoring::v1::ROUND_REACHED_BEFORE_SEATED);
    const std::clock_t begun = std::clock();
    tokens += cases.Take(release.round_id(), kCases).sheets_size();
    seconds += static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
    PROBITY_RETURN_IF_ERROR(cases.Screen(&scoring::ScreeningStub::ReleaseTokens, release).status());
  }
  if (tokens != rounds * kCases) return absl::InternalError(absl::StrCat(tokens, " tokens came"));
  Tell("T15", "", tokens / seconds,
       absl::StrCat(rounds, " rounds of 20, with their sheets, of processor time"));
  return absl::OkStatus();
}

}  // namespace probity::bench
