#include "services/scoring/api/statistics/statistics_service.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/clock/clock.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "probity/scoring/v1/statistics_service.pb.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/domain/statistics/statistics.h"
#include "services/scoring/store/statistics/statistics.h"

namespace probity::scoring {
namespace {

// What one answer is counted for.
struct Question {
  StatisticsScope scope;
  int32_t year = 0;
  absl::CivilDay today;
};

absl::Status AddPoints(const ServiceEnv& env, sql::Tx& tx, const Question& question,
                       v1::GetStatisticsResponse& response) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<PointsGroup> groups,
                           CountPoints(tx, question.scope, question.year));
  const absl::CivilDay last_day(question.year, 12, 31);
  std::map<policy::SubjectKind, PolicyRef> held;
  std::map<policy::SubjectKind, const policy::Policy*> policies;
  for (const PointsGroup& one : groups) {
    if (held.contains(one.kind)) continue;
    PROBITY_ASSIGN_OR_RETURN(held[one.kind],
                             env.policies.For(tx, one.kind, std::min(question.today, last_day)));
    policies[one.kind] = held[one.kind].get();
  }
  for (const auto& [key, distribution] : Distribute(groups, policies)) {
    v1::PointsDistribution& one = *response.add_points();
    one.set_district(key.first);
    one.set_kind(ToProto(key.second));
    one.set_institutions(distribution.institutions);
    one.set_with_points(distribution.with_points);
    one.set_points(distribution.points);
    const policy::Policy& policy = *policies.at(key.second);
    for (size_t i = 0; i < policy.bands.size(); ++i) {
      v1::BandCount& band = *one.add_bands();
      band.set_band(policy::BandText(policy.bands[i], policy.point_scale));
      band.set_institutions(distribution.bands[i]);
    }
  }
  return absl::OkStatus();
}

absl::Status AddCases(sql::Tx& tx, const Question& question, v1::GetStatisticsResponse& response) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CaseGroup> groups,
                           CountCases(tx, question.scope, question.year));
  for (const auto& [key, tally] : TallyCases(groups, question.today)) {
    v1::CaseCount& one = *response.add_cases();
    one.set_district(std::get<0>(key));
    one.set_source(static_cast<v1::CaseSource>(std::get<1>(key)));
    one.set_state(static_cast<v1::CaseState>(std::get<2>(key)));
    one.set_cases(tally.cases);
    one.set_open_to_30(tally.open[0]);
    one.set_open_to_60(tally.open[1]);
    one.set_open_to_90(tally.open[2]);
    one.set_open_over_90(tally.open[3]);
  }
  return absl::OkStatus();
}

absl::Status AddOverdue(sql::Tx& tx, const Question& question,
                        v1::GetStatisticsResponse& response) {
  PROBITY_ASSIGN_OR_RETURN(const auto counts, CountClocks(tx, question.scope, question.today));
  for (const auto& [key, count] : counts) {
    v1::OverdueCount& one = *response.add_overdue();
    one.set_district(key.first);
    one.set_clock_key(key.second);
    one.set_running(count.running);
    one.set_overdue(count.overdue);
  }
  return absl::OkStatus();
}

absl::Status AddRecoveries(sql::Tx& tx, const Question& question,
                           v1::GetStatisticsResponse& response) {
  PROBITY_ASSIGN_OR_RETURN(const auto sums, SumRecoveries(tx, question.scope, question.year));
  for (const auto& [district, sum] : sums) {
    const RecoveryTotals total = TotalOf(sum);
    v1::RecoveredFund& one = *response.add_recoveries();
    one.set_district(district);
    one.set_expected_fen(total.expected_fen);
    one.set_received_fen(total.received_fen);
    one.set_outstanding_fen(total.outstanding_fen);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::GetStatisticsResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::GetStatisticsRequest& request) {
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(request.year() >= 2000 && request.year() <= 9999, "year",
                                     "a year of four digits from 2000")
                              .Result());
  const Question question = {{env.region, request.district()}, request.year(), Today(env.clock)};
  v1::GetStatisticsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    response.set_year(question.year);
    response.set_as_of_date(DateText(question.today));
    PROBITY_RETURN_IF_ERROR(AddPoints(env, tx, question, response));
    PROBITY_RETURN_IF_ERROR(AddCases(tx, question, response));
    PROBITY_RETURN_IF_ERROR(AddOverdue(tx, question, response));
    return AddRecoveries(tx, question, response);
  }));
  return response;
}

}  // namespace

void RegisterStatisticsService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.StatisticsService.").Read("GetStatistics", &Get);
}

}  // namespace probity::scoring
