#include "clients/probityctl/commands/clocks.h"

#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = v1::ClockService::Stub;

std::string StateOf(const v1::ClockView& clock) {
  const std::string state = Short(v1::ClockState_Name(clock.state()), "CLOCK_STATE_");
  return clock.late() ? absl::StrCat(state, " late 逾期") : state;
}

std::string LastDate(const v1::ClockView& clock) {
  if (clock.last_date().empty()) return "未知 beyond the calendar";
  return absl::StrCat(clock.last_date(), clock.assumed() ? " (推定 assumed)" : "");
}

std::string DaysLeft(const v1::ClockView& clock) {
  if (clock.last_date().empty()) return "-";
  if (clock.days_left() < 0) return absl::StrCat("逾期 over by ", -clock.days_left());
  return absl::StrCat(clock.days_left());
}

std::string Whose(const v1::ClockView& clock) {
  if (!clock.case_ref().empty()) return clock.case_ref();
  return absl::StrCat(
      Short(v1::ClockSubjectKind_Name(clock.clock().subject_kind()), "CLOCK_SUBJECT_KIND_"), " ",
      clock.clock().subject_id());
}

void PrintDue(const std::vector<v1::ClockView>& clocks) {
  Table table({"截止 last day", "剩余天数 days left", "案件 case", "期限 clock", "机构 institution",
               "届满 at the end"});
  for (const v1::ClockView& one : clocks) {
    table.Add({LastDate(one), DaysLeft(one), Whose(one), one.clock().key(), one.institution_id(),
               Short(policy::v1::OnExpiry_Name(one.on_expiry()), "ON_EXPIRY_")});
  }
  table.Print();
}

void PrintAdded(const v1::ClockView& clock) {
  for (const v1::ClockExtension& one : clock.extensions()) {
    std::printf("  延长 extended  %s  +%d %s  %s  %s  %s  %s\n", clock.clock().key().c_str(),
                one.count(), Short(policy::v1::TimeUnit_Name(one.unit()), "TIME_UNIT_").c_str(),
                one.granted_date().c_str(), one.person().c_str(), one.document().c_str(),
                one.reason().c_str());
  }
  for (const v1::ClockSpan& one : clock.spans()) {
    std::printf("  扣除 not counted  %s  %s  %s…%s  %s  %s  %s\n", clock.clock().key().c_str(),
                Short(policy::v1::ExcludedSpan_Name(one.kind()), "EXCLUDED_SPAN_").c_str(),
                one.first_date().c_str(), one.last_date().c_str(), one.person().c_str(),
                one.document().c_str(), one.reason().c_str());
  }
}

void PrintClocks(const std::vector<v1::ClockView>& clocks) {
  Table table({"期限 clock", "次 run", "状态 state", "起算 from", "截止 last day", "完成 met",
               "剩余天数 days left"});
  for (const v1::ClockView& one : clocks) {
    const bool open =
        one.state() == v1::CLOCK_STATE_RUNNING || one.state() == v1::CLOCK_STATE_OVERDUE;
    table.Add({one.clock().key(), absl::StrCat(one.run()), StateOf(one), one.event_date(),
               LastDate(one), one.met_date(), open ? DaysLeft(one) : ""});
  }
  table.Print();
  for (const v1::ClockView& one : clocks) PrintAdded(one);
}

int Print(const Session& session, const std::vector<v1::ClockView>& clocks,
          void (*print)(const std::vector<v1::ClockView>&)) {
  if (session.json) {
    clients::PrintJsonArray(clocks);
  } else {
    print(clocks);
  }
  return kOk;
}

template <typename Request, typename Response>
absl::StatusOr<std::vector<v1::ClockView>> All(
    const clients::Bureau& bureau, const Request& request,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  const auto page = [&](const Request& one) {
    return bureau.Call(role::ROLE_AUDITOR, bureau.clocks, method, one);
  };
  return clients::AllPages<Request, Response, v1::ClockView>(request, page, &Response::clocks);
}

absl::StatusOr<std::vector<v1::ClockView>> Listed(const Session& session,
                                                  const DueOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  if (options.overdue) {
    v1::ListOverdueRequest request;
    request.set_officer(options.officer);
    return All<v1::ListOverdueRequest, v1::ListOverdueResponse>(bureau, request,
                                                                &Stub::ListOverdue);
  }
  v1::ListDueRequest request;
  request.set_officer(options.officer);
  request.set_until_date(options.until);
  return All<v1::ListDueRequest, v1::ListDueResponse>(bureau, request, &Stub::ListDue);
}

absl::StatusOr<v1::ClockRef> Find(const clients::Bureau& bureau, const ClockOptions& options) {
  v1::GetCaseRequest request;
  request.set_case_ref(options.case_ref);
  PROBITY_ASSIGN_OR_RETURN(const auto found, bureau.Call(role::ROLE_SUPERVISOR, bureau.cases,
                                                         &v1::CaseService::Stub::GetCase, request));
  v1::ClockRef clock;
  clock.set_subject_kind(v1::CLOCK_SUBJECT_KIND_CASE);
  clock.set_subject_id(found.case_().case_id());
  clock.set_key(options.key);
  return clock;
}

// One change of a clock of a case: `fill` puts in what it needs beside clock and request_id.
template <typename Request, typename Response, typename Fill>
int Change(const Session& session, const ClockOptions& options, role::Role as,
           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
           Fill fill) {
  const auto changed = [&]() -> absl::StatusOr<v1::ClockView> {
    PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
    Request request;
    PROBITY_ASSIGN_OR_RETURN(*request.mutable_clock(), Find(bureau, options));
    request.set_request_id(RandomUuid(crypto::SystemEntropy()));
    fill(request);
    PROBITY_ASSIGN_OR_RETURN(const Response response,
                             bureau.Call(as, bureau.clocks, method, request));
    return response.clock();
  };
  const absl::StatusOr<v1::ClockView> clock = changed();
  if (!clock.ok()) return Fail(clock.status());
  return Print(session, {*clock}, &PrintClocks);
}

policy::v1::ExcludedSpan KindOf(const ClockOptions& options) {
  policy::v1::ExcludedSpan kind = policy::v1::EXCLUDED_SPAN_UNSPECIFIED;
  policy::v1::ExcludedSpan_Parse(absl::StrCat("EXCLUDED_SPAN_", options.kind), &kind);
  return kind;
}

}  // namespace

int DueList(const Session& session, const DueOptions& options) {
  const absl::StatusOr<std::vector<v1::ClockView>> clocks = Listed(session, options);
  if (!clocks.ok()) return Fail(clocks.status());
  return Print(session, *clocks, &PrintDue);
}

int CaseClocks(const Session& session, const std::string& case_ref) {
  const auto read = [&]() -> absl::StatusOr<v1::GetClocksResponse> {
    PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
    v1::GetClocksRequest request;
    request.set_case_ref(case_ref);
    return bureau.Call(role::ROLE_AUDITOR, bureau.clocks, &Stub::GetClocks, request);
  };
  const absl::StatusOr<v1::GetClocksResponse> response = read();
  if (!response.ok()) return Fail(response.status());
  return Print(session, {response->clocks().begin(), response->clocks().end()}, &PrintClocks);
}

int ClockExtend(const Session& session, const ClockOptions& options) {
  return Change<v1::ExtendDeadlineRequest, v1::ExtendDeadlineResponse>(
      session, options,
      options.by == "OFFICER_IN_CHARGE" ? role::ROLE_SUPERVISOR : role::ROLE_DIRECTOR,
      &Stub::ExtendDeadline, [&](v1::ExtendDeadlineRequest& request) {
        policy::v1::ExtensionBy by = policy::v1::EXTENSION_BY_UNSPECIFIED;
        policy::v1::ExtensionBy_Parse(absl::StrCat("EXTENSION_BY_", options.by), &by);
        request.set_by(by);
        request.set_count(options.count);
        request.set_reason(options.reason);
        request.set_document(options.document);
      });
}

int ClockExclude(const Session& session, const ClockOptions& options) {
  return Change<v1::AddExcludedSpanRequest, v1::AddExcludedSpanResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::AddExcludedSpan,
      [&](v1::AddExcludedSpanRequest& request) {
        request.set_kind(KindOf(options));
        request.set_first_date(options.first);
        request.set_last_date(options.last);
        request.set_reason(options.reason);
        request.set_document(options.document);
      });
}

int ClockContinue(const Session& session, const ClockOptions& options) {
  return Change<v1::EndExcludedSpanRequest, v1::EndExcludedSpanResponse>(
      session, options, role::ROLE_SUPERVISOR, &Stub::EndExcludedSpan,
      [&](v1::EndExcludedSpanRequest& request) {
        request.set_kind(KindOf(options));
        request.set_last_date(options.last);
      });
}

}  // namespace probity::ctl
