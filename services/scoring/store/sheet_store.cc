#include "services/scoring/store/sheet_store.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelectSheet[] =
    "SELECT sheet_id, case_id, token, state, referral_seq, round_id, position, reached, withheld, "
    "items, body, verdict, nonce FROM sheet WHERE region = ?";
constexpr char kQueued[] = " AND state = ? ORDER BY referral_seq, sheet_id";
constexpr char kOfRound[] = " AND round_id = ? ORDER BY position";
constexpr char kByToken[] = " AND token = ?";
constexpr char kLastSeq[] = "SELECT COALESCE(MAX(referral_seq), 0) FROM sheet WHERE region = ?";
constexpr char kBody[] =
    "SELECT body FROM sheet WHERE region = ? AND case_id = ? AND referral_seq = ? LIMIT 1";
constexpr char kInsertSheet[] =
    "INSERT INTO sheet (region, sheet_id, case_id, token, state, referral_seq, round_id, position, "
    "reached, withheld, items, body, verdict, nonce) "
    "VALUES (?, ?, ?, ?, ?, ?, NULL, 0, 0, ?, ?, ?, NULL, NULL)";
constexpr char kTakeSheet[] =
    "UPDATE sheet SET state = ?, round_id = ?, position = ?, withheld = 0 "
    "WHERE region = ? AND sheet_id = ? AND state = ?";
constexpr char kJudgeSheet[] =
    "UPDATE sheet SET state = ?, reached = ?, verdict = ?, nonce = ? "
    "WHERE region = ? AND sheet_id = ? AND state = ?";
constexpr char kReleaseSheet[] =
    "UPDATE sheet SET state = ?, reached = ? "
    "WHERE region = ? AND sheet_id = ? AND state = ?";
constexpr char kWithholdSheet[] =
    "UPDATE sheet SET withheld = 1 "
    "WHERE region = ? AND sheet_id = ? AND state = ? AND withheld = 0";
constexpr char kWithdrawSheet[] =
    "UPDATE sheet SET state = ? WHERE region = ? AND case_id = ? AND state = ?";
constexpr char kTranscripts[] =
    "SELECT r.transcript_sha256, r.transcript FROM verdict_round r "
    "WHERE r.region = ? AND r.round_id IN (SELECT s.round_id FROM sheet s "
    "WHERE s.region = r.region AND s.case_id = ? AND s.state = ?) "
    "ORDER BY r.recorded_time, r.round_id";
constexpr char kEndWithholding[] =
    "UPDATE sheet SET withheld = 0 WHERE region = ? AND state = ? AND withheld = 1";
constexpr char kPastHearings[] =
    "SELECT case_id, round_id, reached, withheld FROM sheet "
    "WHERE region = ? AND round_id IS NOT NULL AND reached > 0 AND case_id IN (";
constexpr char kOrderHearings[] = ") ORDER BY case_id, sheet_id";
constexpr char kInsertRound[] =
    "INSERT INTO verdict_round (region, round_id, transcript_sha256, transcript, head_seq, "
    "head_hash, recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?)";

// Statements of few shapes keep the statement caches small.
constexpr size_t kChunk = 100;

std::vector<int32_t> ItemsOf(const std::string& text) {
  std::vector<int32_t> items;
  for (const absl::string_view part : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    int32_t item = 0;
    if (absl::SimpleAtoi(part, &item)) items.push_back(item);
  }
  return items;
}

std::string BytesOrEmpty(const sql::Row& row, size_t column) {
  return row.IsNull(column) ? std::string() : row.Bytes(column);
}

absl::StatusOr<std::vector<SheetRow>> SheetsOf(const std::vector<sql::Row>& rows) {
  std::vector<SheetRow> sheets;
  for (const sql::Row& row : rows) {
    SheetRow sheet;
    sheet.sheet_id = row.Bytes(0);
    PROBITY_ASSIGN_OR_RETURN(sheet.case_id, CaseIdText(row.Bytes(1)));
    sheet.token = row.Bytes(2);
    sheet.state = static_cast<SheetState>(row.Int(3));
    sheet.referral_seq = row.Int(4);
    sheet.round_id = BytesOrEmpty(row, 5);
    sheet.position = static_cast<int32_t>(row.Int(6));
    sheet.reached = static_cast<RoundReached>(row.Int(7));
    sheet.withheld = row.Bool(8);
    sheet.items = ItemsOf(row.Text(9));
    sheet.body = row.Bytes(10);
    sheet.verdict = BytesOrEmpty(row, 11);
    sheet.nonce = BytesOrEmpty(row, 12);
    sheets.push_back(std::move(sheet));
  }
  return sheets;
}

absl::StatusOr<std::vector<SheetRow>> Select(sql::Tx& tx, std::string_view region,
                                             std::string_view condition, const sql::Value& value) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(kSelectSheet, ToAbsl(condition)), {TextValue(region), value}));
  return SheetsOf(rows);
}

absl::Status InsertSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(sheet.case_id));
  return tx
      .Execute(kInsertSheet,
               {TextValue(region), BlobValue(sheet.sheet_id), case_id, BlobValue(sheet.token),
                NumberOf(SheetState::kQueued), sheet.referral_seq, int64_t{sheet.withheld},
                absl::StrJoin(sheet.items, ","), BlobValue(sheet.body)})
      .status();
}

absl::Status Guarded(const absl::StatusOr<int64_t>& matched) {
  if (!matched.ok()) return matched.status();
  return *matched == 1 ? absl::OkStatus() : LostRace("the sheet was moved at the same time");
}

}  // namespace

absl::Status QueueSheet(sql::Tx& tx, std::string_view region, SheetRow sheet) {
  // Two referrals at one moment may get the same number; they stand side by side then.
  PROBITY_ASSIGN_OR_RETURN(const sql::Row last, tx.QueryOne(kLastSeq, {TextValue(region)}));
  sheet.referral_seq = last.Int(0) + 1;
  return InsertSheet(tx, region, sheet);
}

absl::StatusOr<std::vector<SheetRow>> LoadQueue(sql::Tx& tx, std::string_view region) {
  return Select(tx, region, absl::StrCat(kQueued, ToAbsl(tx.dialect().ForUpdate())),
                NumberOf(SheetState::kQueued));
}

absl::StatusOr<std::vector<SheetRow>> SheetsOfRound(sql::Tx& tx, std::string_view region,
                                                    std::string_view round_id) {
  return Select(tx, region, kOfRound, BlobValue(round_id));
}

absl::StatusOr<std::optional<SheetRow>> SheetByToken(sql::Tx& tx, std::string_view region,
                                                     std::string_view token) {
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<SheetRow> sheets,
      Select(tx, region, absl::StrCat(kByToken, ToAbsl(tx.dialect().ForUpdate())),
             BlobValue(token)));
  if (sheets.empty()) return std::optional<SheetRow>();
  return std::optional<SheetRow>(std::move(sheets.front()));
}

absl::StatusOr<std::optional<SheetRow>> FindSheetByToken(sql::Tx& tx, std::string_view region,
                                                         std::string_view token) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<SheetRow> sheets,
                           Select(tx, region, kByToken, BlobValue(token)));
  if (sheets.empty()) return std::optional<SheetRow>();
  return std::optional<SheetRow>(std::move(sheets.front()));
}

absl::StatusOr<std::string> BodyOfReferral(sql::Tx& tx, std::string_view region,
                                           std::string_view case_id, int64_t referral_seq) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kBody, {TextValue(region), id, referral_seq}));
  if (rows.empty()) return NotFound(Reason::k_UNKNOWN_SHEET, "the case has no such sheet");
  return rows.front().Bytes(0);
}

absl::StatusOr<std::map<std::string, std::vector<PastHearing>>> PastHearings(
    sql::Tx& tx, std::string_view region, const std::vector<std::string>& case_ids) {
  std::map<std::string, std::vector<PastHearing>> hearings;
  for (size_t begin = 0; begin < case_ids.size(); begin += kChunk) {
    sql::Params params = {TextValue(region)};
    std::string marks;
    for (size_t i = begin; i < std::min(begin + kChunk, case_ids.size()); ++i) {
      PROBITY_ASSIGN_OR_RETURN(sql::Value id, CaseIdValue(case_ids[i]));
      params.push_back(std::move(id));
      absl::StrAppend(&marks, marks.empty() ? "?" : ", ?");
    }
    PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                             tx.Query(absl::StrCat(kPastHearings, marks, kOrderHearings), params));
    for (const sql::Row& row : rows) {
      PROBITY_ASSIGN_OR_RETURN(const std::string case_id, CaseIdText(row.Bytes(0)));
      hearings[case_id].push_back(
          {row.Bytes(1), static_cast<RoundReached>(row.Int(2)), row.Bool(3)});
    }
  }
  return hearings;
}

absl::Status TakeSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet,
                       std::string_view round_id, int32_t position) {
  return Guarded(tx.Execute(
      kTakeSheet, {NumberOf(SheetState::kTaken), BlobValue(round_id), int64_t{position},
                   TextValue(region), BlobValue(sheet.sheet_id), NumberOf(SheetState::kQueued)}));
}

absl::Status JudgeSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet) {
  return Guarded(
      tx.Execute(kJudgeSheet, {NumberOf(SheetState::kJudged), NumberOf(RoundReached::kClosed),
                               BlobValue(sheet.verdict), BlobValue(sheet.nonce), TextValue(region),
                               BlobValue(sheet.sheet_id), NumberOf(SheetState::kTaken)}));
}

absl::Status ReleaseSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet,
                          RoundReached reached, const SheetRow& again) {
  PROBITY_RETURN_IF_ERROR(Guarded(tx.Execute(
      kReleaseSheet, {NumberOf(SheetState::kReleased), NumberOf(reached), TextValue(region),
                      BlobValue(sheet.sheet_id), NumberOf(SheetState::kTaken)})));
  return InsertSheet(tx, region, again);
}

absl::StatusOr<bool> WithdrawSheet(sql::Tx& tx, std::string_view region, std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(kWithdrawSheet, {NumberOf(SheetState::kReleased), TextValue(region), id,
                                  NumberOf(SheetState::kQueued)}));
  return matched > 0;
}

absl::StatusOr<std::vector<DrawTranscript>> DrawTranscripts(sql::Tx& tx, std::string_view region,
                                                            std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kTranscripts, {TextValue(region), id, NumberOf(SheetState::kJudged)}));
  std::vector<DrawTranscript> transcripts;
  for (const sql::Row& row : rows) transcripts.push_back({row.Bytes(0), row.Bytes(1)});
  return transcripts;
}

absl::StatusOr<bool> WithholdSheet(sql::Tx& tx, std::string_view region, const SheetRow& sheet) {
  PROBITY_ASSIGN_OR_RETURN(const int64_t matched,
                           tx.Execute(kWithholdSheet, {TextValue(region), BlobValue(sheet.sheet_id),
                                                       NumberOf(SheetState::kTaken)}));
  return matched == 1;
}

absl::Status EndWithholding(sql::Tx& tx, std::string_view region) {
  return tx.Execute(kEndWithholding, {TextValue(region), NumberOf(SheetState::kQueued)}).status();
}

absl::Status KeepVerdictRound(sql::Tx& tx, std::string_view region, const VerdictRound& round) {
  const absl::Status inserted =
      tx.Execute(kInsertRound, {TextValue(region), BlobValue(round.round_id),
                                BlobValue(round.transcript_sha256), BlobValue(round.transcript),
                                round.head_seq, BlobValue(round.head_hash), round.recorded_time})
          .status();
  return absl::IsAlreadyExists(inserted) ? absl::OkStatus() : inserted;
}

}  // namespace probity::scoring
