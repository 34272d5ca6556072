#include "services/scoring/domain/subjects/change.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

using Kind = SubjectChangeKind;

// The particulars a kind of change states; the others stay empty.
void CheckParticulars(const SubjectChange& change, FieldCheck& check) {
  const auto stated = [&](const std::string& value, const char* field, size_t max, bool wanted) {
    check.Check(wanted ? IsLabel(value, 1, max) : value.empty(), field,
                wanted ? absl::StrCat("1..", max, " characters on one line")
                       : std::string("empty for this kind of change"));
  };
  const bool moves = change.kind == Kind::kRelocation;
  stated(change.new_name, "change.new_name", 200, change.kind == Kind::kRename);
  stated(change.new_address, "change.new_address", 200, moves);
  stated(change.new_district, "change.new_district", 100, moves);
  stated(change.new_principal, "change.new_principal", 128, change.kind == Kind::kPrincipal);
}

void CheckSuccessors(const SubjectChange& change, FieldCheck& check) {
  std::set<std::string> ids = {change.institution_id};
  for (size_t i = 0; i < change.successors.size(); ++i) {
    const Successor& one = change.successors[i];
    check
        .Check(ids.insert(one.institution_id).second,
               absl::StrCat("change.successors[", i, "].institution_id"),
               "another than the one that changes, each once")
        .Check(one.share_bp >= 1 && one.share_bp <= kWholeShare,
               absl::StrCat("change.successors[", i, "].share_bp"), "1..10000, or 0 for all");
  }
  const size_t count = change.successors.size();
  if (!IsSucceeded(change.kind)) {
    check.Check(count == 0, "change.successors", "empty for this kind of change");
  } else if (change.kind == Kind::kSplit) {
    check.Check(count >= 2 && count <= 20, "change.successors", "2..20 for a split");
  } else {
    check.Check(count == 1, "change.successors", "exactly one for this kind of change");
  }
}

}  // namespace

bool IsSucceeded(SubjectChangeKind kind) {
  return kind >= Kind::kMerger;
}

absl::Status CheckChange(const SubjectChange& change, absl::CivilDay today) {
  FieldCheck check;
  CheckParticulars(change, check);
  CheckSuccessors(change, check);
  check.Check(change.effective_date <= today, "change.effective_date", "not in the future")
      .Check(IsLabel(change.document, 1, 200), "change.document", "1..200 characters on one line")
      .Check(IsLabel(change.reason, 1, 500), "change.reason", "1..500 characters");
  return check.Result();
}

Institution Changed(const Institution& before, const SubjectChange& change) {
  Institution after = before;
  switch (change.kind) {
    case Kind::kRename:
      after.name = change.new_name;
      break;
    case Kind::kRelocation:
      after.address = change.new_address;
      after.district = change.new_district;
      break;
    case Kind::kPrincipal:
      after.principal = change.new_principal;
      break;
    case Kind::kMerger:
    case Kind::kSplit:
    case Kind::kReregistration:
      if (!after.designated_to.has_value() || *after.designated_to >= change.effective_date) {
        after.designated_to = change.effective_date - 1;
      }
      break;
  }
  return after;
}

std::vector<CarriedItem> ItemsToCarry(const std::vector<Entry>& of_case, int32_t share_bp,
                                      int64_t forgiven) {
  std::map<int32_t, const Entry*> last;
  for (const Entry& one : of_case) last[one.item] = &one;
  std::vector<CarriedItem> items;
  for (const auto& [item, entry] : last) {
    if (!Adds(entry->kind)) continue;
    const int64_t repaired = std::min(forgiven, entry->points);
    forgiven -= repaired;
    const int64_t points = ((entry->points - repaired) * share_bp + kWholeShare / 2) / kWholeShare;
    if (points > 0) {
      items.push_back(
          {item, entry->year, points, entry->veto, entry->chosen_months, entry->policy_sha256});
    }
  }
  return items;
}

std::optional<Span> Unserved(const Measure& measure, absl::CivilDay effective,
                             absl::CivilDay today) {
  const std::optional<Span> days = DaysOf(measure);
  if (!days.has_value() || !days->last.has_value() || !ClosesSettlement(measure.kind) ||
      measure.kind == MeasureKind::kCancellation) {
    return std::nullopt;
  }
  if (measure.year != 0 && days->first > effective) return std::nullopt;
  const absl::CivilDay from = std::max(days->first, effective);
  if (*days->last < from) return std::nullopt;
  const absl::CivilDay first = std::max(days->first, today + 1);
  return Span{first, first + (*days->last - from)};
}

}  // namespace probity::scoring
