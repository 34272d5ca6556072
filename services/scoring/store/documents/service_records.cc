#include "services/scoring/store/documents/service_records.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO service_record (region, document_id, case_id, method, served_date, receipt, "
    "recipient, signatory, witnesses, media_ref, refusal, tracking_no, sent_date, signed_consent, "
    "consent_ref, consented_date, announced_date, cause, place, actor, recorded_time, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT document_id, case_id, method, served_date, receipt, recipient, signatory, witnesses, "
    "media_ref, refusal, tracking_no, sent_date, signed_consent, consent_ref, consented_date, "
    "announced_date, cause, place, actor, recorded_time, scenario FROM service_record "
    "WHERE region = ? ";
constexpr std::string_view kOfDocument = "AND document_id = ?";
constexpr std::string_view kOfCase = "AND case_id = ? ORDER BY document_id";

absl::StatusOr<sql::Value> IdValue(std::string_view text) {
  PROBITY_ASSIGN_OR_RETURN(const Id id, Id::Parse(text));
  return sql::Blob{id.Bytes()};
}

std::string IdText(const sql::Row& row, size_t column) {
  if (row.IsNull(column)) return "";
  const absl::StatusOr<Id> id = Id::FromBytes(row.Bytes(column));
  return id.ok() ? id->Text() : "";
}

StoredService FromRow(const sql::Row& row) {
  StoredService stored;
  stored.document_id = IdText(row, 0);
  stored.case_id = IdText(row, 1);
  ServiceRecord& record = stored.record;
  record.method = static_cast<ServiceMethod>(row.Int(2));
  record.served = DateAt(row, 3);
  record.receipt = row.Text(4);
  record.recipient = row.Text(5);
  record.signatory = static_cast<Signatory>(row.Int(6));
  if (!row.Text(7).empty()) record.witnesses = absl::StrSplit(row.Text(7), '\n');
  record.media_ref = row.Text(8);
  record.refusal = row.Text(9);
  record.tracking_no = row.Text(10);
  record.sent = OptionalDateAt(row, 11);
  record.signed_consent = row.Bool(12);
  record.consent_ref = row.Text(13);
  record.consented = OptionalDateAt(row, 14);
  record.announced = OptionalDateAt(row, 15);
  record.cause = row.Text(16);
  record.place = row.Text(17);
  stored.actor = row.Text(18);
  stored.recorded_time = row.Int(19);
  stored.scenario = row.Bool(20);
  return stored;
}

}  // namespace

absl::Status InsertService(sql::Tx& tx, const std::string& region, const StoredService& service) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value document_id, IdValue(service.document_id));
  sql::Value case_id = sql::Null{};
  if (!service.case_id.empty()) {
    PROBITY_ASSIGN_OR_RETURN(case_id, IdValue(service.case_id));
  }
  const ServiceRecord& record = service.record;
  const absl::Status inserted = tx.Execute(kInsert, {region,
                                                     document_id,
                                                     case_id,
                                                     NumberOf(record.method),
                                                     DateColumn(record.served),
                                                     record.receipt,
                                                     record.recipient,
                                                     NumberOf(record.signatory),
                                                     absl::StrJoin(record.witnesses, "\n"),
                                                     record.media_ref,
                                                     record.refusal,
                                                     record.tracking_no,
                                                     DateColumn(record.sent),
                                                     static_cast<int64_t>(record.signed_consent),
                                                     record.consent_ref,
                                                     DateColumn(record.consented),
                                                     DateColumn(record.announced),
                                                     record.cause,
                                                     record.place,
                                                     service.actor,
                                                     service.recorded_time,
                                                     static_cast<int64_t>(service.scenario)})
                                    .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_SERVICE_ALREADY_RECORDED,
                "the document has its service record already; 已有送达回证");
}

absl::StatusOr<std::optional<StoredService>> LoadService(sql::Tx& tx, const std::string& region,
                                                         std::string_view document_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(document_id));
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(kOfDocument)), {region, id}));
  if (rows.empty()) return std::nullopt;
  return FromRow(rows.front());
}

absl::StatusOr<std::vector<StoredService>> ListServices(sql::Tx& tx, const std::string& region,
                                                        std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  std::vector<StoredService> services;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(kOfCase)), {region, id},
                                       [&](const sql::Row& row) {
                                         services.push_back(FromRow(row));
                                         return absl::OkStatus();
                                       }));
  return services;
}

}  // namespace probity::scoring
