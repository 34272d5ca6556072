#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/clock/clock.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/procedure/challenge.h"
#include "services/scoring/api/procedure/checklist.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/procedure/handlers.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/procedure/challenges.h"
#include "services/scoring/store/procedure/records.h"

namespace probity::scoring {
namespace {

template <typename Request>
absl::StatusOr<CaseKey> KeyOf(const Request& request) {
  FieldCheck check;
  check.Check(request.case_id().empty() != request.case_ref().empty(), "case_id",
              "either case_id or case_ref");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return CaseKey{request.case_id(), request.case_ref()};
}

// A page's end within a list that is ordered by case and a number in it.
struct Place {
  std::string case_id;
  int64_t number = 0;
};

Place PlaceOf(const std::string& cursor) {
  Place place;
  const std::vector<std::string> parts = absl::StrSplit(cursor, '/');
  place.case_id = parts.front();
  if (parts.size() == 2 && !absl::SimpleAtoi(parts[1], &place.number)) place.number = 0;
  return place;
}

std::string CursorOf(const std::string& case_id, int64_t number) {
  return absl::StrCat(case_id, "/", number);
}

// Takes the row that only tells of another page off.
template <typename Row>
bool CutPage(std::vector<Row>& rows, int64_t size) {
  if (static_cast<int64_t>(rows.size()) <= size) return false;
  rows.pop_back();
  return true;
}

v1::OpenTransfer ToProto(const OpenTransferRow& row, absl::CivilDay today) {
  v1::OpenTransfer message;
  message.set_case_id(row.case_id);
  message.set_case_ref(row.case_ref);
  message.set_institution_id(row.institution_id);
  message.set_transfer(row.transfer.seq);
  message.set_authority(static_cast<v1::Authority>(row.transfer.outcome));
  message.set_document_no(row.transfer.document_no);
  message.set_handed_over_date(DateText(row.transfer.date));
  message.set_due_date(DateText(row.transfer.due));
  message.set_received(row.received);
  message.set_overdue(row.transfer.due.has_value() && today > *row.transfer.due);
  return message;
}

}  // namespace

absl::StatusOr<v1::ListOpenTransfersResponse> HandleListOpenTransfers(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListOpenTransfersRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  const Place after = PlaceOf(page.cursor);
  std::vector<OpenTransferRow> rows;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        rows, ListOpenTransfers(tx, env.region, after.case_id, after.number, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListOpenTransfersResponse response;
  if (CutPage(rows, page.size)) {
    response.set_next_page_token(env.page_tokens.Next(
        call, request, CursorOf(rows.back().case_id, rows.back().transfer.seq)));
  }
  const absl::CivilDay today = Today(env.clock);
  for (const OpenTransferRow& row : rows) *response.add_transfers() = ToProto(row, today);
  return response;
}

absl::StatusOr<v1::ListRecordsResponse> HandleListRecords(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::ListRecordsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const CaseKey key, KeyOf(request));
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  const int64_t after = PlaceOf(page.cursor).number;
  std::vector<CaseRecord> records;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(tx, env.region, key));
    PROBITY_ASSIGN_OR_RETURN(records,
                             ListRecords(tx, env.region, file.case_id, after, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListRecordsResponse response;
  if (CutPage(records, page.size)) {
    response.set_next_page_token(
        env.page_tokens.Next(call, request, CursorOf("", records.back().seq)));
  }
  for (const CaseRecord& record : records) *response.add_records() = scoring::ToProto(record);
  return response;
}

absl::StatusOr<v1::GetChecklistResponse> HandleGetChecklist(
    const ServiceEnv& env, const rpc::Call& call, const v1::GetChecklistRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const CaseKey key, KeyOf(request));
  CaseChecklist checklist;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(tx, env.region, key));
    PROBITY_ASSIGN_OR_RETURN(checklist, LoadChecklist(env, tx, file));
    return absl::OkStatus();
  }));
  v1::GetChecklistResponse response;
  for (const CheckLine& line : checklist.lines) *response.add_lines() = scoring::ToProto(line);
  response.set_measure(static_cast<v1::CaseMeasure>(checklist.weight.measure));
  response.set_hearing_deadline_date(DateText(checklist.hearing_window_end));
  response.set_may_close(CheckMayClose(checklist).ok());
  return response;
}

absl::StatusOr<v1::ListChallengesResponse> HandleListChallenges(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListChallengesRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  const Place after = PlaceOf(page.cursor);
  std::vector<Challenge> challenges;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        challenges, ListChallenges(tx, env.region, request.open_only(), after.case_id, after.number,
                                   page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListChallengesResponse response;
  if (CutPage(challenges, page.size)) {
    response.set_next_page_token(env.page_tokens.Next(
        call, request, CursorOf(challenges.back().case_id, challenges.back().challenge_no)));
  }
  for (const Challenge& one : challenges) *response.add_challenges() = scoring::ToProto(one);
  return response;
}

}  // namespace probity::scoring
