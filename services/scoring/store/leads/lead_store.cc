#include "services/scoring/store/leads/lead_store.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kInsert[] =
    "INSERT INTO lead_act (region, lead_id, institution_id, code, act_ref, act_start, act_end, "
    "source, state, etag, received_date, verify_due_date, extended, verifier, late_reason, "
    "outcome_reason, transferred_to, document, case_id, delivery_id, item_index) VALUES";
constexpr char kSelect[] =
    "SELECT lead_id, institution_id, code, act_ref, act_start, act_end, source, state, etag, "
    "received_date, verify_due_date, extended, verifier, late_reason, outcome_reason, "
    "transferred_to, document, case_id, delivery_id, item_index FROM lead_act WHERE region = ?";
constexpr char kOne[] = " AND lead_id = ?";
constexpr char kAmong[] = " AND lead_id IN (";
constexpr char kAfter[] = " AND (state, verify_due_date, lead_id) > (?, ?, ?)";
constexpr char kInState[] = " AND state BETWEEN ? AND ?";
constexpr char kOfInstitution[] = " AND institution_id = ?";
constexpr char kOverdue[] = " AND verify_due_date < ?";
constexpr char kPage[] = " ORDER BY state, verify_due_date, lead_id LIMIT ?";
constexpr char kDue[] = " AND state = ? AND verify_due_date >= ? AND verify_due_date <= ?";
constexpr char kOfVerifier[] = " AND verifier = ?";
constexpr char kAfterDue[] = " AND (verify_due_date, lead_id) > (?, ?)";
constexpr char kDuePage[] = " ORDER BY verify_due_date, lead_id LIMIT ?";
constexpr char kUpdate[] =
    "UPDATE lead_act SET state = ?, etag = ?, received_date = ?, verify_due_date = ?, "
    "extended = ?, verifier = ?, late_reason = ?, outcome_reason = ?, transferred_to = ?, "
    "document = ?, case_id = ? WHERE region = ? AND lead_id = ? AND state = ? AND etag = ?";
constexpr char kInsertEvent[] =
    "INSERT INTO lead_event (region, lead_id, seq, from_state, to_state, actor, business_date, "
    "recorded_time, note, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kEvents[] =
    "SELECT seq, from_state, to_state, actor, business_date, recorded_time, note, scenario "
    "FROM lead_event WHERE region = ? AND lead_id = ? ORDER BY seq";
constexpr std::string_view kNoDue = "9999-12-31";
// One statement text for almost every question, so that it stays prepared.
constexpr size_t kIdsPerQuery = 250;

absl::Status Unknown() {
  return NotFound(Reason::k_UNKNOWN_LEAD, "no such lead; 无此线索");
}

absl::StatusOr<sql::Value> LeadIdValue(std::string_view lead_id) {
  const absl::StatusOr<Id> id = Id::Parse(lead_id);
  if (!id.ok()) return Unknown();
  return sql::Value(sql::Blob{id->Bytes()});
}

std::string DueText(const Lead& lead) {
  return lead.verify_due.has_value() ? calendar::FormatDate(*lead.verify_due) : std::string(kNoDue);
}

absl::StatusOr<sql::Value> OptionalCase(std::string_view case_id) {
  if (case_id.empty()) return sql::Value(sql::Null{});
  return CaseIdValue(case_id);
}

sql::Value DeliveryValue(const LeadOrigin& origin) {
  if (origin.delivery_id.empty()) return sql::Null{};
  return sql::Blob{origin.delivery_id};
}

absl::StatusOr<StoredLead> LeadOf(const sql::Row& row) {
  StoredLead stored;
  Lead& lead = stored.lead;
  lead.lead_id = LeadIdText(row.Bytes(0));
  lead.act = {row.Text(1), row.Text(2), row.Text(3), DateAt(row, 4), DateAt(row, 5)};
  lead.source = static_cast<CaseSource>(row.Int(6));
  lead.state = static_cast<LeadState>(row.Int(7));
  lead.etag = row.Int(8);
  lead.received = DateAt(row, 9);
  if (row.Text(10) != kNoDue) lead.verify_due = DateAt(row, 10);
  lead.extended = row.Bool(11);
  lead.verifier = row.Text(12);
  lead.late_reason = row.Text(13);
  lead.outcome_reason = row.Text(14);
  lead.transferred_to = row.Text(15);
  lead.document = row.Text(16);
  if (!row.IsNull(17)) {
    PROBITY_ASSIGN_OR_RETURN(lead.case_id, CaseIdText(row.Bytes(17)));
  }
  if (!row.IsNull(18)) stored.origin.delivery_id = row.Bytes(18);
  stored.origin.index = row.Int(19);
  return stored;
}

absl::StatusOr<std::vector<StoredLead>> Select(sql::Tx& tx, std::string_view condition,
                                               const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, ToAbsl(condition)), params));
  std::vector<StoredLead> leads;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(StoredLead lead, LeadOf(row));
    leads.push_back(std::move(lead));
  }
  return leads;
}

absl::StatusOr<Lead> SelectOne(sql::Tx& tx, std::string_view region, std::string_view lead_id,
                               std::string_view lock) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(lead_id));
  PROBITY_ASSIGN_OR_RETURN(std::vector<StoredLead> found,
                           Select(tx, absl::StrCat(kOne, ToAbsl(lock)), {TextValue(region), id}));
  if (found.empty()) return Unknown();
  return std::move(found.front().lead);
}

}  // namespace

std::string LeadIdText(std::string_view key) {
  return Id::FromBytes(key).value().Text();
}

std::string PlaceOf(const Lead& lead) {
  return absl::StrCat(static_cast<int>(lead.state), "|", DueText(lead), "|", lead.lead_id);
}

absl::Status InsertLeads(sql::Tx& tx, std::string_view region, std::vector<StoredLead> leads) {
  std::sort(leads.begin(), leads.end(), [](const StoredLead& a, const StoredLead& b) {
    return a.lead.lead_id < b.lead.lead_id;
  });
  std::vector<sql::Params> rows;
  for (const StoredLead& one : leads) {
    const Lead& lead = one.lead;
    PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(lead.lead_id));
    rows.push_back({TextValue(region),
                    id,
                    lead.act.institution_id,
                    lead.act.code,
                    lead.act.act_ref,
                    DateColumn(lead.act.act_start),
                    DateColumn(lead.act.act_end),
                    NumberOf(lead.source),
                    NumberOf(lead.state),
                    int64_t{1},
                    DateColumn(lead.received),
                    DueText(lead),
                    int64_t{lead.extended},
                    lead.verifier,
                    lead.late_reason,
                    lead.outcome_reason,
                    lead.transferred_to,
                    lead.document,
                    sql::Null{},
                    DeliveryValue(one.origin),
                    one.origin.index});
  }
  return tx.InsertMany(kInsert, rows);
}

absl::StatusOr<Lead> LoadLead(sql::Tx& tx, std::string_view region, std::string_view lead_id) {
  return SelectOne(tx, region, lead_id, "");
}

absl::StatusOr<Lead> LoadLeadForUpdate(sql::Tx& tx, std::string_view region,
                                       std::string_view lead_id) {
  return SelectOne(tx, region, lead_id, tx.dialect().ForUpdate());
}

absl::StatusOr<std::map<std::string, StoredLead>> FindLeads(
    sql::Tx& tx, std::string_view region, const std::vector<std::string>& lead_ids) {
  std::map<std::string, StoredLead> found;
  for (size_t first = 0; first < lead_ids.size(); first += kIdsPerQuery) {
    const size_t count = std::min(kIdsPerQuery, lead_ids.size() - first);
    sql::Params params = {TextValue(region)};
    std::string condition = kAmong;
    for (size_t i = 0; i < count; ++i) {
      PROBITY_ASSIGN_OR_RETURN(sql::Value id, LeadIdValue(lead_ids[first + i]));
      params.push_back(std::move(id));
      condition += i == 0 ? "?" : ",?";
    }
    PROBITY_ASSIGN_OR_RETURN(std::vector<StoredLead> some, Select(tx, condition + ")", params));
    for (StoredLead& one : some) found.emplace(one.lead.lead_id, std::move(one));
  }
  return found;
}

absl::StatusOr<Lead> SaveLead(sql::Tx& tx, std::string_view region, const Lead& before, Lead after,
                              LeadEvent event) {
  after.etag = before.etag + 1;
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(before.lead_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, OptionalCase(after.case_id));
  PROBITY_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(kUpdate,
                 {NumberOf(after.state), after.etag, DateColumn(after.received), DueText(after),
                  int64_t{after.extended}, after.verifier, after.late_reason, after.outcome_reason,
                  after.transferred_to, after.document, case_id, TextValue(region), id,
                  NumberOf(before.state), before.etag}));
  if (matched != 1) return LostRace("somebody else moved this lead; read it again");
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertEvent, {TextValue(region), id, before.etag, NumberOf(before.state),
                                NumberOf(after.state), event.actor, DateColumn(event.business_date),
                                event.recorded_time, event.note, int64_t{event.scenario}})
          .status());
  return after;
}

absl::StatusOr<std::vector<LeadEvent>> ListLeadEvents(sql::Tx& tx, std::string_view region,
                                                      std::string_view lead_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(lead_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kEvents, {TextValue(region), id}));
  std::vector<LeadEvent> events;
  for (const sql::Row& row : rows) {
    events.push_back({row.Int(0), static_cast<LeadState>(row.Int(1)),
                      static_cast<LeadState>(row.Int(2)), row.Text(3), DateAt(row, 4), row.Int(5),
                      row.Text(6), row.Bool(7)});
  }
  return events;
}

absl::StatusOr<std::vector<Lead>> ListLeads(sql::Tx& tx, std::string_view region,
                                            const LeadFilter& filter) {
  std::string condition;
  sql::Params params = {TextValue(region)};
  LeadState low = filter.state;
  LeadState high = filter.state;
  if (filter.overdue_on.has_value() && low == LeadState::kNone) {
    low = LeadState::kReceived;
    high = LeadState::kVerifying;
  }
  if (low != LeadState::kNone) {
    condition += kInState;
    params.insert(params.end(), {NumberOf(low), NumberOf(high)});
  }
  if (!filter.institution_id.empty()) {
    condition += kOfInstitution;
    params.emplace_back(filter.institution_id);
  }
  if (filter.overdue_on.has_value()) {
    condition += kOverdue;
    params.push_back(DateColumn(*filter.overdue_on));
  }
  if (!filter.after.empty()) {
    const std::vector<std::string> place = absl::StrSplit(filter.after, '|');
    PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(place.at(2)));
    condition += kAfter;
    params.insert(params.end(), {int64_t{place.at(0).at(0) - '0'}, place.at(1), id});
  }
  params.emplace_back(filter.limit);
  PROBITY_ASSIGN_OR_RETURN(std::vector<StoredLead> found, Select(tx, condition + kPage, params));
  std::vector<Lead> leads;
  for (StoredLead& one : found) leads.push_back(std::move(one.lead));
  return leads;
}

absl::StatusOr<std::vector<Lead>> ListDueLeads(sql::Tx& tx, std::string_view region,
                                               const DueLeadFilter& filter) {
  std::vector<Lead> leads;
  // One state at a time, as the index has them.
  for (const LeadState state : {LeadState::kReceived, LeadState::kVerifying}) {
    if (state == LeadState::kReceived && !filter.verifier.empty()) continue;
    std::string condition = kDue;
    sql::Params params = {TextValue(region), NumberOf(state), DateColumn(filter.from),
                          DateColumn(filter.until)};
    if (!filter.verifier.empty()) {
      condition += kOfVerifier;
      params.emplace_back(filter.verifier);
    }
    if (!filter.after_id.empty()) {
      PROBITY_ASSIGN_OR_RETURN(const sql::Value id, LeadIdValue(filter.after_id));
      condition += kAfterDue;
      params.insert(params.end(), {DateColumn(filter.from), id});
    }
    params.emplace_back(filter.limit);
    PROBITY_ASSIGN_OR_RETURN(std::vector<StoredLead> found,
                             Select(tx, condition + kDuePage, params));
    for (StoredLead& one : found) leads.push_back(std::move(one.lead));
  }
  std::sort(leads.begin(), leads.end(), [](const Lead& a, const Lead& b) {
    return std::tie(*a.verify_due, a.lead_id) < std::tie(*b.verify_due, b.lead_id);
  });
  if (static_cast<int64_t>(leads.size()) > filter.limit) {
    leads.erase(leads.begin() + filter.limit, leads.end());
  }
  return leads;
}

}  // namespace probity::scoring
