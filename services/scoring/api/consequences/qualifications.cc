#include "services/scoring/api/consequences/qualifications.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "probity/scoring/v1/consequence_service.pb.h"
#include "services/scoring/api/consequences/consequence_convert.h"
#include "services/scoring/api/consequences/consequence_service.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/domain/consequences/qualification.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/consequences/qualification_store.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring::consequences {
namespace {

constexpr int32_t kFirstYear = 2000;
constexpr int32_t kLastYear = 2200;
constexpr int64_t kPageRows = 2000;
constexpr int32_t kEveryYear = 0;
constexpr int64_t kAllRows = -1;
constexpr char kCursorSeparator = '\n';

using ByInstitution = std::map<std::string, std::vector<QualificationChange>>;

absl::Status Write(const ServiceEnv& env, sql::Tx& tx,
                   const std::vector<QualificationChange>& changes, const std::string& actor,
                   const RecordedAt& at) {
  if (changes.empty()) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(InsertQualificationChanges(
      tx, env.region, changes, {actor, absl::ToUnixMicros(at.time), at.scenario}));
  ledger::Fields fields;
  fields.Add("actor", actor);
  for (const QualificationChange& one : changes) {
    fields.Add("institution_id", one.institution_id)
        .Add("qualification", policy::QualificationName(one.qualification))
        .Add("year", int64_t{one.year})
        .Add("action", static_cast<int64_t>(one.action))
        .Add("effective_date", calendar::FormatDate(one.effective))
        .Add("points", one.points);
  }
  return AppendAudit(tx, env.region, AuditKind::kQualificationsChanged, fields, at).status();
}

// Institutions whose designation is cancelled and stays so.
absl::StatusOr<std::set<std::string>> CancelledOnes(const ServiceEnv& env, sql::Tx& tx) {
  std::set<std::string> ids;
  MeasureFilter filter;
  filter.kind = MeasureKind::kCancellation;
  filter.limit = kPageRows;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Measure> page, ListMeasures(tx, env.region, filter));
    for (const Measure& one : page) {
      if (one.status == MeasureStatus::kInForce) ids.insert(one.subject_id);
    }
    if (static_cast<int64_t>(page.size()) < kPageRows) return ids;
    filter.after = page.back().measure_id;
  }
}

absl::StatusOr<ByInstitution> DecidedSoFar(const ServiceEnv& env, sql::Tx& tx,
                                           int32_t points_year) {
  QualificationFilter filter;
  filter.points_year = points_year;
  filter.limit = kAllRows;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<QualificationChange> changes,
                           ListQualificationChanges(tx, env.region, filter));
  ByInstitution by;
  for (const QualificationChange& one : LastChanges(changes)) {
    by[one.institution_id].push_back(one);
  }
  return by;
}

absl::StatusOr<std::map<std::string, int64_t>> PointsOfYear(const ServiceEnv& env, sql::Tx& tx,
                                                            int32_t year) {
  std::map<std::string, int64_t> points;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Balance> balances, ListBalances(tx, env.region));
  for (const Balance& one : balances) {
    if (one.year == year && !one.subject.person()) points[one.subject.id] = one.points;
  }
  return points;
}

// What one call decides for every institution of one kind.
struct Round {
  int32_t points_year;
  absl::CivilDay today;
  std::map<std::string, int64_t> points;
  std::set<std::string> cancelled;
  ByInstitution last;
  std::vector<QualificationChange> changes;
  v1::DecideQualificationsResponse response;
};

bool DesignatedIn(const Institution& institution, int32_t year) {
  return institution.designated_from < absl::CivilDay(year + 1, 1, 1) &&
         (!institution.designated_to.has_value() ||
          *institution.designated_to >= absl::CivilDay(year, 1, 1));
}

void DecideOne(const policy::Policy& policy, const Institution& institution, Round& round) {
  const auto points = round.points.find(institution.institution_id);
  QualificationFacts facts;
  facts.institution_id = institution.institution_id;
  facts.points_year = round.points_year;
  facts.points = points == round.points.end() ? 0 : points->second;
  facts.cancelled = round.cancelled.contains(institution.institution_id) ||
                    !DesignatedIn(institution, round.points_year + 1);
  facts.decided = round.today;
  const bool all = !facts.cancelled && !policy::Evaluate(policy, facts.points).grants.empty();
  round.response.set_granted(round.response.granted() + (all ? 1 : 0));
  round.response.set_not_renewed(round.response.not_renewed() + (all ? 0 : 1));
  for (QualificationChange& change :
       DecideQualifications(policy, facts, round.last[institution.institution_id])) {
    round.changes.push_back(std::move(change));
  }
}

absl::Status DecideKind(const ServiceEnv& env, sql::Tx& tx, policy::SubjectKind kind,
                        Round& round) {
  const absl::CivilDay last_day(round.points_year, 12, 31);
  const absl::StatusOr<PolicyRef> policy = env.policies.For(tx, kind, last_day);
  if (HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE)) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(policy.status());
  if (OfferedBy(**policy, round.points_year).empty()) return absl::OkStatus();
  std::string after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> page,
                             InstitutionsAfter(tx, env.region, kind, after, kPageRows));
    if (page.empty()) return absl::OkStatus();
    for (const Institution& one : page) {
      if (DesignatedIn(one, round.points_year)) DecideOne(**policy, one, round);
    }
    after = page.back().institution_id;
  }
}

absl::StatusOr<v1::DecideQualificationsResponse> Decide(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::DecideQualificationsRequest& request) {
  const int32_t year = request.points_year();
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(year >= kFirstYear && year <= kLastYear, "points_year", "2000 to 2200")
          .Result());
  const RecordedAt at = Now(env);
  Round round;
  round.points_year = year;
  round.today = calendar::DateOf(at.time);
  if (round.today <= absl::CivilDay(year, 12, 31)) {
    return Precondition(Reason::k_QUALIFICATIONS_TOO_EARLY,
                        absl::StrCat("the points of ", year, " are not all there before 1 January ",
                                     year + 1, "; 年度未结束"));
  }
  PROBITY_ASSIGN_OR_RETURN(round.points, PointsOfYear(env, tx, year));
  PROBITY_ASSIGN_OR_RETURN(round.cancelled, CancelledOnes(env, tx));
  PROBITY_ASSIGN_OR_RETURN(round.last, DecidedSoFar(env, tx, year));
  for (const policy::SubjectKind kind :
       {policy::SubjectKind::kMedical, policy::SubjectKind::kPharmacy}) {
    PROBITY_RETURN_IF_ERROR(DecideKind(env, tx, kind, round));
  }
  PROBITY_RETURN_IF_ERROR(Write(env, tx, round.changes, call.caller.person, at));
  round.response.set_changed(static_cast<int32_t>(round.changes.size()));
  return round.response;
}

std::string CursorOf(const QualificationChange& last) {
  return absl::StrCat(static_cast<int>(last.qualification), "\n", last.year, "\n", last.seq, "\n",
                      last.institution_id);
}

void ReadCursor(const std::string& cursor, QualificationFilter& filter) {
  const std::vector<std::string> parts =
      absl::StrSplit(cursor, absl::MaxSplits(kCursorSeparator, 3));
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &filter.after_qualification) ||
      !absl::SimpleAtoi(parts[1], &filter.after_year) ||
      !absl::SimpleAtoi(parts[2], &filter.after_seq)) {
    return;
  }
  filter.after_institution_id = parts[3];
}

absl::StatusOr<v1::ListQualificationsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                    const v1::ListQualificationsRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, request.institution_id()));
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  QualificationFilter filter;
  filter.year = request.year();
  filter.institution_id = request.institution_id();
  ReadCursor(page.cursor, filter);
  filter.limit = page.size + 1;
  std::vector<QualificationChange> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListQualificationChanges(tx, env.region, filter));
    return absl::OkStatus();
  }));
  v1::ListQualificationsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, CursorOf(found.back())));
  }
  for (const QualificationChange& one : found) *response.add_changes() = ToProto(one);
  return response;
}

// What has been decided for the institution by the points of one year, or of every one.
absl::StatusOr<std::vector<QualificationChange>> DecidedFor(const ServiceEnv& env, sql::Tx& tx,
                                                            const std::string& institution_id,
                                                            int32_t points_year) {
  QualificationFilter filter;
  filter.points_year = points_year;
  filter.institution_id = institution_id;
  filter.limit = kAllRows;
  return ListQualificationChanges(tx, env.region, filter);
}

absl::StatusOr<bool> IsCancelled(const ServiceEnv& env, sql::Tx& tx,
                                 const std::string& institution_id) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<Measure> measures,
      MeasuresOf(tx, env.region, MeasureSubject::kInstitution, institution_id));
  return std::any_of(measures.begin(), measures.end(), [](const Measure& one) {
    return one.kind == MeasureKind::kCancellation && one.status == MeasureStatus::kInForce;
  });
}

}  // namespace

absl::Status FollowQualifications(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  if (change.subject.person()) return absl::OkStatus();
  QualificationFacts facts;
  facts.institution_id = change.subject.id;
  facts.points_year = change.year;
  facts.points = change.standing.points;
  facts.decided = change.effective_date;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<QualificationChange> known,
                           DecidedFor(env, tx, facts.institution_id, facts.points_year));
  if (known.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(facts.cancelled, IsCancelled(env, tx, facts.institution_id));
  return Write(env, tx, DecideQualifications(*change.policy, facts, LastChanges(known)),
               change.actor, change.at);
}

absl::Status FollowDesignation(sql::Tx& tx, const ServiceEnv& env,
                               const std::string& institution_id, const std::string& actor,
                               const RecordedAt& at) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<QualificationChange> known,
                           DecidedFor(env, tx, institution_id, kEveryYear));
  if (known.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, institution_id));
  QualificationFacts facts;
  facts.institution_id = institution_id;
  facts.decided = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(facts.cancelled, IsCancelled(env, tx, institution_id));
  std::map<int32_t, std::vector<QualificationChange>> years;
  for (const QualificationChange& one : known) years[one.points_year].push_back(one);
  for (const auto& [year, changes] : years) {
    facts.points_year = year;
    PROBITY_ASSIGN_OR_RETURN(
        facts.points, BalancePoints(tx, env.region, {institution.kind, institution_id}, year));
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                             env.policies.BySha(tx, changes.back().policy_sha256));
    PROBITY_RETURN_IF_ERROR(
        Write(env, tx, DecideQualifications(*policy, facts, LastChanges(changes)), actor, at));
  }
  return absl::OkStatus();
}

void RegisterQualifications(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.ConsequenceService.")
      .Change("DecideQualifications", &Decide)
      .Read("ListQualifications", &List);
}

}  // namespace probity::scoring::consequences
