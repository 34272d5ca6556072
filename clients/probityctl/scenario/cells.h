// Typed cells of a row; a cell that does not parse is reported with its place and counts as absent.
#ifndef PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CELLS_H_
#define PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CELLS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "clients/probityctl/scenario/csv.h"

namespace probity::scenario {

class Cells {
 public:
  Cells(const CsvTable& table, const CsvRow& row, Problems& problems)
      : table_(table), row_(row), problems_(problems) {}

  int line() const { return row_.line; }
  // Empty if the table has no such column.
  std::string_view Raw(std::string_view column) const;

  // One line of 1 to `longest` characters without a blank at either end, as the services take it.
  std::optional<std::string> Text(std::string_view column, size_t longest) const;
  // 1..32 of A-Z 0-9 - _.
  std::optional<std::string> Id(std::string_view column) const;
  // The bureau's own id of a member: 1..32 printable ASCII characters without blanks.
  std::optional<std::string> MemberNo(std::string_view column) const;
  std::optional<int64_t> Integer(std::string_view column, int64_t least, int64_t most) const;
  std::optional<int64_t> Yuan(std::string_view column) const;
  std::optional<absl::CivilDay> Date(std::string_view column) const;
  // The index in `words` of the cell's word.
  std::optional<size_t> OneOf(std::string_view column,
                              const std::vector<std::string_view>& words) const;

  void Bad(std::string_view column, std::string_view reason) const {
    problems_.Add(table_.file, row_.line, column, reason);
  }

 private:
  const CsvTable& table_;
  const CsvRow& row_;
  Problems& problems_;
};

}  // namespace probity::scenario

#endif  // PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CELLS_H_
