#include "common/codes/codes.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/str_format.h"
#include "common/codes/bytes.h"
#include "common/codes/text.h"
#include "common/status/status.h"

namespace probity::codes {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned kReduction = 0x25;  // x^5 + x^2 + 1
constexpr std::size_t kGroupSymbols = 5;
constexpr std::uint64_t kSerialMask = (std::uint64_t{1} << 50) - 1;

absl::Status Wrong(std::string_view field, const std::string& what) {
  return FieldCheck().Check(false, field, what).Result();
}

// The symbol a character stands for; nothing for one that stands for none.
std::optional<char> SymbolOf(char32_t folded) {
  if (folded >= 'a' && folded <= 'z') folded = folded - 'a' + 'A';
  if (folded == 'O') folded = '0';
  if (folded == 'I' || folded == 'L') folded = '1';
  if (folded > 'Z') return std::nullopt;
  const char symbol = static_cast<char>(folded);
  if (kAlphabet.find(symbol) == std::string_view::npos) return std::nullopt;
  return symbol;
}

absl::StatusOr<std::string> Normalise(std::string_view input, std::string_view field) {
  const std::optional<std::vector<char32_t>> points = CodePoints(input);
  if (!points.has_value()) return Wrong(field, "must be UTF-8");
  std::string symbols;
  for (std::size_t i = 0; i < points->size(); ++i) {
    const char32_t folded = FoldWidth((*points)[i]);
    if (IsSpace(folded) || IsDash(folded) || IsInvisible(folded)) continue;
    const std::optional<char> symbol = SymbolOf(folded);
    if (!symbol.has_value()) {
      // The character itself is not repeated: a code is a secret.
      return Wrong(field, absl::StrFormat("character %d is not one of 0-9 A-Z without U", i + 1));
    }
    symbols.push_back(*symbol);
  }
  return symbols;
}

absl::StatusOr<std::string> ParseChecked(std::string_view input, std::size_t count,
                                         std::string_view field) {
  PROBITY_ASSIGN_OR_RETURN(std::string symbols, Normalise(input, field));
  if (symbols.size() != count + 1) {
    return Wrong(field, absl::StrFormat("has %d symbols, must have %d with the check symbol",
                                        symbols.size(), count + 1));
  }
  const char check = symbols.back();
  symbols.pop_back();
  if (CheckSymbol(symbols) != check) {
    return Wrong(field, "the check symbol does not match: a symbol is wrong or two are swapped");
  }
  return symbols;
}

}  // namespace

char CheckSymbol(std::string_view symbols) {
  unsigned check = 0;
  for (auto symbol = symbols.rbegin(); symbol != symbols.rend(); ++symbol) {
    check ^= static_cast<unsigned>(kAlphabet.find(*symbol));
    check <<= 1;
    if (check & 32) check ^= kReduction;
  }
  return kAlphabet[check & 31];
}

std::string SerialSymbols(std::uint64_t number) {
  std::string symbols(kSerialSymbols, '0');
  for (auto symbol = symbols.rbegin(); symbol != symbols.rend(); ++symbol, number >>= 5) {
    *symbol = kAlphabet[number & 31];
  }
  return symbols;
}

std::string Display(std::string_view symbols) {
  std::string shown;
  for (std::size_t at = 0; at < symbols.size(); at += kGroupSymbols) {
    shown.append(symbols.substr(at, kGroupSymbols));
    shown.push_back('-');
  }
  shown.push_back(CheckSymbol(symbols));
  return shown;
}

absl::StatusOr<std::string> ParseSerial(std::string_view input, std::string_view field) {
  PROBITY_ASSIGN_OR_RETURN(std::string symbols, ParseChecked(input, kSerialSymbols, field));
  if (symbols == kDoorSerial) return Wrong(field, "no case has this number");
  return symbols;
}

absl::StatusOr<std::string> ParseCode(std::string_view input, std::string_view field) {
  return ParseChecked(input, kCodeSymbols, field);
}

bool AreSymbols(std::string_view text, std::size_t count) {
  return text.size() == count && std::all_of(text.begin(), text.end(), [](char c) {
           return kAlphabet.find(c) != std::string_view::npos;
         });
}

std::vector<std::string> MakeSerials(std::size_t count, const crypto::Entropy& entropy) {
  std::set<std::string> taken = {std::string(kDoorSerial)};
  std::vector<std::string> serials;
  while (serials.size() < count) {
    std::uint64_t number = 0;
    for (const char byte : entropy(7)) number = number << 8 | static_cast<unsigned char>(byte);
    std::string symbols = SerialSymbols(number & kSerialMask);
    if (taken.insert(symbols).second) serials.push_back(std::move(symbols));
  }
  return serials;
}

std::string MakeCode(const crypto::Entropy& entropy) {
  std::string random = entropy(16);
  std::string symbols;
  unsigned pending = 0;
  int bits = 0;
  for (const char byte : random) {
    pending = (pending << 8 | static_cast<unsigned char>(byte)) & 0xFFF;
    for (bits += 8; bits >= 5; bits -= 5) {
      symbols.push_back(kAlphabet[pending >> (bits - 5) & 31]);
    }
  }
  crypto::Cleanse(random);
  return symbols;
}

std::string Credential(std::string_view code, std::string_view round, std::string_view serial) {
  return ByteString().Raw(round).Raw(serial).Hmac(code);
}

std::string DoorCredential(std::string_view code, std::string_view round) {
  return Credential(code, round, kDoorSerial);
}

std::string CredentialHash(std::string_view round, std::string_view serial,
                           std::string_view credential) {
  return ByteString().Raw("probity/cred/v1").Raw(round).Raw(serial).Raw(credential).Sha256();
}

std::string CodeHash(std::string_view round, std::string_view code) {
  return ByteString().Raw("probity/code/v1").Raw(round).Raw(code).Sha256();
}

std::string Receipt(std::string_view round, std::string_view serial, std::string_view credential,
                    std::string_view ballot) {
  return ByteString()
      .Raw("probity/receipt/v1")
      .Raw(round)
      .Raw(serial)
      .Raw(credential)
      .Raw(ballot)
      .Sha256();
}

}  // namespace probity::codes
