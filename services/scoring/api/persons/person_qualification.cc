#include "services/scoring/api/persons/person_qualification.h"

#include <string>
#include <vector>

#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/store/entries.h"

namespace probity::scoring {

namespace {

// The standings by the entries of one subject, in the order of recording.
absl::StatusOr<Standings> Fold(const ServiceEnv& env, sql::Tx& tx,
                               const std::vector<Entry>& entries) {
  std::map<int32_t, std::vector<Entry>> years;
  for (const Entry& entry : entries) years[entry.year].push_back(entry);
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  Standings standings;
  for (const auto& [year, of_year] : years) {
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef pinned,
                             env.policies.BySha(tx, of_year.back().policy_sha256));
    StandingRules rules{*pinned};
    for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
    standings.emplace(year, FoldStanding(rules, of_year));
  }
  return standings;
}

}  // namespace

absl::StatusOr<Standings> StandingsOf(const ServiceEnv& env, sql::Tx& tx, const Subject& subject) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfSubject(tx, env.region, subject));
  return Fold(env, tx, entries);
}

absl::StatusOr<std::map<std::string, QualificationHistory>> HistoriesOfStaff(
    const ServiceEnv& env, sql::Tx& tx, const std::string& institution_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfStaff(tx, env.region, institution_id));
  std::map<std::string, std::vector<Entry>> persons;
  for (const Entry& entry : entries) persons[entry.subject.id].push_back(entry);
  std::map<std::string, QualificationHistory> histories;
  for (const auto& [person_id, of_person] : persons) {
    PROBITY_ASSIGN_OR_RETURN(const Standings standings, Fold(env, tx, of_person));
    histories.emplace(person_id, HistoryOf(standings));
  }
  return histories;
}

absl::StatusOr<QualificationHistory> HistoryOfPerson(const ServiceEnv& env, sql::Tx& tx,
                                                     const Person& person) {
  PROBITY_ASSIGN_OR_RETURN(const Standings standings, StandingsOf(env, tx, person.subject()));
  return HistoryOf(standings);
}

absl::StatusOr<v1::PaymentQualification> QualificationOf(const ServiceEnv& env, sql::Tx& tx,
                                                         const Person& person, absl::CivilDay day) {
  PROBITY_ASSIGN_OR_RETURN(const Standings standings, StandingsOf(env, tx, person.subject()));
  const PaymentQualification now = QualificationOn(HistoryOf(standings), person.registered, day);
  v1::PaymentQualification message;
  message.set_state(static_cast<v1::QualificationState>(now.state));
  if (now.suspension.has_value()) {
    message.set_from_date(DateText(now.suspension->first));
    message.set_to_date(DateText(now.suspension->last));
  }
  if (now.termination.has_value()) {
    message.set_from_date(DateText(now.termination->first));
    message.set_bar_end_date(DateText(now.termination->bar_end));
    message.set_one_event(now.termination->one_event);
  }
  const auto year = standings.find(static_cast<int32_t>(day.year()));
  if (year != standings.end()) {
    message.set_points(year->second.points);
    message.set_band(year->second.band);
    return message;
  }
  const absl::StatusOr<PolicyRef> policy = env.policies.For(tx, policy::SubjectKind::kPerson, day);
  if (policy.ok()) message.set_band(policy::Evaluate(**policy, 0).band_text);
  return message;
}

}  // namespace probity::scoring
