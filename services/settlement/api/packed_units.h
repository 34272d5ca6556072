// The inputs of a run's units while it is calculated. The calculation passes over them several
// times; reading them is dearer than settling them, so they are read once and kept packed, some 60
// bytes each. A region too large for that is read anew for each pass: memory stays bounded either
// way.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_PACKED_UNITS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_PACKED_UNITS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "services/settlement/domain/settle_run.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

class PackedUnits {
 public:
  static constexpr size_t kMaxBytes = size_t{128} << 20;
  explicit PackedUnits(size_t max_bytes = kMaxBytes) : max_bytes_(max_bytes) {}

  // Appends the inputs of a page; what the statements tell beside them is left out.
  void Add(const UnitPage& page);
  // Forgets everything, as if nothing had been added.
  void Clear();
  // False once more was added than is kept.
  bool complete() const { return !overflown_; }
  // Every page as it was added. Only while complete.
  absl::Status Each(const std::function<absl::Status(const UnitPage&)>& each) const;

 private:
  void Pack(const UnitInput& input);

  size_t max_bytes_;
  bool overflown_ = false;
  std::vector<std::string> policies_;             // sha256, by the number packed
  std::vector<std::pair<size_t, size_t>> pages_;  // where each begins, and its units
  std::string bytes_;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_PACKED_UNITS_H_
