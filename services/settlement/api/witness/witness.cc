#include "services/settlement/api/witness/witness.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/id/uuid.h"
#include "common/ledger/merkle.h"
#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "probity/scoring/v1/witness_service.grpc.pb.h"
#include "probity/settlement/v1/audit_service.pb.h"
#include "services/settlement/store/witnessed_heads.h"

namespace probity::settlement {
namespace {

namespace scoring = ::probity::scoring::v1;
using Stub = scoring::WitnessService::Stub;

constexpr char kLog[] = "review";
constexpr char kScoring[] = "scoring";
constexpr char kOwn[] = "settlement";
constexpr char kService[] = "probity.settlement.v1.AuditService.";
constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 1000;
// Namespace of the request ids of this witness: the same head is signed by the same request.
constexpr char kNamespace[] = "0d6a7a7c-4f3f-4f0b-8d2c-5b8f0a3a7e11";

rpc::CallOptions Options(absl::Time deadline) {
  rpc::CallOptions options;
  options.caller = rpc::ServiceCaller(kOwn);
  options.deadline = deadline;
  return options;
}

absl::Status Bad(Reason reason, const std::string& why) {
  return Refuse(absl::StatusCode::kDataLoss, reason, why);
}

audit::HeadSignature SignatureOf(const scoring::WitnessedHead& message, const std::string& signer) {
  for (const scoring::HeadSignature& one : message.signatures()) {
    if (one.signer() == signer) return {one.signer(), one.public_key(), one.signature()};
  }
  return {};
}

absl::Status CheckSigned(const audit::TreeHead& head, const audit::HeadSignature& signature,
                         const std::string& signer, const audit::HeadSignature* earlier,
                         const audit::KeyChanges& changes) {
  if (signature.signer != signer || !audit::VerifyHead(head, signature)) {
    return Bad(Reason::k_HEAD_SIGNATURE,
               absl::StrCat("head ", head.size, " lacks the name of ", signer));
  }
  if (earlier != nullptr && !changes.Follows(signer, earlier->public_key, signature.public_key)) {
    return Bad(Reason::k_HEAD_OF_ANOTHER_KEY,
               absl::StrCat(signer, " signed earlier heads with another key"));
  }
  return absl::OkStatus();
}

// The next head, if it continues `last` and bears the names it should.
absl::StatusOr<WitnessedHead> Checked(const scoring::WitnessedHead& message,
                                      const std::optional<WitnessedHead>& last,
                                      const audit::KeyChanges& changes) {
  WitnessedHead next;
  next.head = {message.head().log(), message.head().size(), message.head().root(),
               message.head().chain_hash()};
  next.owners = SignatureOf(message, kLog);
  next.scorings = SignatureOf(message, kScoring);
  const bool has_last = last.has_value();
  PROBITY_RETURN_IF_ERROR(
      CheckSigned(next.head, next.owners, kLog, has_last ? &last->owners : nullptr, changes));
  PROBITY_RETURN_IF_ERROR(CheckSigned(next.head, next.scorings, kScoring,
                                      has_last ? &last->scorings : nullptr, changes));
  const std::vector<std::string> proof(message.consistency().begin(), message.consistency().end());
  const bool follows =
      next.head.log == kLog &&
      (has_last ? message.from_size() == last->head.size &&
                      ledger::VerifyConsistency(last->head.size, next.head.size, proof,
                                                last->head.root, next.head.root)
                : message.from_size() == 0);
  if (follows) return next;
  return Bad(Reason::k_HEAD_NOT_FOLLOWING,
             absl::StrCat("head ", next.head.size, " does not continue the one before"));
}

absl::StatusOr<scoring::CosignHeadRequest> Cosigned(const ServiceEnv& env,
                                                    const WitnessedHead& head,
                                                    absl::Time deadline) {
  scoring::CosignHeadRequest request;
  PROBITY_ASSIGN_OR_RETURN(
      *request.mutable_request_id(),
      NamedUuid(kNamespace, absl::StrCat(env.region, "/", kLog, "/", head.head.size)));
  request.set_log(head.head.log);
  request.set_size(head.head.size);
  request.mutable_signature()->set_signer(head.own.signer);
  request.mutable_signature()->set_public_key(head.own.public_key);
  request.mutable_signature()->set_signature(head.own.signature);
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const ledger::Head own, AuditLog(env.region).GetHead(tx));
    if (own.seq == 0) return absl::OkStatus();
    request.set_own_seq(own.seq);
    request.set_own_hash(own.hash);
    return absl::OkStatus();
  }));
  return request;
}

// Tells scoring; one that has the name already, under another content of the same request, is
// content.
absl::Status Tell(const ServiceEnv& env, Stub& stub, const WitnessedHead& head,
                  absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(const auto request, Cosigned(env, head, deadline));
  const absl::Status told =
      rpc::Invoke(stub, &Stub::CosignHead, request, Options(deadline)).status();
  return HasReason(told, Reason::k_REQUEST_ID_REUSED) ? absl::OkStatus() : told;
}

absl::StatusOr<v1::VerifyAuditResponse> VerifyAudit(const ServiceEnv& env, sql::Tx& tx,
                                                    const v1::VerifyAuditRequest& request) {
  FieldCheck check;
  check.Check(request.known_seq() >= 0, "known_seq", "not negative");
  PROBITY_RETURN_IF_ERROR(check.Result());
  const audit::Log log = AuditLog(env.region);
  absl::StatusOr<ledger::Head> head = log.Verify(tx);
  if (HasReason(head.status(), Reason::k_LEDGER_BROKEN)) {
    RefusalDetail detail = DetailOf(head.status());
    detail.metadata["chain"] = "audit";
    return WithDetail(head.status().code(), std::string(head.status().message()), detail);
  }
  if (!head.ok()) return head.status();
  if (request.known_seq() > 0) {
    PROBITY_ASSIGN_OR_RETURN(const bool holds,
                             log.Holds(tx, {request.known_seq(), request.known_hash()}));
    if (!holds) {
      return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                    absl::StrCat("leaf ", request.known_seq(), " is not the one that was known"),
                    {{"chain", "audit"}, {"seq", absl::StrCat(request.known_seq())}});
    }
  }
  v1::VerifyAuditResponse response;
  response.set_leaves(head->seq);
  response.set_head_hash(head->hash);
  return response;
}

v1::WitnessedLogHead ToProto(const WitnessedHead& one) {
  v1::WitnessedLogHead message;
  message.set_log(one.head.log);
  message.set_size(one.head.size);
  message.set_root(one.head.root);
  message.set_chain_hash(one.head.chain_hash);
  message.set_log_public_key(one.owners.public_key);
  message.set_log_signature(one.owners.signature);
  message.set_scoring_public_key(one.scorings.public_key);
  message.set_scoring_signature(one.scorings.signature);
  message.set_own_public_key(one.own.public_key);
  message.set_own_signature(one.own.signature);
  return message;
}

absl::StatusOr<v1::ListWitnessedHeadsResponse> ListWitnessed(
    const ServiceEnv& env, sql::Tx& tx, const v1::ListWitnessedHeadsRequest& request) {
  FieldCheck check;
  check.Check(request.log() == kLog, "log", "review")
      .Check(request.after_size() >= 0, "after_size", "not negative")
      .Check(request.page_size() >= 0 && request.page_size() <= kMaxPage, "page_size",
             absl::StrCat("0 to ", kMaxPage));
  PROBITY_RETURN_IF_ERROR(check.Result());
  const int limit = request.page_size() == 0 ? kDefaultPage : request.page_size();
  PROBITY_ASSIGN_OR_RETURN(
      const auto heads, WitnessedAfter(tx, env.region, request.log(), request.after_size(), limit));
  v1::ListWitnessedHeadsResponse response;
  for (const WitnessedHead& one : heads) *response.add_heads() = ToProto(one);
  return response;
}

template <typename Request, typename Response>
void RegisterRead(const char* name, const ServiceEnv& env, rpc::Router& router,
                  absl::StatusOr<Response> (*read)(const ServiceEnv&, sql::Tx&, const Request&)) {
  router.Unary<Request, Response>(
      absl::StrCat(kService, name),
      [&env, read](const rpc::Call& call, const Request& request) -> absl::StatusOr<Response> {
        Response response;
        PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(response, read(env, tx, request));
          return absl::OkStatus();
        }));
        return response;
      });
}

// A head that bears this service's name and is new to this look: another replica signed it
// meanwhile, and it is here by now, for it is stored before scoring hears of it. Or the database
// was set back.
absl::StatusOr<WitnessedHead> StillThere(const ServiceEnv& env, int64_t size, absl::Time deadline) {
  std::optional<WitnessedHead> latest;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(latest, LatestWitnessed(tx, env.region, kLog));
    return absl::OkStatus();
  }));
  if (latest.has_value() && latest->head.size >= size) return *latest;
  return Bad(Reason::k_HEAD_NOT_FOLLOWING,
             absl::StrCat("this service signed a head of ", size,
                          " leaves that it no longer has: its database was set back"));
}

absl::Status CheckOwnKey(sql::Tx& tx, const ServiceEnv& env, const crypto::SigningKey& key,
                         const audit::KeyChanges& changes) {
  PROBITY_ASSIGN_OR_RETURN(const audit::KeysUsed used,
                           OwnKeysUsed(tx, env.region, kLog, key.public_key()));
  return audit::CheckNotReplaced(kOwn, key.public_key(), used, changes);
}

}  // namespace

absl::Status CheckAuditKey(const ServiceEnv& env, const crypto::SigningKey& key,
                           const audit::KeyChanges& changes, absl::Time deadline) {
  return env.database.Read(deadline,
                           [&](sql::Tx& tx) { return CheckOwnKey(tx, env, key, changes); });
}

absl::Status WitnessHeads(const ServiceEnv& env, const crypto::SigningKey& key,
                          const audit::KeyChanges& changes, absl::Time deadline) {
  const auto stub = scoring::WitnessService::NewStub(env.scoring);
  std::optional<WitnessedHead> last;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(last, LatestWitnessed(tx, env.region, kLog));
    return absl::OkStatus();
  }));
  scoring::ListHeadsRequest request;
  request.set_log(kLog);
  // From the last one on, for scoring may not have heard of our name to it.
  request.set_after_size(last.has_value() ? last->head.size - 1 : 0);
  PROBITY_ASSIGN_OR_RETURN(const auto listed,
                           rpc::Invoke(*stub, &Stub::ListHeads, request, Options(deadline)));
  for (const scoring::WitnessedHead& message : listed.heads()) {
    if (last.has_value() && message.head().size() == last->head.size) {
      if (message.head().root() != last->head.root) {
        return Bad(Reason::k_HEAD_NOT_FOLLOWING,
                   absl::StrCat("scoring shows another head of ", last->head.size, " leaves"));
      }
      if (!SignatureOf(message, kOwn).signer.empty()) continue;
      PROBITY_RETURN_IF_ERROR(Tell(env, *stub, *last, deadline));
      continue;
    }
    if (last.has_value() && message.head().size() < last->head.size) continue;
    if (!SignatureOf(message, kOwn).signer.empty()) {
      PROBITY_ASSIGN_OR_RETURN(last, StillThere(env, message.head().size(), deadline));
      continue;
    }
    PROBITY_ASSIGN_OR_RETURN(WitnessedHead next, Checked(message, last, changes));
    next.own = audit::SignHead(key, kOwn, next.head);
    // The head before it is stored, so whose key signed that is seen here.
    const absl::Status stored = env.database.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(CheckOwnKey(tx, env, key, changes));
      return InsertWitnessed(tx, env.region, next);
    });
    if (absl::IsAlreadyExists(stored)) {
      PROBITY_ASSIGN_OR_RETURN(last, StillThere(env, next.head.size, deadline));
      continue;
    }
    PROBITY_RETURN_IF_ERROR(stored);
    PROBITY_RETURN_IF_ERROR(Tell(env, *stub, next, deadline));
    last = next;
  }
  return absl::OkStatus();
}

void RegisterAuditService(const ServiceEnv& env, rpc::Router& router) {
  RegisterRead("VerifyAudit", env, router, &VerifyAudit);
  RegisterRead("ListWitnessedHeads", env, router, &ListWitnessed);
}

}  // namespace probity::settlement
