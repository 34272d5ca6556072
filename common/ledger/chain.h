// Hash chains over append-only entries: each entry names the hash of the one before, so that none
// can be changed, left out or slipped in without breaking every later one. Pure functions; the
// table is its service's.
#ifndef PROBITY_COMMON_LEDGER_CHAIN_H_
#define PROBITY_COMMON_LEDGER_CHAIN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace probity::ledger {

// 32 zero bytes: what the first entry names as the one before.
std::string ZeroHash();

// The last entry of a chain; by default of an empty one.
struct Head {
  int64_t seq = 0;
  std::string hash = ZeroHash();  // 32 bytes
  bool operator==(const Head&) const = default;
};

// An entry's place in its chain. `seq` is gapless from 1.
struct Link {
  int64_t seq = 0;
  std::string prev_hash;  // 32 bytes
  std::string hash;       // 32 bytes
  bool operator==(const Link&) const = default;
  Head head() const { return {seq, hash}; }
};

// The content of an entry in the form that is hashed: one line `name`, tab, value for each field,
// in the order added, which belongs to the format. Tab, newline and backslash inside a value are
// written \t, \n and \\, so that two different contents never have one text.
class Fields {
 public:
  Fields& Add(std::string_view name, std::string_view text);
  Fields& Add(std::string_view name, int64_t number);
  Fields& AddHex(std::string_view name, std::string_view bytes);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// SHA-256 of a line with the format's name and version, e.g. "probity/points/1", and the fields.
std::string Digest(std::string_view format, const Fields& fields);

// The place of the next entry after `head`; its hash covers the format, the fields, `recorded_seq`
// and `prev_hash` (hex).
Link NextLink(std::string_view format, const Head& head, const Fields& fields);

// Checks one place of a chain: `stored` must follow `head` without a gap, name its hash and have
// the hash computed anew. DATA_LOSS with reason LEDGER_BROKEN; metadata `seq` is the first broken
// number.
absl::Status CheckLink(const Head& head, const Link& stored, std::string_view computed_hash);

// Walks a chain in order. Once broken it stays so, whatever follows.
class Verifier {
 public:
  explicit Verifier(std::string format, Head start = {});
  absl::Status Check(const Link& stored, const Fields& fields);
  const Head& head() const { return head_; }  // the last sound entry

 private:
  std::string format_;
  Head head_;
  absl::Status status_;
};

}  // namespace probity::ledger

#endif  // PROBITY_COMMON_LEDGER_CHAIN_H_
