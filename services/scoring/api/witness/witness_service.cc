#include "services/scoring/api/witness/witness_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "common/ledger/merkle.h"
#include "common/status/status.h"
#include "probity/scoring/v1/witness_service.pb.h"
#include "services/scoring/store/witness/heads.h"

namespace probity::scoring {
namespace {

constexpr char kService[] = "probity.scoring.v1.WitnessService.";
constexpr char kReview[] = "review";
constexpr char kScoring[] = "scoring";
constexpr char kSettlement[] = "settlement";
constexpr int kDefaultPage = 50;
constexpr int kMaxPage = 1000;
constexpr int kMaxProof = 128;

audit::HeadSignature FromProto(const v1::HeadSignature& message) {
  return {message.signer(), message.public_key(), message.signature()};
}

v1::HeadSignature ToProto(const audit::HeadSignature& signature) {
  v1::HeadSignature message;
  message.set_signer(signature.signer);
  message.set_public_key(signature.public_key);
  message.set_signature(signature.signature);
  return message;
}

absl::StatusOr<WitnessedHead> HeadOf(const ServiceEnv& env, const v1::WitnessHeadRequest& request) {
  FieldCheck check;
  check.Check(request.head().log() == kReview, "head.log", "review")
      .Check(request.head().size() > 0, "head.size", "from 1")
      .Check(request.head().root().size() == crypto::kHashSize, "head.root", "32 bytes")
      .Check(request.head().chain_hash().size() == crypto::kHashSize, "head.chain_hash", "32 bytes")
      .Check(request.from_size() >= 0 && request.from_size() <= request.head().size(), "from_size",
             "0 to size")
      .Check(request.consistency_size() <= kMaxProof, "consistency", "at most 128 hashes");
  for (const std::string& hash : request.consistency()) {
    check.Check(hash.size() == crypto::kHashSize, "consistency", "hashes of 32 bytes");
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return WitnessedHead{{request.head().log(), request.head().size(), request.head().root(),
                        request.head().chain_hash()},
                       request.from_size(),
                       {request.consistency().begin(), request.consistency().end()},
                       absl::ToUnixMicros(env.clock.Now())};
}

// Who signs here, and whose replaced keys it knows of.
struct Witness {
  const crypto::SigningKey& key;
  audit::KeyChanges changes;
};

// The signature is that of `signer`, whose key is the one it always had, or follows it.
absl::Status CheckSignature(sql::Tx& tx, const ServiceEnv& env, const Witness& witness,
                            const audit::TreeHead& head, const audit::HeadSignature& signature,
                            const std::string& signer) {
  if (signature.signer != signer || !audit::VerifyHead(head, signature)) {
    return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_HEAD_SIGNATURE,
                  absl::StrCat("not the signature of ", signer, " to this head"));
  }
  PROBITY_ASSIGN_OR_RETURN(const auto last, LastSignature(tx, env.region, head.log, signer));
  if (!last.has_value() ||
      witness.changes.Follows(signer, last->signature.public_key, signature.public_key)) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_HEAD_OF_ANOTHER_KEY,
                      absl::StrCat(signer, " signed earlier heads with another key"));
}

absl::Status NotFollowing(int64_t witnessed_size, const std::string& why,
                          absl::StatusCode code = absl::StatusCode::kFailedPrecondition) {
  return Refuse(code, Reason::k_HEAD_NOT_FOLLOWING, why,
                {{"witnessed_size", absl::StrCat(witnessed_size)}});
}

// The head is the last one witnessed, or continues it. True if it is new.
absl::StatusOr<bool> CheckFollows(const std::optional<WitnessedHead>& last,
                                  const WitnessedHead& head) {
  const int64_t size = last.has_value() ? last->head.size : 0;
  if (last.has_value() && head.head == last->head) return false;
  // An earlier head: another replica's came first. One whose log was set back has to say so itself,
  // or to grow beyond what was witnessed with a proof it cannot have.
  if (head.head.size <= size) {
    return NotFollowing(
        size, absl::StrCat("a log of ", size, " leaves was witnessed before"),
        head.head.size < size ? absl::StatusCode::kAborted : absl::StatusCode::kFailedPrecondition);
  }
  // A proof from an earlier head: another replica's came in between, or an answer was lost.
  if (head.from_size != size) {
    return NotFollowing(
        size, absl::StrCat("the proof must begin at ", size, " leaves"),
        head.from_size < size ? absl::StatusCode::kAborted : absl::StatusCode::kFailedPrecondition);
  }
  const bool proved = size == 0 ? head.consistency.empty()
                                : ledger::VerifyConsistency(size, head.head.size, head.consistency,
                                                            last->head.root, head.head.root);
  if (!proved) return NotFollowing(size, "the log does not begin as the one witnessed before");
  return true;
}

absl::Status CheckOwnKey(sql::Tx& tx, const ServiceEnv& env, const crypto::SigningKey& key,
                         const audit::KeyChanges& changes) {
  PROBITY_ASSIGN_OR_RETURN(const audit::KeysUsed used,
                           KeysUsedBy(tx, env.region, kReview, kScoring, key.public_key()));
  return audit::CheckNotReplaced(kScoring, key.public_key(), used, changes);
}

// What scoring signed when the head was new.
absl::StatusOr<v1::WitnessHeadResponse> SignedBefore(const ServiceEnv& env, sql::Tx& tx,
                                                     const audit::TreeHead& head) {
  PROBITY_ASSIGN_OR_RETURN(const auto signatures,
                           SignaturesOf(tx, env.region, head.log, head.size));
  v1::WitnessHeadResponse response;
  for (const WitnessedSignature& one : signatures) {
    if (one.signature.signer == kScoring) *response.mutable_signature() = ToProto(one.signature);
  }
  return response;
}

absl::StatusOr<v1::WitnessHeadResponse> WitnessHead(const ServiceEnv& env, const Witness& witness,
                                                    sql::Tx& tx,
                                                    const v1::WitnessHeadRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const WitnessedHead head, HeadOf(env, request));
  const audit::HeadSignature owners = FromProto(request.signature());
  PROBITY_RETURN_IF_ERROR(CheckSignature(tx, env, witness, head.head, owners, head.head.log));
  PROBITY_ASSIGN_OR_RETURN(const auto last, LatestWitnessed(tx, env.region, head.head.log));
  PROBITY_ASSIGN_OR_RETURN(const bool is_new, CheckFollows(last, head));
  if (!is_new) return SignedBefore(env, tx, head.head);
  // Two at once meet at the head before; the later asks again and finds it done.
  const absl::Status inserted = InsertWitnessedHead(tx, env.region, head);
  if (absl::IsAlreadyExists(inserted)) return LostRace("another head came first; ask again");
  PROBITY_RETURN_IF_ERROR(inserted);
  PROBITY_RETURN_IF_ERROR(CheckOwnKey(tx, env, witness.key, witness.changes));
  const audit::HeadSignature own = audit::SignHead(witness.key, kScoring, head.head);
  for (const audit::HeadSignature& one : {owners, own}) {
    PROBITY_RETURN_IF_ERROR(InsertWitnessedSignature(
        tx, env.region, {head.head.log, head.head.size, one, {}, head.recorded_time}));
  }
  v1::WitnessHeadResponse response;
  *response.mutable_signature() = ToProto(own);
  return response;
}

absl::StatusOr<v1::WitnessedHead> WithSignatures(sql::Tx& tx, const ServiceEnv& env,
                                                 const WitnessedHead& one) {
  v1::WitnessedHead message;
  message.mutable_head()->set_log(one.head.log);
  message.mutable_head()->set_size(one.head.size);
  message.mutable_head()->set_root(one.head.root);
  message.mutable_head()->set_chain_hash(one.head.chain_hash);
  message.set_from_size(one.from_size);
  for (const std::string& hash : one.consistency) message.add_consistency(hash);
  PROBITY_ASSIGN_OR_RETURN(const auto signatures,
                           SignaturesOf(tx, env.region, one.head.log, one.head.size));
  for (const WitnessedSignature& signature : signatures) {
    *message.add_signatures() = ToProto(signature.signature);
  }
  return message;
}

absl::StatusOr<v1::ListHeadsResponse> ListHeads(const ServiceEnv& env, sql::Tx& tx,
                                                const v1::ListHeadsRequest& request) {
  FieldCheck check;
  check.Check(request.log() == kReview, "log", "review")
      .Check(request.after_size() >= 0, "after_size", "not negative")
      .Check(request.page_size() >= 0 && request.page_size() <= kMaxPage, "page_size",
             absl::StrCat("0 to ", kMaxPage));
  PROBITY_RETURN_IF_ERROR(check.Result());
  const int limit = request.page_size() == 0 ? kDefaultPage : request.page_size();
  PROBITY_ASSIGN_OR_RETURN(
      const auto heads, WitnessedAfter(tx, env.region, request.log(), request.after_size(), limit));
  v1::ListHeadsResponse response;
  for (const WitnessedHead& one : heads) {
    PROBITY_ASSIGN_OR_RETURN(*response.add_heads(), WithSignatures(tx, env, one));
  }
  PROBITY_ASSIGN_OR_RETURN(const auto told,
                           LastSignature(tx, env.region, request.log(), kSettlement));
  if (told.has_value() && told->own.seq > 0) {
    response.set_settlement_seq(told->own.seq);
    response.set_settlement_hash(told->own.hash);
  }
  return response;
}

absl::StatusOr<v1::CosignHeadResponse> CosignHead(const ServiceEnv& env, const Witness& witness,
                                                  sql::Tx& tx,
                                                  const v1::CosignHeadRequest& request) {
  FieldCheck check;
  check.Check(request.log() == kReview, "log", "review")
      .Check(request.own_seq() >= 0, "own_seq", "not negative")
      .Check(request.own_seq() == 0 || request.own_hash().size() == crypto::kHashSize, "own_hash",
             "32 bytes");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const auto head,
                           WitnessedOfSize(tx, env.region, request.log(), request.size()));
  if (!head.has_value()) return NotFollowing(0, "no head of this size was witnessed");
  const audit::HeadSignature signature = FromProto(request.signature());
  PROBITY_RETURN_IF_ERROR(CheckSignature(tx, env, witness, head->head, signature, kSettlement));
  WitnessedSignature row{
      request.log(), request.size(), signature, {}, absl::ToUnixMicros(env.clock.Now())};
  if (request.own_seq() > 0) row.own = {request.own_seq(), request.own_hash()};
  const absl::Status inserted = InsertWitnessedSignature(tx, env.region, row);
  if (!inserted.ok() && !absl::IsAlreadyExists(inserted)) return inserted;
  return v1::CosignHeadResponse();
}

}  // namespace

absl::Status CheckAuditKey(const ServiceEnv& env, const crypto::SigningKey& key,
                           const audit::KeyChanges& changes, absl::Time deadline) {
  return env.database.Read(deadline,
                           [&](sql::Tx& tx) { return CheckOwnKey(tx, env, key, changes); });
}

void RegisterWitnessService(const ServiceEnv& env, const crypto::SigningKey& key,
                            rpc::Router& router, const audit::KeyChanges& changes) {
  const std::string service = kService;
  const Witness witness{key, changes};
  router.Mutation<v1::WitnessHeadRequest, v1::WitnessHeadResponse>(
      service + "WitnessHead", env.database,
      [&env, witness](sql::Tx& tx, const rpc::Call&, const v1::WitnessHeadRequest& request) {
        return WitnessHead(env, witness, tx, request);
      });
  router.Unary<v1::ListHeadsRequest, v1::ListHeadsResponse>(
      service + "ListHeads",
      [&env](const rpc::Call& call,
             const v1::ListHeadsRequest& request) -> absl::StatusOr<v1::ListHeadsResponse> {
        v1::ListHeadsResponse response;
        PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(response, ListHeads(env, tx, request));
          return absl::OkStatus();
        }));
        return response;
      });
  router.Mutation<v1::CosignHeadRequest, v1::CosignHeadResponse>(
      service + "CosignHead", env.database,
      [&env, witness](sql::Tx& tx, const rpc::Call&, const v1::CosignHeadRequest& request) {
        return CosignHead(env, witness, tx, request);
      });
}

}  // namespace probity::scoring
