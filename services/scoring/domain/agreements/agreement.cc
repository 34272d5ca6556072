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

// Where a suspension really ended: the day before it was resumed, else as ordered.
calendar::Period Served(const AgreementFile& file, const AgreementEvent& suspension) {
  calendar::Period served = {suspension.from, *suspension.to};
  for (const AgreementEvent& event : file.events) {
    if (event.kind == AgreementEventKind::kResumed && event.seq > suspension.seq &&
        event.from <= served.last) {
      served.last = event.from - 1;
    }
  }
  return served;
}

bool Resumed(const AgreementFile& file, const AgreementEvent& suspension) {
  return std::any_of(file.events.begin(), file.events.end(), [&](const AgreementEvent& event) {
    return event.kind == AgreementEventKind::kResumed && event.seq > suspension.seq;
  });
}

End EndOf(const AgreementFile& file) {
  End end{file.agreement.term.last};
  const auto shorten = [&end](absl::CivilDay last, AgreementState state) {
    if (last < end.last) end = {last, state};
  };
  for (const AgreementEvent& event : file.events) {
    if (event.kind == AgreementEventKind::kTerminated) {
      shorten(event.from - 1, AgreementState::kTerminated);
    }
    if (event.kind == AgreementEventKind::kSuspended && event.voluntary && !Resumed(file, event)) {
      shorten(*event.to, AgreementState::kLapsed);
    }
  }
  if (const AgreementEvent* exit = Exit(file); exit != nullptr) {
    shorten(exit->from, AgreementState::kExited);
  }
  return end;
}

bool SuspendedOn(const AgreementFile& file, absl::CivilDay day) {
  return std::any_of(file.events.begin(), file.events.end(), [&](const AgreementEvent& event) {
    return event.kind == AgreementEventKind::kSuspended && Served(file, event).Contains(day);
  });
}

absl::Status WrongState(const AgreementFile& file, absl::CivilDay day, std::string_view wanted) {
  const std::string_view state = AgreementStateTitle(StateOn(file, day));
  return Precondition(
      Reason::k_AGREEMENT_STATE,
      absl::StrCat("the agreement ", file.agreement.agreement_no, " is ", ToAbsl(state), " on ",
                   calendar::FormatDate(day), "; ", ToAbsl(wanted)),
      {{"state", std::string(state)}});
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
  return SuspendedOn(file, day) ? AgreementState::kSuspended : AgreementState::kInForce;
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

absl::Status CheckSuspension(const AgreementFile& file, const AgreementEvent& event,
                             absl::CivilDay limit) {
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(event.to.has_value() && event.from <= *event.to, "to_date",
                                     "required, not before from_date")
                              .Result());
  if (StateOn(file, event.from) != AgreementState::kInForce) {
    return WrongState(file, event.from, "only an agreement in force is suspended");
  }
  if (event.voluntary && *event.to > limit) {
    return Precondition(Reason::k_SUSPENSION_TOO_LONG,
                        absl::StrCat("a suspension at the party's request ends by ",
                                     calendar::FormatDate(limit), "; 自愿中止期限过长"),
                        {{"limit_date", calendar::FormatDate(limit)}});
  }
  return absl::OkStatus();
}

absl::Status CheckResumption(const AgreementFile& file, const AgreementEvent& event) {
  if (StateOn(file, event.from - 1) == AgreementState::kSuspended) return absl::OkStatus();
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
