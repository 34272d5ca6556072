#include "clients/probityctl/year/ballots.h"

#include <regex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

namespace v1 = review::v1;

constexpr absl::Duration kMemberPatience = absl::Seconds(5);
constexpr absl::Duration kPause = absl::Milliseconds(200);

v1::FindingAnswer ToProto(const scenario::Answer& answer) {
  v1::FindingAnswer proto;
  proto.set_choice(static_cast<v1::Choice>(answer.choice));
  proto.set_points(answer.points);
  proto.add_reason_codes(answer.reason_code);
  return proto;
}

}  // namespace

bool Undecided(const scoring::v1::Finding& finding) {
  return finding.verdict() == scoring::v1::FINDING_VERDICT_UNSPECIFIED ||
         finding.verdict() == scoring::v1::FINDING_VERDICT_REMANDED;
}

absl::StatusOr<std::string> MarkInText(std::string_view defence) {
  static const std::regex form("([A-Z]-?){11}[A-Z]");
  std::match_results<std::string_view::const_iterator> found;
  if (!std::regex_search(defence.begin(), defence.end(), found, form)) {
    return NotFound(Reason::k_UNKNOWN_CASE, "a sheet carries no mark of a scripted case");
  }
  return absl::StrReplaceAll(found.str(), {{"-", ""}});
}

absl::StatusOr<std::vector<v1::FindingAnswer>> AnswersOf(const scenario::Case& one,
                                                         const scoring::v1::Case& known,
                                                         const scoring::v1::SheetBody& sheet,
                                                         int seat) {
  std::vector<v1::FindingAnswer> answers;
  const auto ballot = one.ballots.find(seat);
  if (ballot == one.ballots.end()) return answers;
  for (const scoring::v1::Finding& finding : known.findings()) {
    if (Undecided(finding)) answers.push_back(ToProto(ballot->second.at(finding.item())));
  }
  if (static_cast<int>(answers.size()) != sheet.findings_size()) {
    return absl::InternalError(absl::StrCat("the sheet of ", one.ref, " has ",
                                            sheet.findings_size(), " findings, the case ",
                                            answers.size(), " undecided ones"));
  }
  return answers;
}

absl::Status AsMember(const std::function<absl::Status()>& call,
                      const std::function<absl::Status()>& there) {
  absl::Status status = call();
  absl::Time until = absl::Now() + kMemberPatience;
  while (absl::IsPermissionDenied(status) && absl::Now() < until) {
    const absl::Time asked = absl::Now();
    PROBITY_RETURN_IF_ERROR(there());
    until += absl::Now() - asked;
    absl::SleepFor(kPause);
    status = call();
  }
  return status;
}

}  // namespace probity::year
