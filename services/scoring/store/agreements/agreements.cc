#include "services/scoring/store/agreements/agreements.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT agreement_no, subject_kind, subject_id, institution_id, public_body, from_date, "
    "to_date, signed_date, renews_no FROM agreement WHERE region = ?";
constexpr char kByNo[] = " AND agreement_no = ?";
constexpr char kOfParty[] =
    " AND subject_kind = ? AND subject_id = ? ORDER BY from_date, agreement_no";
constexpr char kSuspendedIn[] =
    " AND subject_kind IN (?, ?) AND agreement_no IN (SELECT agreement_no FROM agreement_event "
    "WHERE region = ? AND kind = ? AND voluntary = 1 AND from_date <= ? AND to_date >= ?)";
constexpr char kAfter[] = " AND agreement_no > ? ORDER BY agreement_no LIMIT ?";
constexpr char kEvents[] =
    "SELECT seq, kind, from_date, to_date, voluntary, reason, document, actor, business_date, "
    "recorded_time, scenario, measure_id FROM agreement_event WHERE region = ? AND agreement_no = "
    "? "
    "ORDER BY seq";
constexpr char kInsert[] =
    "INSERT INTO agreement (region, agreement_no, subject_kind, subject_id, institution_id, "
    "public_body, from_date, to_date, signed_date, renews_no, actor, recorded_time) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertEvent[] =
    "INSERT INTO agreement_event (region, agreement_no, seq, kind, from_date, to_date, voluntary, "
    "reason, document, actor, business_date, recorded_time, scenario, measure_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kLockInstitution[] =
    "SELECT institution_id FROM institution WHERE region = ? AND institution_id = ?";
constexpr char kLockPerson[] = "SELECT person_id FROM person WHERE region = ? AND person_id = ?";

AgreementFile FromRow(const sql::Row& row) {
  AgreementFile file;
  Agreement& one = file.agreement;
  one.agreement_no = row.Text(0);
  one.subject = {static_cast<policy::SubjectKind>(row.Int(1)), row.Text(2)};
  one.institution_id = row.Text(3);
  one.public_body = row.Bool(4);
  one.term = {DateAt(row, 5), DateAt(row, 6)};
  one.signed_on = DateAt(row, 7);
  one.renews_no = row.Text(8);
  return file;
}

AgreementEvent EventFromRow(const sql::Row& row) {
  AgreementEvent event;
  event.seq = row.Int(0);
  event.kind = static_cast<AgreementEventKind>(row.Int(1));
  event.from = DateAt(row, 2);
  event.to = OptionalDateAt(row, 3);
  event.voluntary = row.Bool(4);
  event.reason = row.Text(5);
  event.document = row.Text(6);
  event.actor = row.Text(7);
  event.business_date = DateAt(row, 8);
  event.recorded_time = row.Int(9);
  event.scenario = row.Bool(10);
  if (!row.IsNull(11)) event.measure_id = row.Bytes(11);
  return event;
}

sql::Value MeasureColumn(const AgreementEvent& event) {
  if (event.measure_id.empty()) return sql::Null{};
  return sql::Blob{event.measure_id};
}

absl::StatusOr<std::vector<AgreementFile>> Select(sql::Tx& tx, const std::string& region,
                                                  std::string_view condition,
                                                  const sql::Params& params) {
  std::vector<AgreementFile> found;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(absl::StrCat(kSelect, ToAbsl(condition)), params, [&](const sql::Row& row) {
        found.push_back(FromRow(row));
        return absl::OkStatus();
      }));
  for (AgreementFile& file : found) {
    PROBITY_RETURN_IF_ERROR(
        tx.QueryEach(kEvents, {region, file.agreement.agreement_no}, [&file](const sql::Row& row) {
          file.events.push_back(EventFromRow(row));
          return absl::OkStatus();
        }));
  }
  return found;
}

}  // namespace

absl::StatusOr<AgreementFile> LoadAgreement(sql::Tx& tx, const std::string& region,
                                            const std::string& agreement_no, AgreementLock lock) {
  const std::string_view suffix =
      lock == AgreementLock::kForUpdate ? tx.dialect().ForUpdate() : std::string_view();
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<AgreementFile> found,
      Select(tx, region, absl::StrCat(kByNo, ToAbsl(suffix)), {region, agreement_no}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_AGREEMENT,
                    absl::StrCat("no agreement \"", agreement_no, "\""));
  }
  return std::move(found.front());
}

absl::StatusOr<std::vector<AgreementFile>> AgreementsOf(sql::Tx& tx, const std::string& region,
                                                        const Subject& subject) {
  return Select(tx, region, kOfParty, {region, NumberOf(subject.kind), subject.id});
}

absl::StatusOr<std::vector<AgreementFile>> VoluntarilySuspended(sql::Tx& tx,
                                                                const std::string& region,
                                                                const calendar::Period& days) {
  return Select(
      tx, region, kSuspendedIn,
      {region, NumberOf(policy::SubjectKind::kMedical), NumberOf(policy::SubjectKind::kPharmacy),
       region, NumberOf(AgreementEventKind::kSuspended), DateColumn(days.last),
       DateColumn(days.first)});
}

absl::StatusOr<std::vector<AgreementFile>> AgreementsAfter(sql::Tx& tx, const std::string& region,
                                                           const std::string& after,
                                                           int64_t limit) {
  return Select(tx, region, kAfter, {region, after, limit});
}

absl::Status LockParty(sql::Tx& tx, const std::string& region, const Subject& subject) {
  const std::string_view table = subject.person() ? kLockPerson : kLockInstitution;
  return tx
      .Query(absl::StrCat(ToAbsl(table), ToAbsl(tx.dialect().ForUpdate())), {region, subject.id})
      .status();
}

absl::Status InsertAgreement(sql::Tx& tx, const std::string& region, const Agreement& agreement,
                             const std::string& actor, int64_t recorded_time) {
  return tx
      .Execute(
          kInsert,
          {region, agreement.agreement_no, NumberOf(agreement.subject.kind), agreement.subject.id,
           agreement.institution_id, static_cast<int64_t>(agreement.public_body),
           DateColumn(agreement.term.first), DateColumn(agreement.term.last),
           DateColumn(agreement.signed_on), agreement.renews_no, actor, recorded_time})
      .status();
}

absl::Status AppendAgreementEvent(sql::Tx& tx, const std::string& region, const AgreementFile& file,
                                  AgreementEvent& event) {
  event.seq = static_cast<int64_t>(file.events.size()) + 1;
  return tx
      .Execute(kInsertEvent,
               {region, file.agreement.agreement_no, event.seq, NumberOf(event.kind),
                DateColumn(event.from), DateColumn(event.to), static_cast<int64_t>(event.voluntary),
                event.reason, event.document, event.actor, DateColumn(event.business_date),
                event.recorded_time, static_cast<int64_t>(event.scenario), MeasureColumn(event)})
      .status();
}

absl::StatusOr<std::optional<calendar::Period>> TermOf(sql::Tx& tx, const std::string& region,
                                                       const Subject& subject,
                                                       absl::CivilDay date) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<AgreementFile> files,
                           AgreementsOf(tx, region, subject));
  std::optional<calendar::Period> term;
  for (const AgreementFile& file : files) {
    const std::optional<calendar::Period> held = TermAround(file, date);
    if (held.has_value()) term = held;
  }
  return term;
}

}  // namespace probity::scoring
