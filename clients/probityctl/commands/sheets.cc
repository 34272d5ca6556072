#include "clients/probityctl/commands/sheets.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = v1::SheetService::Stub;

absl::StatusOr<std::string> CaseIdOf(const clients::Bureau& bureau, const std::string& case_ref) {
  v1::GetCaseRequest request;
  request.set_case_ref(case_ref);
  const auto found =
      bureau.Call(role::ROLE_SUPERVISOR, bureau.cases, &v1::CaseService::Stub::GetCase, request);
  if (!found.ok()) return found.status();
  return found->case_().case_id();
}

// Runs `body(bureau, case_id)`; prints what went wrong.
template <typename Body>
int OnCase(const Session& session, const std::string& case_ref, Body body) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const absl::StatusOr<std::string> case_id = CaseIdOf(*bureau, case_ref);
  return case_id.ok() ? body(*bureau, *case_id) : Fail(case_id.status());
}

void PrintSheet(const v1::GetSheetResponse& sheet) {
  Table findings(
      {"代码 code", "期间 period", "金额 amount", "次数 count", "类别 class", "分值 points"});
  for (const v1::SheetFinding& one : sheet.body().findings()) {
    findings.Add({one.violation_code(), Short(v1::Period_Name(one.period()), "PERIOD_"),
                  Short(v1::AmountBand_Name(one.amount_band()), "AMOUNT_BAND_"),
                  Short(v1::CountBand_Name(one.count_band()), "COUNT_BAND_"),
                  Short(v1::ServiceClass_Name(one.service_class()), "SERVICE_CLASS_"),
                  absl::StrCat(one.points_floor(), "…", one.points_ceiling())});
  }
  findings.Print();
  for (const v1::SheetFinding& one : sheet.body().findings()) {
    std::printf("%s\n", one.facts().c_str());
  }
  std::printf("申辩 defence: %s\n附件 attachments: %d\n", sheet.body().defence().c_str(),
              sheet.attachment_count());
  std::printf("可能机构数 institutions it could mean: %lld (k = %d), 泛化 widened: %d\n",
              static_cast<long long>(sheet.admitting()), sheet.k(), sheet.generalisations());
  if (!sheet.residual()) return;
  std::printf("%s\n", sheet.has_signature()
                          ? absl::StrCat("已签署 signed by ", sheet.signature().person()).c_str()
                          : "待第二人签署 waits for a second officer: sheet sign");
}

}  // namespace

int SheetScan(const Session& session, const std::string& case_ref, const std::string& defence) {
  return OnCase(
      session, case_ref, [&](const clients::Bureau& bureau, const std::string& id) -> int {
        v1::ScanSheetRequest request;
        request.set_case_id(id);
        request.set_defence(defence);
        const auto scanned =
            bureau.Call(role::ROLE_SUPERVISOR, bureau.sheets, &Stub::ScanSheet, request);
        if (!scanned.ok()) return Fail(scanned.status());
        if (session.json) {
          PrintJson(*scanned);
        } else if (scanned->hits().empty()) {
          std::printf("可以送审 the texts name nobody\n");
        } else {
          Table hits({"位置 place", "字符 characters", "类型 kind", "改法 remedy"});
          for (const v1::SheetHit& hit : scanned->hits()) {
            hits.Add({hit.place(), absl::StrCat(hit.first(), "–", hit.last()),
                      Short(v1::MatchKind_Name(hit.kind()), "MATCH_KIND_"), hit.remedy()});
          }
          hits.Print();
        }
        return scanned->hits().empty() ? kOk : kRefused;
      });
}

int SheetShow(const Session& session, const std::string& case_ref) {
  return OnCase(session, case_ref,
                [&](const clients::Bureau& bureau, const std::string& id) -> int {
                  v1::GetSheetRequest request;
                  request.set_case_id(id);
                  const auto sheet =
                      bureau.Call(role::ROLE_SUPERVISOR, bureau.sheets, &Stub::GetSheet, request);
                  if (!sheet.ok()) return Fail(sheet.status());
                  if (session.json) {
                    PrintJson(*sheet);
                  } else {
                    PrintSheet(*sheet);
                  }
                  return kOk;
                });
}

int SheetSign(const Session& session, const std::string& case_ref, const std::string& reason) {
  return OnCase(
      session, case_ref, [&](const clients::Bureau& bureau, const std::string& id) -> int {
        v1::SignResidualSheetRequest request;
        request.set_request_id(RandomUuid(crypto::SystemEntropy()));
        request.set_case_id(id);
        request.set_reason(reason);
        const auto done =
            bureau.Call(role::ROLE_DIRECTOR, bureau.sheets, &Stub::SignResidualSheet, request);
        if (!done.ok()) return Fail(done.status());
        if (session.json) {
          PrintJson(*done);
        } else {
          std::printf("已签署 signed by %s\n", done->signature().person().c_str());
        }
        return kOk;
      });
}

int SheetCounts(const Session& session) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto counts = bureau->Call(role::ROLE_AUDITOR, bureau->sheets, &Stub::GetSheetCounts,
                                   v1::GetSheetCountsRequest());
  if (!counts.ok()) return Fail(counts.status());
  if (session.json) {
    PrintJson(*counts);
    return kOk;
  }
  Table table({"项目 item", "数 count"});
  const auto add = [&](const char* what, int64_t count) { table.Add({what, absl::StrCat(count)}); };
  add("送审 referrals", counts->referrals());
  add("泛化 widened", counts->generalised());
  add("残余 residual", counts->residual());
  add("残余已签署 residual, signed", counts->residual_signed());
  add("场次 rounds", counts->rounds());
  add("小场次 small rounds", counts->small_rounds());
  table.Print();
  return kOk;
}

}  // namespace probity::ctl
