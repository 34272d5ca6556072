#include "services/settlement/store/ledger/transfers.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/store/columns.h"
#include "services/settlement/store/ledger/balances.h"
#include "services/settlement/store/ledger/lanes.h"

#define PROBITY_TRANSFER_COLUMNS                                                                 \
  "transfer_id, lane, seq, debit_account, credit_account, amount_fen, line, phase, pending_id, " \
  "group_id, for_year, effective_date, recorded_time, run_id, policy_sha256, reverses, "         \
  "payload_sha256, actor, prev_hash, hash"

namespace probity::settlement {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO transfer (region, " PROBITY_TRANSFER_COLUMNS ") VALUES";
constexpr std::string_view kSelect =
    "SELECT " PROBITY_TRANSFER_COLUMNS " FROM transfer WHERE region = ? AND ";
// Columns that SelectAmong looks into.
constexpr std::string_view kId = "transfer_id";
constexpr std::string_view kPendingId = "pending_id";
constexpr std::string_view kReverses = "reverses";
constexpr std::string_view kDebit = "debit_account";
constexpr std::string_view kCredit = "credit_account";
constexpr std::string_view kOfLaneAfter = "lane = ? AND seq > ? ORDER BY seq LIMIT ?";
constexpr std::string_view kAbove = "lane >= ? AND (lane > ? OR (lane = ? AND seq > ?))";
constexpr std::string_view kOfAccount = " AND (debit_account = ? OR credit_account = ?)";
constexpr std::string_view kOfRun = " AND run_id = ?";
constexpr std::string_view kOfYear = " AND for_year = ?";
constexpr std::string_view kByPlace = " ORDER BY lane, seq LIMIT ?";
constexpr std::string_view kOpenPending =
    "SELECT COUNT(*) FROM transfer p WHERE p.region = ? AND p.for_year = ? "
    "AND p.phase = 'PENDING' AND NOT EXISTS (SELECT 1 FROM transfer r "
    "WHERE r.region = p.region AND r.pending_id = p.transfer_id)";
constexpr std::string_view kPayouts =
    "SELECT COUNT(*) FROM transfer WHERE region = ? AND debit_account >= ? AND debit_account <= ? "
    "AND line LIKE 'PAYOUT%' AND COALESCE(reverses, '') = ''";
constexpr std::string_view kRunPostings =
    "SELECT COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM transfer "
    "WHERE region = ? AND for_year = ? AND run_id = ?";

constexpr size_t kIdsPerQuery = 250;
constexpr int64_t kTransfersPerPage = 1000;

RecordedTransfer FromRow(const sql::Row& row) {
  RecordedTransfer one;
  Transfer& transfer = one.transfer;
  Recording& recording = one.recording;
  transfer.transfer_id = row.Text(0);
  recording.lane = static_cast<int32_t>(row.Int(1));
  recording.seq = row.Int(2);
  transfer.debit_account = row.Text(3);
  transfer.credit_account = row.Text(4);
  transfer.amount_fen = row.Int(5);
  transfer.line = row.Text(6);
  transfer.phase = ParsePhase(row.Text(7)).value();
  transfer.pending_id = TextOrEmpty(row, 8);
  recording.group_id = row.Text(9);
  transfer.for_year = static_cast<int32_t>(row.Int(10));
  transfer.effective_date = row.Text(11);
  recording.recorded_time = row.Int(12);
  transfer.run_id = row.Text(13);
  transfer.policy_sha256 = TextOrEmpty(row, 14);
  transfer.reverses = TextOrEmpty(row, 15);
  recording.payload_sha256 = row.Text(16);
  recording.actor = row.Text(17);
  recording.prev_hash = row.Text(18);
  one.hash = row.Text(19);
  return one;
}

sql::Params ToRow(const std::string& region, const RecordedTransfer& one) {
  const Transfer& transfer = one.transfer;
  const Recording& recording = one.recording;
  return {region,
          transfer.transfer_id,
          int64_t{recording.lane},
          recording.seq,
          transfer.debit_account,
          transfer.credit_account,
          transfer.amount_fen,
          transfer.line,
          std::string(PhaseName(transfer.phase)),
          TextOrNull(transfer.pending_id),
          recording.group_id,
          int64_t{transfer.for_year},
          transfer.effective_date,
          recording.recorded_time,
          transfer.run_id,
          TextOrNull(transfer.policy_sha256),
          TextOrNull(transfer.reverses),
          recording.payload_sha256,
          recording.actor,
          recording.prev_hash,
          one.hash};
}

absl::StatusOr<std::vector<RecordedTransfer>> Select(sql::Tx& tx, std::string_view condition,
                                                     const sql::Params& params) {
  std::vector<RecordedTransfer> found;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params,
                                       [&found](const sql::Row& row) {
                                         found.push_back(FromRow(row));
                                         return absl::OkStatus();
                                       }));
  return found;
}

// Transfers whose `column` is one of `values`. In a column other than the key they are asked for in
// a range as well: it says nothing new, but without it SQLite, which has no statistics of a fresh
// database, reads all transfers of the region instead of the column's index.
absl::StatusOr<std::vector<RecordedTransfer>> SelectAmong(sql::Tx& tx, const std::string& region,
                                                          std::string_view column,
                                                          std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  const absl::string_view name = ToAbsl(column);
  const std::string range =
      column == kId ? "" : absl::StrCat(name, " >= ? AND ", name, " <= ? AND ");
  std::vector<RecordedTransfer> found;
  for (size_t first = 0; first < values.size(); first += kIdsPerQuery) {
    const size_t end = std::min(first + kIdsPerQuery, values.size());
    sql::Params params = {region};
    if (!range.empty()) params.insert(params.end(), {values[first], values[end - 1]});
    std::string places = "?";
    for (size_t i = first; i < end; ++i) params.emplace_back(values[i]);
    for (size_t i = first + 1; i < end; ++i) places += ",?";
    PROBITY_ASSIGN_OR_RETURN(std::vector<RecordedTransfer> some,
                             Select(tx, absl::StrCat(range, name, " IN (", places, ")"), params));
    std::move(some.begin(), some.end(), std::back_inserter(found));
  }
  return found;
}

int32_t LaneOfTransfer(const Transfer& transfer) {
  for (const std::string* id : {&transfer.debit_account, &transfer.credit_account}) {
    const std::optional<Account> account = ParseAccountId(*id);
    if (account.has_value() && !account->institution_id.empty()) {
      return LaneOf(account->institution_id);
    }
  }
  return LaneOf("");
}

absl::Status Conflict(const Transfer& wanted, const Transfer& stored) {
  const std::string field(FirstDifference(wanted, stored));
  return Refuse(
      absl::StatusCode::kAlreadyExists, Reason::k_TRANSFER_CONFLICT,
      absl::StrCat("transfer ", wanted.transfer_id, " (", wanted.line,
                   ") is in the ledger with another ", field, "; nothing of this group was posted"),
      {{"transfer_id", wanted.transfer_id}, {"field", field}});
}

// The transfers of `wanted` that are not there yet, in the order given.
absl::StatusOr<std::vector<const Transfer*>> New(sql::Tx& tx, const std::string& region,
                                                 const std::vector<Transfer>& wanted) {
  std::vector<std::string> ids;
  for (const Transfer& one : wanted) ids.push_back(one.transfer_id);
  PROBITY_ASSIGN_OR_RETURN(const auto stored, SelectAmong(tx, region, kId, ids));
  std::map<std::string, const Transfer*> known;
  for (const RecordedTransfer& one : stored) {
    known.emplace(one.transfer.transfer_id, &one.transfer);
  }
  std::vector<const Transfer*> fresh;
  for (const Transfer& one : wanted) {
    const auto [there, added] = known.emplace(one.transfer_id, &one);
    if (added) {
      fresh.push_back(&one);
    } else if (!FirstDifference(one, *there->second).empty()) {
      return Conflict(one, *there->second);
    }
  }
  return fresh;
}

absl::Status CheckResolution(const Transfer& one, const std::map<std::string, Transfer>& pending,
                             const std::set<std::string>& resolved) {
  const auto open = pending.find(one.pending_id);
  if (open == pending.end() || open->second.phase != TransferPhase::kPending) {
    return NotFound(Reason::k_UNKNOWN_TRANSFER,
                    absl::StrCat("no pending transfer ", one.pending_id));
  }
  if (resolved.contains(one.pending_id)) {
    return Precondition(
        Reason::k_PENDING_RESOLVED,
        absl::StrCat("transfer ", one.pending_id, " was posted or voided already; it happens once"),
        {{"transfer_id", one.pending_id}});
  }
  const Transfer& original = open->second;
  if (one.amount_fen == original.amount_fen && one.debit_account == original.debit_account &&
      one.credit_account == original.credit_account) {
    return absl::OkStatus();
  }
  return Conflict(one, original);
}

// What POSTs, VOIDs or reverses another transfer, against that one.
absl::Status CheckReferences(sql::Tx& tx, const std::string& region,
                             const std::vector<const Transfer*>& fresh) {
  std::vector<std::string> pending_ids;
  std::vector<std::string> reversed_ids;
  for (const Transfer* one : fresh) {
    if (!one->pending_id.empty()) pending_ids.push_back(one->pending_id);
    if (!one->reverses.empty()) reversed_ids.push_back(one->reverses);
  }
  PROBITY_ASSIGN_OR_RETURN(const auto originals, SelectAmong(tx, region, kId, pending_ids));
  PROBITY_ASSIGN_OR_RETURN(const auto resolutions,
                           SelectAmong(tx, region, kPendingId, pending_ids));
  PROBITY_ASSIGN_OR_RETURN(const auto reversed, SelectAmong(tx, region, kId, reversed_ids));
  PROBITY_ASSIGN_OR_RETURN(const auto reversals, SelectAmong(tx, region, kReverses, reversed_ids));
  std::map<std::string, Transfer> pending;
  for (const RecordedTransfer& one : originals) {
    pending.emplace(one.transfer.transfer_id, one.transfer);
  }
  std::set<std::string> resolved;
  for (const RecordedTransfer& one : resolutions) resolved.insert(one.transfer.pending_id);
  for (const Transfer* one : fresh) {
    if (one->pending_id.empty()) continue;
    PROBITY_RETURN_IF_ERROR(CheckResolution(*one, pending, resolved));
    resolved.insert(one->pending_id);
  }
  if (reversed.size() == reversed_ids.size() && reversals.empty()) return absl::OkStatus();
  return NotFound(Reason::k_UNKNOWN_TRANSFER,
                  "a reversal names a transfer that is not there, or was reversed already");
}

// Chains the transfers lane by lane and writes them.
absl::Status Append(sql::Tx& tx, const PostingGroup& group,
                    const std::vector<const Transfer*>& fresh, std::map<int32_t, LaneHead>& heads) {
  std::vector<RecordedTransfer> recorded;
  for (const Transfer* one : fresh) {
    RecordedTransfer row;
    row.transfer = *one;
    row.recording.lane = LaneOfTransfer(*one);
    LaneHead& head = heads.at(row.recording.lane);
    row.recording.seq = head.seq + 1;
    row.recording.group_id = group.group_id;
    row.recording.recorded_time = absl::ToUnixMicros(group.recorded);
    row.recording.actor = group.actor;
    row.recording.payload_sha256 = PayloadSha256(group.region, *one);
    row.recording.prev_hash = head.hash;
    row.hash = ChainHash(row.recording);
    head = {row.recording.seq, row.hash};
    recorded.push_back(std::move(row));
  }
  std::sort(recorded.begin(), recorded.end(), [](const auto& a, const auto& b) {
    return a.transfer.transfer_id < b.transfer.transfer_id;
  });
  std::vector<sql::Params> rows;
  for (const RecordedTransfer& one : recorded) rows.push_back(ToRow(group.region, one));
  PROBITY_RETURN_IF_ERROR(tx.InsertMany(kInsert, rows));
  for (const auto& [lane, head] : heads) {
    PROBITY_RETURN_IF_ERROR(MoveLane(tx, group.region, lane, head));
  }
  return absl::OkStatus();
}

absl::Status BrokenAt(int32_t lane, int64_t seq, std::string_view what) {
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                absl::StrCat("transfer ", seq, " of lane ", lane, " ", ToAbsl(what)),
                {{"lane", absl::StrCat(lane)}, {"seq", absl::StrCat(seq)}});
}

absl::Status CheckPlace(const std::string& region, const RecordedTransfer& one,
                        const LaneHead& before) {
  const int32_t lane = one.recording.lane;
  const int64_t seq = before.seq + 1;
  if (one.recording.seq != seq) return BrokenAt(lane, seq, "is missing");
  if (one.recording.prev_hash != before.hash) {
    return BrokenAt(lane, seq, "does not name the one before it");
  }
  if (LaneOfTransfer(one.transfer) != lane) return BrokenAt(lane, seq, "belongs to another lane");
  if (PayloadSha256(region, one.transfer) != one.recording.payload_sha256 ||
      ChainHash(one.recording) != one.hash) {
    return BrokenAt(lane, seq, "is not what was recorded");
  }
  return absl::OkStatus();
}

absl::StatusOr<VerifiedLane> VerifyLane(sql::Tx& tx, const std::string& region, int32_t lane) {
  LaneHead head{0, FirstPrevHash()};
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(
        const auto page,
        Select(tx, kOfLaneAfter, {region, int64_t{lane}, head.seq, kTransfersPerPage}));
    if (page.empty()) break;
    for (const RecordedTransfer& one : page) {
      PROBITY_RETURN_IF_ERROR(CheckPlace(region, one, head));
      head = {one.recording.seq, one.hash};
    }
  }
  PROBITY_ASSIGN_OR_RETURN(const LaneHead kept, ReadLane(tx, region, lane));
  if (kept.seq != head.seq || kept.hash != head.hash) {
    return BrokenAt(lane, head.seq + 1, "is missing at the end of the lane");
  }
  return VerifiedLane{lane, head.seq, head.hash};
}

}  // namespace

absl::StatusOr<Posted> PostGroup(sql::Tx& tx, const PostingGroup& group,
                                 const std::vector<Transfer>& transfers) {
  if (transfers.size() > kMaxGroup) {
    return absl::InvalidArgumentError("a group has more than 512 transfers");
  }
  // Locked first: what is read afterwards is what the writers before left.
  std::map<int32_t, LaneHead> heads;
  for (const Transfer& one : transfers) heads.emplace(LaneOfTransfer(one), LaneHead());
  for (auto& [lane, head] : heads) {
    PROBITY_ASSIGN_OR_RETURN(head, LockLane(tx, group.region, lane));
  }
  PROBITY_ASSIGN_OR_RETURN(const auto fresh, New(tx, group.region, transfers));
  PROBITY_RETURN_IF_ERROR(CheckReferences(tx, group.region, fresh));
  BalanceMoves moves;
  for (const Transfer* one : fresh) {
    if (one->amount_fen <= 0) return absl::InvalidArgumentError("a transfer moves more than 0 fen");
    PROBITY_RETURN_IF_ERROR(AddMoves(*one, moves));
  }
  PROBITY_RETURN_IF_ERROR(ApplyMoves(tx, group.region, moves));
  PROBITY_RETURN_IF_ERROR(Append(tx, group, fresh, heads));
  const auto added = static_cast<int64_t>(fresh.size());
  return Posted{added, static_cast<int64_t>(transfers.size()) - added};
}

absl::StatusOr<RecordedTransfer> GetTransfer(sql::Tx& tx, const std::string& region,
                                             const std::string& transfer_id) {
  PROBITY_ASSIGN_OR_RETURN(auto found, SelectAmong(tx, region, kId, {transfer_id}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_TRANSFER, absl::StrCat("no transfer \"", transfer_id, "\""));
  }
  return std::move(found.front());
}

absl::StatusOr<std::vector<RecordedTransfer>> TransfersAfter(sql::Tx& tx, const std::string& region,
                                                             const TransferFilter& filter,
                                                             const LanePosition& after,
                                                             int64_t limit) {
  std::string condition(kAbove);
  const int64_t lane = after.lane;
  sql::Params params = {region, lane, lane, lane, after.seq};
  if (!filter.account_id.empty()) {
    condition += kOfAccount;
    params.insert(params.end(), {filter.account_id, filter.account_id});
  }
  if (!filter.run_id.empty()) {
    condition += kOfRun;
    params.emplace_back(filter.run_id);
  }
  if (filter.for_year != 0) {
    condition += kOfYear;
    params.emplace_back(int64_t{filter.for_year});
  }
  condition += kByPlace;
  params.emplace_back(limit);
  return Select(tx, condition, params);
}

absl::StatusOr<std::map<UnitKey, UnitStanding>> StandingsOf(sql::Tx& tx, const std::string& region,
                                                            int32_t year,
                                                            const std::vector<UnitKey>& units) {
  std::vector<std::string> accounts;
  std::map<std::string, const UnitKey*> keys;
  for (const UnitKey& unit : units) {
    accounts.push_back(AccountId(AccountOf(AccountKind::kPayable, year, unit)));
    keys[accounts.back()] = &unit;
  }
  PROBITY_ASSIGN_OR_RETURN(auto found, SelectAmong(tx, region, kDebit, accounts));
  PROBITY_ASSIGN_OR_RETURN(auto credited, SelectAmong(tx, region, kCredit, accounts));
  std::move(credited.begin(), credited.end(), std::back_inserter(found));
  // A unit's transfers lie in one lane, so their order of recording is that of seq.
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.recording.seq < b.recording.seq; });
  std::map<UnitKey, UnitStanding> standings;
  for (const RecordedTransfer& one : found) {
    const bool debited = keys.contains(one.transfer.debit_account);
    const UnitKey& unit =
        *keys.at(debited ? one.transfer.debit_account : one.transfer.credit_account);
    AddToStanding(one.transfer, standings[unit]);
  }
  return standings;
}

absl::StatusOr<int64_t> CountOpenPending(sql::Tx& tx, const std::string& region, int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(kOpenPending, {region, int64_t{year}}));
  return row.Int(0);
}

absl::StatusOr<int64_t> CountPayouts(sql::Tx& tx, const std::string& region,
                                     const std::string& account_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                           tx.QueryOne(kPayouts, {region, account_id, account_id}));
  return row.Int(0);
}

absl::StatusOr<RunPostings> PostingsOfRun(sql::Tx& tx, const std::string& region, int32_t year,
                                          const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                           tx.QueryOne(kRunPostings, {region, int64_t{year}, run_id}));
  return RunPostings{row.Int(0), row.Int(1)};
}

absl::StatusOr<std::vector<VerifiedLane>> VerifyLanes(sql::Tx& tx, const std::string& region) {
  std::vector<VerifiedLane> lanes;
  for (int32_t lane = 0; lane < kLanes; ++lane) {
    PROBITY_ASSIGN_OR_RETURN(lanes.emplace_back(), VerifyLane(tx, region, lane));
  }
  return lanes;
}

}  // namespace probity::settlement
