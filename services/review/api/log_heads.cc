#include "services/review/api/log_heads.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/audit/signed_head.h"
#include "common/audit/tree.h"
#include "common/status/status.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/store/hearing/heads.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {
namespace {

using hearing::LogHead;
using hearing::LogSignature;
using hearing::Signer;

constexpr char kLog[] = "review";
constexpr int kLeavesAtOnce = 2000;
constexpr int kHeadsAtOnce = 50;  // what scoring lists unless asked for more
constexpr std::array<const char*, 3> kSigners = {"review", "scoring", "settlement"};

const char* NameOf(Signer signer) {
  return kSigners[static_cast<std::size_t>(signer) - 1];
}

audit::TreeHead TreeHeadOf(const LogHead& head) {
  return {kLog, head.size, head.root, head.chain_hash};
}

// How far each has come.
struct Progress {
  std::int64_t log = 0;
  std::optional<LogHead> head;
  std::int64_t scoring = 0;
  std::int64_t settlement = 0;
};

absl::StatusOr<Progress> ReadProgress(const ReviewEnv& env, absl::Time deadline) {
  Progress progress;
  PROBITY_RETURN_IF_ERROR(env.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const ledger::Head log, hearing::AuditLog().GetHead(tx));
    progress.log = log.seq;
    PROBITY_ASSIGN_OR_RETURN(progress.head, hearing::LatestHead(tx));
    PROBITY_ASSIGN_OR_RETURN(progress.scoring, hearing::SignedUpTo(tx, Signer::kScoring));
    PROBITY_ASSIGN_OR_RETURN(progress.settlement, hearing::SignedUpTo(tx, Signer::kSettlement));
    return absl::OkStatus();
  }));
  return progress;
}

// Another replica that does the same at the same moment is as good.
absl::Status UnlessElsewhere(const absl::Status& status) {
  return absl::IsAlreadyExists(status) ? absl::OkStatus() : status;
}

absl::Status CheckOwnKey(sql::Tx& tx, const ReviewEnv& env) {
  const std::string& own = env.settings.audit_key->public_key();
  PROBITY_ASSIGN_OR_RETURN(const audit::KeysUsed used, hearing::OwnKeysUsed(tx, own));
  return audit::CheckNotReplaced(NameOf(Signer::kReview), own, used,
                                 env.settings.audit_key_changes);
}

// Signs the tree as it stands, or grown by the next leaves: then in one transaction, so that two
// replicas meet at a leaf if not at a head, and none signs without seeing who signed last. The size
// of the head; 0 for an empty log.
absl::StatusOr<std::int64_t> SignNext(sql::Tx& tx, const ReviewEnv& env) {
  LogHead head;
  PROBITY_ASSIGN_OR_RETURN(head.size, audit::TreeSize(tx));
  PROBITY_ASSIGN_OR_RETURN(const auto before, hearing::LatestHead(tx));
  const std::int64_t signed_size = before.has_value() ? before->size : 0;
  if (head.size <= signed_size) {
    PROBITY_ASSIGN_OR_RETURN(head.size, audit::ExtendTree(tx, hearing::AuditLog(), kLeavesAtOnce));
  }
  if (head.size <= signed_size) return signed_size;
  PROBITY_ASSIGN_OR_RETURN(head.root, audit::TreeRoot(tx, head.size));
  PROBITY_ASSIGN_OR_RETURN(const auto last, hearing::AuditLog().List(tx, head.size - 1, 1));
  if (last.empty()) return absl::InternalError("the tree is larger than the log");
  head.chain_hash = last.front().link.hash;
  PROBITY_RETURN_IF_ERROR(hearing::InsertHead(tx, head));
  PROBITY_RETURN_IF_ERROR(CheckOwnKey(tx, env));
  const audit::HeadSignature own =
      audit::SignHead(*env.settings.audit_key, NameOf(Signer::kReview), TreeHeadOf(head));
  PROBITY_RETURN_IF_ERROR(
      hearing::InsertSignature(tx, {Signer::kReview, head.size, own.public_key, own.signature}));
  return head.size;
}

absl::Status SignAll(const ReviewEnv& env, const Progress& progress, absl::Time deadline) {
  std::int64_t size = progress.head.has_value() ? progress.head->size : 0;
  while (size < progress.log) {
    const std::int64_t before = size;
    const absl::Status done = env.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(size, SignNext(tx, env));
      return absl::OkStatus();
    });
    if (!done.ok()) return UnlessElsewhere(done);
    if (size <= before) return absl::OkStatus();
  }
  return absl::OkStatus();
}

scoring::v1::HeadSignature ToProto(const LogSignature& signature) {
  scoring::v1::HeadSignature message;
  message.set_signer(NameOf(signature.signer));
  message.set_public_key(signature.public_key);
  message.set_signature(signature.signature);
  return message;
}

absl::StatusOr<scoring::v1::WitnessHeadRequest> WitnessRequest(const ReviewEnv& env,
                                                               const LogHead& head,
                                                               std::int64_t from,
                                                               absl::Time deadline) {
  scoring::v1::WitnessHeadRequest request;
  request.set_request_id(RepeatableRequestId("WitnessHead", absl::StrCat(from, "/", head.size)));
  request.mutable_head()->set_log(kLog);
  request.mutable_head()->set_size(head.size);
  request.mutable_head()->set_root(head.root);
  request.mutable_head()->set_chain_hash(head.chain_hash);
  request.set_from_size(from);
  PROBITY_RETURN_IF_ERROR(env.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto signatures, hearing::SignaturesOf(tx, head.size));
    for (const LogSignature& one : signatures) {
      if (one.signer == Signer::kReview) *request.mutable_signature() = ToProto(one);
    }
    if (from == 0) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(const auto proof, audit::TreeConsistency(tx, from, head.size));
    for (const std::string& hash : proof) request.add_consistency(hash);
    return absl::OkStatus();
  }));
  return request;
}

// Stores somebody's name to a head of ours if it is one.
absl::Status Keep(const ReviewEnv& env, Signer signer, const LogHead& head,
                  const scoring::v1::HeadSignature& message, absl::Time deadline) {
  const audit::HeadSignature signature{message.signer(), message.public_key(), message.signature()};
  if (signature.signer != NameOf(signer) || !audit::VerifyHead(TreeHeadOf(head), signature)) {
    return Refuse(absl::StatusCode::kDataLoss, Reason::k_HEAD_SIGNATURE,
                  absl::StrCat("what ", NameOf(signer), " signed is not this log's head"));
  }
  return UnlessElsewhere(env.hearing.Transact(deadline, [&](sql::Tx& tx) {
    return hearing::InsertSignature(tx,
                                    {signer, head.size, signature.public_key, signature.signature});
  }));
}

absl::Status NeverHad(std::int64_t size) {
  return Refuse(
      absl::StatusCode::kDataLoss, Reason::k_HEAD_NOT_FOLLOWING,
      absl::StrCat("scoring witnessed a head of ", size, " leaves that this log never had"));
}

// The head of ours that scoring witnessed. It was stored here before scoring heard of it; if it is
// not there, this database was set back: a backup older than the rest of the bureau's.
absl::StatusOr<LogHead> OursOf(const ReviewEnv& env, std::int64_t size, absl::Time deadline) {
  std::optional<LogHead> head;
  PROBITY_RETURN_IF_ERROR(env.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(head, hearing::HeadOfSize(tx, size));
    return absl::OkStatus();
  }));
  if (head.has_value()) return *std::move(head);
  return NeverHad(size);
}

// Where scoring says it stands, if it refused a head for that.
std::optional<std::int64_t> StandsAt(const absl::Status& refusal) {
  if (!HasReason(refusal, Reason::k_HEAD_NOT_FOLLOWING)) return std::nullopt;
  const RefusalDetail detail = DetailOf(refusal);
  const auto fact = detail.metadata.find("witnessed_size");
  std::int64_t size = 0;
  if (fact == detail.metadata.end() || !absl::SimpleAtoi(fact->second, &size)) return std::nullopt;
  return size;
}

absl::Status Witness(const HearingEnv& env, const LogHead& head, std::int64_t from,
                     absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(auto request, WitnessRequest(env.review, head, from, deadline));
  auto response = env.scoring.WitnessHead(request, deadline);
  std::optional<std::int64_t> at = StandsAt(response.status());
  // An acknowledgment of scoring's was lost. Behind what it signed it stands only if its database
  // was set back: that is not to be healed but to be known.
  if (at.has_value() && *at > from && *at <= head.size) {
    PROBITY_ASSIGN_OR_RETURN(request, WitnessRequest(env.review, head, *at, deadline));
    response = env.scoring.WitnessHead(request, deadline);
    at = StandsAt(response.status());
  }
  // A larger head of another replica came first.
  if (at.has_value() && *at > head.size) return OursOf(env.review, *at, deadline).status();
  if (!response.ok()) return response.status();
  return Keep(env.review, Signer::kScoring, head, response->signature(), deadline);
}

// Whether scoring still shows the last head it signed.
absl::Status CheckStillShown(const scoring::v1::ListHeadsResponse& listed,
                             std::int64_t signed_size) {
  const int count = listed.heads_size();
  const std::int64_t shown = count == 0 ? 0 : listed.heads(count - 1).head().size();
  if (count == kHeadsAtOnce || shown >= signed_size) return absl::OkStatus();
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_HEAD_NOT_FOLLOWING,
                absl::StrCat("scoring signed a head of ", signed_size, " leaves and shows but ",
                             shown, ": its database was set back"));
}

absl::Status AskSettlement(const HearingEnv& env, const Progress& progress, absl::Time deadline) {
  const std::int64_t known =
      std::min(progress.settlement, std::max<std::int64_t>(progress.scoring - 1, 0));
  PROBITY_ASSIGN_OR_RETURN(const auto listed, env.scoring.ListHeads(known, deadline));
  PROBITY_RETURN_IF_ERROR(CheckStillShown(listed, progress.scoring));
  for (const scoring::v1::WitnessedHead& witnessed : listed.heads()) {
    const std::int64_t size = witnessed.head().size();
    PROBITY_ASSIGN_OR_RETURN(const LogHead head, OursOf(env.review, size, deadline));
    if (head.root != witnessed.head().root()) return NeverHad(size);
    for (const scoring::v1::HeadSignature& one : witnessed.signatures()) {
      if (one.signer() != NameOf(Signer::kSettlement)) continue;
      PROBITY_RETURN_IF_ERROR(Keep(env.review, Signer::kSettlement, head, one, deadline));
    }
  }
  return absl::OkStatus();
}

absl::Status NothingSigned() {
  return NotFound(Reason::k_NOT_FOUND, "the log has no signed head of that size");
}

absl::StatusOr<LogHead> HeadAsked(sql::Tx& tx, std::int64_t size) {
  PROBITY_ASSIGN_OR_RETURN(const auto head,
                           size == 0 ? hearing::LatestHead(tx) : hearing::HeadOfSize(tx, size));
  if (!head.has_value()) return NothingSigned();
  return *head;
}

// Of a tree: any size it has reached, 0 for that of the latest signed head.
absl::StatusOr<std::int64_t> SizeAsked(sql::Tx& tx, std::int64_t size) {
  if (size != 0) return size;
  PROBITY_ASSIGN_OR_RETURN(const LogHead head, HeadAsked(tx, 0));
  return head.size;
}

absl::StatusOr<v1::GetSignedHeadResponse> GetSignedHead(sql::Tx& tx,
                                                        const v1::GetSignedHeadRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const LogHead head, HeadAsked(tx, request.size()));
  PROBITY_ASSIGN_OR_RETURN(const auto signatures, hearing::SignaturesOf(tx, head.size));
  v1::GetSignedHeadResponse response;
  response.mutable_head()->set_size(head.size);
  response.mutable_head()->set_root(head.root);
  response.mutable_head()->set_chain_hash(head.chain_hash);
  for (const LogSignature& one : signatures) {
    v1::LogSignature& shown = *response.add_signatures();
    shown.set_signer(NameOf(one.signer));
    shown.set_public_key(one.public_key);
    shown.set_signature(one.signature);
  }
  return response;
}

absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(
    sql::Tx& tx, const v1::GetInclusionProofRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t size, SizeAsked(tx, request.size()));
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t reached, audit::TreeSize(tx));
  FieldCheck check;
  check.Check(size >= 1 && size <= reached, "size", absl::StrCat("1 to ", reached))
      .Check(request.seq() >= 1 && request.seq() <= size, "seq", "a leaf within size");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const auto proof, audit::TreeInclusion(tx, request.seq() - 1, size));
  v1::GetInclusionProofResponse response;
  response.set_size(size);
  for (const std::string& hash : proof) response.add_hashes(hash);
  return response;
}

absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(
    sql::Tx& tx, const v1::GetConsistencyProofRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t size, SizeAsked(tx, request.size()));
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t reached, audit::TreeSize(tx));
  FieldCheck check;
  check.Check(size >= 1 && size <= reached, "size", absl::StrCat("1 to ", reached))
      .Check(request.old_size() >= 1 && request.old_size() <= size, "old_size", "1 to size");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const auto proof, audit::TreeConsistency(tx, request.old_size(), size));
  v1::GetConsistencyProofResponse response;
  response.set_size(size);
  for (const std::string& hash : proof) response.add_hashes(hash);
  return response;
}

template <typename Request, typename Response>
void RegisterRead(const char* name, const HearingEnv& env, rpc::Router& router,
                  absl::StatusOr<Response> (*read)(sql::Tx&, const Request&)) {
  router.Unary<Request, Response>(
      absl::StrCat("probity.review.v1.HearingAdminService.", name),
      [&env, read](const rpc::Call& call, const Request& request) -> absl::StatusOr<Response> {
        Response response;
        PROBITY_RETURN_IF_ERROR(
            env.review.hearing.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
              PROBITY_ASSIGN_OR_RETURN(response, read(tx, request));
              return absl::OkStatus();
            }));
        return response;
      });
}

}  // namespace

absl::Status KeepHeads(const HearingEnv& env, bool ask_settlement, absl::Time deadline) {
  if (env.review.settings.audit_key == nullptr) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(Progress progress, ReadProgress(env.review, deadline));
  if (progress.log > (progress.head.has_value() ? progress.head->size : 0)) {
    PROBITY_RETURN_IF_ERROR(SignAll(env.review, progress, deadline));
    PROBITY_ASSIGN_OR_RETURN(progress, ReadProgress(env.review, deadline));
  }
  if (progress.head.has_value() && progress.scoring < progress.head->size) {
    PROBITY_RETURN_IF_ERROR(Witness(env, *progress.head, progress.scoring, deadline));
  }
  // Also when all is signed: only so is it noticed that others saw more than is here.
  if (!ask_settlement) return absl::OkStatus();
  return AskSettlement(env, progress, deadline);
}

absl::Status CheckAuditKey(const ReviewEnv& env, absl::Time deadline) {
  if (env.settings.audit_key == nullptr) return absl::OkStatus();
  return env.hearing.Read(deadline, [&](sql::Tx& tx) { return CheckOwnKey(tx, env); });
}

void RegisterLogHeads(const HearingEnv& env, rpc::Router& router) {
  RegisterRead("GetSignedHead", env, router, &GetSignedHead);
  RegisterRead("GetInclusionProof", env, router, &GetInclusionProof);
  RegisterRead("GetConsistencyProof", env, router, &GetConsistencyProof);
}

}  // namespace probity::review
