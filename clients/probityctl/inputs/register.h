// Ids of institutions as a spreadsheet may have mangled them, against the register.
#ifndef PROBITY_CLIENTS_PROBITYCTL_INPUTS_REGISTER_H_
#define PROBITY_CLIENTS_PROBITYCTL_INPUTS_REGISTER_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/probityctl/inputs/grid.h"

namespace probity::inputs {

class Register {
 public:
  explicit Register(const std::vector<std::string>& institution_ids);

  // The registered id a cell means. A number that may have lost its leading zeros is accepted if
  // only one registered id is that number; a text of a workbook lost none. Refused, with
  // UNKNOWN_INSTITUTION before the text where none fits: several ids, numbers of more digits than a
  // spreadsheet keeps.
  absl::StatusOr<std::string> Find(const GridCell& cell) const;

 private:
  std::set<std::string> ids_;
  std::map<std::string, std::vector<std::string>> by_number_;  // without leading zeros
};

}  // namespace probity::inputs

#endif  // PROBITY_CLIENTS_PROBITYCTL_INPUTS_REGISTER_H_
