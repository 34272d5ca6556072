// The records of a case in the database, append-only and chained by hash; officers who left. Every
// function runs inside its caller's transaction, after the case was locked.
#ifndef PROBITY_SERVICES_SCORING_STORE_PROCEDURE_RECORDS_H_
#define PROBITY_SERVICES_SCORING_STORE_PROCEDURE_RECORDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/procedure/records.h"
#include "services/scoring/domain/procedure/recusal.h"

namespace probity::scoring {

// Gives the record its number. The caller holds the case's row, so numbers have no gap.
absl::StatusOr<CaseRecord> AppendRecord(sql::Tx& tx, std::string_view region,
                                        std::string_view case_id, CaseRecord record);

// By seq, above `after`, at most `limit`; all if `limit` is 0.
absl::StatusOr<std::vector<CaseRecord>> ListRecords(sql::Tx& tx, std::string_view region,
                                                    std::string_view case_id, int64_t after = 0,
                                                    int64_t limit = 0);

// Recomputes every hash of the case's records. DATA_LOSS / LEDGER_BROKEN with metadata `seq`.
absl::Status VerifyRecords(sql::Tx& tx, std::string_view region, std::string_view case_id);

// An officer goes, by record `seq`, and another comes: what LoadCase gives from now on.
absl::Status ChangeOfficers(sql::Tx& tx, std::string_view region, std::string_view case_id,
                            const OfficerChange& change, int64_t seq);

// A transfer that waits for its answer, of any case.
struct OpenTransferRow {
  std::string case_id;
  std::string case_ref;
  std::string institution_id;
  CaseRecord transfer;  // without parts
  bool received = false;
};
// By case and seq, after `after_case` (26 symbols, may be empty) and `after_seq`.
absl::StatusOr<std::vector<OpenTransferRow>> ListOpenTransfers(sql::Tx& tx, std::string_view region,
                                                               std::string_view after_case,
                                                               int64_t after_seq, int64_t limit);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_PROCEDURE_RECORDS_H_
