// OpenRound: what is asked of scoring is written down before the asking, so that sheets taken for a
// round are never lost: whoever comes next finishes the opening or gives them back.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/api/hearing_admin_sheets.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/rules.h"
#include "services/review/store/hearing/openings.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {
namespace {

constexpr std::size_t kMaxReasonBytes = 500;
constexpr char kOpenRound[] = "probity.review.v1.HearingAdminService.OpenRound";

absl::Status CheckRequest(const v1::OpenRoundRequest& request, const policy::Committee& terms) {
  FieldCheck check;
  check
      .Check(request.kind() == v1::ROUND_KIND_FIRST || request.kind() == v1::ROUND_KIND_APPEAL,
             "kind", "FIRST or APPEAL")
      .Check(request.max_cases() >= 1 && request.max_cases() <= terms.round_max, "max_cases",
             absl::StrCat("1 to ", terms.round_max))
      .Check(request.small_round_reason().size() <= kMaxReasonBytes, "small_round_reason",
             "at most 500 bytes");
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (request.max_cases() >= terms.round_min || !request.small_round_reason().empty()) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_SMALL_ROUND,
                      absl::StrCat("a round has at least ", terms.round_min,
                                   " cases; ask for more or give small_round_reason"));
}

bool SameRequest(const hearing::Opening& a, const hearing::Opening& b) {
  return a.kind == b.kind && a.max_cases == b.max_cases &&
         a.small_round_reason == b.small_round_reason;
}

// The opening of this request: the one begun before, or a new one.
absl::StatusOr<hearing::Opening> Begin(const HearingEnv& env, const rpc::Call& call,
                                       const v1::OpenRoundRequest& request) {
  hearing::Opening wanted;
  wanted.round_id = RandomId(env.review.entropy).Bytes();
  PROBITY_ASSIGN_OR_RETURN(wanted.request_id, ParseUuid(request.request_id()));
  wanted.kind = static_cast<RoundKind>(request.kind());
  wanted.max_cases = request.max_cases();
  wanted.small_round_reason = request.small_round_reason();
  hearing::Opening opening;
  PROBITY_RETURN_IF_ERROR(
      env.review.hearing.Transact(call.deadline, [&](sql::Tx& tx) -> absl::Status {
        opening = wanted;
        const absl::Status inserted = hearing::InsertOpening(tx, wanted);
        if (!absl::IsAlreadyExists(inserted)) return inserted;
        PROBITY_ASSIGN_OR_RETURN(const auto begun,
                                 hearing::OpeningOfRequest(tx, wanted.request_id));
        if (!begun.has_value()) return LostRace("this round was being given up; ask again");
        if (!SameRequest(*begun, wanted)) {
          return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_REQUEST_ID_REUSED,
                        "request_id was used before for another content; make a new one");
        }
        opening = *begun;
        return absl::OkStatus();
      }));
  return opening;
}

absl::Status GiveUp(const HearingEnv& env, const hearing::Opening& opening, absl::Time deadline) {
  return env.review.hearing.Transact(
      deadline, [&](sql::Tx& tx) { return hearing::EraseOpening(tx, opening.round_id); });
}

absl::Status GiveBack(const HearingEnv& env, const hearing::Opening& opening, absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(
      env.scoring.ReleaseTokens(opening.round_id, Reached::kBeforeSeated, deadline));
  return GiveUp(env, opening, deadline);
}

// After a refusal that nothing was taken under; after any other failure the opening stays, for
// sheets may have been taken.
bool NothingTaken(const absl::Status& status) {
  return HasReason(status, Reason::k_NO_SHEETS) || HasReason(status, Reason::k_SMALL_ROUND) ||
         HasReason(status, Reason::k_BAD_REQUEST);
}

// The sheets of the opening, checked; otherwise none stays taken.
absl::StatusOr<scoring::v1::TakeSheetsResponse> Take(const HearingEnv& env,
                                                     const hearing::Opening& opening,
                                                     absl::Time deadline) {
  absl::StatusOr<scoring::v1::TakeSheetsResponse> taken =
      env.scoring.TakeSheets(TakingOf(opening), deadline);
  if (NothingTaken(taken.status())) PROBITY_RETURN_IF_ERROR(GiveUp(env, opening, deadline));
  if (!taken.ok()) return taken.status();
  absl::Status checked = CheckSheets(*taken);
  if (taken->sheets_size() < 1 || taken->sheets_size() > opening.max_cases) {
    checked = Refuse(absl::StatusCode::kUnavailable, Reason::k_DEPENDENCY_UNAVAILABLE,
                     "scoring gave another number of sheets than was asked for");
  }
  if (checked.ok()) return taken;
  PROBITY_RETURN_IF_ERROR(GiveBack(env, opening, deadline));
  return checked;
}

hearing::Round NewRound(const hearing::Opening& opening, const CommitteeInForce& in_force,
                        int case_count) {
  hearing::Round round;
  round.round_id = opening.round_id;
  round.kind = opening.kind;
  round.policy_hash = in_force.policy_hash;
  round.committee = in_force.committee;
  round.quotas = QuotasOf(in_force.committee, opening.kind);
  round.case_count = case_count;
  return round;
}

Bytes OpenedBodyOf(const hearing::Round& round, const hearing::Opening& opening) {
  OpenedFacts facts;
  facts.kind = round.kind;
  facts.case_count = static_cast<std::uint8_t>(round.case_count);
  facts.quotas = round.quotas;
  facts.policy_hash = round.policy_hash;
  if (round.case_count < round.committee.round_min) {
    facts.small_round_reason = opening.small_round_reason;
  }
  return OpenedBody(round.round_id, facts);
}

struct SealedSheets {
  std::vector<hearing::SheetRow> sheets;
  std::vector<hearing::AttachmentRow> attachments;
};

absl::StatusOr<std::vector<TakenAttachment>> TakeAttachments(
    const HearingEnv& env, const hearing::Opening& opening,
    const scoring::v1::TakeSheetsResponse& taken, absl::Time deadline) {
  std::vector<TakenAttachment> attachments;
  for (const scoring::v1::Sheet& sheet : taken.sheets()) {
    PROBITY_ASSIGN_OR_RETURN(const Bytes token, crypto::FromHex(sheet.case_token()));
    for (int index = 1; index <= sheet.attachment_count(); ++index) {
      PROBITY_ASSIGN_OR_RETURN(
          auto one,
          env.scoring.TakeAttachment(opening.round_id, sheet.case_token(), index, deadline));
      attachments.push_back({token, index, one.media(), std::move(*one.mutable_content())});
    }
  }
  return attachments;
}

absl::StatusOr<SealedSheets> SealAll(const RoundSeal& seal,
                                     const scoring::v1::TakeSheetsResponse& taken,
                                     const std::vector<TakenAttachment>& attachments) {
  SealedSheets sealed;
  PROBITY_ASSIGN_OR_RETURN(sealed.sheets, SealSheets(seal, taken));
  PROBITY_ASSIGN_OR_RETURN(sealed.attachments, SealAttachments(seal, sealed.sheets, attachments));
  return sealed;
}

// Makes the round visible, in one transaction; whoever was quicker did the same.
absl::Status Publish(const HearingEnv& env, const hearing::Opening& opening,
                     const hearing::Round& round, const Bytes& wrapped_key,
                     const SealedSheets& sealed, absl::Time deadline) {
  return env.review.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    const absl::Status inserted =
        hearing::InsertRound(tx, round, NowSeconds(env.review), wrapped_key);
    if (absl::IsAlreadyExists(inserted)) return absl::OkStatus();
    PROBITY_RETURN_IF_ERROR(inserted);
    PROBITY_RETURN_IF_ERROR(hearing::InsertSheets(tx, round.round_id, sealed.sheets));
    PROBITY_RETURN_IF_ERROR(hearing::InsertAttachments(tx, round.round_id, sealed.attachments));
    PROBITY_ASSIGN_OR_RETURN(const auto still, hearing::OpeningOfRound(tx, round.round_id));
    if (!still.has_value()) PROBITY_RETURN_IF_ERROR(hearing::InsertOpening(tx, opening));
    return hearing::AppendAudit(tx, AuditKind::kOpened, OpenedBodyOf(round, opening)).status();
  });
}

absl::Status Finish(const HearingEnv& env, const hearing::Opening& opening,
                    const CommitteeInForce& in_force, absl::Time deadline) {
  const absl::Status found = ReadRound(env.review, opening.round_id, deadline).status();
  if (!HasReason(found, Reason::k_UNKNOWN_ROUND)) return found;
  PROBITY_ASSIGN_OR_RETURN(const auto taken, Take(env, opening, deadline));
  PROBITY_ASSIGN_OR_RETURN(const auto attachments, TakeAttachments(env, opening, taken, deadline));
  Bytes round_key = env.review.keys.NewKey();
  const RoundSeal seal{opening.round_id, round_key, env.review.entropy};
  const absl::StatusOr<SealedSheets> sealed = SealAll(seal, taken, attachments);
  const Bytes wrapped = env.review.keys.WrapRoundKey(opening.round_id, round_key);
  crypto::Cleanse(round_key);
  if (HasReason(sealed.status(), Reason::k_SHEET_NOT_BLIND)) {
    PROBITY_RETURN_IF_ERROR(GiveBack(env, opening, deadline));
  }
  PROBITY_RETURN_IF_ERROR(sealed.status());
  return Publish(env, opening, NewRound(opening, in_force, taken.sheets_size()), wrapped, *sealed,
                 deadline);
}

absl::StatusOr<v1::OpenRoundResponse> AnswerOpening(const HearingEnv& env, const rpc::Call& call,
                                                    const v1::OpenRoundRequest& request,
                                                    const Bytes& round_id) {
  return rpc::Idempotent<v1::OpenRoundResponse>(
      env.review.hearing, call, request, [&](sql::Tx& tx) -> absl::StatusOr<v1::OpenRoundResponse> {
        PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::GetRound(tx, round_id));
        v1::OpenRoundResponse response;
        response.set_round_id(RoundIdText(round.round_id));
        response.set_case_count(round.case_count);
        response.set_policy_hash(crypto::Hex(round.policy_hash));
        return response;
      });
}

absl::StatusOr<v1::OpenRoundResponse> OpenRound(const HearingEnv& env, const rpc::Call& call,
                                                const v1::OpenRoundRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(
      auto stored, rpc::StoredAnswer<v1::OpenRoundResponse>(env.review.hearing, call, request));
  if (stored.has_value()) return *std::move(stored);
  if (!env.review.settings.loopback && !env.review.settings.officers.has_value()) {
    return Precondition(Reason::k_OFFICER_KEYS_REQUIRED,
                        "minutes must be kept for a court: configure the two officers' keys "
                        "(officer_keys) before a round is opened");
  }
  PROBITY_ASSIGN_OR_RETURN(const CommitteeInForce in_force,
                           env.review.committee_in_force(call.deadline));
  PROBITY_RETURN_IF_ERROR(CheckRequest(request, in_force.committee));
  // What another caller left half done must not keep its sheets; whether that works decides nothing
  // about this round.
  FinishOpenings(env, call.deadline).IgnoreError();
  PROBITY_ASSIGN_OR_RETURN(const hearing::Opening opening, Begin(env, call, request));
  PROBITY_RETURN_IF_ERROR(Finish(env, opening, in_force, call.deadline));
  return AnswerOpening(env, call, request, opening.round_id);
}

}  // namespace

absl::Status FinishOpenings(const HearingEnv& env, absl::Time deadline) {
  std::vector<hearing::Opening> half;
  PROBITY_RETURN_IF_ERROR(env.review.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(half, hearing::HalfOpenings(tx));
    return absl::OkStatus();
  }));
  if (half.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const CommitteeInForce in_force,
                           env.review.committee_in_force(deadline));
  absl::Status first;
  for (const hearing::Opening& opening : half) {
    const absl::Status finished = Finish(env, opening, in_force, deadline);
    // Without sheets there was nothing to finish, and it is gone now.
    if (!NothingTaken(finished)) first.Update(finished);
  }
  return first;
}

void RegisterOpening(const HearingEnv& env, rpc::Router& router) {
  router.Unary<v1::OpenRoundRequest, v1::OpenRoundResponse>(
      kOpenRound, [&env](const rpc::Call& call, const v1::OpenRoundRequest& request) {
        return OpenRound(env, call, request);
      });
}

}  // namespace probity::review
