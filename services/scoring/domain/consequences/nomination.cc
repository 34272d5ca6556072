#include "services/scoring/domain/consequences/nomination.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

absl::Status WrongState() {
  return Precondition(Reason::k_NOMINATION_STATE,
                      "the nomination is not in a state for this; 名单状态不允许此操作");
}

// A cell that a spreadsheet neither splits nor runs as a formula.
std::string Cell(const std::string& text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  return absl::StrCat("\"", formula ? "'" : "", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string Date(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? calendar::FormatDate(*day) : "";
}

}  // namespace

absl::Status CheckSerious(bool veto_stands, bool cancelled) {
  if (veto_stands || cancelled) return absl::OkStatus();
  return Precondition(Reason::k_NOT_SERIOUS,
                      "joint punishment is for serious breaches: a veto item, or cancellation; "
                      "仅限严重失信行为");
}

absl::StatusOr<Nomination> DecideNomination(Nomination nomination,
                                            const NominationDecision& decision,
                                            const policy::MonthRange& range, absl::CivilDay today) {
  if (nomination.state != NominationState::kNominated) return WrongState();
  if (nomination.nominated_by == decision.person) {
    return Denied(Reason::k_G22_TWO_PERSONS, "who nominates does not decide; 提名人不得自行决定");
  }
  if (decision.listed && !range.Contains(decision.months)) {
    return Precondition(Reason::k_MEASURE_LENGTH,
                        absl::StrCat("between ", range.min, " and ", range.max, " months; ",
                                     range.min, "至", range.max, "个月"));
  }
  nomination.decided_by = decision.person;
  nomination.minutes = decision.minutes;
  nomination.reason = decision.reason;
  nomination.state = decision.listed ? NominationState::kListed : NominationState::kNotListed;
  if (decision.listed) {
    const calendar::Period time = calendar::MonthsAfter(today, decision.months);
    nomination.start = time.first;
    nomination.end = time.last;
  }
  return nomination;
}

absl::StatusOr<Nomination> ExitList(Nomination nomination, std::string_view reason,
                                    const policy::MonthRange& range, absl::CivilDay today) {
  if (nomination.state != NominationState::kListed || !OnList(nomination, today)) {
    return WrongState();
  }
  if (today <= calendar::MonthsAfter(*nomination.start - 1, range.min).last) {
    return Precondition(Reason::k_MEASURE_LENGTH,
                        absl::StrCat("nobody leaves the list in the first ", range.min,
                                     " months; 列入不满", range.min, "个月"));
  }
  nomination.state = NominationState::kExited;
  nomination.ended = today;
  nomination.reason = std::string(reason);
  return nomination;
}

std::optional<Nomination> WithdrawNomination(Nomination nomination, absl::CivilDay today) {
  if (nomination.state != NominationState::kNominated &&
      nomination.state != NominationState::kListed) {
    return std::nullopt;
  }
  nomination.state = NominationState::kWithdrawn;
  nomination.ended = today;
  return nomination;
}

bool OnList(const Nomination& nomination, absl::CivilDay day) {
  return nomination.start.has_value() && *nomination.start <= day && day <= *nomination.end &&
         (!nomination.ended.has_value() || day < *nomination.ended);
}

std::string ListFile(const std::vector<Nomination>& listed) {
  std::string text =
      "nomination_id,case_id,institution_id,person,duty,cause,basis,minutes,start_date,end_date\n";
  for (const Nomination& one : listed) {
    absl::StrAppend(&text, Cell(one.nomination_id), ",", Cell(one.case_id), ",",
                    Cell(one.institution_id), ",", Cell(one.person), ",", Cell(one.duty), ",",
                    Cell(one.cause), ",", Cell(one.basis), ",", Cell(one.minutes), ",",
                    Date(one.start), ",", Date(one.end), "\n");
  }
  return text;
}

}  // namespace probity::scoring
