// Persons whose payment qualification (医保支付资格) counts: the register, and the state that
// follows from the points ledger.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_PERSON_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_PERSON_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "services/scoring/domain/standing.h"

namespace probity::scoring {

// The numbers are those of probity.scoring.v1.Profession and of the table.
enum class Profession {
  kPhysician = 1,
  kPharmacist = 2,
  kNurse = 3,
  kTechnician = 4,
  kFeeClerk = 5,
  kPharmacyPrincipal = 6,
  kPharmacyStaff = 7
};
// "医师 physician".
std::string_view ProfessionTitle(Profession profession);

struct Employment {
  std::string institution_id;
  absl::CivilDay from;
  std::optional<absl::CivilDay> to;  // last day; absent while it lasts
  bool main_site = false;

  bool Covers(absl::CivilDay day) const { return from <= day && (!to.has_value() || day <= *to); }
  bool operator==(const Employment&) const = default;
};

struct Person {
  std::string person_id;
  std::string licence_no;
  std::string name;
  Profession profession = Profession::kPhysician;
  std::vector<Employment> employments;     // by first day, then institution
  std::vector<absl::CivilDay> registered;  // ascending

  Subject subject() const { return {policy::SubjectKind::kPerson, person_id}; }
  bool operator==(const Person&) const = default;
};

void SortEmployments(std::vector<Employment>& employments);

// Whether the person worked for the institution on some day of first..last.
bool WorkedAt(const Person& person, std::string_view institution_id, absl::CivilDay first,
              absl::CivilDay last);

// Where the person works on `day` beside `institution_id`; ascending, each once.
std::vector<std::string> OtherSites(const Person& person, std::string_view institution_id,
                                    absl::CivilDay day);

// EMPLOYMENT_OVERLAP if two employments at one institution share a day; BAD_REQUEST if one ends
// before it begins.
absl::Status CheckEmployments(const Person& person);

// Opens `change` or, if it has a last day and an employment began there on its first day, ends that
// one. NOT_EMPLOYED_THERE if there is none to end; else as CheckEmployments.
absl::StatusOr<Employment> ChangeEmployment(const Person& person, const Employment& change);

// The numbers are those of probity.scoring.v1.QualificationState.
enum class QualificationState { kNormal = 1, kSuspended = 2, kTerminated = 3 };
// "暂停 suspended".
std::string_view QualificationStateTitle(QualificationState state);

struct Termination {
  absl::CivilDay first;    // the day after the decision was served
  absl::CivilDay bar_end;  // last day without a new registration
  bool one_event = false;  // one decision alone reached the band: the longer bar
  int32_t year = 0;        // of the points
  bool operator==(const Termination&) const = default;
};

// Everything the ledger ever brought a person, ascending by first day.
struct QualificationHistory {
  std::vector<calendar::Period> suspensions;
  std::vector<Termination> terminations;
};
// `years`: the standing of every year with entries. A suspension goes on across the end of its
// year, a termination until a new registration after its bar.
QualificationHistory HistoryOf(const std::map<int32_t, Standing>& years);

struct PaymentQualification {
  QualificationState state = QualificationState::kNormal;
  std::optional<calendar::Period> suspension;
  std::optional<Termination> termination;
  bool operator==(const PaymentQualification&) const = default;
};
PaymentQualification QualificationOn(const QualificationHistory& history,
                                     const std::vector<absl::CivilDay>& registered,
                                     absl::CivilDay day);

// PERSON_BARRED with the last day of the bar while one runs on `day`.
absl::Status CheckNotBarred(const QualificationHistory& history, absl::CivilDay day);

// True if the qualification was suspended or terminated on some day of the year.
bool AffectedIn(const QualificationHistory& history, const std::vector<absl::CivilDay>& registered,
                int32_t year);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_PERSON_H_
