#include "services/scoring/api/agreements/agreement_service.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/scoring/api/agreements/follow_measure.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/consequences/bars.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/consequences/termination.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/persons/person_qualification.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/objection.h"
#include "services/scoring/domain/persons/identity.h"
#include "services/scoring/domain/persons/person.h"
#include "services/scoring/store/agreements/agreements.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/persons/persons.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxDocument = 200;
constexpr size_t kMaxNumber = 64;
constexpr char kTerminationBasis[] =
    "服务协议；《医疗机构医疗保障定点管理暂行办法》 / 《零售药店医疗保障定点管理暂行办法》";
constexpr std::string_view kExitKey = "voluntary_exit";
constexpr std::string_view kSuspensionKey = "voluntary_suspension";

v1::AgreementEvent ToProto(const AgreementEvent& event) {
  using google::protobuf::util::TimeUtil;
  v1::AgreementEvent message;
  message.set_seq(event.seq);
  message.set_kind(static_cast<v1::AgreementEventKind>(event.kind));
  message.set_from_date(DateText(event.from));
  message.set_to_date(DateText(event.to));
  message.set_voluntary(event.voluntary);
  message.set_reason(event.reason);
  message.set_document(event.document);
  message.set_actor(event.actor);
  message.set_business_date(DateText(event.business_date));
  *message.mutable_recorded_time() = TimeUtil::MicrosecondsToTimestamp(event.recorded_time);
  message.set_measure_id(consequences::IdText(event.measure_id));
  return message;
}

absl::CivilDay RequiredDate(const std::string& text, std::string_view field, FieldCheck& check) {
  check.Check(!text.empty(), field, "a date YYYY-MM-DD");
  return DateField(text, field, absl::CivilDay(), check);
}

Agreement AgreementField(const v1::Agreement& message, FieldCheck& check) {
  Agreement read;
  read.agreement_no = message.agreement_no();
  check.Check(IsLabel(read.agreement_no, 1, kMaxNumber), "agreement.agreement_no",
              "1 to 64 characters on one line");
  const std::optional<policy::SubjectKind> kind = FromProto(message.subject_kind());
  check.Check(kind.has_value(), "agreement.subject_kind", "MEDICAL, PHARMACY or PERSON");
  read.subject = {kind.value_or(policy::SubjectKind::kMedical), message.subject_id()};
  check.Check(IsPersonId(read.subject.id), "agreement.subject_id", "1 to 32 of A-Z 0-9 - _");
  read.institution_id = message.institution_id();
  check.Check(read.institution_id.empty() != read.subject.person(), "agreement.institution_id",
              "where a person's agreement holds; empty for an institution's own");
  read.public_body = message.public_body();
  check.Check(!read.public_body || !read.subject.person(), "agreement.public_body",
              "of an institution only");
  read.term.first = RequiredDate(message.from_date(), "agreement.from_date", check);
  read.term.last = RequiredDate(message.to_date(), "agreement.to_date", check);
  check.Check(read.term.first <= read.term.last, "agreement.to_date", "not before from_date");
  read.signed_on = RequiredDate(message.signed_date(), "agreement.signed_date", check);
  read.renews_no = message.renews_no();
  check.Check(read.renews_no.empty() || IsLabel(read.renews_no, 1, kMaxNumber),
              "agreement.renews_no", "1 to 64 characters on one line");
  return read;
}

// BARRED where the institution or its principal is barred on the first day of the term.
absl::Status CheckInstitution(const ServiceEnv& env, sql::Tx& tx, const Agreement& added) {
  PROBITY_ASSIGN_OR_RETURN(Institution party, GetInstitution(tx, env.region, added.subject.id));
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(party.kind == added.subject.kind, "agreement.subject_kind",
                                     "not the kind the institution is registered with")
                              .Result());
  party.designated_from = added.term.first;
  return consequences::CheckBarred(env, tx, {party});
}

// PERSON_BARRED, or PERSON_NOT_REGISTERED for a person whose bar is over on the first day of the
// term and who was not registered anew.
absl::Status CheckQualified(const ServiceEnv& env, sql::Tx& tx, const Person& person,
                            absl::CivilDay first) {
  PROBITY_ASSIGN_OR_RETURN(const QualificationHistory history, HistoryOfPerson(env, tx, person));
  PROBITY_RETURN_IF_ERROR(CheckNotBarred(history, first));
  const PaymentQualification then = QualificationOn(history, person.registered, first);
  if (then.state != QualificationState::kTerminated) return absl::OkStatus();
  return Precondition(Reason::k_PERSON_NOT_REGISTERED,
                      "the payment qualification was terminated and the person is not registered "
                      "anew; 支付资格已终止，尚未重新登记备案",
                      {{"person_id", person.person_id}});
}

// The party stands in its register and may sign, and a person works where the agreement holds.
absl::Status CheckParty(const ServiceEnv& env, sql::Tx& tx, const Agreement& added) {
  if (!added.subject.person()) return CheckInstitution(env, tx, added);
  PROBITY_ASSIGN_OR_RETURN(const Person person, GetPerson(tx, env.region, added.subject.id));
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(person.profession == Profession::kPhysician ||
                                         person.profession == Profession::kPharmacist,
                                     "agreement.subject_id",
                                     "agreements are signed with physicians and pharmacists")
                              .Result());
  PROBITY_RETURN_IF_ERROR(CheckQualified(env, tx, person, added.term.first));
  PROBITY_ASSIGN_OR_RETURN(Institution site, GetInstitution(tx, env.region, added.institution_id));
  site.designated_from = added.term.first;
  PROBITY_RETURN_IF_ERROR(consequences::CheckBarred(env, tx, {site}));
  if (WorkedAt(person, added.institution_id, added.term.first, added.term.last)) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_NOT_EMPLOYED_THERE,
                      absl::StrCat("the person does not work at ", added.institution_id,
                                   " on any day of the term; 协议期内不在该机构执业"));
}

absl::StatusOr<v1::SignAgreementResponse> Sign(const ServiceEnv& env, sql::Tx& tx,
                                               const rpc::Call& call,
                                               const v1::SignAgreementRequest& request) {
  FieldCheck check;
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  const Agreement added = AgreementField(request.agreement(), check);
  check.Check(added.signed_on <= today, "agreement.signed_date", "not in the future");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(LockParty(tx, env.region, added.subject));
  PROBITY_RETURN_IF_ERROR(CheckParty(env, tx, added));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<AgreementFile> of_party,
                           AgreementsOf(tx, env.region, added.subject));
  PROBITY_RETURN_IF_ERROR(CheckNewAgreement(added, of_party));
  const absl::Status inserted =
      InsertAgreement(tx, env.region, added, call.caller.person, absl::ToUnixMicros(at.time));
  if (absl::IsAlreadyExists(inserted)) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  absl::StrCat("agreement ", added.agreement_no, " is recorded already"));
  }
  PROBITY_RETURN_IF_ERROR(inserted);
  AgreementFile file = {added, {}};
  PROBITY_RETURN_IF_ERROR(
      AuditAgreement(env, tx, AuditKind::kAgreementSigned, file, call.caller.person, at));
  PROBITY_RETURN_IF_ERROR(FollowMeasures(env, tx, file, call.caller.person, at));
  v1::SignAgreementResponse response;
  *response.mutable_agreement() = ToProto(file, today);
  return response;
}

// Whose agreement it is: of a person's, the institution where it holds.
absl::Status CheckOwnAgreement(const rpc::Call& call, const Agreement& agreement) {
  return CheckOwn(call,
                  agreement.subject.person() ? agreement.institution_id : agreement.subject.id);
}

using EventGuard = std::function<absl::Status(const AgreementFile&, const AgreementEvent&)>;

// One event on an agreement: load it under a lock, hold the guard against it, append.
template <typename Response, typename Request>
absl::StatusOr<Response> Change(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                const Request& request, AgreementEvent event, FieldCheck check,
                                const EventGuard& guard) {
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  check.Check(IsLabel(request.document(), 1, kMaxDocument), "document",
              "number of the document, 1 to 200 characters");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(AgreementFile file, LoadAgreement(tx, env.region, request.agreement_no(),
                                                             AgreementLock::kForUpdate));
  PROBITY_RETURN_IF_ERROR(CheckOwnAgreement(call, file.agreement));
  const RecordedAt at = Now(env);
  event.reason = request.reason();
  event.document = request.document();
  event.actor = call.caller.person;
  event.business_date = calendar::DateOf(at.time);
  event.recorded_time = absl::ToUnixMicros(at.time);
  event.scenario = at.scenario;
  PROBITY_RETURN_IF_ERROR(guard(file, event));
  PROBITY_RETURN_IF_ERROR(AppendAgreementEvent(tx, env.region, file, event));
  const absl::CivilDay today = event.business_date;
  file.events.push_back(std::move(event));
  PROBITY_RETURN_IF_ERROR(
      AuditAgreement(env, tx, AuditKind::kAgreementChanged, file, call.caller.person, at));
  Response response;
  *response.mutable_agreement() = ToProto(file, today);
  return response;
}

// The day a clock of the party's policy ends on, counted from `from`.
absl::StatusOr<absl::CivilDay> ClockDay(const ServiceEnv& env, sql::Tx& tx, const Agreement& one,
                                        std::string_view key, absl::CivilDay from,
                                        absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.For(tx, one.subject.kind, today));
  return DeadlineDay(*policy, key, env.calendar, from);
}

// The policy whose section `measures` holds for the institution the agreement holds at.
absl::StatusOr<PolicyRef> RulesOf(const ServiceEnv& env, sql::Tx& tx, const Agreement& one,
                                  absl::CivilDay today) {
  return consequences::MeasurePolicy(env, tx, MeasureSubject::kInstitution,
                                     one.subject.person() ? one.institution_id : one.subject.id,
                                     today);
}

absl::StatusOr<v1::SuspendAgreementResponse> Suspend(const ServiceEnv& env, sql::Tx& tx,
                                                     const rpc::Call& call,
                                                     const v1::SuspendAgreementRequest& request) {
  FieldCheck check;
  AgreementEvent event;
  event.kind = AgreementEventKind::kSuspended;
  event.from = RequiredDate(request.from_date(), "from_date", check);
  event.to = RequiredDate(request.to_date(), "to_date", check);
  event.voluntary = request.voluntary();
  return Change<v1::SuspendAgreementResponse>(
      env, tx, call, request, event, check,
      [&](const AgreementFile& file, const AgreementEvent& asked) -> absl::Status {
        // Counted from the day before: the first day of the suspension is one of the days.
        PROBITY_ASSIGN_OR_RETURN(
            const absl::CivilDay limit,
            ClockDay(env, tx, file.agreement, kSuspensionKey, asked.from - 1, asked.business_date));
        PROBITY_ASSIGN_OR_RETURN(const PolicyRef rules,
                                 RulesOf(env, tx, file.agreement, asked.business_date));
        const absl::CivilDay longest = asked.from - 1 + rules->measures.agreement_days_max;
        return CheckSuspension(file, asked, std::min(limit, longest));
      });
}

absl::StatusOr<v1::ResumeAgreementResponse> Resume(const ServiceEnv& env, sql::Tx& tx,
                                                   const rpc::Call& call,
                                                   const v1::ResumeAgreementRequest& request) {
  FieldCheck check;
  AgreementEvent event;
  event.kind = AgreementEventKind::kResumed;
  event.from = RequiredDate(request.from_date(), "from_date", check);
  return Change<v1::ResumeAgreementResponse>(env, tx, call, request, event, check,
                                             &CheckResumption);
}

absl::StatusOr<CancellationOrder> TerminationOf(const AgreementFile& file,
                                                const v1::TerminateAgreementRequest& request,
                                                absl::CivilDay from, const std::string& person) {
  if (file.agreement.subject.person()) {
    return Precondition(Reason::k_AGREEMENT_BY_MEASURE,
                        "a person's agreement ends with the payment qualification, by points; "
                        "人员协议随支付资格终止而解除");
  }
  AgreementEvent event;
  event.from = from;
  PROBITY_RETURN_IF_ERROR(CheckTermination(file, event));
  CancellationOrder order;
  order.subject_id = file.agreement.subject.id;
  order.served = from - 1;
  order.since = file.agreement.signed_on;
  order.basis = kTerminationBasis;
  order.document = request.document();
  order.reason = request.reason();
  order.person = person;
  return order;
}

// Ends the designation by a measure; Keep has the agreement follow it.
absl::StatusOr<v1::TerminateAgreementResponse> Terminate(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::TerminateAgreementRequest& request) {
  FieldCheck check;
  const absl::CivilDay from = RequiredDate(request.from_date(), "from_date", check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  check.Check(IsLabel(request.document(), 1, kMaxDocument), "document",
              "number of the document, 1 to 200 characters");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(
      const AgreementFile file,
      LoadAgreement(tx, env.region, request.agreement_no(), AgreementLock::kForUpdate));
  PROBITY_ASSIGN_OR_RETURN(const CancellationOrder order,
                           TerminationOf(file, request, from, call.caller.person));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, RulesOf(env, tx, file.agreement, today));
  PROBITY_RETURN_IF_ERROR(consequences::Terminate(env, tx, order, policy->sha256, at).status());
  PROBITY_ASSIGN_OR_RETURN(
      const AgreementFile after,
      LoadAgreement(tx, env.region, request.agreement_no(), AgreementLock::kNone));
  v1::TerminateAgreementResponse response;
  *response.mutable_agreement() = ToProto(after, today);
  return response;
}

absl::StatusOr<v1::AnnounceExitResponse> AnnounceExit(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::AnnounceExitRequest& request) {
  FieldCheck check;
  AgreementEvent event;
  event.kind = AgreementEventKind::kExitAnnounced;
  event.from = RequiredDate(request.last_date(), "last_date", check);
  event.voluntary = true;
  return Change<v1::AnnounceExitResponse>(
      env, tx, call, request, event, check,
      [&](const AgreementFile& file, const AgreementEvent& asked) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(
            const absl::CivilDay notice,
            ClockDay(env, tx, file.agreement, kExitKey, asked.business_date, asked.business_date));
        return CheckExit(file, asked, notice);
      });
}

absl::StatusOr<v1::WithdrawExitResponse> WithdrawExit(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::WithdrawExitRequest& request) {
  AgreementEvent event;
  event.kind = AgreementEventKind::kExitWithdrawn;
  event.from = Today(env.clock);
  return Change<v1::WithdrawExitResponse>(env, tx, call, request, event, FieldCheck(),
                                          &CheckExitWithdrawal);
}

absl::StatusOr<v1::GetAgreementResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                             const v1::GetAgreementRequest& request) {
  FieldCheck check;
  const absl::CivilDay day = DateField(request.date(), "date", Today(env.clock), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  v1::GetAgreementResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        const AgreementFile file,
        LoadAgreement(tx, env.region, request.agreement_no(), AgreementLock::kNone));
    PROBITY_RETURN_IF_ERROR(CheckOwnAgreement(call, file.agreement));
    *response.mutable_agreement() = ToProto(file, day);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListAgreementsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::ListAgreementsRequest& request) {
  const std::optional<policy::SubjectKind> kind = FromProto(request.subject_kind());
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(kind.has_value() != request.subject_id().empty(), "subject_id",
                                     "given with subject_kind, or neither")
                              .Result());
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, request.subject_id()));
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<AgreementFile> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    if (kind.has_value()) {
      PROBITY_ASSIGN_OR_RETURN(found, AgreementsOf(tx, env.region, {*kind, request.subject_id()}));
    } else {
      PROBITY_ASSIGN_OR_RETURN(found, AgreementsAfter(tx, env.region, page.cursor, page.size + 1));
    }
    return absl::OkStatus();
  }));
  v1::ListAgreementsResponse response;
  if (!kind.has_value() && static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(
        env.page_tokens.Next(call, request, found.back().agreement.agreement_no));
  }
  for (const AgreementFile& one : found) {
    *response.add_agreements() = ToProto(one, Today(env.clock));
  }
  return response;
}

}  // namespace

v1::Agreement ToProto(const AgreementFile& file, absl::CivilDay day) {
  const Agreement& one = file.agreement;
  v1::Agreement message;
  message.set_agreement_no(one.agreement_no);
  message.set_subject_kind(ToProto(one.subject.kind));
  message.set_subject_id(one.subject.id);
  message.set_institution_id(one.institution_id);
  message.set_public_body(one.public_body);
  message.set_from_date(DateText(one.term.first));
  message.set_to_date(DateText(one.term.last));
  message.set_signed_date(DateText(one.signed_on));
  message.set_renews_no(one.renews_no);
  message.set_state(static_cast<v1::AgreementState>(StateOn(file, day)));
  message.set_last_date(DateText(LastDayOf(file)));
  for (const AgreementEvent& event : file.events) *message.add_events() = ToProto(event);
  return message;
}

void RegisterAgreementService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.AgreementService.")
      .Change("SignAgreement", &Sign)
      .Change("SuspendAgreement", &Suspend)
      .Change("ResumeAgreement", &Resume)
      .Change("TerminateAgreement", &Terminate)
      .Change("AnnounceExit", &AnnounceExit)
      .Change("WithdrawExit", &WithdrawExit)
      .Read("GetAgreement", &Get)
      .Read("ListAgreements", &List);
}

}  // namespace probity::scoring
