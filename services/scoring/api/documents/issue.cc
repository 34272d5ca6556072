#include "services/scoring/api/documents/issue.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/policy/evaluate.h"
#include "common/print/document.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/documents/book.h"
#include "services/scoring/api/procedure/weight.h"
#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/evidence/evidence_store.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/procedure/records.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxHandField = 4000;

// The facts, and what keeps their pointers valid.
struct Gathered {
  DocumentFacts facts;
  std::vector<PolicyRef> policies;
};

bool ListsEvidence(DocumentType type) {
  return type == DocumentType::kInvestigationReport || type == DocumentType::kEvidenceList ||
         type == DocumentType::kPointsDecision || type == DocumentType::kFileIndex;
}

// Whose clocks run on that day; where no policy is in force, that of the last act, or none.
absl::StatusOr<PolicyRef> PolicyOfDay(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                      policy::SubjectKind kind, absl::CivilDay day) {
  absl::StatusOr<PolicyRef> policy = env.policies.For(tx, kind, day);
  if (!HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE)) return policy;
  if (!file.findings.empty()) policy = env.policies.For(tx, kind, LastActEnd(file));
  if (HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE)) return PolicyRef();
  return policy;
}

// The version a finding's item is quoted from: the one its decision chose, else that of the act.
absl::StatusOr<PolicyRef> PolicyOfFinding(const ServiceEnv& env, sql::Tx& tx,
                                          policy::SubjectKind kind, const FindingFile& finding) {
  if (!finding.policy_sha256.empty()) return env.policies.BySha(tx, finding.policy_sha256);
  return env.policies.For(tx, kind, finding.act_end);
}

absl::Status AddItems(const ServiceEnv& env, sql::Tx& tx, Gathered& gathered) {
  const policy::SubjectKind kind = gathered.facts.institution.kind;
  for (const FindingFile& finding : gathered.facts.file.findings) {
    PROBITY_ASSIGN_OR_RETURN(PolicyRef policy, PolicyOfFinding(env, tx, kind, finding));
    gathered.facts.items[finding.item] = policy::FindItem(*policy, finding.code);
    gathered.policies.push_back(std::move(policy));
  }
  return absl::OkStatus();
}

absl::Status AddFile(const ServiceEnv& env, sql::Tx& tx, const DocumentBook& book,
                     DocumentType type, DocumentFacts& facts) {
  if (facts.file.case_id.empty()) return absl::OkStatus();
  if (ListsEvidence(type)) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<ReviewedEvidence> evidence,
                             EvidenceOfCase(tx, env.region, facts.file.case_id));
    for (const ReviewedEvidence& one : evidence) facts.evidence.push_back(one.item);
  }
  if (type == DocumentType::kFileIndex) {
    DocumentFilter filter;
    filter.case_id = facts.file.case_id;
    PROBITY_ASSIGN_OR_RETURN(std::vector<IssuedDocument> documents,
                             ListDocuments(tx, env.region, filter));
    facts.documents = OrderCaseFile(std::move(documents), book.rules());
  }
  return absl::OkStatus();
}

std::string OutcomeText(int64_t outcome) {
  switch (static_cast<GroundOutcome>(outcome)) {
    case GroundOutcome::kSustained:
      return "成立";
    case GroundOutcome::kPartly:
      return "部分成立";
    case GroundOutcome::kNotSustained:
      return "不成立";
  }
  return "";
}

// The grounds in the order filed, each with its last answer.
absl::StatusOr<std::vector<PrintedGround>> GroundsOf(const ServiceEnv& env, sql::Tx& tx,
                                                     const CaseFile& file) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CaseRecord> records,
                           ListRecords(tx, env.region, file.case_id));
  std::vector<PrintedGround> grounds;
  std::map<int64_t, size_t> places;  // by seq of the ground
  for (const CaseRecord& one : records) {
    if (one.kind == RecordKind::kGroundFiled) {
      places[one.seq] = grounds.size();
      grounds.push_back({one.reason, "", ""});
    }
    const auto place = places.find(one.refers_to);
    if (one.kind != RecordKind::kGroundAnswered || place == places.end()) continue;
    grounds[place->second].outcome = OutcomeText(one.outcome);
    grounds[place->second].answer = one.reason;
  }
  return grounds;
}

// 暂停医保结算1个月: what the party is told its points may lead to (G8, 处罚法 44).
std::string EffectText(const CaseWeight& weight) {
  if (weight.measure == policy::Measure::kCancellation) return "取消医保定点资格";
  if (weight.measure != policy::Measure::kSuspension) return "";
  return absl::StrCat("暂停医保结算", weight.months, "个月");
}

absl::StatusOr<Gathered> Gather(const ServiceEnv& env, sql::Tx& tx, const DocumentBook& book,
                                const CaseFile& file, const NewDocument& made,
                                const std::string& actor, absl::CivilDay today) {
  Gathered gathered;
  DocumentFacts& facts = gathered.facts;
  facts.bureau = book.BureauOf(env.region);
  facts.unchecked = book.unchecked();
  facts.today = today;
  facts.file = file;
  facts.actor = actor;
  facts.order = made.order;
  facts.note = made.note;
  facts.served = made.served;
  PROBITY_ASSIGN_OR_RETURN(facts.institution, GetInstitution(tx, env.region, file.institution_id));
  PROBITY_ASSIGN_OR_RETURN(PolicyRef policy,
                           PolicyOfDay(env, tx, file, facts.institution.kind, today));
  facts.policy = policy.get();
  gathered.policies.push_back(std::move(policy));
  PROBITY_RETURN_IF_ERROR(AddItems(env, tx, gathered));
  PROBITY_RETURN_IF_ERROR(AddFile(env, tx, book, made.type, facts));
  const bool of_objection =
      made.type == DocumentType::kReviewOpinion || made.type == DocumentType::kObjection;
  if (of_objection && !file.case_id.empty()) {
    PROBITY_ASSIGN_OR_RETURN(facts.grounds, GroundsOf(env, tx, file));
  }
  if (made.type == DocumentType::kResultNotice && !file.case_id.empty()) {
    PROBITY_ASSIGN_OR_RETURN(const CaseWeight weight, WeighProposal(env, tx, file));
    facts.effect = EffectText(weight);
  }
  std::vector<std::string> persons = file.officers;
  persons.push_back(actor);
  PROBITY_ASSIGN_OR_RETURN(facts.people, PeopleOf(env, tx, persons, today));
  return gathered;
}

absl::Status CheckByHand(const DocumentTemplate& form, const NewDocument& made) {
  const FieldMap& given = made.by_hand;
  FieldCheck check;
  for (const auto& [name, value] : given) {
    const auto& fields = form.hand_fields();
    const bool known = std::any_of(fields.begin(), fields.end(),
                                   [&, name = name](const auto& one) { return one.name == name; });
    check.Check(known, absl::StrCat("fields.", name), "this document has no such field");
    CheckLength(value, 1, kMaxHandField, absl::StrCat("fields.", name), check);
  }
  for (const HandField& field : form.hand_fields()) {
    check.Check(made.by_act || field.optional || given.contains(field.name),
                absl::StrCat("fields.", field.name), absl::StrCat("required: ", field.label));
  }
  return check.Result();
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> PeopleOf(const ServiceEnv& env, sql::Tx& tx,
                                                            const std::vector<std::string>& persons,
                                                            absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> registered,
                           OfficersOf(tx, env.region, persons));
  std::map<std::string, std::string> people;
  std::set<std::string> valid;
  for (const Officer& one : registered) {
    if (valid.contains(one.person)) continue;
    people[one.person] = PersonText(one);
    if (IsValidOn(one, today)) valid.insert(one.person);
  }
  return people;
}

absl::StatusOr<IssuedDocument> IssueDocument(const ServiceEnv& env, sql::Tx& tx,
                                             const RecordedAt& at, const std::string& actor,
                                             const CaseFile& file, const NewDocument& made) {
  PROBITY_ASSIGN_OR_RETURN(const DocumentBook* book, ShippedBook());
  const DocumentRule& rule = book->rules().Of(made.type);
  const DocumentTemplate& form = book->TemplateOf(made.type);
  PROBITY_RETURN_IF_ERROR(CheckByHand(form, made));
  IssuedDocument draft;
  draft.document_id = TimeOrderedId(at.time, env.entropy).Text();
  draft.case_id = file.case_id;
  draft.institution_id = file.institution_id;
  draft.type = made.type;
  draft.about_id = made.about_id;
  draft.issued = calendar::DateOf(at.time);
  draft.actor = actor;
  draft.recorded_time = absl::ToUnixMicros(at.time);
  draft.scenario = at.scenario;
  PROBITY_ASSIGN_OR_RETURN(Gathered gathered,
                           Gather(env, tx, *book, file, made, actor, draft.issued));
  FieldValues values = FieldsOf(gathered.facts);
  for (const auto& [name, value] : made.by_hand) values.fields[name] = value;
  print::Document base;
  base.agency = gathered.facts.bureau.agency;
  base.title = rule.title;
  base.footer = file.case_ref.empty() ? "" : absl::StrCat("案号 ", file.case_ref);
  print::StampScenario(at.scenario, base);
  base.date = draft.issued;
  base = form.Fill(values, std::move(base));
  draft.title = base.title;
  const std::string& bureau_word = gathered.facts.bureau.word;
  return InsertDocument(
      tx, env.region, std::move(draft), [&](int64_t number) -> absl::StatusOr<Numbered> {
        base.number = DocumentNumber(bureau_word, rule.word, base.date.year(), number);
        return Numbered{base.number, print::Freeze(base)};
      });
}

}  // namespace probity::scoring
