#include "services/scoring/api/consequences/recovery_service.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/money/money.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/scoring/v1/recovery_service.pb.h"
#include "services/scoring/api/consequences/consequence_convert.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/consequences/recovery.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/consequences/recovery_store.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxDocument = 200;

using ByItem = std::map<int32_t, std::vector<RecoveryEntry>>;

ByItem ItemsOf(const std::vector<RecoveryEntry>& entries) {
  ByItem items;
  for (const RecoveryEntry& entry : entries) items[entry.item].push_back(entry);
  return items;
}

v1::RecoverySum ToProto(const RecoverySum& sum) {
  v1::RecoverySum to;
  to.set_expected_fen(sum.expected_fen);
  to.set_received_fen(sum.received_fen);
  to.set_outstanding_fen(sum.outstanding_fen);
  to.set_to_refund_fen(sum.to_refund_fen);
  to.set_late_fen(sum.late_fen);
  return to;
}

v1::RecoveryItem ToProto(int32_t item, const std::vector<RecoveryEntry>& entries,
                         absl::CivilDay today) {
  v1::RecoveryItem to;
  to.set_item(item);
  *to.mutable_sum() = ToProto(SumItem(entries, today));
  to.set_due_date(DateText(DueOf(entries)));
  return to;
}

v1::RecoveryEntry ToProto(const RecoveryEntry& entry) {
  v1::RecoveryEntry to;
  to.set_item(entry.item);
  to.set_seq(entry.seq);
  to.set_kind(static_cast<v1::RecoveryKind>(entry.kind));
  to.set_amount_fen(entry.amount_fen);
  to.set_business_date(DateText(entry.business_date));
  to.set_due_date(DateText(entry.due));
  to.set_document(entry.document);
  to.set_actor(entry.actor);
  *to.mutable_recorded_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(entry.recorded_time);
  return to;
}

// Writes `entry` as the next of its case.
absl::Status Append(const ServiceEnv& env, sql::Tx& tx, RecoveryEntry& entry, int32_t seq,
                    const std::string& actor, const RecordedAt& at) {
  entry.seq = seq;
  entry.actor = actor;
  entry.recorded_time = absl::ToUnixMicros(at.time);
  entry.scenario = at.scenario;
  PROBITY_RETURN_IF_ERROR(InsertRecovery(tx, env.region, entry));
  ledger::Fields fields;
  fields.Add("actor", actor)
      .Add("case_id", entry.case_id)
      .Add("seq", int64_t{entry.seq})
      .Add("item", int64_t{entry.item})
      .Add("kind", static_cast<int64_t>(entry.kind))
      .Add("amount_fen", entry.amount_fen)
      .Add("business_date", DateText(entry.business_date))
      .Add("due_date", DateText(entry.due))
      .Add("document", entry.document);
  return AppendAudit(tx, env.region, AuditKind::kRecoveryRecorded, fields, at).status();
}

int32_t NextSeq(const std::vector<RecoveryEntry>& entries) {
  return entries.empty() ? 1 : entries.back().seq + 1;
}

// A payment in one of the two directions.
struct Payment {
  RecoveryKind kind;
  std::string case_id;
  int32_t item;
  int64_t amount_fen;
  std::string date;
  std::string date_field;
  std::string document;
};

absl::StatusOr<absl::CivilDay> CheckPayment(const Payment& payment, absl::CivilDay today) {
  FieldCheck check;
  check.Check(payment.amount_fen > 0 && payment.amount_fen <= money::kMaxInputFen, "amount_fen",
              "1 to 10^15 fen");
  check.Check(!payment.date.empty(), payment.date_field, "a date YYYY-MM-DD");
  const absl::CivilDay day = DateField(payment.date, payment.date_field, today, check);
  check.Check(day <= today, payment.date_field, "not in the future");
  CheckLabel(payment.document, 1, kMaxDocument, "document", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  return day;
}

absl::StatusOr<v1::RecoveryItem> Pay(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                     const Payment& payment) {
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay day, CheckPayment(payment, today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCaseForUpdate(tx, env.region, payment.case_id));
  if (FindFinding(file, payment.item) == nullptr) {
    return NotFound(Reason::k_UNKNOWN_FINDING, "the case has no such item; 案件无此项");
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<RecoveryEntry> entries,
                           RecoveryOfCase(tx, env.region, file.case_id));
  for (const RecoveryEntry& one : entries) {
    if (one.kind == payment.kind && one.document == payment.document && one.item == payment.item) {
      return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                    "this receipt is recorded already; 该凭证已登记");
    }
  }
  std::vector<RecoveryEntry> of_item = ItemsOf(entries)[payment.item];
  const RecoverySum sum = SumItem(of_item, today);
  PROBITY_RETURN_IF_ERROR(payment.kind == RecoveryKind::kReceived
                              ? CheckReceipt(sum, payment.amount_fen)
                              : CheckRefund(sum, payment.amount_fen));
  RecoveryEntry entry = of_item.front();
  entry.kind = payment.kind;
  entry.amount_fen = payment.amount_fen;
  entry.business_date = day;
  entry.due.reset();
  entry.document = payment.document;
  PROBITY_RETURN_IF_ERROR(Append(env, tx, entry, NextSeq(entries), call.caller.person, at));
  of_item.push_back(std::move(entry));
  return ToProto(payment.item, of_item, today);
}

absl::StatusOr<v1::GetRecoveryResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                            const v1::GetRecoveryRequest& request) {
  v1::GetRecoveryResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                             LoadCase(tx, env.region, {request.case_id(), request.case_ref()}));
    PROBITY_RETURN_IF_ERROR(CheckOwn(call, file.institution_id));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<RecoveryEntry> entries,
                             RecoveryOfCase(tx, env.region, file.case_id));
    const absl::CivilDay today = Today(env.clock);
    response.set_case_id(file.case_id);
    response.set_case_ref(file.case_ref);
    response.set_institution_id(file.institution_id);
    RecoverySum sum;
    for (const auto& [item, of_item] : ItemsOf(entries)) {
      sum += SumItem(of_item, today);
      *response.add_items() = ToProto(item, of_item, today);
    }
    *response.mutable_sum() = ToProto(sum);
    for (const RecoveryEntry& entry : entries) *response.add_entries() = ToProto(entry);
    return absl::OkStatus();
  }));
  return response;
}

// Totals by institution and year.
struct Total {
  RecoverySum sum;
  std::set<std::string> cases;
};
using Totals = std::map<std::pair<std::string, int32_t>, Total>;

absl::StatusOr<Totals> SumAll(const ServiceEnv& env, sql::Tx& tx,
                              const v1::ListRecoveryTotalsRequest& request) {
  std::map<std::string, ByItem> by_case;
  std::map<std::string, std::pair<std::string, int32_t>> owners;
  PROBITY_RETURN_IF_ERROR(ForEachRecovery(
      tx, env.region, request.year(), request.institution_id(), [&](const RecoveryEntry& entry) {
        by_case[entry.case_id][entry.item].push_back(entry);
        owners[entry.case_id] = {entry.institution_id, entry.year};
        return absl::OkStatus();
      }));
  Totals totals;
  const absl::CivilDay today = Today(env.clock);
  for (const auto& [case_id, items] : by_case) {
    Total& total = totals[owners[case_id]];
    total.cases.insert(case_id);
    for (const auto& [item, entries] : items) total.sum += SumItem(entries, today);
  }
  return totals;
}

absl::StatusOr<v1::ListRecoveryTotalsResponse> ListTotals(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListRecoveryTotalsRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, request.institution_id()));
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  Totals totals;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(totals, SumAll(env, tx, request));
    return absl::OkStatus();
  }));
  v1::ListRecoveryTotalsResponse response;
  RecoverySum all;
  std::pair<std::string, int32_t> after;
  if (!page.cursor.empty()) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(page.cursor, absl::MaxSplits('\n', 1));
    if (absl::SimpleAtoi(parts.second, &after.second)) after.first = parts.first;
  }
  for (const auto& [key, total] : totals) {
    all += total.sum;
    if (key <= after || !response.next_page_token().empty()) continue;
    if (response.totals_size() == page.size) {
      const v1::InstitutionRecovery& last = *response.totals().rbegin();
      response.set_next_page_token(env.page_tokens.Next(
          call, request, absl::StrCat(last.institution_id(), "\n", last.year())));
      continue;
    }
    v1::InstitutionRecovery& to = *response.add_totals();
    to.set_institution_id(key.first);
    to.set_year(key.second);
    to.set_cases(static_cast<int32_t>(total.cases.size()));
    *to.mutable_sum() = ToProto(total.sum);
  }
  *response.mutable_sum() = ToProto(all);
  return response;
}

}  // namespace

void RegisterRecoveryService(const ServiceEnv& env, rpc::Router& router) {
  constexpr char kService[] = "probity.scoring.v1.RecoveryService.";
  router.Mutation<v1::RecordReceiptRequest, v1::RecordReceiptResponse>(
      absl::StrCat(kService, "RecordReceipt"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call,
             const v1::RecordReceiptRequest& request) -> absl::StatusOr<v1::RecordReceiptResponse> {
        v1::RecordReceiptResponse response;
        PROBITY_ASSIGN_OR_RETURN(
            *response.mutable_item(),
            Pay(env, tx, call,
                {RecoveryKind::kReceived, request.case_id(), request.item(), request.amount_fen(),
                 request.received_date(), "received_date", request.document()}));
        return response;
      });
  router.Mutation<v1::RecordRefundRequest, v1::RecordRefundResponse>(
      absl::StrCat(kService, "RecordRefund"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call,
             const v1::RecordRefundRequest& request) -> absl::StatusOr<v1::RecordRefundResponse> {
        v1::RecordRefundResponse response;
        PROBITY_ASSIGN_OR_RETURN(
            *response.mutable_item(),
            Pay(env, tx, call,
                {RecoveryKind::kRefunded, request.case_id(), request.item(), request.amount_fen(),
                 request.refunded_date(), "refunded_date", request.document()}));
        return response;
      });
  router.Unary<v1::GetRecoveryRequest, v1::GetRecoveryResponse>(
      absl::StrCat(kService, "GetRecovery"),
      [&env](const rpc::Call& call, const auto& request) { return Get(env, call, request); });
  router.Unary<v1::ListRecoveryTotalsRequest, v1::ListRecoveryTotalsResponse>(
      absl::StrCat(kService, "ListRecoveryTotals"),
      [&env](const rpc::Call& call, const auto& request) {
        return ListTotals(env, call, request);
      });
}

namespace consequences {

absl::Status ExpectRecovery(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  const CaseFile& file = done.after;
  std::vector<RecoveryEntry> expected = ExpectedBy(file, *file.effective);
  if (expected.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(
      const PolicyRef policy,
      MeasurePolicy(env, tx, MeasureSubject::kInstitution, file.institution_id, *file.effective));
  PROBITY_ASSIGN_OR_RETURN(
      const absl::CivilDay due,
      env.calendar.AddCalendarDays(*file.effective, policy->measures.recovery_due_days));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<RecoveryEntry> entries,
                           RecoveryOfCase(tx, env.region, file.case_id));
  int32_t seq = NextSeq(entries);
  for (RecoveryEntry& entry : expected) {
    entry.due = due;
    PROBITY_RETURN_IF_ERROR(Append(env, tx, entry, seq++, done.actor, done.at));
  }
  return absl::OkStatus();
}

absl::Status ReverseRecovery(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  const absl::CivilDay today = calendar::DateOf(done.at.time);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<RecoveryEntry> entries,
                           RecoveryOfCase(tx, env.region, done.after.case_id));
  int32_t seq = NextSeq(entries);
  for (const auto& [item, of_item] : ItemsOf(entries)) {
    const int64_t expected = SumItem(of_item, today).expected_fen;
    if (expected == 0) continue;
    // Counted in the year of the decision that is taken back, which need not be the case's first.
    RecoveryEntry entry =
        *std::find_if(of_item.rbegin(), of_item.rend(),
                      [](const RecoveryEntry& one) { return one.kind == RecoveryKind::kExpected; });
    entry.kind = RecoveryKind::kReversed;
    entry.amount_fen = expected;
    entry.business_date = today;
    entry.due.reset();
    entry.document = done.after.reversal.has_value() ? done.after.reversal->document : "";
    PROBITY_RETURN_IF_ERROR(Append(env, tx, entry, seq++, done.actor, done.at));
  }
  return absl::OkStatus();
}

}  // namespace consequences
}  // namespace probity::scoring
