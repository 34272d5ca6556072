#include "clients/probityctl/commands/ledger.h"

#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/common/bureau.h"
#include "common/calendar/date.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/scoring/v1/proposal_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;

// Runs `body` with the services; prints what went wrong.
template <typename Body>
int With(const Session& session, Body body) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  return bureau.ok() ? body(*bureau) : Fail(bureau.status());
}

// The last microsecond of a day, or the moment itself.
absl::StatusOr<absl::Time> Moment(const std::string& text) {
  const absl::StatusOr<calendar::Date> day = calendar::ParseDate(text);
  if (day.ok()) return calendar::StartOf(*day + 1) - absl::Microseconds(1);
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return time;
  return BadRequest({{"--known-at", "YYYY-MM-DD or a time like 2026-06-01T09:30:00+08:00"}});
}

absl::StatusOr<v1::GetStandingRequest> RequestOf(const StandingView& view) {
  v1::GetStandingRequest request;
  request.set_institution_id(view.institution_id);
  request.set_year(view.year);
  request.set_as_of_date(view.as_of);
  request.set_known_seq(view.known_seq);
  if (view.known_at.empty()) return request;
  PROBITY_ASSIGN_OR_RETURN(const absl::Time known, Moment(view.known_at));
  *request.mutable_known_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(known));
  return request;
}

std::string ConsequenceText(const v1::Consequence& c) {
  if (c.cancelled()) return absl::StrCat("取消 cancelled ", c.cancelled_date());
  if (c.suspend_months() == 0) return "-";
  return absl::StrCat("暂停 suspended ", c.suspend_start_date(), "…", c.suspend_end_date());
}

void PrintStanding(const v1::GetStandingResponse& response) {
  const v1::Standing& one = response.standing();
  Table table({"机构 institution", "年 year", "分 points", "档 band", "bp", "后果 consequence",
               "清零 lapsed", "资格 qualifications"});
  table.Add({one.institution_id(), absl::StrCat(one.year()), absl::StrCat(one.points()), one.band(),
             absl::StrCat(one.rate_bp()), ConsequenceText(one.consequence()),
             one.expired_date().empty() ? "-" : one.expired_date(),
             absl::StrJoin(one.qualifications(), ";")});
  table.Print();
  if (one.late_entry_ids_size() > 0) {
    std::printf(
        "已锁定年度的迟录 late for a locked settlement: %d, 应补清算 a supplementary run is due\n",
        one.late_entry_ids_size());
  }
  std::printf("台账至 ledger up to: %lld\n", static_cast<long long>(response.known_seq()));
}

}  // namespace

int StandingShow(const Session& session, const StandingView& view) {
  const absl::StatusOr<v1::GetStandingRequest> request = RequestOf(view);
  if (!request.ok()) return Fail(request.status());
  return With(session, [&](const clients::Bureau& bureau) {
    const auto response = bureau.Call(role::ROLE_AUDITOR, bureau.standings,
                                      &v1::StandingService::Stub::GetStanding, *request);
    if (!response.ok()) return Fail(response.status());
    if (session.json) {
      PrintJson(*response);
    } else {
      PrintStanding(*response);
    }
    return static_cast<int>(kOk);
  });
}

int Warnings(const Session& session, int year) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::ListWarningsRequest request;
    request.set_year(year);
    const auto page = [&](const v1::ListWarningsRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.ledger, &v1::LedgerService::Stub::ListWarnings,
                         one);
    };
    const auto all =
        clients::AllPages<v1::ListWarningsRequest, v1::ListWarningsResponse, v1::Warning>(
            request, page, &v1::ListWarningsResponse::warnings);
    if (!all.ok()) return Fail(all.status());
    if (session.json) {
      clients::PrintJsonArray(*all);
      return static_cast<int>(kOk);
    }
    Table table({"对象 subject", "类别 kind", "年 year", "分 points", "档 band", "下一档 next",
                 "还差 points to it"});
    for (const v1::Warning& one : *all) {
      table.Add({one.subject_id(), Short(v1::SubjectKind_Name(one.subject_kind()), "SUBJECT_KIND_"),
                 absl::StrCat(one.year()), absl::StrCat(one.points()), one.band(), one.next_band(),
                 absl::StrCat(one.points_to_next())});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

int ProposalDecide(const Session& session, const ProposalDecision& decision) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::DecideProposalRequest request;
    request.set_request_id(RandomUuid(crypto::SystemEntropy()));
    request.set_proposal_id(decision.proposal_id);
    request.set_adopt(decision.adopt);
    request.set_reason(decision.reason);
    request.set_document(decision.document);
    request.set_served_date(decision.served);
    const auto response = bureau.Call(role::ROLE_DIRECTOR, bureau.proposals,
                                      &v1::ProposalService::Stub::DecideProposal, request);
    if (!response.ok()) return Fail(response.status());
    if (session.json) {
      PrintJson(*response);
      return static_cast<int>(kOk);
    }
    const v1::Proposal& one = response->proposal();
    std::printf("%s  %s  %s  %s\n", one.proposal_id().c_str(), one.subject_id().c_str(),
                Short(v1::ProposalOutcome_Name(one.outcome()), "PROPOSAL_OUTCOME_").c_str(),
                one.measure_id().c_str());
    return static_cast<int>(kOk);
  });
}

int ProposalList(const Session& session, bool open_only) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::ListProposalsRequest request;
    request.set_open_only(open_only);
    const auto page = [&](const v1::ListProposalsRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.proposals,
                         &v1::ProposalService::Stub::ListProposals, one);
    };
    const auto all =
        clients::AllPages<v1::ListProposalsRequest, v1::ListProposalsResponse, v1::Proposal>(
            request, page, &v1::ListProposalsResponse::proposals);
    if (!all.ok()) return Fail(all.status());
    if (session.json) {
      clients::PrintJsonArray(*all);
      return static_cast<int>(kOk);
    }
    Table table({"建议 proposal", "对象 subject", "依据 rests on", "提出 proposed", "结果 outcome",
                 "决定 decided"});
    for (const v1::Proposal& one : *all) {
      table.Add({one.proposal_id(), one.subject_id(), absl::StrJoin(one.occurrences(), "; "),
                 one.proposed_date(),
                 Short(v1::ProposalOutcome_Name(one.outcome()), "PROPOSAL_OUTCOME_"),
                 one.decided_date()});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

}  // namespace probity::ctl
