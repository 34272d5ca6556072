#include "services/scoring/api/persons/person_convert.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/persons/identity.h"

namespace probity::scoring {
namespace {

constexpr size_t kNameMax = 100;
constexpr size_t kLicenceMax = 64;

std::string Under(std::string_view prefix, std::string_view field) {
  return absl::StrCat(ToAbsl(prefix), ToAbsl(field));
}

void FillLine(const PersonLine& line, v1::PersonLine& message) {
  message.set_item(line.item);
  message.set_finding_item(line.finding_item);
  message.set_code(line.code);
  message.set_responsibility(
      static_cast<::probity::policy::v1::Responsibility>(line.responsibility));
  message.set_reason(line.reason);
  message.set_emergency(line.emergency);
  message.set_emergency_reason(line.emergency_reason);
  message.set_points(line.points);
  message.set_final_points(line.final_points);
  message.set_violation_code(line.violation_code);
  message.set_act_start_date(DateText(line.act_start));
  message.set_act_end_date(DateText(line.act_end));
}

}  // namespace

bool SeesNames(const rpc::Call& call) {
  for (const options::v1::Role role : {options::v1::ROLE_CASE_OFFICER, options::v1::ROLE_SUPERVISOR,
                                       options::v1::ROLE_LEGAL_REVIEWER, options::v1::ROLE_DIRECTOR,
                                       options::v1::ROLE_INSTITUTION}) {
    if (call.caller.Has(role)) return true;
  }
  return false;
}

absl::Status CheckOwnPerson(const rpc::Call& call, const Person& person) {
  if (!call.caller.Has(options::v1::ROLE_INSTITUTION)) return absl::OkStatus();
  const bool own = std::any_of(
      person.employments.begin(), person.employments.end(),
      [&](const Employment& at) { return at.institution_id == call.caller.institution_id; });
  if (own) return absl::OkStatus();
  return Denied(Reason::k_NOT_YOURS, "an institution sees the persons who work there only");
}

v1::Person ToProto(const Person& person, const rpc::Call& call) {
  v1::Person message;
  message.set_person_id(person.person_id);
  if (SeesNames(call)) message.set_licence_no(person.licence_no);
  message.set_name(SeesNames(call) ? person.name : MaskName(person.name));
  message.set_profession(static_cast<v1::Profession>(person.profession));
  for (const Employment& one : person.employments) {
    v1::Employment& at = *message.add_employments();
    at.set_institution_id(one.institution_id);
    at.set_from_date(DateText(one.from));
    at.set_to_date(DateText(one.to));
    at.set_main_site(one.main_site);
  }
  for (const absl::CivilDay day : person.registered) message.add_registered_dates(DateText(day));
  return message;
}

v1::PersonScoring ToProto(const PersonScoring& scoring) {
  v1::PersonScoring message;
  message.set_scoring_id(scoring.scoring_id);
  message.set_case_id(scoring.case_id);
  message.set_person_id(scoring.person_id);
  message.set_institution_id(scoring.institution_id);
  message.set_sanction(static_cast<v1::Sanction>(scoring.sanction));
  message.set_sanction_document(scoring.sanction_document);
  message.set_state(static_cast<v1::PersonScoringState>(scoring.state));
  message.set_etag(absl::StrCat(scoring.etag));
  for (const PersonLine& line : scoring.lines) FillLine(line, *message.add_lines());
  message.set_proposed_date(DateText(scoring.proposed));
  message.set_notice_served_date(DateText(scoring.notice_served));
  message.set_objection_deadline_date(DateText(scoring.objection_deadline));
  message.set_objection_filed_date(DateText(scoring.objection_filed));
  message.set_objection(scoring.objection);
  message.set_objection_answer(scoring.objection_answer);
  message.set_decided_date(DateText(scoring.decided));
  message.set_decision_reason(scoring.decision_reason);
  message.set_notified_months(scoring.notified_months);
  message.set_suspend_months(scoring.suspend_months);
  message.set_suspend_reason(scoring.suspend_reason);
  message.set_effective_date(DateText(scoring.effective));
  message.set_notice_no(scoring.notice_no);
  message.set_decision_no(scoring.decision_no);
  return message;
}

void AddTells(const std::vector<TellRow>& tells, v1::PersonScoring& message) {
  for (const TellRow& row : tells) {
    v1::InstitutionToTell& tell = *message.add_to_tell();
    tell.set_institution_id(row.institution_id);
    tell.set_told_date(DateText(row.told));
    tell.set_receipt(row.receipt);
  }
}

void AddSteps(const std::vector<PersonStepRow>& steps, v1::PersonScoring& message) {
  using google::protobuf::util::TimeUtil;
  for (const PersonStepRow& row : steps) {
    v1::PersonStep& step = *message.add_steps();
    step.set_seq(row.seq);
    step.set_from_state(static_cast<v1::PersonScoringState>(row.from));
    step.set_to_state(static_cast<v1::PersonScoringState>(row.to));
    step.set_actor(row.actor);
    step.set_business_date(DateText(row.business_date));
    *step.mutable_recorded_time() = TimeUtil::MicrosecondsToTimestamp(row.recorded_time);
    step.set_note(row.note);
  }
}

Employment EmploymentField(const v1::Employment& message, std::string_view prefix,
                           FieldCheck& check) {
  Employment at;
  at.institution_id = message.institution_id();
  check.Check(IsInstitutionId(at.institution_id), Under(prefix, "institution_id"),
              "1 to 32 of A-Z 0-9 - _");
  check.Check(!message.from_date().empty(), Under(prefix, "from_date"), "a date YYYY-MM-DD");
  at.from = DateField(message.from_date(), Under(prefix, "from_date"), absl::CivilDay(), check);
  if (!message.to_date().empty()) {
    at.to = DateField(message.to_date(), Under(prefix, "to_date"), at.from, check);
    check.Check(at.from <= *at.to, Under(prefix, "to_date"), "not before from_date");
  }
  at.main_site = message.main_site();
  return at;
}

Person PersonField(const v1::Person& message, std::string_view prefix, FieldCheck& check) {
  Person person;
  person.person_id = message.person_id();
  check.Check(IsPersonId(person.person_id), Under(prefix, "person_id"),
              "1 to 32 of A-Z 0-9 - _, and no identity card number");
  person.licence_no = message.licence_no();
  check.Check(IsLabel(person.licence_no, 1, kLicenceMax) && !HoldsIdNumber(person.licence_no),
              Under(prefix, "licence_no"), "1 to 64 characters, and no identity card number");
  person.name = message.name();
  check.Check(IsLabel(person.name, 1, kNameMax) && !HoldsIdNumber(person.name),
              Under(prefix, "name"), "1 to 100 characters on one line");
  check.Check(v1::Profession_IsValid(message.profession()) &&
                  message.profession() != v1::PROFESSION_UNSPECIFIED,
              Under(prefix, "profession"), "a known profession");
  person.profession = static_cast<Profession>(message.profession());
  for (int i = 0; i < message.employments_size(); ++i) {
    person.employments.push_back(EmploymentField(
        message.employments(i), absl::StrCat(ToAbsl(prefix), "employments[", i, "]."), check));
  }
  SortEmployments(person.employments);
  return person;
}

PersonLine LineField(const v1::PersonLine& message, std::string_view prefix, FieldCheck& check) {
  PersonLine line;
  line.item = message.item();
  check.Check(1 <= line.item && line.item <= kMaxPersonLines, Under(prefix, "item"), "1 to 32");
  line.finding_item = message.finding_item();
  line.code = message.code();
  check.Check(IsInstitutionId(line.code), Under(prefix, "code"), "a code of the policy");
  const int responsibility = static_cast<int>(message.responsibility());
  check.Check(1 <= responsibility && responsibility <= 3, Under(prefix, "responsibility"),
              "GENERAL, IMPORTANT or MAIN");
  line.responsibility = static_cast<policy::Responsibility>(responsibility);
  line.reason = message.reason();
  CheckLength(line.reason, 0, kMaxPersonReason, Under(prefix, "reason"), check);
  line.emergency = message.emergency();
  line.emergency_reason = message.emergency_reason();
  CheckLength(line.emergency_reason, 0, kMaxPersonReason, Under(prefix, "emergency_reason"), check);
  check.Check(line.emergency || line.emergency_reason.empty(), Under(prefix, "emergency_reason"),
              "only with emergency");
  return line;
}

}  // namespace probity::scoring
