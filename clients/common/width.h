// How wide a text stands in a terminal.
#ifndef PROBITY_CLIENTS_COMMON_WIDTH_H_
#define PROBITY_CLIENTS_COMMON_WIDTH_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace probity::clients {

// Columns of a UTF-8 text: East Asian wide characters take two (Unicode TR 11), marks none.
size_t DisplayWidth(std::string_view utf8);

// The text in lines of at most `columns` (at least 2), broken where Unicode UAX 14 allows a line to
// end: not inside a word, not before 。 or ）. Only what alone is wider than a line is broken
// anywhere. Newlines of the text stay; there is always at least one line.
std::vector<std::string> Wrap(std::string_view utf8, size_t columns);

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_WIDTH_H_
