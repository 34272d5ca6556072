#include "services/scoring/store/sheets/blindings.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kInsertBlinding[] =
    "INSERT INTO sheet_blinding (region, case_id, referral_seq, residual, admitting, k, steps, "
    "attachments, actor, recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertSignature[] =
    "INSERT INTO residual_signature (region, case_id, referral_seq, reason, actor, business_date, "
    "recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelect[] =
    "SELECT b.case_id, b.referral_seq, b.residual, b.admitting, b.k, b.steps, b.attachments, "
    "b.actor, b.recorded_time, b.scenario, s.reason, s.actor, s.business_date, s.recorded_time, "
    "s.scenario FROM sheet_blinding b LEFT JOIN residual_signature s ON s.region = b.region "
    "AND s.case_id = b.case_id AND s.referral_seq = b.referral_seq WHERE b.region = ?";
constexpr char kOfReferral[] = " AND b.case_id = ? AND b.referral_seq = ?";
constexpr char kLast[] = " AND b.case_id = ? ORDER BY b.referral_seq DESC LIMIT 1";
constexpr char kWaiting[] =
    "SELECT b.case_id, b.referral_seq FROM sheet_blinding b WHERE b.region = ? AND b.residual = 1 "
    "AND NOT EXISTS (SELECT 1 FROM residual_signature s WHERE s.region = b.region "
    "AND s.case_id = b.case_id AND s.referral_seq = b.referral_seq)";
constexpr char kCountReferrals[] =
    "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN steps > 0 THEN 1 ELSE 0 END), 0) AS SIGNED), "
    "CAST(COALESCE(SUM(residual), 0) AS SIGNED) FROM sheet_blinding WHERE region = ?";
constexpr char kCountSigned[] = "SELECT COUNT(*) FROM residual_signature WHERE region = ?";
constexpr char kSizesOfRounds[] =
    "SELECT COUNT(*) FROM sheet WHERE region = ? AND round_id IS NOT NULL GROUP BY round_id";

absl::StatusOr<std::optional<SheetBlinding>> FirstOf(const std::vector<sql::Row>& rows) {
  if (rows.empty()) return std::optional<SheetBlinding>();
  const sql::Row& row = rows.front();
  SheetBlinding blinding;
  PROBITY_ASSIGN_OR_RETURN(blinding.case_id, CaseIdText(row.Bytes(0)));
  blinding.referral_seq = row.Int(1);
  blinding.residual = row.Bool(2);
  blinding.admitting = row.Int(3);
  blinding.k = static_cast<int32_t>(row.Int(4));
  blinding.steps = static_cast<int32_t>(row.Int(5));
  for (const absl::string_view part : absl::StrSplit(row.Text(6), ',', absl::SkipEmpty())) {
    int32_t number = 0;
    if (absl::SimpleAtoi(part, &number)) blinding.attachments.push_back(number);
  }
  blinding.actor = row.Text(7);
  blinding.recorded_time = row.Int(8);
  blinding.scenario = row.Bool(9);
  if (!row.IsNull(10)) {
    blinding.signature =
        ResidualSignature{row.Text(10), row.Text(11), DateAt(row, 12), row.Int(13), row.Bool(14)};
  }
  return std::optional<SheetBlinding>(std::move(blinding));
}

}  // namespace

absl::Status InsertBlinding(sql::Tx& tx, std::string_view region, const SheetBlinding& blinding) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(blinding.case_id));
  return tx
      .Execute(kInsertBlinding,
               {TextValue(region), id, blinding.referral_seq, int64_t{blinding.residual},
                blinding.admitting, int64_t{blinding.k}, int64_t{blinding.steps},
                absl::StrJoin(blinding.attachments, ","), blinding.actor, blinding.recorded_time,
                int64_t{blinding.scenario}})
      .status();
}

absl::Status InsertSignature(sql::Tx& tx, std::string_view region, std::string_view case_id,
                             int64_t referral_seq, const ResidualSignature& signature) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  const absl::Status inserted =
      tx.Execute(kInsertSignature,
                 {TextValue(region), id, referral_seq, signature.reason, signature.actor,
                  DateColumn(signature.date), signature.recorded_time, int64_t{signature.scenario}})
          .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                "the sheet was signed; 已由第二人签署");
}

absl::StatusOr<std::optional<SheetBlinding>> BlindingOf(sql::Tx& tx, std::string_view region,
                                                        std::string_view case_id,
                                                        int64_t referral_seq) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(kSelect, kOfReferral), {TextValue(region), id, referral_seq}));
  return FirstOf(rows);
}

absl::StatusOr<std::optional<SheetBlinding>> LastBlinding(sql::Tx& tx, std::string_view region,
                                                          std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, kLast), {TextValue(region), id}));
  return FirstOf(rows);
}

absl::StatusOr<Referrals> WaitingReferrals(sql::Tx& tx, std::string_view region) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kWaiting, {TextValue(region)}));
  Referrals waiting;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(std::string case_id, CaseIdText(row.Bytes(0)));
    waiting.emplace(std::move(case_id), row.Int(1));
  }
  return waiting;
}

absl::StatusOr<SheetCounts> CountSheets(sql::Tx& tx, std::string_view region, int64_t round_min) {
  SheetCounts counts;
  PROBITY_ASSIGN_OR_RETURN(const sql::Row referrals,
                           tx.QueryOne(kCountReferrals, {TextValue(region)}));
  counts.referrals = referrals.Int(0);
  counts.generalised = referrals.Int(1);
  counts.residual = referrals.Int(2);
  PROBITY_ASSIGN_OR_RETURN(const sql::Row signed_off,
                           tx.QueryOne(kCountSigned, {TextValue(region)}));
  counts.residual_signed = signed_off.Int(0);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rounds,
                           tx.Query(kSizesOfRounds, {TextValue(region)}));
  for (const sql::Row& row : rounds) {
    ++counts.rounds;
    counts.small_rounds += row.Int(0) < round_min ? 1 : 0;
  }
  return counts;
}

}  // namespace probity::scoring
