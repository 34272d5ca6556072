// Service agreements in their tables. Every function runs inside its caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_STORE_AGREEMENTS_AGREEMENTS_H_
#define PROBITY_SERVICES_SCORING_STORE_AGREEMENTS_AGREEMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "common/sql/database.h"
#include "services/scoring/domain/agreements/agreement.h"

namespace probity::scoring {

// UNKNOWN_AGREEMENT. Locked until the end of the transaction, where an event is to follow.
enum class AgreementLock { kNone, kForUpdate };
absl::StatusOr<AgreementFile> LoadAgreement(sql::Tx& tx, const std::string& region,
                                            const std::string& agreement_no, AgreementLock lock);

// All agreements of a party, by the first day of their terms.
absl::StatusOr<std::vector<AgreementFile>> AgreementsOf(sql::Tx& tx, const std::string& region,
                                                        const Subject& subject);

// Agreements of institutions that had a suspension at the party's own request on a day of `days`,
// before it may have been ended early.
absl::StatusOr<std::vector<AgreementFile>> VoluntarilySuspended(sql::Tx& tx,
                                                                const std::string& region,
                                                                const calendar::Period& days);

// By agreement_no, ascending, after `after`.
absl::StatusOr<std::vector<AgreementFile>> AgreementsAfter(sql::Tx& tx, const std::string& region,
                                                           const std::string& after, int64_t limit);

// ALREADY_EXISTS if the region has the number. The party's row in its register is locked first, so
// that of two terms signed at once the second sees the first.
absl::Status LockParty(sql::Tx& tx, const std::string& region, const Subject& subject);
absl::Status InsertAgreement(sql::Tx& tx, const std::string& region, const Agreement& agreement,
                             const std::string& actor, int64_t recorded_time);

// The next event; gives it its number. ALREADY_EXISTS if another writer was first.
absl::Status AppendAgreementEvent(sql::Tx& tx, const std::string& region, const AgreementFile& file,
                                  AgreementEvent& event);

// The term of the agreement that holds on `date`: its first day and the last on which it holds;
// nothing if none does. Of a person with several, the one that began last. "Two suspensions within
// one agreement term" are those whose first days lie in it.
absl::StatusOr<std::optional<calendar::Period>> TermOf(sql::Tx& tx, const std::string& region,
                                                       const Subject& subject, absl::CivilDay date);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_AGREEMENTS_AGREEMENTS_H_
