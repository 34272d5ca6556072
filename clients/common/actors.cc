#include "clients/common/actors.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/common/files.h"
#include "common/rpc/caller.h"
#include "common/status/status.h"

namespace probity::clients {
namespace {

using options::v1::Role;

std::string ShortName(Role role) {
  return options::v1::Role_Name(role).substr(std::string_view("ROLE_").size());
}

// One line of the file: a role and who has it.
struct Line {
  Role role = options::v1::ROLE_UNSPECIFIED;
  std::string person;
  std::string token_file;  // empty: none
};

absl::StatusOr<Line> ParseLine(absl::string_view text, const std::map<Role, PersonIds>& roles) {
  const std::vector<std::string> cells = absl::StrSplit(text, ',');
  if (cells.size() != 2 && cells.size() != 3) {
    return absl::InvalidArgumentError("not `ROLE,person` or `ROLE,person,token file`");
  }
  Line line;
  line.person = std::string(absl::StripAsciiWhitespace(cells[1]));
  const std::string name = absl::AsciiStrToUpper(absl::StripAsciiWhitespace(cells[0]));
  if (!options::v1::Role_Parse(absl::StrCat("ROLE_", name), &line.role) ||
      !roles.contains(line.role)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", absl::Utf8SafeCEscape(cells[0]), "\" is none of ",
                     absl::StrJoin(roles, ", ", [](std::string* out, const auto& known) {
                       out->append(ShortName(known.first));
                     })));
  }
  if (cells.size() == 3) line.token_file = std::string(absl::StripAsciiWhitespace(cells[2]));
  if (!IsPersonId(line.person)) return absl::InvalidArgumentError(std::string(kPersonIdRule));
  return line;
}

bool Holds(const PersonIds& persons, const std::string& person) {
  return std::find(persons.begin(), persons.end(), person) != persons.end();
}

}  // namespace

bool IsPersonId(std::string_view text) {
  const auto symbol = [](unsigned char c) { return c > ' ' && c < 0x7f && c != ','; };
  return !text.empty() && text.size() <= kLongestPersonId &&
         std::all_of(text.begin(), text.end(), symbol);
}

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
  for (const absl::string_view raw :
       absl::StrSplit(absl::StripPrefix(text, "\xEF\xBB\xBF"), '\n')) {
    const std::string place = absl::StrCat(path.filename().string(), ":", ++number);
    const absl::string_view content = absl::StripAsciiWhitespace(raw);
    if (content.empty() || content[0] == '#') continue;
    if (number == 1 && absl::StartsWithIgnoreCase(content, "role,person")) continue;
    const absl::StatusOr<Line> line = ParseLine(content, actors.persons_);
    if (!line.ok()) {
      check.Check(false, place, ToStd(line.status().message()));
      continue;
    }
    PersonIds& persons = actors.persons_[line->role];
    if (named.insert(line->role).second) persons.clear();
    check.Check(!Holds(persons, line->person), place, absl::StrCat(line->person, " stands twice"));
    persons.push_back(line->person);
    if (!line->token_file.empty()) {
      actors.token_files_[{line->role, line->person}] = path.parent_path() / line->token_file;
    }
  }
  for (const auto& [one, persons] : actors.persons_) {
    for (const auto& [other, others] : actors.persons_) {
      if (one >= other || rpc::CheckRolesCompatible({one, other}).ok()) continue;
      for (const std::string& person : persons) {
        check.Check(
            !Holds(others, person), path.filename().string(),
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

std::string Actors::TokenFile(Role role, size_t n) const {
  const auto found = token_files_.find({role, Persons(role).at(n)});
  return found == token_files_.end() ? "" : found->second;
}

const PersonIds& Actors::Persons(Role role) const {
  return persons_.at(role);
}

}  // namespace probity::clients
