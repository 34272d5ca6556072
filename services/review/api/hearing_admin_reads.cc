// What may be read of rounds: their phase, and from the close on outcomes, transcript and receipts.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {
namespace {

constexpr char kService[] = "probity.review.v1.HearingAdminService.";
constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 1000;

absl::StatusOr<v1::Round> RoundMessage(sql::Tx& tx, const hearing::Round& round) {
  PROBITY_ASSIGN_OR_RETURN(const auto transcript, LoadTranscript(tx, round.round_id));
  return ToProto(round, transcript);
}

absl::StatusOr<v1::GetRoundResponse> GetRound(sql::Tx& tx, const rpc::Call&,
                                              const v1::GetRoundRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::GetRound(tx, round_id));
  v1::GetRoundResponse response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_round(), RoundMessage(tx, round));
  return response;
}

absl::StatusOr<v1::ListRoundsResponse> ListRounds(sql::Tx& tx, const rpc::Call&,
                                                  const v1::ListRoundsRequest&) {
  PROBITY_ASSIGN_OR_RETURN(const auto rounds, hearing::UnfinishedRounds(tx));
  v1::ListRoundsResponse response;
  for (const hearing::Round& round : rounds) {
    PROBITY_ASSIGN_OR_RETURN(*response.add_rounds(), RoundMessage(tx, round));
  }
  return response;
}

// The round_id of a request for what is readable from CLOSED on.
absl::StatusOr<Bytes> ReadableRound(sql::Tx& tx, std::string_view round_text,
                                    std::string_view rpc) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(round_text));
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::GetRound(tx, round_id));
  PROBITY_RETURN_IF_ERROR(CheckMayCall(rpc, round));
  return round_id;
}

absl::StatusOr<v1::ListOutcomesResponse> ListOutcomes(sql::Tx& tx, const rpc::Call&,
                                                      const v1::ListOutcomesRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id,
                           ReadableRound(tx, request.round_id(), "ListOutcomes"));
  PROBITY_ASSIGN_OR_RETURN(const auto outcomes, hearing::OutcomesOf(tx, round_id));
  v1::ListOutcomesResponse response;
  for (const hearing::OutcomeRow& row : outcomes) {
    v1::Outcome& outcome = *response.add_outcomes();
    outcome.set_ordinal(row.ordinal);
    outcome.set_serial(row.serial);
    outcome.set_outcome(static_cast<v1::OutcomeWord>(row.outcome));
  }
  return response;
}

absl::StatusOr<v1::GetDrawTranscriptResponse> GetDrawTranscript(
    sql::Tx& tx, const rpc::Call&, const v1::GetDrawTranscriptRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id,
                           ReadableRound(tx, request.round_id(), "GetDrawTranscript"));
  PROBITY_ASSIGN_OR_RETURN(const auto transcript, hearing::FindTranscript(tx, round_id));
  if (!transcript.has_value()) return absl::InternalError("a closed round has no transcript");
  v1::GetDrawTranscriptResponse response;
  response.set_transcript(transcript->json);
  response.set_sha256(crypto::Hex(transcript->sha256));
  return response;
}

absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(sql::Tx& tx, const rpc::Call&,
                                                      const v1::ListReceiptsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id,
                           ReadableRound(tx, request.round_id(), "ListReceipts"));
  PROBITY_ASSIGN_OR_RETURN(const auto receipts, hearing::ReceiptsOf(tx, round_id));
  v1::ListReceiptsResponse response;
  for (const Bytes& receipt : receipts) response.add_receipts(receipt);
  return response;
}

absl::StatusOr<v1::ReadAuditResponse> ReadAudit(sql::Tx& tx, const rpc::Call&,
                                                const v1::ReadAuditRequest& request) {
  FieldCheck check;
  check.Check(request.after_seq() >= 0, "after_seq", "not negative")
      .Check(request.page_size() >= 0 && request.page_size() <= kMaxPage, "page_size",
             absl::StrCat("0 to ", kMaxPage));
  PROBITY_RETURN_IF_ERROR(check.Result());
  const int page_size = request.page_size() == 0 ? kDefaultPage : request.page_size();
  PROBITY_ASSIGN_OR_RETURN(const auto entries,
                           hearing::AuditLog().List(tx, request.after_seq(), page_size));
  PROBITY_ASSIGN_OR_RETURN(const ledger::Head head, hearing::AuditLog().GetHead(tx));
  v1::ReadAuditResponse response;
  for (const audit::Entry& entry : entries) {
    v1::AuditLeaf& leaf = *response.add_leaves();
    leaf.set_seq(entry.link.seq);
    leaf.set_prev(entry.link.prev_hash);
    leaf.set_hash(entry.link.hash);
    leaf.set_kind(entry.kind);
    leaf.set_body(entry.body);
  }
  response.set_head_seq(head.seq);
  response.set_head_hash(head.hash);
  return response;
}

template <typename Request, typename Response>
using ReadHandler = absl::StatusOr<Response> (*)(sql::Tx&, const rpc::Call&, const Request&);

template <typename Request, typename Response>
absl::StatusOr<Response> Snapshot(const HearingEnv& env, const rpc::Call& call,
                                  const Request& request, ReadHandler<Request, Response> read) {
  Response response;
  PROBITY_RETURN_IF_ERROR(env.review.hearing.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(response, read(tx, call, request));
    return absl::OkStatus();
  }));
  return response;
}

template <typename Request, typename Response>
void RegisterRead(std::string_view name, const HearingEnv& env, rpc::Router& router,
                  ReadHandler<Request, Response> read) {
  router.Unary<Request, Response>(absl::StrCat(kService, ToAbsl(name)),
                                  [&env, read](const rpc::Call& call, const Request& request) {
                                    return Snapshot<Request, Response>(env, call, request, read);
                                  });
}

}  // namespace

void RegisterReads(const HearingEnv& env, rpc::Router& router) {
  RegisterRead("GetRound", env, router, &GetRound);
  RegisterRead("ListOutcomes", env, router, &ListOutcomes);
  RegisterRead("GetDrawTranscript", env, router, &GetDrawTranscript);
  RegisterRead("ListReceipts", env, router, &ListReceipts);
  RegisterRead("ReadAudit", env, router, &ReadAudit);
  router.Unary<v1::ListRoundsRequest, v1::ListRoundsResponse>(
      absl::StrCat(kService, "ListRounds"),
      [&env](const rpc::Call& call, const v1::ListRoundsRequest& request) {
        // A secretary who resumes must find what an interrupted opening left. Without scoring it
        // stays half open, and so unlisted.
        FinishOpenings(env, call.deadline).IgnoreError();
        return Snapshot<v1::ListRoundsRequest, v1::ListRoundsResponse>(env, call, request,
                                                                       &ListRounds);
      });
}

}  // namespace probity::review
