// The points ledger in its table: append-only, one hash chain for the region.
#ifndef PROBITY_SERVICES_SCORING_STORE_ENTRIES_H_
#define PROBITY_SERVICES_SCORING_STORE_ENTRIES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/ledger/chain.h"
#include "common/sql/database.h"
#include "services/scoring/domain/entry.h"

namespace probity::scoring {

// What the hash of an entry covers, beside its number and the hash before.
ledger::Fields EntryFields(const std::string& region, const Entry& entry);
// The name of a format, which leads what is hashed: "probity/points/2".
std::string EntryFormat(int32_t format);

// Appends at the end of the chain and fills recorded_seq, prev_hash and hash. ALREADY_EXISTS if the
// key (case, item, revision) is taken.
absl::Status AppendEntry(sql::Tx& tx, const std::string& region, Entry& entry);

// The last entry's number and hash, unverified; seq 0 for an empty ledger.
absl::StatusOr<ledger::Head> EntriesHead(sql::Tx& tx, const std::string& region);

using EachEntry = std::function<absl::Status(const Entry&)>;

// The whole chain by recorded_seq.
absl::Status ForEachEntry(sql::Tx& tx, const std::string& region, const EachEntry& each);

// One subject's year, by recorded_seq.
absl::StatusOr<std::vector<Entry>> EntriesOfYear(sql::Tx& tx, const std::string& region,
                                                 int32_t year, const Subject& subject);

// Everything of one subject, by recorded_seq.
absl::StatusOr<std::vector<Entry>> EntriesOfSubject(sql::Tx& tx, const std::string& region,
                                                    const Subject& subject);

// Everything of the persons who work or worked at one institution, by person, then recorded_seq.
absl::StatusOr<std::vector<Entry>> EntriesOfStaff(sql::Tx& tx, const std::string& region,
                                                  const std::string& institution_id);

// A year of the institutions (not the persons) with ids from `first` to `last`, by institution,
// then recorded_seq.
struct YearSlice {
  int32_t year = 0;
  std::string first;
  std::string last;
};
absl::StatusOr<std::vector<Entry>> EntriesOfSlice(sql::Tx& tx, const std::string& region,
                                                  const YearSlice& slice);

// The whole ledger by year, subject, recorded_seq.
absl::Status ForEachEntryByYear(sql::Tx& tx, const std::string& region, const EachEntry& each);

// By item, then revision.
absl::StatusOr<std::vector<Entry>> EntriesOfCase(sql::Tx& tx, const std::string& region,
                                                 const std::string& case_id);

// By recorded_seq above `after_seq`; an empty subject or year 0 is all.
struct EntryFilter {
  std::string subject_id;
  int32_t year = 0;
  int64_t after_seq = 0;
  int64_t limit = 50;
  bool person = false;  // `subject_id` names a person, not an institution
};
absl::StatusOr<std::vector<Entry>> ListEntries(sql::Tx& tx, const std::string& region,
                                               const EntryFilter& filter);

// Walks the whole chain; its head. DATA_LOSS / LEDGER_BROKEN with metadata `seq` naming the first
// entry that is missing or not what was recorded.
absl::StatusOr<ledger::Head> VerifyEntries(sql::Tx& tx, const std::string& region);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_ENTRIES_H_
