// What every imported row is held to.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_ROW_CHECKS_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_ROW_CHECKS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/reason.h"

namespace probity::settlement {

inline constexpr int32_t kFirstYear = 2000;
inline constexpr int32_t kLastYear = 2999;

// One thing wrong with one column of a row.
struct RowProblem {
  std::string column;
  Reason reason = Reason::k_BAD_REQUEST;
  std::string text;
};

// Collects what is wrong with a row; columns are named as in the messages.
class RowChecks {
 public:
  // BAD_REQUEST: an institution's id is 1..32 of A-Z 0-9 - _.
  RowChecks& Institution(std::string_view id);
  // BAD_REQUEST: 2000..2999.
  RowChecks& Year(int32_t year);
  // NEGATIVE_AMOUNT, AMOUNT_OUT_OF_RANGE: 0..10^15 fen; the second may be below zero.
  RowChecks& Amount(std::string_view column, int64_t fen);
  RowChecks& SignedAmount(std::string_view column, int64_t fen);
  // VOLUME_OUT_OF_RANGE: least..10^9.
  RowChecks& Visits(std::string_view column, int64_t visits, int64_t least = 0);
  // BAD_REQUEST: 1..64 printable ASCII characters without a blank at either end; may be empty
  // unless `required`.
  RowChecks& Code(std::string_view column, std::string_view code, bool required = true);
  RowChecks& Check(bool ok, std::string_view column, Reason reason, std::string_view text);

  const std::vector<RowProblem>& problems() const { return problems_; }

 private:
  std::vector<RowProblem> problems_;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_ROW_CHECKS_H_
