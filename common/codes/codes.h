// Case numbers and secret codes as people read and type them, and what is derived from a code.
//
// Thirty-two symbols, Crockford's: no I, L, O, U. The last symbol checks the others over GF(2^5):
// every single wrong symbol, every swap of two and every doubled error is found.
#ifndef PROBITY_COMMON_CODES_CODES_H_
#define PROBITY_COMMON_CODES_CODES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"

namespace probity::codes {

inline constexpr std::size_t kSerialSymbols = 10;  // 50 bits, without the check symbol
inline constexpr std::size_t kCodeSymbols = 25;    // 125 bits, without the check symbol

// The serial of the door: what shows a member the list of sheets. No case ever has it.
inline constexpr std::string_view kDoorSerial = "0000000000";

// The check symbol of `symbols`, which are of the alphabet and at most 30.
char CheckSymbol(std::string_view symbols);

// The ten symbols of a number below 2^50.
std::string SerialSymbols(std::uint64_t number);

// "N5RFR-SW2VX-9": symbols in groups of five, then the check symbol.
std::string Display(std::string_view symbols);

// What a person typed, with or without groups, in any width and case, read back to its 10 or 25
// symbols. O is read as 0, I and L as 1. BAD_REQUEST for `field`, saying which symbol is not one,
// how many are missing, or that the check symbol does not match.
absl::StatusOr<std::string> ParseSerial(std::string_view input, std::string_view field = "serial");
absl::StatusOr<std::string> ParseCode(std::string_view input, std::string_view field = "code");

// True for exactly `count` symbols of the alphabet: the form in requests and tables.
bool AreSymbols(std::string_view text, std::size_t count);

// `count` serials, all different, none that of the door.
std::vector<std::string> MakeSerials(std::size_t count, const crypto::Entropy& entropy);

// The 25 symbols of a fresh answer or voting code. A secret: cleanse it after use.
std::string MakeCode(const crypto::Entropy& entropy);

// The credential (32 bytes) that a voting code gives for one case of a round (round: 16 bytes).
std::string Credential(std::string_view code, std::string_view round, std::string_view serial);
std::string DoorCredential(std::string_view code, std::string_view round);

// What is stored instead of a credential, and instead of an answer code. 32 bytes.
std::string CredentialHash(std::string_view round, std::string_view serial,
                           std::string_view credential);
std::string CodeHash(std::string_view round, std::string_view code);

// Proof to its holder that exactly these ballot bytes lie in the box. 32 bytes.
std::string Receipt(std::string_view round, std::string_view serial, std::string_view credential,
                    std::string_view ballot);

}  // namespace probity::codes

#endif  // PROBITY_COMMON_CODES_CODES_H_
