// What review asks of scoring: it takes the case to a round, and delivers or gives it back.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"
#include "tests/services/scoring/year/bureau.h"

namespace probity::scoring::year {
namespace {

constexpr int kScreenings = 4;  // screenings_per_case of the shipped policy

// The round and token under which the one case of the queue was taken.
absl::StatusOr<std::pair<std::string, std::string>> TakeOne(Bureau& bureau) {
  v1::TakeSheetsRequest take;
  take.set_round_id(bureau.NextRound());
  take.set_kind(v1::ROUND_KIND_FIRST);
  take.set_max_cases(2);  // a second one would be noticed
  take.set_small_round_reason("few cases");
  const auto taken = bureau.client().Screen(&ScreeningStub::TakeSheets, take);
  if (!taken.ok()) return taken.status();
  if (taken->sheets_size() != 1) return absl::InternalError("not one sheet");
  return std::make_pair(take.round_id(), taken->sheets(0).case_token());
}

absl::StatusOr<v1::DeliveredFinding> FindingIn(absl::string_view word) {
  int64_t points = 0;
  if (absl::ConsumePrefix(&word, "up:") && absl::SimpleAtoi(word, &points)) return Upheld(points);
  if (word == "no") return NotUpheld();
  if (word == "back") return Remanded({"R06"});
  return absl::InternalError(absl::StrCat("no such verdict: ", word));
}

// judge up:POINTS|no|back …: the verdicts, by finding of the sheet.
absl::Status Judge(Bureau& bureau, CaseRun& run, const Words& words) {
  std::vector<v1::DeliveredFinding> findings;
  for (size_t i = 0; i < words.size(); ++i) {
    PROBITY_ASSIGN_OR_RETURN(findings.emplace_back(), FindingIn(words.At(i)));
  }
  if (run.kept["round"].empty()) {
    PROBITY_ASSIGN_OR_RETURN(const auto taken, TakeOne(bureau));
    run.kept["round"] = taken.first;
    run.kept["token"] = taken.second;
  }
  const auto request =
      bureau.client().Delivery(run.kept["round"], {Verdict(run.kept["token"], findings)});
  const absl::Status status =
      bureau.client().Screen(&ScreeningStub::DeliverVerdicts, request).status();
  if (status.ok()) run.kept["round"].clear();
  return status;
}

// Seated and given back, as often as the policy allows.
absl::Status Fail(Bureau& bureau, CaseRun&, const Words&) {
  for (int i = 0; i < kScreenings; ++i) {
    PROBITY_ASSIGN_OR_RETURN(const auto taken, TakeOne(bureau));
    v1::ReleaseTokensRequest release;
    release.set_round_id(taken.first);
    release.set_reached(v1::ROUND_REACHED_SEATED);
    PROBITY_RETURN_IF_ERROR(
        bureau.client().Screen(&ScreeningStub::ReleaseTokens, release).status());
  }
  return absl::OkStatus();
}

// direct POINTS: upheld with them; direct no
absl::Status Direct(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::DecideWithoutCommitteeRequest>(run);
  v1::DirectFinding& one = *request.add_findings();
  one.set_item(1);
  const bool upheld = !words.Has("no");
  one.set_verdict(upheld ? v1::FINDING_VERDICT_UPHELD : v1::FINDING_VERDICT_NOT_UPHELD);
  if (upheld) one.set_points(words.Number(0));
  return bureau.Call(&CaseStub::DecideWithoutCommittee, request, AsDirector()).status();
}

}  // namespace

const Verbs& CommitteeVerbs() {
  static const Verbs verbs = {{"judge", Judge}, {"fail", Fail}, {"direct", Direct}};
  return verbs;
}

}  // namespace probity::scoring::year
