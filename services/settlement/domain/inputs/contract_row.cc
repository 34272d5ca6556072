#include "services/settlement/domain/inputs/contract_row.h"

namespace probity::settlement {
namespace {

constexpr int32_t kWhole = 10'000;

}  // namespace

std::vector<RowProblem> CheckContractRow(const ContractRow& row) {
  const Contract& terms = row.terms;
  const auto in_year = [&row](absl::CivilDay day) { return day.year() == row.year; };
  return RowChecks()
      .Institution(row.key.institution_id)
      .Year(row.year)
      .Code("contract_id", row.contract_id)
      .Check(in_year(row.period.first), "first_date", Reason::k_BAD_REQUEST,
             "the period lies outside the year")
      .Check(in_year(row.period.last), "last_date", Reason::k_BAD_REQUEST,
             "the period lies outside the year")
      .Check(row.period.first <= row.period.last, "last_date", Reason::k_BAD_REQUEST,
             "the period ends before it begins")
      .Amount("price_fen", terms.price_fen)
      .Visits("met", terms.met)
      .Visits("failed", terms.failed)
      .Visits("pending", terms.pending)
      .Check(0 <= terms.fail_pay_bp && terms.fail_pay_bp <= kWhole, "fail_pay_bp",
             Reason::k_BAD_REQUEST, "a share is 0..10000 bp")
      .Amount("cap_fen", terms.cap_fen.value_or(0))
      .problems();
}

std::vector<Contract> SumContracts(const std::vector<ContractRow>& rows) {
  std::vector<Contract> contracts;
  const std::string* last = nullptr;
  for (const ContractRow& row : rows) {
    if (last != nullptr && *last == row.contract_id) {
      contracts.back().met += row.terms.met;
      contracts.back().failed += row.terms.failed;
      contracts.back().pending += row.terms.pending;
    } else {
      contracts.push_back(row.terms);
    }
    last = &row.contract_id;
  }
  return contracts;
}

}  // namespace probity::settlement
