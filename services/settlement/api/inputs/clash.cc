#include "services/settlement/api/inputs/clash.h"

#include "absl/strings/str_join.h"
#include "services/settlement/store/inputs/input_columns.h"

namespace probity::settlement {
namespace {

std::string ContractClash(const ContractRow& a, const ContractRow& b) {
  if (a.key != b.key || a.contract_id != b.contract_id) return "";
  if (a.period.first <= b.period.last && b.period.first <= a.period.last) {
    return "a period that overlaps";
  }
  const bool same_terms = a.terms.price_fen == b.terms.price_fen &&
                          a.terms.fail_pay_bp == b.terms.fail_pay_bp &&
                          a.terms.cap_fen == b.terms.cap_fen;
  return same_terms ? "" : "another price, share or cap than";
}

std::string IndicatorClash(const IndicatorRow& a, const IndicatorRow& b) {
  if (a.measured.code == b.measured.code) return "the same indicator as";
  return a.measured.peer_group == b.measured.peer_group ? "" : "another peer group than";
}

}  // namespace

std::string ClashOf(InputKind kind, const InputRow& a, const InputRow& b) {
  constexpr int32_t kAnyYear = 0;  // both are of the same
  switch (kind) {
    case InputKind::kIndicator:
      return IndicatorClash(IndicatorOf(kAnyYear, a), IndicatorOf(kAnyYear, b));
    case InputKind::kContract:
      return ContractClash(ContractOf(kAnyYear, a), ContractOf(kAnyYear, b));
    default:
      return Overlaps({a.key[0], ParseFund(a.key[1]).value(), ParseUnitClass(a.key[2]).value()},
                      {b.key[0], ParseFund(b.key[1]).value(), ParseUnitClass(b.key[2]).value()})
                 ? "the same money as"
                 : "";
  }
}

std::string KeyTextOf(const InputRow& row) {
  return absl::StrJoin(row.key, "/");
}

}  // namespace probity::settlement
