#include "clients/common/actors.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/common/files.h"
#include "common/status/status.h"

namespace probity::clients {
namespace {

using options::v1::Role;

// Duties that one person must not combine; the same rule the services hold every caller to.
const std::vector<std::pair<Role, Role>>& Incompatible() {
  static const std::vector<std::pair<Role, Role>> pairs = {
      {options::v1::ROLE_CASE_OFFICER, options::v1::ROLE_LEGAL_REVIEWER},
      {options::v1::ROLE_CASE_OFFICER, options::v1::ROLE_GROUP_OFFICER},
      {options::v1::ROLE_SETTLEMENT_PREPARER, options::v1::ROLE_SETTLEMENT_REVIEWER},
      {options::v1::ROLE_SETTLEMENT_PREPARER, options::v1::ROLE_SETTLEMENT_LOCKER},
      {options::v1::ROLE_SETTLEMENT_REVIEWER, options::v1::ROLE_SETTLEMENT_LOCKER}};
  return pairs;
}

std::string ShortName(Role role) {
  return options::v1::Role_Name(role).substr(std::string_view("ROLE_").size());
}

}  // namespace

Actors Actors::Defaults() {
  Actors actors;
  actors.persons_ = {{options::v1::ROLE_INSPECTOR, {"officer-1"}},
                     {options::v1::ROLE_CASE_OFFICER, {"officer-1", "officer-2"}},
                     {options::v1::ROLE_SUPERVISOR, {"supervisor-1"}},
                     {options::v1::ROLE_LEGAL_REVIEWER, {"legal-reviewer-1"}},
                     {options::v1::ROLE_SECRETARY, {"secretary-1"}},
                     {options::v1::ROLE_GROUP_OFFICER,
                      {"group-officer-1", "group-officer-2", "group-officer-3", "group-officer-4"}},
                     {options::v1::ROLE_DIRECTOR, {"director-1"}},
                     {options::v1::ROLE_ROSTER_CLERK, {"secretary-1"}},
                     {options::v1::ROLE_MEMBER_CLIENT, {"review-client"}},
                     {options::v1::ROLE_SETTLEMENT_PREPARER, {"settlement-preparer-1"}},
                     {options::v1::ROLE_SETTLEMENT_REVIEWER, {"settlement-reviewer-1"}},
                     {options::v1::ROLE_SETTLEMENT_LOCKER, {"settlement-locker-1"}},
                     {options::v1::ROLE_AUDITOR, {"auditor-1"}}};
  return actors;
}

absl::StatusOr<Actors> Actors::FromFile(const std::filesystem::path& path) {
  PROBITY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  Actors actors = Defaults();
  FieldCheck check;
  std::set<Role> named;
  int number = 0;
  for (const absl::string_view raw : absl::StrSplit(text, '\n')) {
    const std::string place = absl::StrCat(path.filename().string(), ":", ++number);
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty() || line[0] == '#' || (number == 1 && line == "role,person")) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    Role role = options::v1::ROLE_UNSPECIFIED;
    if (cells.size() != 2 || cells[1].empty() ||
        !options::v1::Role_Parse(absl::StrCat("ROLE_", cells[0]), &role)) {
      check.Check(false, place, "not `ROLE,person` with a known role");
      continue;
    }
    if (named.insert(role).second) actors.persons_[role].clear();
    actors.persons_[role].push_back(cells[1]);
  }
  for (const auto& [one, other] : Incompatible()) {
    for (const std::string& person : actors.persons_[one]) {
      for (const std::string& twin : actors.persons_[other]) {
        check.Check(
            person != twin, path.filename().string(),
            absl::StrCat(person, " may not be both ", ShortName(one), " and ", ShortName(other)));
      }
    }
  }
  check.Check(actors.persons_[options::v1::ROLE_CASE_OFFICER].size() >= 2, path.filename().string(),
              "CASE_OFFICER needs two persons (G1)");
  check.Check(actors.persons_[options::v1::ROLE_GROUP_OFFICER].size() >= 4,
              path.filename().string(), "GROUP_OFFICER needs four persons, one per group");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return actors;
}

rpc::CallerContext Actors::For(Role role, size_t n) const {
  rpc::CallerContext caller;
  caller.person = Persons(role).at(n);
  caller.roles = {role};
  return caller;
}

const std::vector<std::string>& Actors::Persons(Role role) const {
  return persons_.at(role);
}

}  // namespace probity::clients
