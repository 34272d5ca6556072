#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/rpc/content.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/api/sheet_blind.h"
#include "services/scoring/domain/procedure/records.h"
#include "services/scoring/domain/verdict.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/sheet_store.h"

namespace probity::scoring {
namespace {

constexpr size_t kNonceBytes = 16;
constexpr int kMaxReasonCodes = 16;
constexpr size_t kMaxReasonCode = 16;

struct Delivery {
  std::string round;
  std::string transcript_sha256;
  // Verdicts by token, ascending: locks are taken in one order.
  std::vector<std::pair<std::string, v1::DeliveredVerdict>> verdicts;
};

absl::Status Invalid(std::string_view why) {
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_VERDICT_INVALID, why);
}

void CheckVerdictFields(const v1::DeliveredVerdict& verdict, const std::string& field,
                        FieldCheck& check) {
  check.Check(verdict.nonce().size() == kNonceBytes, absl::StrCat(field, ".nonce"), "16 bytes");
  for (const v1::DeliveredFinding& finding : verdict.findings()) {
    check.Check(v1::FindingVerdict_IsValid(finding.verdict()), absl::StrCat(field, ".findings"),
                "a known verdict");
    check.Check(finding.reason_codes_size() <= kMaxReasonCodes, absl::StrCat(field, ".findings"),
                "at most 16 reason codes");
    for (const std::string& code : finding.reason_codes()) {
      check.Check(!code.empty() && code.size() <= kMaxReasonCode, absl::StrCat(field, ".findings"),
                  "reason codes of 1 to 16 bytes");
    }
  }
}

absl::StatusOr<Delivery> DeliveryOf(const v1::DeliverVerdictsRequest& request) {
  FieldCheck check;
  Delivery delivery;
  delivery.round = HexField(request.round_id(), "round_id", check);
  check.Check(request.verdicts_size() > 0, "verdicts", "at least one");
  for (int i = 0; i < request.verdicts_size(); ++i) {
    const std::string field = absl::StrCat("verdicts[", i, "]");
    const v1::DeliveredVerdict& verdict = request.verdicts(i);
    delivery.verdicts.emplace_back(
        HexField(verdict.case_token(), absl::StrCat(field, ".case_token"), check), verdict);
    CheckVerdictFields(verdict, field, check);
  }
  std::sort(delivery.verdicts.begin(), delivery.verdicts.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto twice = std::adjacent_find(
      delivery.verdicts.begin(), delivery.verdicts.end(),
      [](const auto& a, const auto& b) { return !a.first.empty() && a.first == b.first; });
  check.Check(twice == delivery.verdicts.end(), "verdicts", "one for each token");
  delivery.transcript_sha256 = crypto::Sha256(request.transcript());
  check.Check(request.transcript_sha256() == crypto::Hex(delivery.transcript_sha256),
              "transcript_sha256", "the SHA-256 of the transcript, lower-case hex");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return delivery;
}

CaseVerdict VerdictOf(const v1::DeliveredVerdict& message) {
  CaseVerdict verdict;
  verdict.no_quorum = message.no_quorum();
  for (const v1::DeliveredFinding& finding : message.findings()) {
    verdict.findings.push_back({static_cast<FindingVerdict>(finding.verdict()),
                                finding.points(),
                                {finding.reason_codes().begin(), finding.reason_codes().end()}});
  }
  return verdict;
}

absl::Status CheckSameAsStored(const SheetRow& sheet, const v1::DeliveredVerdict& verdict) {
  v1::DeliveredVerdict stored;
  const bool same = stored.ParseFromString(sheet.verdict) &&
                    rpc::NormalContent({&stored}, "") == rpc::NormalContent({&verdict}, "");
  return same ? absl::OkStatus() : Invalid("the token has another verdict already");
}

absl::Status Judge(const ServiceEnv& env, sql::Tx& tx, SheetRow sheet,
                   const v1::DeliveredVerdict& verdict, int32_t remand_limit) {
  v1::SheetBody body;
  if (!body.ParseFromString(sheet.body)) {
    return Refuse(absl::StatusCode::kDataLoss, Reason::k_INTERNAL, "a stored sheet is damaged");
  }
  PROBITY_ASSIGN_OR_RETURN(const CaseFile before, LoadCaseForUpdate(tx, env.region, sheet.case_id));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, ApplyVerdict(before, AskedBy(body, sheet.items),
                                                        VerdictOf(verdict), remand_limit));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_RETURN_IF_ERROR(EndOwnStep(env, tx, kCommitteeActor,
                                     {CaseStep::kDeliverVerdict, before, at, today},
                                     std::move(after), today)
                              .status());
  sheet.verdict = verdict.SerializeAsString();
  sheet.nonce = verdict.nonce();
  return JudgeSheet(tx, env.region, sheet);
}

absl::Status Accept(const ServiceEnv& env, sql::Tx& tx, const std::string& round,
                    const std::pair<std::string, v1::DeliveredVerdict>& delivered,
                    int32_t remand_limit) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<SheetRow> sheet,
                           SheetByToken(tx, env.region, delivered.first));
  const bool known = sheet.has_value() && sheet->round_id == round &&
                     (sheet->state == SheetState::kTaken || sheet->state == SheetState::kJudged);
  if (!known) {
    return NotFound(Reason::k_UNKNOWN_TOKEN, "the round holds no sheet with such a token");
  }
  if (sheet->state == SheetState::kJudged) return CheckSameAsStored(*sheet, delivered.second);
  return Judge(env, tx, *sheet, delivered.second, remand_limit);
}

// The leaf says that verdicts came, and witnesses review's log; which case they were for stands in
// the timelines.
absl::StatusOr<ledger::Head> AuditDelivery(const ServiceEnv& env, sql::Tx& tx,
                                           const v1::DeliverVerdictsRequest& request) {
  ledger::Fields fields;
  fields.Add("round_id", request.round_id())
      .Add("verdicts", static_cast<int64_t>(request.verdicts_size()))
      .Add("transcript_sha256", request.transcript_sha256())
      .Add("review_seq", request.audit_head().seq())
      .AddHex("review_hash", request.audit_head().hash());
  return AppendAudit(tx, env.region, AuditKind::kVerdictsDelivered, fields, Now(env));
}

}  // namespace

absl::StatusOr<v1::DeliverVerdictsResponse> HandleDeliverVerdicts(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call&,
    const v1::DeliverVerdictsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Delivery delivery, DeliveryOf(request));
  PROBITY_ASSIGN_OR_RETURN(const policy::Committee terms, CommitteeTerms(env, tx));
  v1::DeliverVerdictsResponse response;
  for (const auto& delivered : delivery.verdicts) {
    PROBITY_RETURN_IF_ERROR(Accept(env, tx, delivery.round, delivered, terms.remand_limit));
    response.add_accepted_tokens(delivered.second.case_token());
  }
  PROBITY_RETURN_IF_ERROR(KeepVerdictRound(
      tx, env.region,
      {delivery.round, delivery.transcript_sha256, request.transcript(), request.audit_head().seq(),
       request.audit_head().hash(), absl::ToUnixMicros(env.clock.Now())}));
  PROBITY_ASSIGN_OR_RETURN(const ledger::Head head, AuditDelivery(env, tx, request));
  response.mutable_audit_head()->set_seq(head.seq);
  response.mutable_audit_head()->set_hash(head.hash);
  return response;
}

}  // namespace probity::scoring
