#include "services/scoring/domain/persons/person.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr int kMonthsOfYear = 12;

bool Overlap(const Employment& a, const Employment& b) {
  return a.institution_id == b.institution_id && (!a.to.has_value() || b.from <= *a.to) &&
         (!b.to.has_value() || a.from <= *b.to);
}

Termination TerminationOf(const Crossing& crossing) {
  Termination end;
  end.one_event = crossing.points_after - crossing.points_before >= crossing.band_first;
  const int32_t years =
      end.one_event ? crossing.effects.bar_years_one_event : crossing.effects.bar_years;
  end.first = crossing.effective_date + 1;
  // A termination without a bar ends with its first day.
  end.bar_end = years > 0
                    ? calendar::MonthsAfter(crossing.effective_date, years * kMonthsOfYear).last
                    : end.first;
  end.year = crossing.year;
  return end;
}

bool RegisteredAgain(const std::vector<absl::CivilDay>& registered, const Termination& end,
                     absl::CivilDay day) {
  return std::any_of(registered.begin(), registered.end(), [&](absl::CivilDay registration) {
    return end.bar_end < registration && registration <= day;
  });
}

}  // namespace

std::string_view ProfessionTitle(Profession profession) {
  constexpr std::array<std::string_view, 8> kTitles = {"",
                                                       "医师 physician",
                                                       "药师 pharmacist",
                                                       "护理人员 nurse",
                                                       "技术人员 technician",
                                                       "费用审核、结算人员 fee clerk",
                                                       "零售药店主要负责人 pharmacy principal",
                                                       "零售药店工作人员 pharmacy staff"};
  return kTitles.at(static_cast<size_t>(profession));
}

std::string_view QualificationStateTitle(QualificationState state) {
  constexpr std::array<std::string_view, 4> kTitles = {"", "正常 normal", "暂停 suspended",
                                                       "终止 terminated"};
  return kTitles.at(static_cast<size_t>(state));
}

void SortEmployments(std::vector<Employment>& employments) {
  std::sort(employments.begin(), employments.end(), [](const Employment& a, const Employment& b) {
    return std::tie(a.from, a.institution_id) < std::tie(b.from, b.institution_id);
  });
}

bool WorkedAt(const Person& person, std::string_view institution_id, absl::CivilDay first,
              absl::CivilDay last) {
  return std::any_of(person.employments.begin(), person.employments.end(),
                     [&](const Employment& one) {
                       return one.institution_id == institution_id && one.from <= last &&
                              (!one.to.has_value() || first <= *one.to);
                     });
}

std::vector<std::string> OtherSites(const Person& person, std::string_view institution_id,
                                    absl::CivilDay day) {
  std::set<std::string> sites;
  for (const Employment& one : person.employments) {
    if (one.Covers(day) && one.institution_id != institution_id) sites.insert(one.institution_id);
  }
  return {sites.begin(), sites.end()};
}

absl::Status CheckEmployments(const Person& person) {
  for (size_t i = 0; i < person.employments.size(); ++i) {
    const Employment& one = person.employments[i];
    PROBITY_RETURN_IF_ERROR(
        FieldCheck()
            .Check(!one.to.has_value() || one.from <= *one.to, "to_date", "not before from_date")
            .Result());
    for (size_t j = i + 1; j < person.employments.size(); ++j) {
      if (!Overlap(one, person.employments[j])) continue;
      return Precondition(Reason::k_EMPLOYMENT_OVERLAP,
                          absl::StrCat("two employments at ", one.institution_id,
                                       " share a day; end the earlier one first"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Employment> ChangeEmployment(const Person& person, const Employment& change) {
  Person after = person;
  const auto began =
      std::find_if(after.employments.begin(), after.employments.end(), [&](const Employment& one) {
        return one.institution_id == change.institution_id && one.from == change.from;
      });
  if (began == after.employments.end()) {
    if (change.to.has_value()) {
      return Precondition(Reason::k_NOT_EMPLOYED_THERE,
                          absl::StrCat("no employment at ", change.institution_id,
                                       " began on that day, so none can end"));
    }
    after.employments.push_back(change);
    PROBITY_RETURN_IF_ERROR(CheckEmployments(after));
    return change;
  }
  if (!change.to.has_value() || began->to.has_value()) {
    return Precondition(Reason::k_EMPLOYMENT_OVERLAP,
                        absl::StrCat("an employment at ", change.institution_id,
                                     " with this first day stands already"));
  }
  began->to = change.to;
  PROBITY_RETURN_IF_ERROR(CheckEmployments(after));
  return *began;
}

QualificationHistory HistoryOf(const std::map<int32_t, Standing>& years) {
  QualificationHistory history;
  for (const auto& [year, standing] : years) {
    for (const calendar::Period& served : standing.earlier_suspensions) {
      history.suspensions.push_back(served);
    }
    if (standing.consequence.suspension.has_value()) {
      history.suspensions.push_back(*standing.consequence.suspension);
    }
    for (const Crossing& crossing : standing.crossings) {
      if (crossing.effects.terminate) history.terminations.push_back(TerminationOf(crossing));
    }
  }
  std::sort(history.suspensions.begin(), history.suspensions.end(),
            [](const calendar::Period& a, const calendar::Period& b) { return a.first < b.first; });
  std::sort(history.terminations.begin(), history.terminations.end(),
            [](const Termination& a, const Termination& b) { return a.first < b.first; });
  return history;
}

PaymentQualification QualificationOn(const QualificationHistory& history,
                                     const std::vector<absl::CivilDay>& registered,
                                     absl::CivilDay day) {
  PaymentQualification now;
  for (const Termination& end : history.terminations) {
    if (end.first > day || RegisteredAgain(registered, end, day)) continue;
    now.state = QualificationState::kTerminated;
    // Of two that hold at once, the one that bars longer.
    if (!now.termination.has_value() || now.termination->bar_end < end.bar_end) {
      now.termination = end;
    }
  }
  if (now.state == QualificationState::kTerminated) return now;
  for (const calendar::Period& span : history.suspensions) {
    if (!span.Contains(day)) continue;
    now.state = QualificationState::kSuspended;
    if (!now.suspension.has_value() || now.suspension->last < span.last) now.suspension = span;
  }
  return now;
}

absl::Status CheckNotBarred(const QualificationHistory& history, absl::CivilDay day) {
  for (const Termination& end : history.terminations) {
    if (day > end.bar_end) continue;
    const std::string last = calendar::FormatDate(end.bar_end);
    return Precondition(Reason::k_PERSON_BARRED,
                        absl::StrCat("the qualification was terminated; no new registration up to ",
                                     last, "; 医保支付资格已终止，", last, "前不得登记备案"),
                        {{"bar_end_date", last}});
  }
  return absl::OkStatus();
}

bool AffectedIn(const QualificationHistory& history, const std::vector<absl::CivilDay>& registered,
                int32_t year) {
  const absl::CivilDay first(year, 1, 1);
  const absl::CivilDay last(year, 12, 31);
  const auto suspended = [&](const calendar::Period& span) {
    return span.first <= last && first <= span.last;
  };
  const auto terminated = [&](const Termination& end) {
    return end.first <= last && !RegisteredAgain(registered, end, first);
  };
  return std::any_of(history.suspensions.begin(), history.suspensions.end(), suspended) ||
         std::any_of(history.terminations.begin(), history.terminations.end(), terminated);
}

}  // namespace probity::scoring
