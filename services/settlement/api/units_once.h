// The frozen units of a run, page after page, as the passes of a calculation need them.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_UNITS_ONCE_H_
#define PROBITY_SERVICES_SETTLEMENT_API_UNITS_ONCE_H_

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/settlement/api/packed_units.h"
#include "services/settlement/domain/settle_run.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {

// The frozen units of a run, page after page.
UnitPages PagesOf(sql::Tx& tx, const UnitsOfRun& run);
// Calls `each` with the pages in a thread of its own, while this one, whose transaction it is,
// reads on: `each` must not use the transaction.
absl::Status EachPageAside(sql::Tx& tx, const UnitsOfRun& run,
                           const std::function<absl::Status(const UnitPage&)>& each);

// The frozen units of one run, for passes over them in one transaction: the first whole pass reads
// them, later ones take what it kept, without the facts of the statements.
class UnitsOnce {
 public:
  UnitsOnce(sql::Tx& tx, UnitsOfRun run) : tx_(tx), run_(std::move(run)) {}
  // The first pass. Whoever is called with the pages is called from another thread and must not use
  // the transaction.
  UnitPages FirstPages();
  // Every pass after it.
  UnitPages Pages();
  // True once Pages reads nothing any more, so that any thread may pass over them.
  bool kept() const { return passed_ && kept_.complete(); }

 private:
  absl::Status Pass(const std::function<absl::Status(const UnitPage&)>& each);

  sql::Tx& tx_;
  const UnitsOfRun run_;
  PackedUnits kept_;
  bool passed_ = false;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_UNITS_ONCE_H_
