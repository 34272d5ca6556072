// How this service's values lie in columns. A column that holds no such value is a programming
// error and ends the process, as with the getters of sql::Row.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_COLUMNS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_COLUMNS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "common/sql/database.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// Empty text is NULL.
sql::Value TextOrNull(const std::string& text);
std::string TextOrEmpty(const sql::Row& row, size_t column);

// The 16 bytes of a run's id and its 26 symbols.
sql::Value RunIdColumn(const std::string& run_id);
std::string RunIdAt(const sql::Row& row, size_t column);

// Three columns: institution_id, fund, class.
void AppendKey(sql::Params& params, const UnitKey& key);
UnitKey KeyAt(const sql::Row& row, size_t first_column);

// The condition "key above the parameters" of AppendAfter, for pages in the order of keys. Its
// first part alone lets both engines begin at the page instead of reading all that comes before it.
inline constexpr std::string_view kKeyAbove =
    "institution_id >= ? AND "
    "(institution_id > ? OR fund > ? OR (fund = ? AND class > ?))";
void AppendAfter(sql::Params& params, const UnitKey& key);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_COLUMNS_H_
