#include "services/scoring/domain/cases/officer.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

// Names are written with and without blanks, also the ideographic one.
std::string WithoutBlanks(const std::string& name) {
  return absl::StrReplaceAll(name, {{" ", ""}, {"\u3000", ""}});
}

bool HoldsOn(const std::vector<Officer>& registered, const std::string& person,
             absl::CivilDay day) {
  return std::any_of(registered.begin(), registered.end(), [&](const Officer& officer) {
    return officer.person == person && IsValidOn(officer, day);
  });
}

std::vector<std::string> WithoutCertificate(const std::vector<std::string>& persons,
                                            const std::vector<Officer>& registered,
                                            absl::CivilDay day) {
  std::vector<std::string> without;
  for (const std::string& person : persons) {
    if (!HoldsOn(registered, person, day)) without.push_back(person);
  }
  return without;
}

absl::Status Invalid(const std::vector<std::string>& persons, absl::CivilDay day) {
  const std::string who = absl::StrJoin(persons, ", ");
  return Precondition(Reason::k_G1_CERTIFICATE_INVALID,
                      absl::StrCat("no certificate valid on ", absl::FormatCivilTime(day), ": ",
                                   who, "; 执法证件未登记或不在有效期内"),
                      {{"persons", who}});
}

absl::Status Mismatch(const ShownCertificate& shown) {
  return Precondition(Reason::k_G1_CERTIFICATE_MISMATCH,
                      absl::StrCat("certificate ", shown.certificate_no, " of ", shown.person,
                                   " is not as registered; 执法证件与登记不符"),
                      {{"person", shown.person}});
}

absl::Status NotShown(const std::vector<std::string>& persons) {
  const std::string who = absl::StrJoin(persons, ", ");
  return Precondition(Reason::k_G1_CERTIFICATE_NOT_SHOWN,
                      absl::StrCat("no certificate was shown by ", who,
                                   "; each officer shows one (certificates); 执法人员应当出示证件"),
                      {{"persons", who}});
}

}  // namespace

bool IsValidOn(const Officer& officer, absl::CivilDay day) {
  return officer.valid_from <= day && day <= officer.valid_to;
}

absl::Status CheckAllCertified(const std::vector<std::string>& persons,
                               const std::vector<Officer>& registered, absl::CivilDay day) {
  const std::vector<std::string> without = WithoutCertificate(persons, registered, day);
  return without.empty() ? absl::OkStatus() : Invalid(without, day);
}

absl::Status CheckShownCertificates(const std::vector<std::string>& persons,
                                    const std::vector<Officer>& registered,
                                    const std::vector<ShownCertificate>& shown,
                                    absl::CivilDay day) {
  PROBITY_RETURN_IF_ERROR(CheckAllCertified(persons, registered, day));
  std::set<std::string> showed;
  for (const ShownCertificate& one : shown) {
    const bool of_the_case = std::find(persons.begin(), persons.end(), one.person) != persons.end();
    const bool as_registered =
        std::any_of(registered.begin(), registered.end(), [&](const Officer& officer) {
          return officer.person == one.person && officer.certificate_no == one.certificate_no &&
                 WithoutBlanks(officer.name) == WithoutBlanks(one.name) && IsValidOn(officer, day);
        });
    if (!of_the_case || !as_registered) return Mismatch(one);
    showed.insert(one.person);
  }
  std::vector<std::string> unseen;
  for (const std::string& person : persons) {
    if (!showed.contains(person)) unseen.push_back(person);
  }
  return unseen.empty() ? absl::OkStatus() : NotShown(unseen);
}

absl::Status CheckTwoCertified(const std::vector<std::string>& persons,
                               const std::vector<Officer>& registered, absl::CivilDay day) {
  const std::vector<std::string> without = WithoutCertificate(persons, registered, day);
  if (persons.size() - without.size() >= kMinOfficers) return absl::OkStatus();
  return Invalid(without, day);
}

}  // namespace probity::scoring
