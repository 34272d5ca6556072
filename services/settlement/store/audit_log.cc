#include "services/settlement/store/audit_log.h"

#include "absl/strings/str_cat.h"

namespace probity::settlement {

audit::Log AuditLog(const std::string& region) {
  return audit::Log({}, region);
}

absl::Status AppendAudit(sql::Tx& tx, const std::string& region, AuditKind kind,
                         const ledger::Fields& fields, const RecordedAt& at) {
  const std::string body = absl::StrCat(at.scenario ? "SCENARIO\n" : "", fields.text());
  return AuditLog(region).Append(tx, static_cast<uint16_t>(kind), body, at.time).status();
}

}  // namespace probity::settlement
