// Text that came from anywhere, made fit for a status message or a log line.
#ifndef PROBITY_COMMON_RPC_TEXT_H_
#define PROBITY_COMMON_RPC_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace probity::rpc {

// One line of valid UTF-8 of at most `max_bytes`: control characters become spaces, bytes that are
// not UTF-8 become '?', and a cut falls between characters and shows as "…".
std::string OneLine(std::string_view text, size_t max_bytes);

// "text" with quotes, as JSON; the input is made valid UTF-8 as by OneLine, but keeps newlines.
std::string JsonString(std::string_view text);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_TEXT_H_
