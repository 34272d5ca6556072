#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "clients/common/bureau.h"
#include "clients/common/files.h"
#include "clients/probityctl/commands/cases.h"
#include "clients/probityctl/commands/commands.h"
#include "common/calendar/date.h"
#include "common/id/uuid.h"
#include "common/money/money.h"
#include "common/policy/evaluate.h"
#include "common/policy/load.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;

std::string StateOf(v1::CaseState state) {
  if (state == v1::CASE_STATE_UNSPECIFIED) return "-";
  return Short(v1::CaseState_Name(state), "CASE_STATE_");
}

std::string Moment(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S",
                          absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
                          calendar::BureauZone());
}

// Runs `body` with the services; prints what went wrong.
template <typename Body>
int With(const Session& session, Body body) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  return bureau.ok() ? body(*bureau) : Fail(bureau.status());
}

template <typename Message>
int PrintAll(const std::vector<Message>& messages) {
  clients::PrintJsonArray(messages);
  return kOk;
}

// "1000.00", or "1000.00 → 600.00" where the decision lowered it.
std::string RecoveryText(const v1::Finding& finding) {
  const std::string notified = money::FormatYuan(finding.recovery_fen());
  if (!finding.has_final_recovery_fen()) return notified;
  if (finding.final_recovery_fen() == finding.recovery_fen()) return notified;
  return absl::StrCat(notified, " → ", money::FormatYuan(finding.final_recovery_fen()));
}

void PrintCase(const v1::Case& one) {
  std::printf("%s  %s  %s  %s\n", one.case_ref().c_str(), one.institution_id().c_str(),
              StateOf(one.state()).c_str(),
              Short(v1::CaseSource_Name(one.source()), "CASE_SOURCE_").c_str());
  std::printf("承办人 officers: %s\n", absl::StrJoin(one.officers(), ", ").c_str());
  std::printf("告知分 notified %lld, 最终分 final %lld\n\n",
              static_cast<long long>(one.notified_points()),
              static_cast<long long>(one.final_points()));
  Table findings({"项 item", "代码 code", "终了日 act ended", "告知 notified", "最终 final",
                  "会审 verdict", "追回(元) recovery"});
  for (const v1::Finding& f : one.findings()) {
    findings.Add({absl::StrCat(f.item()), f.violation_code(), f.act_end_date(),
                  absl::StrCat(f.notified_points()), absl::StrCat(f.final_points()),
                  f.verdict() == v1::FINDING_VERDICT_UNSPECIFIED
                      ? "-"
                      : Short(v1::FindingVerdict_Name(f.verdict()), "FINDING_VERDICT_"),
                  RecoveryText(f)});
  }
  findings.Print();
  PrintCaseHistory(one);
}

void PrintTimeline(const v1::GetTimelineResponse& timeline) {
  std::printf("\n");
  Table steps(
      {"序 no", "日期 date", "从 from", "到 to", "经办 by", "记录于 recorded", "说明 note"});
  for (const v1::TimelineEntry& entry : timeline.entries()) {
    steps.Add({absl::StrCat(entry.seq()), entry.business_date(), StateOf(entry.from_state()),
               StateOf(entry.to_state()), entry.actor(), Moment(entry.recorded_time()),
               entry.note()});
  }
  steps.Print();
  if (!timeline.next_step().empty()) {
    std::printf("\n下一步 next: %s%s%s\n", timeline.next_step().c_str(),
                timeline.next_deadline_date().empty() ? "" : "  期限 by ",
                timeline.next_deadline_date().c_str());
  }
  if (!timeline.case_().attention().empty()) {
    std::printf("注意 attention: %s\n", timeline.case_().attention().c_str());
  }
}

void AddStanding(const v1::Standing& one, Table& table) {
  const v1::Consequence& c = one.consequence();
  table.Add(
      {one.institution_id(), absl::StrCat(one.points()), one.band(), absl::StrCat(one.rate_bp()),
       c.cancelled() ? absl::StrCat("取消 cancelled ", c.cancelled_date())
       : c.suspend_months() > 0
           ? absl::StrCat("暂停 suspended ", c.suspend_start_date(), "…", c.suspend_end_date())
           : "",
       absl::StrJoin(one.qualifications(), ";")});
}

Table StandingTable() {
  return Table({"机构 institution", "分 points", "档 band", "bp", "后果 consequence",
                "资格 qualifications"});
}

}  // namespace

int InstitutionList(const Session& session) {
  return With(session, [&](const clients::Bureau& bureau) {
    const auto page = [&](const v1::ListInstitutionsRequest& request) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.registry,
                         &v1::RegistryService::Stub::ListInstitutions, request);
    };
    const auto all =
        clients::AllPages<v1::ListInstitutionsRequest, v1::ListInstitutionsResponse,
                          v1::Institution>({}, page, &v1::ListInstitutionsResponse::institutions);
    if (!all.ok()) return Fail(all.status());
    if (session.json) return PrintAll(*all);
    Table table({"机构 id", "名称 name", "类别 kind", "片区 district", "定点自 designated from"});
    for (const v1::Institution& one : *all) {
      table.Add({one.institution_id(), one.name(),
                 Short(v1::SubjectKind_Name(one.kind()), "SUBJECT_KIND_"), one.district(),
                 one.designated_from_date()});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

int CaseList(const Session& session, const std::string& institution_id) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::ListCasesRequest request;
    request.set_institution_id(institution_id);
    const auto page = [&](const v1::ListCasesRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.cases, &v1::CaseService::Stub::ListCases, one);
    };
    const auto all = clients::AllPages<v1::ListCasesRequest, v1::ListCasesResponse, v1::Case>(
        request, page, &v1::ListCasesResponse::cases);
    if (!all.ok()) return Fail(all.status());
    if (session.json) return PrintAll(*all);
    Table table({"案号 case", "机构 institution", "状态 state", "立案 opened", "告知 notified",
                 "最终 final"});
    for (const v1::Case& one : *all) {
      table.Add({one.case_ref(), one.institution_id(), StateOf(one.state()), one.opened_date(),
                 absl::StrCat(one.notified_points()), absl::StrCat(one.final_points())});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

int CaseShow(const Session& session, const std::string& case_ref) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::GetTimelineRequest request;
    request.set_case_ref(case_ref);
    const auto timeline =
        bureau.Call(role::ROLE_AUDITOR, bureau.cases, &v1::CaseService::Stub::GetTimeline, request);
    if (!timeline.ok()) return Fail(timeline.status());
    if (session.json) {
      PrintJson(*timeline);
    } else {
      PrintCase(timeline->case_());
      PrintTimeline(*timeline);
    }
    return static_cast<int>(kOk);
  });
}

int StandingList(const Session& session, int year, bool with_points_only) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::StreamStandingsRequest request;
    request.set_year(year);
    std::vector<v1::Standing> all;
    const absl::Status status = rpc::InvokeStream(
        *bureau.standings, &v1::StandingService::Stub::StreamStandings, request,
        bureau.As(role::ROLE_AUDITOR), [&](const v1::StreamStandingsResponse& response) {
          for (const v1::Standing& one : response.standings()) {
            if (one.points() != 0 || !with_points_only) all.push_back(one);
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return Fail(status);
    if (session.json) return PrintAll(all);
    Table table = StandingTable();
    for (const v1::Standing& one : all) AddStanding(one, table);
    table.Print();
    return static_cast<int>(kOk);
  });
}

int LedgerList(const Session& session, const std::string& institution_id, int year) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::ListEntriesRequest request;
    request.set_institution_id(institution_id);
    request.set_year(year);
    const auto page = [&](const v1::ListEntriesRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.ledger, &v1::LedgerService::Stub::ListEntries,
                         one);
    };
    const auto all = clients::AllPages<v1::ListEntriesRequest, v1::ListEntriesResponse, v1::Entry>(
        request, page, &v1::ListEntriesResponse::entries);
    if (!all.ok()) return Fail(all.status());
    if (session.json) return PrintAll(*all);
    Table table({"序 seq", "机构 institution", "年 year", "类别 kind", "分 points",
                 "生效 effective", "经办 by", "链 hash"});
    for (const v1::Entry& one : *all) {
      table.Add({absl::StrCat(one.recorded_seq()), one.institution_id(), absl::StrCat(one.year()),
                 Short(v1::EntryKind_Name(one.kind()), "ENTRY_KIND_"), absl::StrCat(one.points()),
                 one.effective_date(), one.actor(), one.hash().substr(0, 12)});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

int LedgerVerify(const Session& session) {
  return With(session, [&](const clients::Bureau& bureau) {
    const auto response =
        bureau.Call(role::ROLE_AUDITOR, bureau.ledger, &v1::LedgerService::Stub::VerifyChain, {});
    if (!response.ok()) return Fail(response.status());
    if (session.json) {
      PrintJson(*response);
    } else {
      std::printf("台账完好 the ledger holds: %lld entries, %lld balances, head %s\n",
                  static_cast<long long>(response->entries()),
                  static_cast<long long>(response->balances()), response->head_hash().c_str());
    }
    return static_cast<int>(kOk);
  });
}

int PolicyLint(const std::vector<std::string>& files) {
  int worst = kOk;
  for (const std::string& file : files) {
    const absl::StatusOr<std::string> text = clients::ReadFile(file);
    const auto policy = text.ok() ? policy::LoadPolicy(*text, file) : text.status();
    if (!policy.ok()) {
      worst = Fail(policy.status());
      continue;
    }
    std::printf("%s  %s\n", policy->sha256.c_str(), file.c_str());
    for (const std::string& line : policy::PrintAssumed(*policy, policy::Language::kZh)) {
      std::printf("  假定值 assumed  %s\n", line.c_str());
    }
  }
  return worst;
}

int PolicyPut(const Session& session, const std::string& file) {
  return With(session, [&](const clients::Bureau& bureau) {
    v1::PutPolicyRequest request;
    absl::StatusOr<std::string> text = clients::ReadFile(file);
    if (!text.ok()) return Fail(text.status());
    request.set_request_id(RandomUuid(crypto::SystemEntropy()));
    request.set_file_name(file);
    request.set_content(*std::move(text));
    const auto response = bureau.Call(role::ROLE_SUPERVISOR, bureau.policies,
                                      &v1::PolicyService::Stub::PutPolicy, request);
    if (!response.ok()) return Fail(response.status());
    if (session.json) {
      PrintJson(*response);
    } else {
      std::printf("%s  %s\n", response->sha256().c_str(), response->policy_id().c_str());
    }
    return static_cast<int>(kOk);
  });
}

int PolicyList(const Session& session) {
  return With(session, [&](const clients::Bureau& bureau) {
    const auto response = bureau.Call(role::ROLE_AUDITOR, bureau.policies,
                                      &v1::PolicyService::Stub::ListPolicies, {});
    if (!response.ok()) return Fail(response.status());
    if (session.json) {
      PrintJson(*response);
      return static_cast<int>(kOk);
    }
    Table table({"政策 policy", "版本 version", "类别 kind", "自 from", "至 to", "假定值 assumed",
                 "sha256"});
    for (const v1::PolicySummary& one : response->policies()) {
      table.Add({one.policy_id(), one.version(),
                 Short(v1::SubjectKind_Name(one.kind()), "SUBJECT_KIND_"),
                 one.effective_from_date(), one.effective_to_date(),
                 absl::StrCat(one.assumed_values()), one.sha256()});
    }
    table.Print();
    return static_cast<int>(kOk);
  });
}

}  // namespace probity::ctl
