#include "services/scoring/store/audit_log.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr int kPage = 500;
constexpr char kTimeName[] = "leaf_time";

std::string TimeLine(absl::Time time) {
  return ledger::Fields().Add(kTimeName, absl::ToUnixMicros(time)).text();
}

// The last line, if it is a leaf's time.
absl::string_view TimeLineOf(absl::string_view body) {
  const size_t before = body.size() < 2 ? 0 : body.rfind('\n', body.size() - 2);
  const size_t begin = before == absl::string_view::npos ? 0 : before + 1;
  const absl::string_view line = body.substr(begin);
  return absl::StartsWith(line, absl::StrCat(kTimeName, "\t")) ? line : absl::string_view();
}

}  // namespace

audit::Log AuditLog(const std::string& region) {
  return audit::Log({}, region);
}

absl::StatusOr<ledger::Head> AppendAudit(sql::Tx& tx, const std::string& region, AuditKind kind,
                                         const ledger::Fields& fields, const RecordedAt& at) {
  const std::string body =
      absl::StrCat(at.scenario ? "SCENARIO\n" : "", fields.text(), TimeLine(at.time));
  return AuditLog(region).Append(tx, static_cast<uint16_t>(kind), body, at.time);
}

absl::Status CheckLeafTimes(sql::Tx& tx, const std::string& region) {
  int64_t after = 0;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<audit::Entry> leaves,
                             AuditLog(region).List(tx, after, kPage));
    if (leaves.empty()) return absl::OkStatus();
    for (const audit::Entry& leaf : leaves) {
      after = leaf.link.seq;
      const absl::string_view line = TimeLineOf(leaf.body);
      if (line.empty() || ToStd(line) == TimeLine(*leaf.recorded_time)) continue;
      return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                    absl::StrCat("leaf ", leaf.link.seq, " was recorded at another time"),
                    {{"seq", absl::StrCat(leaf.link.seq)}});
    }
  }
}

}  // namespace probity::scoring
