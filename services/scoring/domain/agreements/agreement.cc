#include "services/scoring/domain/agreements/agreement.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

struct End {
  absl::CivilDay last;
  AgreementState state = AgreementState::kExpired;
};

// The last exit announced and not withdrawn; nullptr if there is none.
const AgreementEvent* Exit(const AgreementFile& file) {
  const AgreementEvent* exit = nullptr;
  for (const AgreementEvent& event : file.events) {
    if (event.kind == AgreementEventKind::kExitAnnounced) exit = &event;
    if (event.kind == AgreementEventKind::kExitWithdrawn) exit = nullptr;
  }
  return exit;
}

// Days on which an agreement is suspended or terminated, as all events together leave them.
struct Stretch {
  absl::CivilDay first;
  std::optional<absl::CivilDay> last;  // absent: for good
  bool terminated = false;
  bool voluntary = false;
  bool resumed = false;
  std::string measure_id;

  bool Contains(absl::CivilDay day) const { return first <= day && (!last || day <= *last); }
};

// `from` is the first day without it.
void Shorten(Stretch& stretch, absl::CivilDay from) {
  stretch.resumed = true;
  if (!stretch.last.has_value() || from <= *stretch.last) stretch.last = from - 1;
}

std::vector<Stretch> StretchesOf(const AgreementFile& file) {
  std::vector<Stretch> stretches;
  for (const AgreementEvent& event : file.events) {
    if (event.kind == AgreementEventKind::kResumed) {
      for (Stretch& one : stretches) {
        if (one.measure_id == event.measure_id) Shorten(one, event.from);
      }
    }
    const bool terminated = event.kind == AgreementEventKind::kTerminated;
    if (!terminated && event.kind != AgreementEventKind::kSuspended) continue;
    // A measure that was moved is told anew.
    if (!event.measure_id.empty()) {
      std::erase_if(stretches,
                    [&](const Stretch& one) { return one.measure_id == event.measure_id; });
    }
    stretches.push_back(
        {event.from, event.to, terminated, event.voluntary, false, event.measure_id});
  }
  return stretches;
}

End EndOf(const AgreementFile& file) {
  End end{file.agreement.term.last};
  const auto shorten = [&end](absl::CivilDay last, AgreementState state) {
    if (last < end.last) end = {last, state};
  };
  for (const Stretch& one : StretchesOf(file)) {
    if (one.terminated && !one.last.has_value()) {
      shorten(one.first - 1, AgreementState::kTerminated);
    }
    if (one.voluntary && !one.resumed) shorten(*one.last, AgreementState::kLapsed);
  }
  if (const AgreementEvent* exit = Exit(file); exit != nullptr) {
    shorten(exit->from, AgreementState::kExited);
  }
  return end;
}

// By a measure or, if not `by_measure`, at the party's request.
bool SuspendedOn(const AgreementFile& file, absl::CivilDay day, bool by_measure) {
  const std::vector<Stretch> stretches = StretchesOf(file);
  return std::any_of(stretches.begin(), stretches.end(), [&](const Stretch& one) {
    return !one.terminated && one.measure_id.empty() != by_measure && one.Contains(day);
  });
}

// Ended by a measure that was revoked later: the days until then were lost.
bool TerminatedOn(const AgreementFile& file, absl::CivilDay day) {
  const std::vector<Stretch> stretches = StretchesOf(file);
  return std::any_of(stretches.begin(), stretches.end(),
                     [&](const Stretch& one) { return one.terminated && one.Contains(day); });
}

absl::Status WrongState(const AgreementFile& file, absl::CivilDay day, std::string_view wanted) {
  const std::string_view state = AgreementStateTitle(StateOn(file, day));
  return Precondition(
      Reason::k_AGREEMENT_STATE,
      absl::StrCat("the agreement ", file.agreement.agreement_no, " is ", ToAbsl(state), " on ",
                   calendar::FormatDate(day), "; ", ToAbsl(wanted)),
      {{"state", std::string(state)}});
}

absl::Status ByMeasure(std::string_view what) {
  return Precondition(Reason::k_AGREEMENT_BY_MEASURE, what);
}

// Whole subjects are suspended with their agreements, and a person at one institution with the
// agreement that holds there.
bool Concerns(const Measure& measure, const Agreement& agreement) {
  if (measure.kind == MeasureKind::kHold || measure.kind == MeasureKind::kInsured) return false;
  const bool of_person = agreement.subject.person();
  if (measure.scope == MeasureScope::kPerson) {
    return of_person && measure.scope_ref == agreement.subject.id &&
           measure.subject_id == agreement.institution_id;
  }
  return measure.scope == MeasureScope::kWhole && measure.subject_id == agreement.subject.id &&
         of_person == (measure.subject == MeasureSubject::kPerson);
}

bool SameParty(const Agreement& a, const Agreement& b) {
  return a.subject == b.subject && a.institution_id == b.institution_id;
}

}  // namespace

std::string_view AgreementStateTitle(AgreementState state) {
  constexpr std::array<std::string_view, 8> kTitles = {"",
                                                       "未生效 not yet",
                                                       "履行 in force",
                                                       "中止 suspended",
                                                       "解除 terminated",
                                                       "退出 exited",
                                                       "届满 expired",
                                                       "自动终止 lapsed"};
  return kTitles.at(static_cast<size_t>(state));
}

absl::CivilDay LastDayOf(const AgreementFile& file) {
  return EndOf(file).last;
}

AgreementState StateOn(const AgreementFile& file, absl::CivilDay day) {
  const End end = EndOf(file);
  if (day > end.last) return end.state;
  if (day < file.agreement.term.first) return AgreementState::kNotYet;
  if (TerminatedOn(file, day)) return AgreementState::kTerminated;
  const bool suspended = SuspendedOn(file, day, true) || SuspendedOn(file, day, false);
  return suspended ? AgreementState::kSuspended : AgreementState::kInForce;
}

std::vector<calendar::Period> VoluntarySuspensions(const AgreementFile& file) {
  const calendar::Period held = {file.agreement.term.first, LastDayOf(file)};
  std::vector<calendar::Period> suspensions;
  for (const Stretch& one : StretchesOf(file)) {
    if (one.terminated || !one.voluntary || !one.measure_id.empty()) continue;
    const calendar::Period days = {std::max(one.first, held.first),
                                   std::min(one.last.value_or(held.last), held.last)};
    if (days.first <= days.last) suspensions.push_back(days);
  }
  return suspensions;
}

std::optional<calendar::Period> TermAround(const AgreementFile& file, absl::CivilDay day) {
  const calendar::Period held = {file.agreement.term.first, LastDayOf(file)};
  return held.Contains(day) ? std::optional(held) : std::nullopt;
}

absl::Status CheckNewAgreement(const Agreement& added, const std::vector<AgreementFile>& of_party) {
  const AgreementFile* renewed = nullptr;
  for (const AgreementFile& other : of_party) {
    if (!SameParty(other.agreement, added)) continue;
    if (other.agreement.agreement_no == added.renews_no) renewed = &other;
    if (added.term.first <= LastDayOf(other) && other.agreement.term.first <= added.term.last) {
      return Precondition(
          Reason::k_AGREEMENT_OVERLAP,
          absl::StrCat("agreement ", other.agreement.agreement_no, " holds up to ",
                       calendar::FormatDate(LastDayOf(other)), "; 服务协议期限重叠"));
    }
  }
  if (added.renews_no.empty()) return absl::OkStatus();
  if (renewed == nullptr) {
    return NotFound(Reason::k_UNKNOWN_AGREEMENT,
                    "the agreement to be renewed is none of this party");
  }
  if (StateOn(*renewed, added.term.first) == AgreementState::kTerminated) {
    return WrongState(*renewed, added.term.first, "a terminated agreement is not renewed");
  }
  return absl::OkStatus();
}

std::optional<AgreementEvent> EventOfMeasure(const AgreementFile& file, const Measure& measure) {
  if (!Concerns(measure, file.agreement)) return std::nullopt;
  const std::optional<Span> days = DaysOf(measure);
  const std::vector<Stretch> stretches = StretchesOf(file);
  const auto known = std::find_if(stretches.begin(), stretches.end(), [&](const Stretch& one) {
    return one.measure_id == measure.measure_id;
  });
  const bool terminates = measure.kind == MeasureKind::kCancellation;
  AgreementEvent event;
  event.measure_id = measure.measure_id;
  if (known == stretches.end()) {
    const calendar::Period& term = file.agreement.term;
    const bool common = days.has_value() && days->first <= term.last &&
                        (!days->last.has_value() || term.first <= *days->last);
    // What was signed in spite of an earlier cancellation was signed after its bar.
    const bool anew = file.agreement.signed_on >= measure.first;
    if (!common || (terminates && (days->last.has_value() || anew))) {
      return std::nullopt;
    }
  } else if (!days.has_value()) {
    if (known->last.has_value() && *known->last < known->first) return std::nullopt;
    event.kind = AgreementEventKind::kResumed;
    event.from = known->first;
    return event;
  } else if (days->first == known->first) {
    if (days->last == known->last) return std::nullopt;
    if (days->last.has_value() && (!known->last.has_value() || *days->last < *known->last)) {
      event.kind = AgreementEventKind::kResumed;
      event.from = *days->last + 1;
      return event;
    }
  }
  event.kind = terminates ? AgreementEventKind::kTerminated : AgreementEventKind::kSuspended;
  event.from = days->first;
  event.to = days->last;
  return event;
}

absl::Status CheckSuspension(const AgreementFile& file, const AgreementEvent& event,
                             absl::CivilDay limit) {
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(event.to.has_value() && event.from <= *event.to, "to_date",
                                     "required, not before from_date")
                              .Result());
  if (!event.voluntary) {
    return ByMeasure("the agency suspends by a measure (OrderSuspension); 依职权中止须以措施作出");
  }
  if (StateOn(file, event.from) != AgreementState::kInForce) {
    return WrongState(file, event.from, "only an agreement in force is suspended");
  }
  if (*event.to > limit) {
    return Precondition(Reason::k_SUSPENSION_TOO_LONG,
                        absl::StrCat("a suspension at the party's request ends by ",
                                     calendar::FormatDate(limit), "; 自愿中止期限过长"),
                        {{"limit_date", calendar::FormatDate(limit)}});
  }
  return absl::OkStatus();
}

absl::Status CheckResumption(const AgreementFile& file, const AgreementEvent& event) {
  const absl::CivilDay before = event.from - 1;
  if (StateOn(file, before) == AgreementState::kSuspended) {
    if (SuspendedOn(file, before, false)) return absl::OkStatus();
    return ByMeasure(
        "what a measure suspends is lifted there (RequestLift); 请在措施登记中提前恢复");
  }
  return WrongState(file, event.from - 1, "only a suspended agreement is resumed");
}

absl::Status CheckTermination(const AgreementFile& file, const AgreementEvent& event) {
  const AgreementState state = StateOn(file, event.from);
  if (state == AgreementState::kInForce || state == AgreementState::kSuspended) {
    return absl::OkStatus();
  }
  return WrongState(file, event.from, "only an agreement that holds is terminated");
}

absl::Status CheckExit(const AgreementFile& file, const AgreementEvent& event,
                       absl::CivilDay notice) {
  if (file.agreement.public_body) {
    return Precondition(Reason::k_EXIT_NOT_ALLOWED,
                        "a public institution does not leave on its own; 公立机构不得主动退出");
  }
  if (Exit(file) != nullptr) {
    return WrongState(file, event.business_date, "an exit is announced already");
  }
  PROBITY_RETURN_IF_ERROR(CheckTermination(file, event));
  if (event.from < notice) {
    return Precondition(Reason::k_EXIT_TOO_SHORT,
                        absl::StrCat("an exit announced today takes effect on ",
                                     calendar::FormatDate(notice), " at the earliest; 提前期不足"),
                        {{"earliest_date", calendar::FormatDate(notice)}});
  }
  return absl::OkStatus();
}

absl::Status CheckExitWithdrawal(const AgreementFile& file, const AgreementEvent& event) {
  const AgreementEvent* const exit = Exit(file);
  if (exit != nullptr && event.business_date <= exit->from) return absl::OkStatus();
  return WrongState(file, event.business_date, "no announced exit is still to come");
}

}  // namespace probity::scoring
