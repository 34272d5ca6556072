#include <string>
#include <utility>
#include <vector>

#include "common/clock/clock.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clock_convert.h"
#include "services/scoring/api/clocks/clock_handlers.h"
#include "services/scoring/api/clocks/expiry.h"
#include "services/scoring/api/clocks/lead_deadlines.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/clocks/clock_store.h"

namespace probity::scoring::clocks {
namespace {

struct ListPage {
  std::vector<ListedClock> clocks;
  std::string next_page_token;
};

template <typename Request>
absl::StatusOr<ListPage> ReadPage(const ServiceEnv& env, const rpc::Call& call,
                                  const Request& request, ClockFilter filter) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  if (!page.cursor.empty()) {
    PROBITY_ASSIGN_OR_RETURN(filter.after, PlaceAt(page.cursor));
  }
  filter.officer = request.officer();
  filter.case_id = request.case_id();
  filter.limit = static_cast<int32_t>(page.size) + 1;
  PROBITY_RETURN_IF_ERROR(FireDueClocks(env, call.deadline).status());
  ListPage read;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(std::vector<ListedClock> clocks, ListClocks(tx, env.region, filter));
    PROBITY_ASSIGN_OR_RETURN(std::vector<ListedClock> leads,
                             LeadDeadlines(tx, env.region, filter, Today(env.clock)));
    read.clocks =
        MergeByLastDay(std::move(clocks), std::move(leads), static_cast<size_t>(filter.limit));
    return absl::OkStatus();
  }));
  if (static_cast<int64_t>(read.clocks.size()) > page.size) {
    read.clocks.pop_back();
    read.next_page_token =
        env.page_tokens.Next(call, request, CursorOf(PlaceOf(read.clocks.back().clock)));
  }
  return read;
}

template <typename Response>
Response AnswerPage(const ServiceEnv& env, const ListPage& page) {
  Response response;
  for (const ListedClock& one : page.clocks) {
    *response.add_clocks() = ToProto(one.clock, one.case_ref, Today(env.clock));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

}  // namespace

absl::StatusOr<v1::ListDueResponse> HandleListDue(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::ListDueRequest& request) {
  ClockFilter filter;
  filter.state = ClockState::kRunning;
  if (!request.until_date().empty()) {
    FieldCheck check;
    filter.until = DateField(request.until_date(), "until_date", Date(), check);
    PROBITY_RETURN_IF_ERROR(check.Result());
  }
  PROBITY_ASSIGN_OR_RETURN(const ListPage page, ReadPage(env, call, request, std::move(filter)));
  return AnswerPage<v1::ListDueResponse>(env, page);
}

absl::StatusOr<v1::ListOverdueResponse> HandleListOverdue(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::ListOverdueRequest& request) {
  ClockFilter filter;
  filter.state = ClockState::kOverdue;
  PROBITY_ASSIGN_OR_RETURN(const ListPage page, ReadPage(env, call, request, std::move(filter)));
  return AnswerPage<v1::ListOverdueResponse>(env, page);
}

absl::StatusOr<v1::GetClocksResponse> HandleGetClocks(const ServiceEnv& env, const rpc::Call& call,
                                                      const v1::GetClocksRequest& request) {
  FieldCheck check;
  check.Check(request.case_id().empty() != request.case_ref().empty(), "case_id",
              "either case_id or case_ref");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(FireDueClocks(env, call.deadline).status());
  CaseFile file;
  std::vector<ClockFile> clocks;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(file,
                             LoadCase(tx, env.region, {request.case_id(), request.case_ref()}));
    PROBITY_ASSIGN_OR_RETURN(clocks, ClocksOfCase(tx, env.region, file.case_id));
    return absl::OkStatus();
  }));
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, file.institution_id));
  v1::GetClocksResponse response;
  for (const ClockFile& clock : clocks) {
    *response.add_clocks() = ToProto(clock, file.case_ref, Today(env.clock));
  }
  return response;
}

}  // namespace probity::scoring::clocks
