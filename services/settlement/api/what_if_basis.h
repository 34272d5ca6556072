// The run a what-if starts from: its frozen units and what they came to, page after page.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_BASIS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_BASIS_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/domain/settle_run.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {

// Units beside the results the run has of them, in the order of keys.
struct BasisPage {
  UnitPage units;
  std::vector<UnitResult> results;
};
using BasisPageRef = std::shared_ptr<const BasisPage>;

// A small run is kept whole, and then any number of threads may read it without the transaction; a
// larger one is read anew each time, so that memory does not grow with the region.
class Basis {
 public:
  static constexpr int64_t kUnitsInMemory = 20'000;

  Basis(sql::Tx& tx, UnitsOfRun run) : tx_(tx), run_(std::move(run)) {}
  absl::Status Open(const Run& run);
  bool kept() const { return keep_; }

  UnitPages Pages() const;
  // The page of number `index`, which begins above `after`.
  absl::StatusOr<BasisPageRef> Page(size_t index, const UnitKey& after) const;

 private:
  absl::StatusOr<BasisPageRef> Read(const UnitKey& after) const;  // nullptr at the end
  absl::Status EachPage(const std::function<absl::Status(const BasisPageRef&)>& each) const;

  sql::Tx& tx_;
  const UnitsOfRun run_;
  bool keep_ = false;
  std::vector<BasisPageRef> kept_;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_BASIS_H_
