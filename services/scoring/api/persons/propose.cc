// From a decision in force against an institution to the persons who answer for it.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/documents/person_documents.h"
#include "services/scoring/api/persons/person_convert.h"
#include "services/scoring/api/persons/person_handlers.h"
#include "services/scoring/api/persons/scoring_flow.h"
#include "services/scoring/domain/finding.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/persons/persons.h"

namespace probity::scoring {
namespace {

constexpr int kMaxPersons = 200;
constexpr int32_t kMaxMonths = 120;  // whether they suit the band is the decision's to say
constexpr int64_t kAllScorings = 100'000;

// One person as proposed, with the fields read.
struct Asked {
  std::string person_id;
  std::vector<PersonLine> lines;
  int32_t months = 0;  // of suspension, to be told
};

std::vector<PersonLine> LinesOf(const v1::ProposedPerson& proposed, const std::string& prefix,
                                FieldCheck& check) {
  std::vector<PersonLine> lines;
  std::set<int32_t> items;
  std::set<int32_t> findings;
  check.Check(1 <= proposed.lines_size() && proposed.lines_size() <= kMaxPersonLines,
              prefix + "lines", "1 to 32");
  for (int i = 0; i < proposed.lines_size(); ++i) {
    const std::string at = absl::StrCat(prefix, "lines[", i, "].");
    lines.push_back(LineField(proposed.lines(i), at, check));
    check.Check(items.insert(lines.back().item).second, at + "item", "stands twice");
    check.Check(findings.insert(lines.back().finding_item).second, at + "finding_item",
                "a person answers once for a finding");
  }
  std::sort(lines.begin(), lines.end(),
            [](const PersonLine& a, const PersonLine& b) { return a.item < b.item; });
  return lines;
}

absl::StatusOr<std::vector<Asked>> Read(const v1::ProposePersonEntriesRequest& request) {
  FieldCheck check;
  check.Check(
      v1::Sanction_IsValid(request.sanction()) && request.sanction() != v1::SANCTION_UNSPECIFIED,
      "sanction", "what the institution got");
  check.Check(IsLabel(request.sanction_document(), 1, 200), "sanction_document",
              "number of the decision on the institution, 1 to 200 characters");
  check.Check(1 <= request.persons_size() && request.persons_size() <= kMaxPersons, "persons",
              "1 to 200");
  std::vector<Asked> asked;
  std::set<std::string> persons;
  for (int i = 0; i < request.persons_size(); ++i) {
    const std::string prefix = absl::StrCat("persons[", i, "].");
    const v1::ProposedPerson& one = request.persons(i);
    check.Check(persons.insert(one.person_id()).second, prefix + "person_id", "stands twice");
    check.Check(0 <= one.suspend_months() && one.suspend_months() <= kMaxMonths,
                prefix + "suspend_months", "0 to 120");
    asked.push_back({one.person_id(), LinesOf(one, prefix, check), one.suspend_months()});
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return asked;
}

absl::StatusOr<CaseFile> CaseOf(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                const std::string& case_id) {
  PROBITY_ASSIGN_OR_RETURN(CaseFile file, LoadCaseForUpdate(tx, env.region, case_id));
  if (!IsOfficer(file, call.caller.person)) {
    return Denied(Reason::k_NOT_AN_OFFICER_OF_THE_CASE,
                  "points of persons are proposed by an officer of the case; 非本案承办人");
  }
  return file;
}

// The persons of the request, locked in the order of their ids.
absl::StatusOr<std::map<std::string, Person>> LockAll(const ServiceEnv& env, sql::Tx& tx,
                                                      const std::vector<Asked>& asked) {
  std::set<std::string> ids;
  for (const Asked& one : asked) ids.insert(one.person_id);
  std::map<std::string, Person> persons;
  for (const std::string& id : ids) {
    PROBITY_ASSIGN_OR_RETURN(persons[id], LockPerson(tx, env.region, id));
  }
  return persons;
}

absl::StatusOr<std::vector<ScoredBreach>> ScoredBefore(const ServiceEnv& env, sql::Tx& tx,
                                                       const std::string& person_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<PersonScoring> scorings,
                           ListScorings(tx, env.region, {person_id, "", "", kAllScorings}));
  std::vector<ScoredBreach> before;
  for (const PersonScoring& one : scorings) {
    if (one.state != ScoringState::kEffective) continue;
    for (const PersonLine& line : one.lines) {
      if (line.final_points == 0) continue;
      before.push_back(
          {line.violation_code, *one.effective, static_cast<int32_t>(line.act_end.year())});
    }
  }
  return before;
}

absl::StatusOr<PersonLine> Draft(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                 const Person& person, PersonLine line, Sanction sanction,
                                 const std::vector<ScoredBreach>& before) {
  PROBITY_ASSIGN_OR_RETURN(const FindingFile* const finding,
                           TriggeringFinding(file, line.finding_item));
  line.violation_code = finding->code;
  line.act_start = finding->act_start;
  line.act_end = finding->act_end;
  if (!WorkedAt(person, file.institution_id, line.act_start, line.act_end)) {
    return Precondition(Reason::k_NOT_EMPLOYED_THERE,
                        absl::StrCat("the person did not work at ", file.institution_id,
                                     " on any day of the act; 行为期间不在该机构执业"),
                        {{"person_id", person.person_id}});
  }
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, policy::SubjectKind::kPerson, line.act_end));
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf others, env.policies.All(tx));
  PROBITY_ASSIGN_OR_RETURN(const policy::CatalogueItem* const item,
                           ItemFor(*policy, *others, line.code));
  return DraftLine(std::move(line), *policy, *item, sanction, before);
}

}  // namespace

absl::StatusOr<v1::ProposePersonEntriesResponse> HandleProposePersonEntries(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ProposePersonEntriesRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Asked> asked, Read(request));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, CaseOf(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(const auto persons, LockAll(env, tx, asked));
  const ScoringMoment now = MomentOf(env, call.caller.person);
  v1::ProposePersonEntriesResponse response;
  for (const Asked& one : asked) {
    PersonScoring scoring;
    scoring.scoring_id = TimeOrderedId(now.at.time, env.entropy).Text();
    scoring.case_id = file.case_id;
    scoring.case_revision = file.revision;
    scoring.person_id = one.person_id;
    scoring.institution_id = file.institution_id;
    scoring.sanction = static_cast<Sanction>(request.sanction());
    scoring.sanction_document = request.sanction_document();
    scoring.state = ScoringState::kProposed;
    scoring.proposed = now.today;
    scoring.proposer = call.caller.person;
    scoring.notified_months = one.months;
    PROBITY_ASSIGN_OR_RETURN(const std::vector<ScoredBreach> before,
                             ScoredBefore(env, tx, one.person_id));
    for (const PersonLine& line : one.lines) {
      PROBITY_ASSIGN_OR_RETURN(PersonLine drafted, Draft(env, tx, file, persons.at(one.person_id),
                                                         line, scoring.sanction, before));
      scoring.lines.push_back(std::move(drafted));
    }
    PROBITY_ASSIGN_OR_RETURN(
        scoring.notice_no,
        IssuePersonNotice(env, tx, now.at, now.actor, persons.at(one.person_id), scoring));
    absl::StatusOr<PersonScoring> saved =
        InsertScoring(tx, env.region, std::move(scoring), StepLine(now, "proposed / 拟记分"));
    if (absl::IsAlreadyExists(saved.status())) {
      return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                    absl::StrCat("points of ", one.person_id, " were proposed for this decision"));
    }
    PROBITY_RETURN_IF_ERROR(saved.status());
    PROBITY_RETURN_IF_ERROR(AuditScoring(env, tx, *saved, now));
    *response.add_scorings() = ToProto(*saved);
  }
  return response;
}

}  // namespace probity::scoring
