#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/planted/planted.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/domain/screening.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/sheet_store.h"
#include "services/scoring/store/sheets/blindings.h"

namespace probity::scoring {
namespace {

constexpr size_t kShuffleKey = 16;

std::vector<std::string> CaseIds(const std::vector<SheetRow>& sheets) {
  std::vector<std::string> ids;
  for (const SheetRow& sheet : sheets) ids.push_back(sheet.case_id);
  return ids;
}

// Uniform: each place draws a key so long that no two are equal.
std::vector<SheetRow> Shuffled(std::vector<SheetRow> sheets, const crypto::Entropy& entropy) {
  std::vector<std::pair<std::string, SheetRow>> keyed;
  for (SheetRow& sheet : sheets) keyed.emplace_back(entropy(kShuffleKey), std::move(sheet));
  std::sort(keyed.begin(), keyed.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  if (PROBITY_PLANTED(kGivenInOrder)) {
    std::sort(keyed.begin(), keyed.end(),
              [](const auto& a, const auto& b) { return a.second.case_id < b.second.case_id; });
  }
  std::vector<SheetRow> shuffled;
  for (auto& [key, sheet] : keyed) shuffled.push_back(std::move(sheet));
  return shuffled;
}

// Without those that wait for a second officer's signature.
absl::StatusOr<std::vector<SheetRow>> ReadyQueue(const ServiceEnv& env, sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<SheetRow> queue, LoadQueue(tx, env.region));
  PROBITY_ASSIGN_OR_RETURN(const Referrals waiting, WaitingReferrals(tx, env.region));
  std::erase_if(queue, [&](const SheetRow& sheet) {
    return waiting.contains({sheet.case_id, sheet.referral_seq});
  });
  return queue;
}

absl::StatusOr<v1::TakeSheetsResponse> Give(const ServiceEnv& env, sql::Tx& tx,
                                            const std::vector<SheetRow>& sheets,
                                            const std::set<std::string>& avoid_rounds,
                                            const v1::TakeSheetsRequest& request) {
  v1::TakeSheetsResponse response;
  for (const SheetRow& sheet : sheets) {
    PROBITY_ASSIGN_OR_RETURN(const auto blinding,
                             BlindingOf(tx, env.region, sheet.case_id, sheet.referral_seq));
    v1::Sheet& message = *response.add_sheets();
    message.set_case_token(crypto::Hex(sheet.token));
    if (!message.mutable_body()->ParseFromString(sheet.body)) {
      return Refuse(absl::StatusCode::kDataLoss, Reason::k_INTERNAL, "a stored sheet is damaged");
    }
    if (blinding.has_value()) {
      message.set_attachment_count(static_cast<int32_t>(blinding->attachments.size()));
    }
  }
  for (const std::string& round : avoid_rounds) response.add_avoid_rounds(crypto::Hex(round));
  // A case that is only heard again may meet its panel again if nobody else is left; an appeal may
  // not.
  response.set_avoidance_waivable(request.kind() == v1::ROUND_KIND_FIRST);
  return response;
}

absl::StatusOr<v1::TakeSheetsResponse> GiveAgain(const ServiceEnv& env, sql::Tx& tx,
                                                 const std::vector<SheetRow>& sheets,
                                                 const v1::TakeSheetsRequest& request) {
  std::set<std::string> avoid;
  PROBITY_ASSIGN_OR_RETURN(const auto hearings, PastHearings(tx, env.region, CaseIds(sheets)));
  const auto kind = static_cast<RoundKind>(request.kind());
  for (const auto& [case_id, past] : hearings) avoid.merge(RoundsToAvoid(past, kind));
  for (const SheetRow& sheet : sheets) {
    avoid.erase(sheet.round_id);
    if (sheet.state != SheetState::kReleased) continue;
    return Precondition(Reason::k_NO_SHEETS, "the round gave its sheets back; open another");
  }
  return Give(env, tx, sheets, avoid, request);
}

absl::StatusOr<Selection> Select(const ServiceEnv& env, sql::Tx& tx,
                                 const std::vector<SheetRow>& queue, const RoundLimits& limits) {
  PROBITY_ASSIGN_OR_RETURN(const auto hearings, PastHearings(tx, env.region, CaseIds(queue)));
  std::vector<QueuedSheet> queued;
  for (const SheetRow& sheet : queue) {
    const auto past = hearings.find(sheet.case_id);
    queued.push_back({sheet.sheet_id, sheet.withheld,
                      past == hearings.end() ? std::vector<PastHearing>() : past->second});
  }
  return SelectSheets(queued, limits);
}

absl::Status CheckSize(const Selection& selection, const policy::Committee& terms,
                       const v1::TakeSheetsRequest& request) {
  const auto count = static_cast<int32_t>(selection.chosen.size());
  if (count == 0) {
    return Precondition(Reason::k_NO_SHEETS, "no sheet may go to a round now; 暂无可会审案件");
  }
  if (count >= terms.round_min || !request.small_round_reason().empty()) return absl::OkStatus();
  return Precondition(
      Reason::k_SMALL_ROUND,
      absl::StrCat("a round has at least ", terms.round_min, " cases, here are ", count,
                   "; wait for more or give small_round_reason; "
                   "案件数不足，须说明理由"),
      {{"sheets", absl::StrCat(count)}});
}

absl::Status AuditTaking(const ServiceEnv& env, sql::Tx& tx, const v1::TakeSheetsRequest& request,
                         size_t count) {
  ledger::Fields fields;
  fields.Add("round_id", request.round_id())
      .Add("sheets", static_cast<int64_t>(count))
      .Add("small_round_reason", request.small_round_reason());
  return AppendAudit(tx, env.region, AuditKind::kSheetsTaken, fields, Now(env)).status();
}

absl::StatusOr<v1::TakeSheetsResponse> Take(const ServiceEnv& env, sql::Tx& tx,
                                            const v1::TakeSheetsRequest& request) {
  FieldCheck check;
  const std::string round = HexField(request.round_id(), "round_id", check);
  PROBITY_ASSIGN_OR_RETURN(const policy::Committee terms, CommitteeTerms(env, tx));
  check.Check(request.kind() == v1::ROUND_KIND_FIRST || request.kind() == v1::ROUND_KIND_APPEAL,
              "kind", "FIRST or APPEAL");
  check.Check(request.max_cases() >= 1 && request.max_cases() <= terms.round_max, "max_cases",
              absl::StrCat("1 to ", terms.round_max));
  check.Check(request.small_round_reason().size() <= 500, "small_round_reason",
              "at most 500 bytes");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SheetRow> queue, ReadyQueue(env, tx));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SheetRow> given, SheetsOfRound(tx, env.region, round));
  if (!given.empty()) return GiveAgain(env, tx, given, request);
  PROBITY_ASSIGN_OR_RETURN(const Selection selection,
                           Select(env, tx, queue,
                                  {static_cast<RoundKind>(request.kind()), request.max_cases(),
                                   terms.screenings_per_case, terms.avoid_rounds_max}));
  PROBITY_RETURN_IF_ERROR(CheckSize(selection, terms, request));
  std::vector<SheetRow> chosen;
  for (const size_t i : selection.chosen) chosen.push_back(queue[i]);
  chosen = Shuffled(std::move(chosen), env.entropy);
  for (size_t i = 0; i < chosen.size(); ++i) {
    PROBITY_RETURN_IF_ERROR(
        TakeSheet(tx, env.region, chosen[i], round, static_cast<int32_t>(i) + 1));
  }
  PROBITY_RETURN_IF_ERROR(EndWithholding(tx, env.region));
  PROBITY_RETURN_IF_ERROR(AuditTaking(env, tx, request, chosen.size()));
  return Give(env, tx, chosen, selection.avoid_rounds, request);
}

}  // namespace

absl::StatusOr<v1::TakeSheetsResponse> HandleTakeSheets(const ServiceEnv& env,
                                                        const rpc::Call& call,
                                                        const v1::TakeSheetsRequest& request) {
  absl::StatusOr<v1::TakeSheetsResponse> taken = rpc::Idempotent<v1::TakeSheetsResponse>(
      env.database, call, request, [&](sql::Tx& tx) { return Take(env, tx, request); });
  if (HasReason(taken.status(), Reason::k_NO_SHEETS)) {
    // This was the taking a withheld case had to sit out; otherwise it would wait for ever where it
    // is the only one.
    PROBITY_RETURN_IF_ERROR(env.database.Transact(
        call.deadline, [&](sql::Tx& tx) { return EndWithholding(tx, env.region); }));
  }
  return taken;
}

}  // namespace probity::scoring
