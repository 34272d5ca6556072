#include "services/settlement/api/what_if_basis.h"

#include "common/status/status.h"

namespace probity::settlement {

absl::Status Basis::Open(const Run& run) {
  keep_ = run.units <= kUnitsInMemory;
  if (!keep_) return absl::OkStatus();
  return EachPage([this](const BasisPageRef& page) {
    kept_.push_back(page);
    return absl::OkStatus();
  });
}

UnitPages Basis::Pages() const {
  return [this](const std::function<absl::Status(const UnitPage&)>& each) -> absl::Status {
    const auto units = [&each](const BasisPageRef& page) { return each(page->units); };
    if (!keep_) return EachPage(units);
    for (const BasisPageRef& page : kept_) PROBITY_RETURN_IF_ERROR(units(page));
    return absl::OkStatus();
  };
}

absl::StatusOr<BasisPageRef> Basis::Page(size_t index, const UnitKey& after) const {
  if (keep_) return kept_.at(index);
  return Read(after);
}

absl::StatusOr<BasisPageRef> Basis::Read(const UnitKey& after) const {
  PROBITY_ASSIGN_OR_RETURN(auto outcomes, OutcomesAfter(tx_, run_, after, kUnitsPerPage));
  if (outcomes.empty()) return nullptr;
  auto page = std::make_shared<BasisPage>();
  page->units.reserve(outcomes.size());
  page->results.reserve(outcomes.size());
  for (Outcome& outcome : outcomes) {
    page->units.push_back(std::move(outcome.unit));
    page->results.push_back(std::move(outcome.result));
  }
  return page;
}

absl::Status Basis::EachPage(const std::function<absl::Status(const BasisPageRef&)>& each) const {
  UnitKey after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const BasisPageRef page, Read(after));
    if (page == nullptr) return absl::OkStatus();
    PROBITY_RETURN_IF_ERROR(each(page));
    after = page->units.back().input.key;
  }
}

}  // namespace probity::settlement
