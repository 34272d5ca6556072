// CheckRoster, AttendanceOfQuarter and ReportLostCode: sums and signals that name nobody's round.
#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "probity/review/v1/roster_service.pb.h"
#include "services/review/api/roster_handlers.h"
#include "services/review/domain/rules.h"
#include "services/review/store/roster/invitations.h"
#include "services/review/store/roster/members.h"
#include "services/review/store/roster/pool.h"

namespace probity::review {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 9998;

absl::StatusOr<v1::CheckRosterResponse> Check(const ReviewEnv& env, const rpc::Call& call) {
  PROBITY_ASSIGN_OR_RETURN(const CommitteeInForce in_force, env.committee_in_force(call.deadline));
  std::vector<PoolMember> active;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(active, roster::ActiveMembers(tx));
    return absl::OkStatus();
  }));
  const std::array<GroupCheck, kGroupCount> groups =
      CheckRoster(active, QuotasOf(in_force.committee, RoundKind::kFirst),
                  QuotasOf(in_force.committee, RoundKind::kAppeal));
  v1::CheckRosterResponse response;
  for (const GroupCheck& group : groups) {
    v1::GroupCheck& shown = *response.add_groups();
    shown.set_group(static_cast<v1::MemberGroup>(group.group));
    shown.set_members(group.members);
    shown.set_distinct_employers(group.distinct_employers);
    shown.set_enough_for_first(group.enough_for_first);
    shown.set_enough_for_appeal(group.enough_for_appeal);
  }
  return response;
}

struct Quarter {
  absl::Time from;
  absl::Time to;
};

absl::StatusOr<Quarter> Read(const v1::AttendanceOfQuarterRequest& request) {
  FieldCheck check;
  check.Check(request.year() >= kFirstYear && request.year() <= kLastYear, "year",
              absl::StrCat(kFirstYear, " to ", kLastYear));
  check.Check(request.quarter() >= 1 && request.quarter() <= 4, "quarter", "1 to 4");
  PROBITY_RETURN_IF_ERROR(check.Result());
  const absl::CivilMonth first(request.year(), 3 * request.quarter() - 2);
  return Quarter{calendar::StartOf(calendar::Date(first)),
                 calendar::StartOf(calendar::Date(first + 3))};
}

absl::Status QuarterNotOver() {
  return Precondition(Reason::k_TOO_EARLY,
                      "attendance is summed once the quarter and its last round are over");
}

absl::StatusOr<v1::AttendanceOfQuarterResponse> SumAttendance(
    const ReviewEnv& env, const rpc::Call& call, const v1::AttendanceOfQuarterRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Quarter quarter, Read(request));
  if (env.clock.Now() < quarter.to) return QuarterNotOver();
  PROBITY_ASSIGN_OR_RETURN(const CommitteeInForce in_force, env.committee_in_force(call.deadline));
  roster::AttendanceSum sum;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(sum, roster::AttendanceBetween(tx, absl::ToUnixSeconds(quarter.from),
                                                            absl::ToUnixSeconds(quarter.to)));
    return absl::OkStatus();
  }));
  // A sum that still grows would tell, by the difference, who sat in the last round.
  if (sum.rounds_pending > 0) return QuarterNotOver();
  if (sum.rounds < in_force.committee.attendance_rounds_min) {
    return Precondition(Reason::k_TOO_FEW_ROUNDS,
                        "too few rounds sat in this quarter to sum attendance without naming them");
  }
  v1::AttendanceOfQuarterResponse response;
  for (const roster::Attendance& one : sum.attendances) {
    v1::Attendance& shown = *response.add_attendances();
    shown.set_member_no(one.member_no);
    shown.set_rounds_sat(static_cast<int>(one.rounds_sat));
  }
  return response;
}

// The answer is the same whether or not there is such a round and whatever its phase.
absl::StatusOr<v1::ReportLostCodeResponse> Report(sql::Tx& tx,
                                                  const v1::ReportLostCodeRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
  PROBITY_RETURN_IF_ERROR(roster::MarkReissue(tx, round_id));
  return v1::ReportLostCodeResponse();
}

}  // namespace

void RegisterRosterSums(const ReviewEnv& env, rpc::Router& router) {
  router.Unary<v1::CheckRosterRequest, v1::CheckRosterResponse>(
      "probity.review.v1.RosterService.CheckRoster",
      [&env](const rpc::Call& call, const v1::CheckRosterRequest&) { return Check(env, call); });
  router.Unary<v1::AttendanceOfQuarterRequest, v1::AttendanceOfQuarterResponse>(
      "probity.review.v1.RosterService.AttendanceOfQuarter",
      [&env](const rpc::Call& call, const v1::AttendanceOfQuarterRequest& request) {
        return SumAttendance(env, call, request);
      });
  router.Mutation<v1::ReportLostCodeRequest, v1::ReportLostCodeResponse>(
      "probity.review.v1.RosterService.ReportLostCode", env.roster,
      [](sql::Tx& tx, const rpc::Call&, const v1::ReportLostCodeRequest& request) {
        return Report(tx, request);
      });
}

}  // namespace probity::review
