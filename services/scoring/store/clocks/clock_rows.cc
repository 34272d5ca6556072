#include "services/scoring/store/clocks/clock_rows.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring::clocks {
namespace {

constexpr char kNotKnown[] = "9999-12-31";
constexpr char kOfClock[] =
    " WHERE region = ? AND subject_kind = ? AND subject_id = ? AND clock_key = ? AND run = ? "
    "ORDER BY seq";
constexpr char kGrants[] =
    "SELECT seq, approved_by, added, unit, granted_date, person, reason, document "
    "FROM clock_extension";
constexpr char kSpans[] =
    "SELECT seq, kind, first_date, last_date, reason, document, person FROM clock_span";

Grant GrantOf(const sql::Row& row) {
  Grant grant;
  grant.seq = static_cast<int32_t>(row.Int(0));
  grant.by = static_cast<policy::ExtensionBy>(row.Int(1));
  grant.count = static_cast<int32_t>(row.Int(2));
  grant.unit = static_cast<policy::TimeUnit>(row.Int(3));
  grant.granted = DateAt(row, 4);
  grant.person = row.Text(5);
  grant.reason = row.Text(6);
  grant.document = row.Text(7);
  return grant;
}

Span SpanOf(const sql::Row& row) {
  Span span;
  span.seq = static_cast<int32_t>(row.Int(0));
  span.kind = static_cast<policy::ExcludedSpan>(row.Int(1));
  span.first = DateAt(row, 2);
  span.last = OptionalDateAt(row, 3);
  span.reason = row.Text(4);
  span.document = row.Text(5);
  span.person = row.Text(6);
  return span;
}

}  // namespace

const char kClockColumns[] =
    "c.subject_kind, c.subject_id, c.clock_key, c.run, c.state, c.event_date, c.last_date, "
    "c.assumed, c.on_expiry, c.policy_sha256, c.case_id, c.institution_id, c.officer, c.met_date, "
    "c.reported_date, c.revision";

absl::StatusOr<ClockFile> ClockOf(const sql::Row& row) {
  ClockFile clock;
  clock.subject = {static_cast<SubjectKind>(row.Int(0)), row.Text(1)};
  clock.key = row.Text(2);
  clock.run = static_cast<int32_t>(row.Int(3));
  clock.state = static_cast<ClockState>(row.Int(4));
  clock.event = DateAt(row, 5);
  if (row.Text(6) != kNotKnown) clock.last_day = DateAt(row, 6);
  clock.assumed = row.Bool(7);
  clock.on_expiry = static_cast<policy::OnExpiry>(row.Int(8));
  clock.policy_sha256 = row.Text(9);
  if (!row.IsNull(10)) {
    PROBITY_ASSIGN_OR_RETURN(clock.case_id, CaseIdText(row.Bytes(10)));
  }
  clock.institution_id = row.Text(11);
  clock.officer = row.Text(12);
  clock.met = OptionalDateAt(row, 13);
  clock.reported = OptionalDateAt(row, 14);
  clock.revision = row.Int(15);
  return clock;
}

sql::Value LastDayColumn(const std::optional<Date>& last_day) {
  if (!last_day.has_value()) return std::string(kNotKnown);
  return DateColumn(*last_day);
}

sql::Params KeyParams(std::string_view region, const ClockKey& key) {
  return {TextValue(region), NumberOf(key.subject.kind), key.subject.id, key.key, int64_t{key.run}};
}

absl::Status ReadDetail(sql::Tx& tx, std::string_view region, ClockFile& clock) {
  const sql::Params key = KeyParams(region, KeyOf(clock));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> grants,
                           tx.Query(absl::StrCat(kGrants, kOfClock), key));
  for (const sql::Row& row : grants) clock.grants.push_back(GrantOf(row));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> spans,
                           tx.Query(absl::StrCat(kSpans, kOfClock), key));
  for (const sql::Row& row : spans) clock.spans.push_back(SpanOf(row));
  return absl::OkStatus();
}

}  // namespace probity::scoring::clocks
