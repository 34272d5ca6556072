#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/persons/person_convert.h"
#include "services/scoring/api/persons/person_handlers.h"

namespace probity::scoring {
namespace {

// Collects what is wrong with the rows of a stream.
class RowFaults {
 public:
  void Add(std::string field, std::string_view description) {
    rows_.insert(field.substr(0, field.find('.')));
    violations_.push_back({std::move(field), std::string(description)});
  }
  void AddAll(const absl::Status& status) {
    for (const FieldViolation& one : DetailOf(status).violations) Add(one.field, one.description);
  }
  absl::Status Result() && {
    if (violations_.empty()) return absl::OkStatus();
    const std::string text = absl::StrCat(
        rows_.size(), " bad rows, nothing was imported; first: ", violations_.front().field, ": ",
        violations_.front().description);
    return WithDetail(absl::StatusCode::kInvalidArgument, text,
                      {std::string(ReasonName(Reason::k_BAD_ROWS)),
                       {{"bad_rows", absl::StrCat(rows_.size())}},
                       std::move(violations_)});
  }

 private:
  std::set<std::string> rows_;
  std::vector<FieldViolation> violations_;
};

// Keys of the rows before, to name the row that was first.
class Seen {
 public:
  void Check(const std::string& key, int64_t row, std::string_view field, RowFaults& faults) {
    const auto [first, fresh] = rows_.emplace(key, row);
    if (fresh || key.empty()) return;
    faults.Add(absl::StrCat("persons[", row, "].", ToAbsl(field)),
               absl::StrCat("repeats that of persons[", first->second, "]"));
  }

 private:
  std::map<std::string, int64_t> rows_;
};

}  // namespace

absl::StatusOr<std::vector<Person>> ReadPersonRows(
    const std::vector<v1::ImportPersonsRequest>& messages) {
  RowFaults faults;
  Seen ids;
  Seen licences;
  std::vector<Person> persons;
  for (const v1::ImportPersonsRequest& message : messages) {
    for (const v1::Person& row : message.persons()) {
      const auto number = static_cast<int64_t>(persons.size());
      const std::string prefix = absl::StrCat("persons[", number, "].");
      FieldCheck check;
      Person person = PersonField(row, prefix, check);
      faults.AddAll(check.Result());
      if (check.ok() && !CheckEmployments(person).ok()) {
        faults.Add(prefix + "employments", "two at one institution share a day");
      }
      ids.Check(row.person_id(), number, "person_id", faults);
      licences.Check(row.licence_no(), number, "licence_no", faults);
      persons.push_back(std::move(person));
    }
  }
  PROBITY_RETURN_IF_ERROR(std::move(faults).Result());
  std::sort(persons.begin(), persons.end(),
            [](const Person& a, const Person& b) { return a.person_id < b.person_id; });
  return persons;
}

}  // namespace probity::scoring
