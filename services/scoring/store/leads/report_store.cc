#include "services/scoring/store/leads/report_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kFind[] =
    "SELECT external_id, lead_id, content_hash, delivery_id, item_index FROM lead_report "
    "WHERE region = ? AND source_system = ? AND external_id IN (";
constexpr char kInsert[] =
    "INSERT INTO lead_report (region, source_system, external_id, lead_id, content_hash, source, "
    "act_start, act_end, amount_fen, description, received_date, reported_by, delivery_id, "
    "item_index, recorded_time, scenario) VALUES";
constexpr char kOfLead[] =
    "SELECT source_system, external_id, content_hash, source, act_start, act_end, amount_fen, "
    "description, received_date, reported_by, delivery_id, item_index, recorded_time, scenario "
    "FROM lead_report WHERE region = ? AND lead_id = ? ORDER BY source_system, external_id LIMIT ?";
constexpr char kCount[] = "SELECT COUNT(*) FROM lead_report WHERE region = ? AND lead_id = ?";
constexpr char kInsertDelivery[] =
    "INSERT INTO lead_delivery (region, delivery_id, source_system, source, person, "
    "recorded_time) VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kDelivery[] =
    "SELECT source_system, source, person FROM lead_delivery WHERE region = ? AND delivery_id = ?";
constexpr char kInsertRejection[] =
    "INSERT INTO lead_rejection (region, delivery_id, item_index, external_id, reason, detail) "
    "VALUES";
constexpr char kRejections[] =
    "SELECT item_index, external_id, reason, detail FROM lead_rejection "
    "WHERE region = ? AND delivery_id = ? AND item_index >= ? ORDER BY item_index LIMIT ?";
constexpr char kRejectedBetween[] =
    "SELECT item_index FROM lead_rejection "
    "WHERE region = ? AND delivery_id = ? AND item_index BETWEEN ? AND ?";
constexpr char kInsertInformant[] =
    "INSERT INTO lead_informant (region, lead_id, source_system, external_id, name, contact, note, "
    "received_date, recorded_by, recorded_time, nonce) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInformants[] =
    "SELECT name, contact, note, received_date, recorded_by, recorded_time FROM lead_informant "
    "WHERE region = ? AND lead_id = ? ORDER BY source_system, external_id";
constexpr char kHasInformant[] =
    "SELECT COUNT(*) FROM lead_informant WHERE region = ? AND lead_id = ?";
// One statement text for almost every question, so that it stays prepared.
constexpr size_t kIdsPerQuery = 250;

absl::StatusOr<sql::Value> LeadIdValue(std::string_view lead_id) {
  const absl::StatusOr<Id> id = Id::Parse(lead_id);
  if (!id.ok()) return NotFound(Reason::k_UNKNOWN_LEAD, "no such lead; 无此线索");
  return sql::Value(sql::Blob{id->Bytes()});
}

sql::Value DeliveryValue(const LeadOrigin& origin) {
  if (origin.delivery_id.empty()) return sql::Null{};
  return sql::Blob{origin.delivery_id};
}

LeadOrigin OriginAt(const sql::Row& row, size_t delivery) {
  return {row.IsNull(delivery) ? "" : row.Bytes(delivery), row.Int(delivery + 1)};
}

}  // namespace

absl::StatusOr<std::map<std::string, KnownReport>> FindReports(
    sql::Tx& tx, std::string_view region, std::string_view source_system,
    const std::vector<std::string>& external_ids) {
  std::map<std::string, KnownReport> found;
  for (size_t first = 0; first < external_ids.size(); first += kIdsPerQuery) {
    const size_t count = std::min(kIdsPerQuery, external_ids.size() - first);
    sql::Params params = {TextValue(region), TextValue(source_system)};
    std::string query = kFind;
    for (size_t i = 0; i < count; ++i) {
      params.emplace_back(external_ids[first + i]);
      query += i == 0 ? "?" : ",?";
    }
    PROBITY_RETURN_IF_ERROR(tx.QueryEach(query + ")", params, [&](const sql::Row& row) {
      found.emplace(row.Text(0),
                    KnownReport{LeadIdText(row.Bytes(1)), row.Bytes(2), OriginAt(row, 3)});
      return absl::OkStatus();
    }));
  }
  return found;
}

absl::Status InsertReports(sql::Tx& tx, std::string_view region,
                           const std::vector<StoredReport>& reports) {
  std::vector<const StoredReport*> sorted;
  for (const StoredReport& one : reports) sorted.push_back(&one);
  std::sort(sorted.begin(), sorted.end(), [](const StoredReport* a, const StoredReport* b) {
    return a->report.external_id < b->report.external_id;
  });
  std::vector<sql::Params> rows;
  for (const StoredReport* one : sorted) {
    const LeadReport& report = one->report;
    PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(one->lead_id));
    rows.push_back({TextValue(region), report.source_system, report.external_id, id,
                    BlobValue(one->content_hash), NumberOf(report.source),
                    DateColumn(report.act.act_start), DateColumn(report.act.act_end),
                    report.amount_fen, report.description, DateColumn(report.received),
                    report.reported_by, DeliveryValue(one->origin), one->origin.index,
                    one->recorded_time, int64_t{one->scenario}});
  }
  return tx.InsertMany(kInsert, rows);
}

absl::StatusOr<ReportsOfLead> ListReports(sql::Tx& tx, std::string_view region,
                                          std::string_view lead_id, int64_t limit) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(lead_id));
  ReportsOfLead found;
  PROBITY_ASSIGN_OR_RETURN(const sql::Row count, tx.QueryOne(kCount, {TextValue(region), id}));
  found.count = count.Int(0);
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(kOfLead, {TextValue(region), id, limit}, [&](const sql::Row& row) {
        StoredReport one;
        one.lead_id = std::string(lead_id);
        one.report.source_system = row.Text(0);
        one.report.external_id = row.Text(1);
        one.content_hash = row.Bytes(2);
        one.report.source = static_cast<CaseSource>(row.Int(3));
        one.report.act.act_start = DateAt(row, 4);
        one.report.act.act_end = DateAt(row, 5);
        one.report.amount_fen = row.Int(6);
        one.report.description = row.Text(7);
        one.report.received = DateAt(row, 8);
        one.report.reported_by = row.Text(9);
        one.origin = OriginAt(row, 10);
        one.recorded_time = row.Int(12);
        one.scenario = row.Bool(13);
        found.reports.push_back(std::move(one));
        return absl::OkStatus();
      }));
  return found;
}

absl::Status InsertDelivery(sql::Tx& tx, std::string_view region, const Delivery& delivery,
                            int64_t recorded_time) {
  return tx
      .Execute(kInsertDelivery,
               {TextValue(region), BlobValue(delivery.delivery_id), delivery.source_system,
                NumberOf(delivery.source), delivery.person, recorded_time})
      .status();
}

absl::StatusOr<std::optional<Delivery>> FindDelivery(sql::Tx& tx, std::string_view region,
                                                     std::string_view delivery_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kDelivery, {TextValue(region), BlobValue(delivery_id)}));
  if (rows.empty()) return std::nullopt;
  return Delivery{std::string(delivery_id), rows.front().Text(0),
                  static_cast<CaseSource>(rows.front().Int(1)), rows.front().Text(2)};
}

absl::Status PutRejections(sql::Tx& tx, std::string_view region, std::string_view delivery_id,
                           const std::vector<Rejection>& rejections) {
  if (rejections.empty()) return absl::OkStatus();
  std::set<int64_t> there;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kRejectedBetween,
                                       {TextValue(region), BlobValue(delivery_id),
                                        rejections.front().index, rejections.back().index},
                                       [&](const sql::Row& row) {
                                         there.insert(row.Int(0));
                                         return absl::OkStatus();
                                       }));
  std::vector<sql::Params> rows;
  for (const Rejection& one : rejections) {
    if (there.contains(one.index)) continue;
    rows.push_back({TextValue(region), BlobValue(delivery_id), one.index, one.external_id,
                    one.reason, one.detail});
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertMany(kInsertRejection, rows);
}

absl::StatusOr<std::vector<Rejection>> ListRejections(sql::Tx& tx, std::string_view region,
                                                      std::string_view delivery_id, int64_t first,
                                                      int64_t limit) {
  std::vector<Rejection> found;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(kRejections, {TextValue(region), BlobValue(delivery_id), first, limit},
                   [&](const sql::Row& row) {
                     found.push_back({row.Int(0), row.Text(1), row.Text(2), row.Text(3)});
                     return absl::OkStatus();
                   }));
  return found;
}

absl::Status InsertInformant(sql::Tx& tx, std::string_view region, const StoredReport& report,
                             const ToldBy& told) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(report.lead_id));
  return tx
      .Execute(kInsertInformant,
               {TextValue(region), id, report.report.source_system, report.report.external_id,
                told.name, told.contact, told.note, DateColumn(told.received), told.recorded_by,
                told.recorded_time, BlobValue(told.nonce)})
      .status();
}

absl::StatusOr<std::vector<ToldBy>> ReadInformants(sql::Tx& tx, std::string_view region,
                                                   std::string_view lead_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(lead_id));
  std::vector<ToldBy> found;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(kInformants, {TextValue(region), id}, [&](const sql::Row& row) {
        found.push_back(
            {row.Text(0), row.Text(1), row.Text(2), DateAt(row, 3), row.Text(4), row.Int(5), ""});
        return absl::OkStatus();
      }));
  return found;
}

absl::StatusOr<bool> HasInformant(sql::Tx& tx, std::string_view region, std::string_view lead_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(lead_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Row count,
                           tx.QueryOne(kHasInformant, {TextValue(region), id}));
  return count.Int(0) > 0;
}

}  // namespace probity::scoring
