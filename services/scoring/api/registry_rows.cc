#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registry_service.h"

namespace probity::scoring {
namespace {

constexpr size_t kNameMax = 200;
constexpr size_t kDistrictMax = 100;
constexpr size_t kPrincipalMax = 128;
constexpr size_t kAddressMax = 200;

// Checks one row, collecting what is wrong with it.
class RowReader {
 public:
  RowReader(int64_t row, std::vector<FieldViolation>& violations)
      : prefix_(absl::StrCat("institutions[", row, "].")), violations_(violations) {}

  Institution Read(const v1::Institution& row) {
    Institution read;
    read.institution_id = row.institution_id();
    Check(IsInstitutionId(row.institution_id()), "institution_id", "1 to 32 of A-Z 0-9 - _");
    read.name = row.name();
    Check(IsLabel(row.name(), 1, kNameMax), "name", "1 to 200 characters on one line");
    const std::optional<policy::SubjectKind> kind = FromProto(row.kind());
    Check(kind == policy::SubjectKind::kMedical || kind == policy::SubjectKind::kPharmacy, "kind",
          "MEDICAL or PHARMACY");
    read.kind = kind.value_or(policy::SubjectKind::kMedical);
    read.district = row.district();
    Check(IsLabel(row.district(), 1, kDistrictMax), "district", "1 to 100 characters on one line");
    read.designated_from = Date(row.designated_from_date(), "designated_from_date");
    if (!row.designated_to_date().empty()) {
      read.designated_to = Date(row.designated_to_date(), "designated_to_date");
      Check(*read.designated_to >= read.designated_from, "designated_to_date",
            "not before designated_from_date");
    }
    read.principal = row.principal();
    Check(row.principal().empty() || IsLabel(row.principal(), 1, kPrincipalMax), "principal",
          "up to 128 characters on one line");
    read.address = row.address();
    Check(row.address().empty() || IsLabel(row.address(), 1, kAddressMax), "address",
          "up to 200 characters on one line");
    return read;
  }

  void Check(bool ok, std::string_view field, std::string_view description) {
    if (!ok) violations_.push_back({prefix_ + std::string(field), std::string(description)});
  }

 private:
  absl::CivilDay Date(const std::string& text, std::string_view field) {
    FieldCheck check;
    const absl::CivilDay day = DateField(text, field, absl::CivilDay(), check);
    Check(!text.empty() && check.ok(), field, "a date YYYY-MM-DD");
    return day;
  }

  std::string prefix_;
  std::vector<FieldViolation>& violations_;
};

absl::Status BadRows(std::vector<FieldViolation> violations) {
  std::set<std::string> rows;
  for (const FieldViolation& one : violations)
    rows.insert(one.field.substr(0, one.field.find('.')));
  RefusalDetail detail;
  detail.reason = std::string(ReasonName(Reason::k_BAD_ROWS));
  detail.metadata["bad_rows"] = absl::StrCat(rows.size());
  const std::string text = absl::StrCat(
      rows.size(), " bad rows, nothing was imported; first: ", violations.front().field, ": ",
      violations.front().description);
  detail.violations = std::move(violations);
  return WithDetail(absl::StatusCode::kInvalidArgument, text, detail);
}

}  // namespace

absl::StatusOr<std::vector<Institution>> ReadRows(
    const std::vector<v1::ImportInstitutionsRequest>& messages) {
  std::vector<FieldViolation> violations;
  std::vector<Institution> rows;
  std::map<std::string, int64_t> seen;
  int64_t number = 0;
  for (const v1::ImportInstitutionsRequest& message : messages) {
    for (const v1::Institution& row : message.institutions()) {
      RowReader reader(number, violations);
      rows.push_back(reader.Read(row));
      const auto [first, fresh] = seen.emplace(row.institution_id(), number);
      reader.Check(fresh, "institution_id",
                   absl::StrCat("repeats the id of institutions[", first->second, "]"));
      ++number;
    }
  }
  if (!violations.empty()) return BadRows(std::move(violations));
  std::sort(rows.begin(), rows.end(), [](const Institution& a, const Institution& b) {
    return a.institution_id < b.institution_id;
  });
  return rows;
}

}  // namespace probity::scoring
