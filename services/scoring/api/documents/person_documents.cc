#include "services/scoring/api/documents/person_documents.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/documents/fields.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/api/documents/serve.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr char kObjection[] = "objection";  // the policy's deadline

std::string_view ResponsibilityText(policy::Responsibility responsibility) {
  switch (responsibility) {
    case policy::Responsibility::kGeneral:
      return "一般责任";
    case policy::Responsibility::kImportant:
      return "重要责任";
    case policy::Responsibility::kMain:
      return "主要责任";
  }
  return "";
}

// "挂床住院（M204）"; the code alone where the policy does not know it.
std::string Named(const policy::Policy* policy, const std::string& code) {
  const policy::CatalogueItem* const item =
      policy == nullptr ? nullptr : policy::FindItem(*policy, code);
  return item == nullptr ? code : absl::StrCat(item->title.zh, "（", code, "）");
}

// How much is said of each item: a document field has its length.
enum class Detail { kReasons, kTitles, kCodes };

// One line for each item: "1.
// 挂床住院（M204），行为至2026年1月15日：适用…（Q201），主要责任，记6分。".
absl::StatusOr<std::string> ItemsText(const ServiceEnv& env, sql::Tx& tx,
                                      const PersonScoring& scoring, bool decided, Detail detail) {
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, scoring.institution_id));
  std::vector<std::string> lines;
  for (const PersonLine& line : scoring.lines) {
    const auto of_finding = env.policies.For(tx, institution.kind, line.act_end);
    const auto of_person = env.policies.BySha(tx, line.policy_sha256);
    const bool titles = detail != Detail::kCodes;
    lines.push_back(absl::StrCat(
        line.item, ". ",
        Named(titles && of_finding.ok() ? of_finding->get() : nullptr, line.violation_code),
        "，行为至", ChineseDate(line.act_end), "：适用",
        Named(titles && of_person.ok() ? of_person->get() : nullptr, line.code), "，",
        ToAbsl(ResponsibilityText(line.responsibility)), "，记",
        decided ? line.final_points : line.points, "分",
        line.emergency ? "（急诊、抢救情形，不予记分）" : "", "。",
        detail == Detail::kReasons && !line.reason.empty() ? absl::StrCat("理由：", line.reason)
                                                           : ""));
  }
  return absl::StrJoin(lines, "\n");
}

int64_t Characters(std::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(),
                       [](unsigned char byte) { return (byte & 0xC0) != 0x80; });
}

// As much as there is room for.
absl::StatusOr<std::string> ItemsText(const ServiceEnv& env, sql::Tx& tx,
                                      const PersonScoring& scoring, bool decided) {
  constexpr int64_t kRoom = 4000;  // of a field filled in
  std::string text;
  for (const Detail detail : {Detail::kReasons, Detail::kTitles, Detail::kCodes}) {
    PROBITY_ASSIGN_OR_RETURN(text, ItemsText(env, tx, scoring, decided, detail));
    if (Characters(text) <= kRoom) break;
  }
  return text;
}

std::string PointsText(const PersonScoring& scoring, bool decided) {
  int64_t points = 0;
  for (const PersonLine& line : scoring.lines) points += decided ? line.final_points : line.points;
  return absl::StrCat(points);
}

std::string MonthsText(int32_t months) {
  return months == 0 ? "" : absl::StrCat(months);
}

// 10个工作日: what the policy for persons gives for an objection, by whichever unit it counts.
absl::StatusOr<std::string> Window(const ServiceEnv& env, sql::Tx& tx, absl::CivilDay day) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, policy::SubjectKind::kPerson, day));
  const policy::Deadline* const deadline = policy::FindDeadline(*policy, kObjection);
  if (deadline == nullptr) return "";
  const bool workdays = deadline->unit == policy::TimeUnit::kWorkday;
  return absl::StrCat(deadline->count, workdays ? "个工作日" : "日");
}

// The file its documents lie in, and the number of its case.
struct PersonCase {
  CaseFile file;
  std::string case_ref;
};

absl::StatusOr<PersonCase> CaseOf(const ServiceEnv& env, sql::Tx& tx,
                                  const PersonScoring& scoring) {
  PROBITY_ASSIGN_OR_RETURN(CaseFile file, LoadCase(tx, env.region, {scoring.case_id, ""}));
  PersonCase found = {CaseFile(), file.case_ref};
  if (file.state == CaseState::kClosed || file.state == CaseState::kArchived) {
    found.file.institution_id = file.institution_id;
  } else {
    found.file = std::move(file);
  }
  return found;
}

absl::StatusOr<std::string> Issue(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                  const std::string& actor, const Person& person,
                                  const PersonScoring& scoring, NewDocument made) {
  PROBITY_ASSIGN_OR_RETURN(const PersonCase in, CaseOf(env, tx, scoring));
  made.by_act = true;
  made.by_hand["person"] = absl::StrCat(person.name, "（执业编号", person.licence_no, "）");
  made.by_hand["case_no"] = in.case_ref;
  made.by_hand["basis_no"] = scoring.sanction_document;
  std::erase_if(made.by_hand, [](const auto& field) { return field.second.empty(); });
  PROBITY_ASSIGN_OR_RETURN(const IssuedDocument issued,
                           IssueDocument(env, tx, at, actor, in.file, made));
  return issued.number_text;
}

}  // namespace

absl::StatusOr<std::string> IssuePersonNotice(const ServiceEnv& env, sql::Tx& tx,
                                              const RecordedAt& at, const std::string& actor,
                                              const Person& person, const PersonScoring& scoring) {
  NewDocument made;
  made.type = DocumentType::kPersonNotice;
  PROBITY_ASSIGN_OR_RETURN(made.by_hand["items"], ItemsText(env, tx, scoring, false));
  made.by_hand["points"] = PointsText(scoring, false);
  made.by_hand["months"] = MonthsText(scoring.notified_months);
  PROBITY_ASSIGN_OR_RETURN(made.by_hand["window"], Window(env, tx, calendar::DateOf(at.time)));
  return Issue(env, tx, at, actor, person, scoring, std::move(made));
}

absl::StatusOr<std::string> IssuePersonDecision(const ServiceEnv& env, sql::Tx& tx,
                                                const RecordedAt& at, const std::string& actor,
                                                const Person& person,
                                                const PersonScoring& scoring) {
  NewDocument made;
  made.type = DocumentType::kPersonDecision;
  PROBITY_ASSIGN_OR_RETURN(made.by_hand["items"], ItemsText(env, tx, scoring, true));
  made.by_hand["points"] = PointsText(scoring, true);
  made.by_hand["months"] = MonthsText(scoring.suspend_months);
  made.by_hand["months_reason"] = scoring.suspend_reason;
  made.by_hand["reason"] = scoring.decision_reason;
  made.by_hand["objection_answer"] = scoring.objection_answer;
  made.by_hand["notice_no"] = scoring.notice_no;
  made.by_hand["notice_served"] = ChineseDate(scoring.notice_served);
  return Issue(env, tx, at, actor, person, scoring, std::move(made));
}

absl::Status ServePersonDocument(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                 const std::string& actor, const PersonScoring& scoring,
                                 const std::string& number, const ServiceRecord& record) {
  if (number.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const IssuedDocument document, LoadDocument(tx, env.region, "", number));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, scoring.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, institution.kind, record.served));
  PROBITY_RETURN_IF_ERROR(
      CheckServedDate(env, *policy, record, document.issued, calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(const PersonCase in, CaseOf(env, tx, scoring));
  return ServeDocument(env, tx, at, actor, in.file, document, record).status();
}

}  // namespace probity::scoring
