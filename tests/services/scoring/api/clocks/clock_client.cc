#include "tests/services/scoring/api/clocks/clock_client.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/store/clocks/clock_store.h"

namespace probity::scoring {

void ClocksTest::SetUp() {
  server_.PutShippedPolicies();
  server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
}

absl::Time ClocksTest::Soon() const {
  return absl::Now() + absl::Seconds(20);
}

int64_t ClocksTest::Fire() {
  const auto fired = clocks::FireDueClocks(server_.env(), Soon());
  EXPECT_TRUE(fired.ok()) << fired.status();
  return fired.ok() ? fired->expired : -1;
}

std::map<std::string, std::string> ClocksTest::Stored(const std::string& case_id) {
  std::map<std::string, std::string> found;
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    found.clear();
    PROBITY_ASSIGN_OR_RETURN(const auto clocks, clocks::ClocksOfCase(tx, "demo", case_id));
    std::map<std::string, int32_t> runs;
    for (const clocks::ClockFile& clock : clocks) {
      if (clock.run < runs[clock.key]) continue;
      runs[clock.key] = clock.run;
      found[clock.key] = absl::StrCat(
          ToAbsl(clocks::ClockStateName(clock.state)), " ",
          clock.last_day.has_value() ? calendar::FormatDate(*clock.last_day) : "unknown");
    }
    return absl::OkStatus();
  });
  return found;
}

std::map<std::string, v1::ClockView> ClocksTest::Clocks(const std::string& case_id) {
  v1::GetClocksRequest request;
  request.set_case_id(case_id);
  const auto response = Call(&ClockStub::GetClocks, request, AsSupervisor());
  EXPECT_TRUE(response.ok()) << response.status();
  std::map<std::string, v1::ClockView> clocks;
  if (!response.ok()) return clocks;
  for (const v1::ClockView& clock : response->clocks()) clocks[clock.clock().key()] = clock;
  return clocks;
}

int64_t ClocksTest::Count(const std::string& sql, const sql::Params& params) {
  int64_t count = -1;
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto rows, tx.Query(sql, params));
    count = rows.front().Int(0);
    return absl::OkStatus();
  });
  return count;
}

int64_t ClocksTest::LinesTo(v1::CaseState state) {
  return Count("SELECT COUNT(*) FROM case_transition WHERE to_state = ?",
               {static_cast<int64_t>(state)});
}

int64_t ClocksTest::AuditLeaves(AuditKind kind) {
  return Count("SELECT COUNT(*) FROM audit WHERE kind = ?", {static_cast<int64_t>(kind)});
}

v1::Finding ClocksTest::FindingOfToday(const std::string& act_ref) {
  const Day today = probity::Today(server_.clock());
  v1::Finding finding = FindingOf(1, "M204", 6, calendar::FormatDate(today - 10));
  finding.set_act_ref(act_ref);
  return finding;
}

v1::Case ClocksTest::Filed(const std::string& case_ref) {
  return client_.Open(case_ref, "M001", {FindingOfToday(case_ref)});
}

v1::Case ClocksTest::Served(const std::string& case_ref, const std::string& served_date) {
  return client_.Served(case_ref, "M001", {FindingOfToday(case_ref)}, served_date);
}

v1::AnnounceServiceRequest ClocksTest::Announcement(const std::string& case_id,
                                                    const std::string& announced_date) {
  v1::AnnounceServiceRequest request;
  request.set_case_id(case_id);
  request.set_announced_date(announced_date);
  request.set_cause("无法直接送达");
  request.set_place("医保局公告栏");
  request.set_receipt("公告〔2026〕1号");
  return request;
}

absl::StatusOr<v1::ExtendDeadlineResponse> ClocksTest::Extend(const std::string& case_id,
                                                              policy::v1::ExtensionBy by,
                                                              int32_t count,
                                                              const rpc::CallOptions& options) {
  v1::ExtendDeadlineRequest request;
  request.mutable_clock()->set_subject_id(case_id);
  request.mutable_clock()->set_key("decide");
  request.set_by(by);
  request.set_count(count);
  request.set_reason("案情复杂");
  request.set_document("延〔2026〕1号");
  return Call(&ClockStub::ExtendDeadline, request, options);
}

absl::StatusOr<v1::AddExcludedSpanResponse> ClocksTest::Exclude(const std::string& case_id,
                                                                const std::string& first,
                                                                const std::string& last,
                                                                const rpc::CallOptions& options) {
  v1::AddExcludedSpanRequest request;
  request.mutable_clock()->set_subject_id(case_id);
  request.mutable_clock()->set_key("decide");
  request.set_kind(policy::v1::EXCLUDED_SPAN_APPRAISAL);
  request.set_first_date(first);
  request.set_last_date(last);
  request.set_reason("委托鉴定");
  request.set_document("鉴委〔2026〕1号");
  return Call(&ClockStub::AddExcludedSpan, request, options);
}

}  // namespace probity::scoring
