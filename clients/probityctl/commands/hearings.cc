#include <cstdio>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "clients/probityctl/commands/commands.h"

namespace probity::ctl {
namespace {

namespace v1 = review::v1;
namespace role = options::v1;

}  // namespace

int RoundList(const Session& session) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto response = bureau->Call(role::ROLE_AUDITOR, bureau->hearings,
                                     &v1::HearingAdminService::Stub::ListRounds, {});
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
    return kOk;
  }
  Table table({"会审 round", "类别 kind", "阶段 phase", "件数 cases"});
  for (const v1::Round& one : response->rounds()) {
    table.Add({one.round_id(), Short(v1::RoundKind_Name(one.kind()), "ROUND_KIND_"),
               Short(v1::RoundPhase_Name(one.phase()), "ROUND_PHASE_"),
               absl::StrCat(one.case_count())});
  }
  table.Print();
  return kOk;
}

int RosterCheck(const Session& session) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto response = bureau->Call(role::ROLE_ROSTER_CLERK, bureau->roster,
                                     &v1::RosterService::Stub::CheckRoster, {});
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
    return kOk;
  }
  const auto enough = [](bool yes) { return yes ? "够 enough" : "不足 TOO_FEW"; };
  Table table({"类 group", "委员 members", "单位 employers", "初审 first", "复审 appeal"});
  for (const v1::GroupCheck& one : response->groups()) {
    table.Add({Short(v1::MemberGroup_Name(one.group()), "MEMBER_GROUP_"),
               absl::StrCat(one.members()), absl::StrCat(one.distinct_employers()),
               enough(one.enough_for_first()), enough(one.enough_for_appeal())});
  }
  table.Print();
  return kOk;
}

}  // namespace probity::ctl
