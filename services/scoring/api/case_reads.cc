#include <string>
#include <utility>
#include <vector>

#include "common/clock/clock.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/lapse.h"
#include "services/scoring/domain/objection.h"

namespace probity::scoring {
namespace {

// A case and its timeline as of one moment, with its window lapsed if it is over.
struct Snapshot {
  CaseFile file;
  std::vector<TransitionRow> lines;
};

absl::StatusOr<Snapshot> ReadOnce(const ServiceEnv& env, const rpc::Call& call,
                                  const CaseKey& key) {
  Snapshot snapshot;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(snapshot.file, LoadCase(tx, env.region, key));
    PROBITY_ASSIGN_OR_RETURN(snapshot.lines,
                             ListTransitions(tx, env.region, snapshot.file.case_id));
    return absl::OkStatus();
  }));
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, snapshot.file.institution_id));
  return snapshot;
}

template <typename Request>
absl::StatusOr<Snapshot> ReadSnapshot(const ServiceEnv& env, const rpc::Call& call,
                                      const Request& request) {
  FieldCheck check;
  check.Check(request.case_id().empty() != request.case_ref().empty(), "case_id",
              "either case_id or case_ref");
  PROBITY_RETURN_IF_ERROR(check.Result());
  const CaseKey key = {request.case_id(), request.case_ref()};
  PROBITY_ASSIGN_OR_RETURN(Snapshot snapshot, ReadOnce(env, call, key));
  if (!LapseDue(snapshot.file, Today(env.clock))) return snapshot;
  PROBITY_RETURN_IF_ERROR(LapseCase(env, call.deadline, snapshot.file.case_id));
  return ReadOnce(env, call, key);
}

std::string NextDeadline(const CaseFile& file) {
  return file.state == CaseState::kObjectionOpen ? DateText(file.objection_deadline) : "";
}

}  // namespace

absl::StatusOr<v1::GetCaseResponse> HandleGetCase(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::GetCaseRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Snapshot snapshot, ReadSnapshot(env, call, request));
  return Answer<v1::GetCaseResponse>(snapshot.file, call);
}

absl::StatusOr<v1::GetTimelineResponse> HandleGetTimeline(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::GetTimelineRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Snapshot snapshot, ReadSnapshot(env, call, request));
  auto response = Answer<v1::GetTimelineResponse>(snapshot.file, call);
  for (const TransitionRow& line : snapshot.lines) *response.add_entries() = ToProto(line);
  response.set_next_step(std::string(NextStep(snapshot.file.state)));
  response.set_next_deadline_date(NextDeadline(snapshot.file));
  return response;
}

absl::StatusOr<v1::ListCasesResponse> HandleListCases(const ServiceEnv& env, const rpc::Call& call,
                                                      const v1::ListCasesRequest& request) {
  FieldCheck check;
  CaseFilter filter;
  filter.institution_id = request.institution_id();
  filter.state = StateField(request.state(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (call.caller.Has(options::v1::ROLE_INSTITUTION) && filter.institution_id.empty()) {
    filter.institution_id = call.caller.institution_id;
  }
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, filter.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  filter.after = page.cursor;
  filter.limit = static_cast<int32_t>(page.size) + 1;
  PROBITY_RETURN_IF_ERROR(LapseDueCases(env, call.deadline).status());
  std::vector<CaseFile> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListCases(tx, env.region, filter));
    return absl::OkStatus();
  }));
  v1::ListCasesResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().case_id));
  }
  for (const CaseFile& file : found) *response.add_cases() = ToProto(file, call);
  return response;
}

}  // namespace probity::scoring
