#include "services/scoring/store/inspections/campaigns.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO inspection_campaign (region, campaign_id, title, year, state, etag, strata, "
    "inspectors_each, not_inspected_since, weight_per_point, pool_institutions, pool_inspectors, "
    "abandoned_reason, planned_by, recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', "
    "?, ?)";
constexpr std::string_view kSelect =
    "SELECT campaign_id, title, year, state, etag, strata, inspectors_each, not_inspected_since, "
    "weight_per_point, pool_sha256, pool_institutions, pool_inspectors, abandoned_reason, "
    "planned_by, recorded_time FROM inspection_campaign WHERE region = ? ";
constexpr std::string_view kOne = "AND campaign_id = ?";
constexpr std::string_view kAfter =
    "AND campaign_id > ? AND (? = 0 OR year = ?) ORDER BY campaign_id LIMIT ?";
constexpr std::string_view kUpdate =
    "UPDATE inspection_campaign SET state = ?, etag = ?, abandoned_reason = ? WHERE region = ? AND "
    "campaign_id = ? AND etag = ?";
constexpr std::string_view kUpdateWithPool =
    "UPDATE inspection_campaign SET state = ?, etag = ?, abandoned_reason = ?, pool = ?, "
    "pool_sha256 = ?, pool_institutions = ?, pool_inspectors = ? WHERE region = ? AND "
    "campaign_id = ? AND etag = ?";
constexpr std::string_view kPool =
    "SELECT pool FROM inspection_campaign WHERE region = ? AND campaign_id = ?";
constexpr std::string_view kShares =
    "SELECT person, commitment, share FROM inspection_share WHERE region = ? AND campaign_id = ? "
    "ORDER BY person";
constexpr std::string_view kInsertShare =
    "INSERT INTO inspection_share (region, campaign_id, person, commitment) VALUES (?, ?, ?, ?)";
constexpr std::string_view kReveal =
    "UPDATE inspection_share SET share = ? WHERE region = ? AND campaign_id = ? AND person = ?";
constexpr std::string_view kRecusals =
    "SELECT institution_id, person FROM inspection_recusal WHERE region = ? AND campaign_id = ? "
    "ORDER BY seq";
constexpr std::string_view kInsertRecusal =
    "INSERT INTO inspection_recusal (region, campaign_id, seq, institution_id, person, reason, "
    "actor, recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

sql::Value IdValue(const Id& id) {
  return sql::Blob{id.Bytes()};
}

std::string StrataText(const std::vector<PlanStratum>& strata) {
  std::string text;
  for (const PlanStratum& one : strata) {
    absl::StrAppend(&text, static_cast<int>(one.kind), "\t", one.district, "\t", one.count, "\n");
  }
  return text;
}

std::vector<PlanStratum> StrataOf(const std::string& text) {
  std::vector<PlanStratum> strata;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, '\t');
    PlanStratum one;
    int kind = 0;
    if (words.size() != 3 || !absl::SimpleAtoi(words[0], &kind) ||
        !absl::SimpleAtoi(words[2], &one.count)) {
      continue;
    }
    one.kind = static_cast<policy::SubjectKind>(kind);
    one.district = words[1];
    strata.push_back(one);
  }
  return strata;
}

absl::StatusOr<CampaignRow> FromRow(const sql::Row& row) {
  CampaignRow one;
  PROBITY_ASSIGN_OR_RETURN(one.campaign_id, Id::FromBytes(row.Bytes(0)));
  one.plan.title = row.Text(1);
  one.plan.year = static_cast<int32_t>(row.Int(2));
  one.state = static_cast<CampaignState>(row.Int(3));
  one.etag = row.Int(4);
  one.plan.strata = StrataOf(row.Text(5));
  one.plan.inspectors_each = static_cast<int32_t>(row.Int(6));
  one.plan.not_inspected_since = OptionalDateAt(row, 7);
  one.plan.weight_per_point = static_cast<int32_t>(row.Int(8));
  if (!row.IsNull(9)) one.pool_sha256 = row.Bytes(9);
  one.pool_institutions = static_cast<int32_t>(row.Int(10));
  one.pool_inspectors = static_cast<int32_t>(row.Int(11));
  one.abandoned_reason = row.Text(12);
  one.planned_by = row.Text(13);
  one.recorded_time = row.Int(14);
  return one;
}

}  // namespace

absl::Status InsertCampaign(sql::Tx& tx, const std::string& region, const CampaignRow& row) {
  return tx
      .Execute(kInsert,
               {region, IdValue(row.campaign_id), row.plan.title, int64_t{row.plan.year},
                NumberOf(row.state), row.etag, StrataText(row.plan.strata),
                int64_t{row.plan.inspectors_each}, DateColumn(row.plan.not_inspected_since),
                int64_t{row.plan.weight_per_point}, row.planned_by, row.recorded_time})
      .status();
}

absl::StatusOr<CampaignRow> GetCampaign(sql::Tx& tx, const std::string& region, const Id& id,
                                        Lock lock) {
  const std::string_view lock_text = lock == Lock::kForUpdate ? tx.dialect().ForUpdate() : "";
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(kOne), ToAbsl(lock_text)),
                                    {region, IdValue(id)}));
  if (rows.empty()) {
    return NotFound(Reason::k_UNKNOWN_CAMPAIGN, absl::StrCat("no campaign ", id.Text()));
  }
  return FromRow(rows.front());
}

absl::StatusOr<std::vector<CampaignRow>> CampaignsAfter(sql::Tx& tx, const std::string& region,
                                                        int32_t year, const Id& after,
                                                        int64_t limit) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(kAfter)),
                                    {region, IdValue(after), int64_t{year}, int64_t{year}, limit}));
  std::vector<CampaignRow> found;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(CampaignRow one, FromRow(row));
    found.push_back(std::move(one));
  }
  return found;
}

absl::Status SaveCampaign(sql::Tx& tx, const std::string& region, const CampaignRow& row,
                          std::string_view pool) {
  sql::Params params = {NumberOf(row.state), row.etag, row.abandoned_reason};
  if (!pool.empty()) {
    params.insert(params.end(), {BlobValue(pool), BlobValue(row.pool_sha256),
                                 int64_t{row.pool_institutions}, int64_t{row.pool_inspectors}});
  }
  params.insert(params.end(), {region, IdValue(row.campaign_id), row.etag - 1});
  PROBITY_ASSIGN_OR_RETURN(const int64_t matched,
                           tx.Execute(pool.empty() ? kUpdate : kUpdateWithPool, params));
  if (matched != 1) return LostRace("the campaign was changed meanwhile; read it again");
  return absl::OkStatus();
}

absl::StatusOr<std::string> PoolOf(sql::Tx& tx, const std::string& region, const Id& id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(kPool, {region, IdValue(id)}));
  return row.Bytes(0);
}

absl::StatusOr<std::vector<draw::Share>> SharesOf(sql::Tx& tx, const std::string& region,
                                                  const Id& id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kShares, {region, IdValue(id)}));
  std::vector<draw::Share> shares;
  for (const sql::Row& row : rows) {
    shares.push_back({row.Text(0), row.Bytes(1), row.IsNull(2) ? "" : row.Bytes(2)});
  }
  return shares;
}

absl::Status InsertShare(sql::Tx& tx, const std::string& region, const Id& id,
                         const draw::Share& share) {
  return tx.Execute(kInsertShare, {region, IdValue(id), share.person, BlobValue(share.commitment)})
      .status();
}

absl::Status RevealShare(sql::Tx& tx, const std::string& region, const Id& id,
                         const draw::Share& share) {
  return tx.Execute(kReveal, {BlobValue(share.share), region, IdValue(id), share.person}).status();
}

absl::StatusOr<std::vector<draw::Recusal>> RecusalsOf(sql::Tx& tx, const std::string& region,
                                                      const Id& id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kRecusals, {region, IdValue(id)}));
  std::vector<draw::Recusal> recusals;
  for (const sql::Row& row : rows) recusals.push_back({row.Text(0), row.Text(1)});
  return recusals;
}

absl::Status InsertRecusal(sql::Tx& tx, const std::string& region, const Id& id,
                           const RecusalRow& row) {
  return tx
      .Execute(kInsertRecusal, {region, IdValue(id), row.seq, row.recusal.institution_id,
                                row.recusal.person, row.reason, row.actor, row.recorded_time})
      .status();
}

}  // namespace probity::scoring
