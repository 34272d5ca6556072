// One line of the points ledger (记分台账). Entries are never changed; a mistake is corrected by a
// further entry.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_ENTRY_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_ENTRY_H_

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"

namespace probity::scoring {

// The numbers are those of probity.scoring.v1.EntryKind and of the table.
enum class EntryKind {
  kPost = 1,     // points of a decision that took effect
  kReverse = 2,  // takes back the POST of the same case and item (冲正)
  kReduce = 3,   // points taken back by repair (修复)
  kRestore = 4,  // repair undone
  kCarry = 5,    // points taken over from another subject or period
  kExpire = 6    // points that end with their period
};

// True if the entry's points add to the balance, false if they subtract.
constexpr bool Adds(EntryKind kind) {
  return kind == EntryKind::kPost || kind == EntryKind::kRestore || kind == EntryKind::kCarry;
}

struct Entry {
  std::string entry_id;  // 16 bytes
  std::string institution_id;
  int32_t year = 0;     // of act_end (D6)
  std::string case_id;  // 16 bytes
  int32_t item = 0;
  int32_t revision = 0;  // counts up from 1 within (case, item)
  EntryKind kind = EntryKind::kPost;
  int64_t points = 0;  // never negative; Adds(kind) gives the sign
  bool veto = false;   // the finding is of a veto item (一票否决)
  std::string policy_sha256;
  absl::CivilDay act_start;
  absl::CivilDay act_end;
  absl::CivilDay effective_date;  // what was in force
  int64_t recorded_seq = 0;       // gapless in the region, from 1
  int64_t recorded_time = 0;      // what was known; microseconds since 1970
  std::string actor;
  bool scenario = false;  // recorded under a scenario clock
  std::string prev_hash;  // 32 bytes
  std::string hash;       // 32 bytes

  bool operator==(const Entry&) const = default;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_ENTRY_H_
