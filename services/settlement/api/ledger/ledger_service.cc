#include "services/settlement/api/ledger/ledger_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/rpc/page_token.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/settlement/v1/ledger_service.pb.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/ledger/reconcile.h"
#include "services/settlement/api/run_steps.h"
#include "services/settlement/store/holds.h"
#include "services/settlement/store/ledger/balances.h"
#include "services/settlement/store/ledger/transfers.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"
#include "services/settlement/store/year_close.h"

namespace probity::settlement {
namespace {

using google::protobuf::util::TimeUtil;

v1::Transfer ToProto(const RecordedTransfer& one) {
  const Transfer& transfer = one.transfer;
  const Recording& recording = one.recording;
  v1::Transfer message;
  message.set_transfer_id(transfer.transfer_id);
  message.set_lane(recording.lane);
  message.set_seq(recording.seq);
  message.set_debit_account(transfer.debit_account);
  message.set_credit_account(transfer.credit_account);
  message.set_amount_fen(transfer.amount_fen);
  message.set_line(transfer.line);
  message.set_phase(static_cast<v1::TransferPhase>(transfer.phase));
  message.set_pending_id(transfer.pending_id);
  message.set_group_id(recording.group_id);
  message.set_for_year(transfer.for_year);
  message.set_effective_date(transfer.effective_date);
  *message.mutable_recorded_time() = TimeUtil::MicrosecondsToTimestamp(recording.recorded_time);
  message.set_run_id(transfer.run_id);
  message.set_policy_sha256(transfer.policy_sha256);
  message.set_reverses(transfer.reverses);
  message.set_payload_sha256(recording.payload_sha256);
  message.set_actor(recording.actor);
  message.set_prev_hash(recording.prev_hash);
  message.set_hash(one.hash);
  return message;
}

LanePosition PlaceOf(const std::string& cursor) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(cursor, '\t');
  LanePosition place;
  if (!absl::SimpleAtoi(parts.first, &place.lane) || !absl::SimpleAtoi(parts.second, &place.seq)) {
    return {};
  }
  return place;
}

absl::StatusOr<v1::ListTransfersResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                               const v1::ListTransfersRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  const TransferFilter filter{request.account_id(), request.run_id(), request.for_year()};
  v1::ListTransfersResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(auto transfers, TransfersAfter(tx, env.region, filter,
                                                            PlaceOf(page.cursor), page.size + 1));
    if (static_cast<int64_t>(transfers.size()) > page.size) {
      transfers.pop_back();
      const Recording& last = transfers.back().recording;
      response.set_next_page_token(
          env.page_tokens.Next(call, request, absl::StrCat(last.lane, "\t", last.seq)));
    }
    for (const RecordedTransfer& one : transfers) *response.add_transfers() = ToProto(one);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::GetBalanceResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                           const v1::GetBalanceRequest& request) {
  const bool dated = !request.at_date().empty();
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!request.account_id().empty(), "account_id", "required")
          .Check(!dated || calendar::ParseDate(request.at_date()).ok(), "at_date", "YYYY-MM-DD")
          .Result());
  BalanceMoment moment{request.at_date(), std::nullopt};
  if (request.has_known_time()) {
    moment.known = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.known_time()));
  }
  v1::GetBalanceResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    const bool now = !dated && !moment.known.has_value();
    PROBITY_ASSIGN_OR_RETURN(const Balance balance,
                             now ? GetBalance(tx, env.region, request.account_id())
                                 : FoldBalance(tx, env.region, request.account_id(), moment));
    response.set_debit_posted_fen(balance.debit_posted);
    response.set_credit_posted_fen(balance.credit_posted);
    response.set_debit_pending_fen(balance.debit_pending);
    response.set_credit_pending_fen(balance.credit_pending);
    response.set_balance_fen(balance.credit_posted - balance.debit_posted);
    return absl::OkStatus();
  }));
  return response;
}

// A further payout of a unit has a line of its own, and thereby an id.
std::string PayoutLine(int64_t payouts) {
  const std::string name(LedgerLineName(LedgerLine::kPayout));
  return payouts == 0 ? name : absl::StrCat(name, ".", payouts + 1);
}

absl::Status CheckPayout(const v1::RecordPayoutRequest& request) {
  const bool returned = !request.returned_transfer_id().empty();
  return FieldCheck()
      .Check(returned ? request.amount_fen() == 0 : request.amount_fen() > 0, "amount_fen",
             "above 0; of a payout that came back 0, for it comes back whole")
      .Result();
}

absl::Status NotHeld(const ServiceEnv& env, sql::Tx& tx, const UnitKey& key) {
  PROBITY_ASSIGN_OR_RETURN(const auto hold, RunningHold(tx, env.region, key.institution_id));
  if (!hold.has_value()) return absl::OkStatus();
  return Precondition(Reason::k_PAYMENT_HELD,
                      absl::StrCat("hold ", hold->hold_id, " (", hold->document,
                                   ") stops payments to ", key.institution_id),
                      {{"hold_id", hold->hold_id}});
}

// What the unit's account holds, and how many payouts it has seen.
struct Payable {
  int64_t net_fen = 0;
  int64_t payouts = 0;
};
absl::StatusOr<Payable> PayableOf(const ServiceEnv& env, sql::Tx& tx, int32_t year,
                                  const UnitKey& key) {
  PROBITY_ASSIGN_OR_RETURN(const auto standings, StandingsOf(tx, env.region, year, {key}));
  Payable payable;
  const auto found = standings.find(key);
  if (found != standings.end()) payable.net_fen = NetOf(found->second);
  const std::string account = AccountId(AccountOf(AccountKind::kPayable, year, key));
  PROBITY_ASSIGN_OR_RETURN(payable.payouts, CountPayouts(tx, env.region, account));
  return payable;
}

absl::StatusOr<Transfer> PayoutOf(const ServiceEnv& env, sql::Tx& tx, const Run& run,
                                  const UnitKey& key, int64_t amount_fen) {
  PROBITY_RETURN_IF_ERROR(NotHeld(env, tx, key));
  PROBITY_ASSIGN_OR_RETURN(const Payable payable, PayableOf(env, tx, run.year, key));
  if (amount_fen > payable.net_fen) {
    return Precondition(
        Reason::k_PAYOUT_EXCEEDS_NET,
        absl::StrCat("the account of ", KeyText(key), " holds ", payable.net_fen, " fen"),
        {{"net_fen", absl::StrCat(payable.net_fen)}});
  }
  PROBITY_ASSIGN_OR_RETURN(const Outcome outcome, GetOutcome(tx, {env.region, run.run_id}, key));
  const PostingContext context{run.run_id, run.year, calendar::FormatDate(Today(env.clock)),
                               outcome.unit.input.policy_sha256};
  Transfer payout =
      MakeTransfer(context, key, LedgerLine::kPayout, TransferPhase::kPosted, amount_fen);
  payout.line = PayoutLine(payable.payouts);
  payout.transfer_id = TransferId(run.run_id, key, payout.line, payout.phase);
  return payout;
}

absl::StatusOr<Transfer> ReturnOf(const ServiceEnv& env, sql::Tx& tx, const Run& run,
                                  const UnitKey& key, const std::string& transfer_id) {
  PROBITY_ASSIGN_OR_RETURN(const RecordedTransfer paid, GetTransfer(tx, env.region, transfer_id));
  const std::string account = AccountId(AccountOf(AccountKind::kPayable, run.year, key));
  const bool payout = ParseLedgerLine(paid.transfer.line) == LedgerLine::kPayout &&
                      paid.transfer.reverses.empty() && paid.transfer.debit_account == account;
  if (!payout) {
    return NotFound(Reason::k_UNKNOWN_TRANSFER,
                    absl::StrCat("transfer ", transfer_id, " is no payout to ", KeyText(key)));
  }
  return ReversalOf(paid.transfer, calendar::FormatDate(Today(env.clock)));
}

absl::Status RecordPaid(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                        const Transfer& transfer) {
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("transfer_id", transfer.transfer_id)
      .Add("amount_fen", transfer.amount_fen)
      .Add("reverses", transfer.reverses);
  const AuditKind kind =
      transfer.reverses.empty() ? AuditKind::kPayoutRecorded : AuditKind::kPayoutReturned;
  return AppendAudit(tx, env.region, kind, fields, Now(env));
}

absl::StatusOr<v1::RecordPayoutResponse> Payout(const ServiceEnv& env, sql::Tx& tx,
                                                const rpc::Call& call,
                                                const v1::RecordPayoutRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckPayout(request));
  PROBITY_ASSIGN_OR_RETURN(const UnitKey key, KeyOf(request));
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  const Run& run = locked.run;
  if (run.state != RunState::kLocked || !SettlesMoney(run.kind)) {
    return Precondition(Reason::k_RUN_NOT_LOCKED, "money is paid out for a locked run");
  }
  PROBITY_RETURN_IF_ERROR(BooksOpen(tx, env.region, run.year));
  const bool returned = !request.returned_transfer_id().empty();
  PROBITY_ASSIGN_OR_RETURN(const Transfer transfer,
                           returned ? ReturnOf(env, tx, run, key, request.returned_transfer_id())
                                    : PayoutOf(env, tx, run, key, request.amount_fen()));
  const PostingGroup group{env.region, transfer.transfer_id, call.caller.person, env.clock.Now()};
  PROBITY_ASSIGN_OR_RETURN(const Posted posted, PostGroup(tx, group, {transfer}));
  if (posted.added == 0) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_TRANSFER_CONFLICT,
                  "this payout came back already", {{"transfer_id", transfer.transfer_id}});
  }
  PROBITY_RETURN_IF_ERROR(RecordPaid(env, tx, call, transfer));
  v1::RecordPayoutResponse response;
  PROBITY_ASSIGN_OR_RETURN(const RecordedTransfer recorded,
                           GetTransfer(tx, env.region, transfer.transfer_id));
  *response.mutable_transfer() = ToProto(recorded);
  PROBITY_ASSIGN_OR_RETURN(const Payable left, PayableOf(env, tx, run.year, key));
  response.set_remaining_fen(left.net_fen);
  return response;
}

absl::StatusOr<v1::RebuildBalancesResponse> Rebuild(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call) {
  PROBITY_ASSIGN_OR_RETURN(const Rebuilt rebuilt, RebuildBalances(tx, env.region, true));
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("accounts", rebuilt.accounts)
      .Add("corrected", rebuilt.corrected);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kBalancesRebuilt, fields, Now(env)));
  v1::RebuildBalancesResponse response;
  response.set_accounts(rebuilt.accounts);
  response.set_corrected(rebuilt.corrected);
  response.set_first_corrected(rebuilt.first_corrected);
  return response;
}

absl::StatusOr<v1::VerifyChainResponse> Verify(const ServiceEnv& env, const rpc::Call& call) {
  v1::VerifyChainResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(const auto lanes, VerifyLanes(tx, env.region));
    for (const VerifiedLane& lane : lanes) {
      v1::LaneHead& head = *response.add_lanes();
      head.set_lane(lane.lane);
      head.set_transfers(lane.transfers);
      head.set_hash(lane.head_hash);
      response.set_transfers(response.transfers() + lane.transfers);
    }
    PROBITY_ASSIGN_OR_RETURN(const auto audit, AuditLog(env.region).Verify(tx));
    response.set_audit_entries(audit.seq);
    return absl::OkStatus();
  }));
  return response;
}

std::string Method(std::string_view name) {
  return absl::StrCat("probity.settlement.v1.LedgerService.", ToAbsl(name));
}

}  // namespace

void RegisterLedgerService(const ServiceEnv& env, rpc::Router& router) {
  router.Unary<v1::ListTransfersRequest, v1::ListTransfersResponse>(
      Method("ListTransfers"),
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
  router.Unary<v1::GetBalanceRequest, v1::GetBalanceResponse>(
      Method("GetBalance"),
      [&env](const rpc::Call& call, const auto& request) { return Get(env, call, request); });
  router.Mutation<v1::RecordPayoutRequest, v1::RecordPayoutResponse>(
      Method("RecordPayout"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Payout(env, tx, call, request);
      });
  router.Mutation<v1::RebuildBalancesRequest, v1::RebuildBalancesResponse>(
      Method("RebuildBalances"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto&) { return Rebuild(env, tx, call); });
  router.Unary<v1::VerifyChainRequest, v1::VerifyChainResponse>(
      Method("VerifyChain"),
      [&env](const rpc::Call& call, const auto&) { return Verify(env, call); });
  router.Unary<v1::ReconcileRequest, v1::ReconcileResponse>(
      Method("Reconcile"), [&env](const rpc::Call& call, const v1::ReconcileRequest& request) {
        return ReconcileYear(env, request.year(), call.deadline);
      });
}

}  // namespace probity::settlement
