#include "common/sql/finding.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

std::string_view Mark(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk:
      return "ok";
    case Verdict::kWarning:
      return "warning 警告";
    case Verdict::kReadOnly:
      return "read-only 只读";
    case Verdict::kRefused:
      return "refused 拒绝";
  }
  return "";
}

bool Stops(const Finding& finding) {
  return finding.verdict == Verdict::kRefused || finding.verdict == Verdict::kReadOnly;
}

}  // namespace

absl::Status StatusOf(const Report& report) {
  std::vector<std::string> texts;
  bool refused = false;
  for (const Finding& finding : report) {
    if (!Stops(finding)) continue;
    refused = refused || finding.verdict == Verdict::kRefused;
    if (finding.wanted.empty()) {
      texts.push_back(finding.value);
      continue;
    }
    texts.push_back(absl::StrCat(finding.name, " must be ", finding.wanted, " and is ",
                                 finding.value, ": ", ToAbsl(finding.remedy.en)));
  }
  if (texts.empty()) return absl::OkStatus();
  return Refuse(refused ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kUnavailable,
                Reason::k_STORAGE_UNAVAILABLE, absl::StrJoin(texts, "; "));
}

std::string TableOf(const Report& report) {
  size_t width = 0;
  for (const Finding& finding : report) width = std::max(width, finding.name.size());
  std::string table;
  for (const Finding& finding : report) {
    absl::StrAppend(&table, "  ", finding.name, std::string(width - finding.name.size() + 2, ' '),
                    finding.value);
    if (finding.verdict == Verdict::kOk) {
      absl::StrAppend(&table, "  ok\n");
      continue;
    }
    if (!finding.wanted.empty()) absl::StrAppend(&table, "  (wanted 应为 ", finding.wanted, ")");
    absl::StrAppend(&table, "  ", ToAbsl(Mark(finding.verdict)), "\n", std::string(width + 4, ' '),
                    ToAbsl(finding.remedy.en), " / ", ToAbsl(finding.remedy.zh), "\n");
  }
  return table;
}

}  // namespace probity::sql
