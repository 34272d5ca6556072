// The queue of blinded sheets, and the map case - token.
#ifndef PROBITY_SERVICES_SCORING_STORE_SHEET_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_SHEET_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/screening.h"

namespace probity::scoring {

// One time a case goes to review. Ids, tokens and rounds are 16 bytes, but case_id is text.
struct SheetRow {
  std::string sheet_id;
  std::string case_id;
  std::string token;  // random, new for every hearing and after every release
  SheetState state = SheetState::kQueued;
  int64_t referral_seq = 0;  // place in the queue; a released sheet keeps it
  std::string round_id;      // empty while queued
  int32_t position = 0;      // in the order the round was given
  RoundReached reached = RoundReached::kNone;
  bool withheld = false;       // from the next round
  std::vector<int32_t> items;  // in the sheet's order
  std::string body;            // serialised SheetBody
  std::string verdict;         // serialised DeliveredVerdict, empty until delivered
  std::string nonce;

  bool operator==(const SheetRow&) const = default;
};

// At the end of the queue.
absl::Status QueueSheet(sql::Tx& tx, std::string_view region, SheetRow sheet);

// Queued sheets, oldest referral first, locked until the end of the transaction.
absl::StatusOr<std::vector<SheetRow>> LoadQueue(sql::Tx& tx, std::string_view region);

// Every sheet the round was ever given, by position.
absl::StatusOr<std::vector<SheetRow>> SheetsOfRound(sql::Tx& tx, std::string_view region,
                                                    std::string_view round_id);

// The serialised SheetBody of a referral of a case; UNKNOWN_SHEET.
absl::StatusOr<std::string> BodyOfReferral(sql::Tx& tx, std::string_view region,
                                           std::string_view case_id, int64_t referral_seq);

// Locked until the end of the transaction; nothing if no sheet has the token.
absl::StatusOr<std::optional<SheetRow>> SheetByToken(sql::Tx& tx, std::string_view region,
                                                     std::string_view token);

// The same without a lock.
absl::StatusOr<std::optional<SheetRow>> FindSheetByToken(sql::Tx& tx, std::string_view region,
                                                         std::string_view token);

// Hearings of the cases that are over, by case_id.
absl::StatusOr<std::map<std::string, std::vector<PastHearing>>> PastHearings(
    sql::Tx& tx, std::string_view region, const std::vector<std::string>& case_ids);

// Queued to taken. ABORTED / CONFLICT if another round was quicker.
absl::Status TakeSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet,
                       std::string_view round_id, int32_t position);

// Taken to judged, with what was delivered. ABORTED / CONFLICT if it is no longer taken.
absl::Status JudgeSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet);

// Taken to released, and queued again as `again` (sheet_id and token new) at its old place. Whether
// it was withheld stays with it.
absl::Status ReleaseSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet,
                          RoundReached reached, const SheetRow& again);

// Takes the case's queued sheet out of the queue for good; false if it has none there, because a
// round has taken it.
absl::StatusOr<bool> WithdrawSheet(sql::Tx& tx, std::string_view region, std::string_view case_id);

// Withholds a taken sheet's case from the next round; false if it is withheld already.
absl::StatusOr<bool> WithholdSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet);

// Ends the withholding of all queued sheets: the next round has been.
absl::Status EndWithholding(sql::Tx& tx, std::string_view region);

// What came with a round's verdicts; the first delivery stays.
struct VerdictRound {
  std::string round_id;
  std::string transcript_sha256;  // 32 bytes
  std::string transcript;
  int64_t head_seq = 0;
  std::string head_hash;
  int64_t recorded_time = 0;
};
absl::Status KeepVerdictRound(sql::Tx& tx, std::string_view region, const VerdictRound& round);

// The transcript of the draw of each round that judged the case, by the time it was delivered.
struct DrawTranscript {
  std::string sha256;  // 32 bytes
  std::string text;
};
absl::StatusOr<std::vector<DrawTranscript>> DrawTranscripts(sql::Tx& tx, std::string_view region,
                                                            std::string_view case_id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_SHEET_STORE_H_
