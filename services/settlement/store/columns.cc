#include "services/settlement/store/columns.h"

#include "common/id/id.h"

namespace probity::settlement {

sql::Value TextOrNull(const std::string& text) {
  if (text.empty()) return sql::Null();
  return text;
}

std::string TextOrEmpty(const sql::Row& row, size_t column) {
  return row.IsNull(column) ? std::string() : row.Text(column);
}

sql::Value RunIdColumn(const std::string& run_id) {
  // An id that cannot be read is the all-zero one, which no run has.
  const auto id = Id::Parse(run_id);
  return sql::Blob{id.ok() ? id->Bytes() : Id().Bytes()};
}

std::string RunIdAt(const sql::Row& row, size_t column) {
  return Id::FromBytes(row.Bytes(column)).value().Text();
}

void AppendKey(sql::Params& params, const UnitKey& key) {
  params.emplace_back(key.institution_id);
  params.emplace_back(std::string(FundName(key.fund)));
  params.emplace_back(std::string(UnitClassName(key.unit_class)));
}

UnitKey KeyAt(const sql::Row& row, size_t first_column) {
  return {row.Text(first_column), ParseFund(row.Text(first_column + 1)).value(),
          ParseUnitClass(row.Text(first_column + 2)).value()};
}

void AppendAfter(sql::Params& params, const UnitKey& key) {
  const std::string fund(FundName(key.fund));
  const std::string unit_class(UnitClassName(key.unit_class));
  params.insert(params.end(), {key.institution_id, key.institution_id, fund, fund, unit_class});
}

}  // namespace probity::settlement
