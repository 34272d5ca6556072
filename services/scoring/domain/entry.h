// One line of the points ledger (记分台账). Entries are never changed; a mistake is corrected by a
// further entry.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_ENTRY_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_ENTRY_H_

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

// The numbers are those of probity.scoring.v1.EntryKind and of the table.
enum class EntryKind {
  kPost = 1,     // points of a decision that took effect
  kReverse = 2,  // takes back the POST or CARRY of the same case and item (冲正)
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
  // What the hash covers: 1 as before subjects other than institutions, 2 everything.
  int32_t format = 2;
  std::string entry_id;  // 16 bytes
  Subject subject;
  int32_t year = 0;     // of act_end (D6)
  std::string case_id;  // 16 bytes; without a case, of what the entry goes back to
  int32_t item = 0;
  int32_t revision = 0;  // counts up from 1 within (case, item)
  EntryKind kind = EntryKind::kPost;
  int64_t points = 0;  // never negative; Adds(kind) gives the sign
  bool veto = false;   // the finding is of a veto item (一票否决)
  // Months of suspension the decision chose within the range of the band it may cross (G14); 0
  // leaves the band's shortest.
  int32_t chosen_months = 0;
  std::string policy_sha256;
  absl::CivilDay act_start;
  absl::CivilDay act_end;
  absl::CivilDay effective_date;  // what was in force
  int64_t recorded_seq = 0;       // gapless in the region, from 1
  int64_t recorded_time = 0;      // what was known; microseconds since 1970
  std::string actor;
  std::string approver;   // the second person, where two are needed (G22)
  std::string reason;     // why, where the case does not say
  std::string document;   // number of the document it rests on
  bool scenario = false;  // recorded under a scenario clock
  std::string prev_hash;  // 32 bytes
  std::string hash;       // 32 bytes

  bool operator==(const Entry&) const = default;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_ENTRY_H_
