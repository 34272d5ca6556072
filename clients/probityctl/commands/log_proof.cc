#include "clients/probityctl/commands/log_proof.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "common/audit/audit.h"
#include "common/audit/signed_head.h"
#include "common/ledger/merkle.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace role = options::v1;
using Review = review::v1::HearingAdminService::Stub;

constexpr char kReview[] = "review";
constexpr char kScoring[] = "scoring";
constexpr char kSettlement[] = "settlement";
constexpr int kPage = 1000;
constexpr int kDelivered = 10;  // the leaf by which review records a head of scoring's log
constexpr size_t kIdBytes = 16;

// A head somebody signed, and by whom the log was said to be so.
struct Expected {
  audit::TreeHead head;
  std::string by;
};

absl::Status Broken(Reason reason, int64_t seq, const std::string& text) {
  return Refuse(absl::StatusCode::kDataLoss, reason, text,
                {{"chain", kReview}, {"seq", absl::StrCat(seq)}});
}

class Prover {
 public:
  Prover(const clients::Bureau& bureau, PinnedKeys pinned)
      : bureau_(bureau), pinned_(std::move(pinned)), order_(pinned_.changes) {}

  absl::StatusOr<LogProof> Run() {
    PROBITY_RETURN_IF_ERROR(TakeScorings());
    PROBITY_RETURN_IF_ERROR(TakeOwn());
    PROBITY_RETURN_IF_ERROR(TakeSettlements());
    PROBITY_RETURN_IF_ERROR(Walk());
    PROBITY_RETURN_IF_ERROR(CheckProofs());
    proof_.root = frontier_.Root();
    proof_.heads = static_cast<int64_t>(expected_.size());
    return proof_;
  }

 private:
  absl::Status Expect(const audit::TreeHead& head, const std::string& by) {
    const auto [known, fresh] = expected_.insert({head.size, {head, by}});
    if (fresh || known->second.head == head) return absl::OkStatus();
    return Broken(Reason::k_LEDGER_BROKEN, head.size,
                  absl::StrCat(by, " and ", known->second.by, " hold two different logs of ",
                               head.size, " leaves"));
  }

  absl::Status CheckName(const audit::TreeHead& head, const audit::HeadSignature& signature) {
    if (!audit::VerifyHead(head, signature)) {
      return Broken(Reason::k_HEAD_SIGNATURE, head.size,
                    absl::StrCat("what stands under head ", head.size, " is not the signature of ",
                                 signature.signer));
    }
    const auto [pinned, fresh] = pinned_.keys.insert({signature.signer, signature.public_key});
    // Earlier heads bear the key before the pinned one, later ones the key after the first seen.
    const audit::KeyChanges& changes = pinned_.changes;
    const bool known = changes.Follows(signature.signer, signature.public_key, pinned->second) ||
                       changes.Follows(signature.signer, pinned->second, signature.public_key);
    if (known && order_.Take(signature.signer, head.size, signature.public_key)) {
      return absl::OkStatus();
    }
    return Broken(Reason::k_HEAD_OF_ANOTHER_KEY, head.size,
                  absl::StrCat("head ", head.size, " is signed with ",
                               known ? "a replaced key of " : "another key of ", signature.signer));
  }

  // Everything scoring witnessed, with every name it kept.
  absl::Status TakeScorings() {
    scoring::v1::ListHeadsRequest request;
    request.set_log(kReview);
    request.set_page_size(kPage);
    for (;;) {
      PROBITY_ASSIGN_OR_RETURN(
          const auto listed, bureau_.Call(role::ROLE_AUDITOR, bureau_.witness,
                                          &scoring::v1::WitnessService::Stub::ListHeads, request));
      if (listed.settlement_seq() > 0) {
        proof_.settlement = {listed.settlement_seq(), listed.settlement_hash()};
      }
      for (const scoring::v1::WitnessedHead& one : listed.heads()) {
        PROBITY_RETURN_IF_ERROR(TakeWitnessed(one));
        request.set_after_size(one.head().size());
      }
      if (listed.heads_size() < kPage) return absl::OkStatus();
    }
  }

  absl::Status TakeWitnessed(const scoring::v1::WitnessedHead& one) {
    const audit::TreeHead head{one.head().log(), one.head().size(), one.head().root(),
                               one.head().chain_hash()};
    PROBITY_RETURN_IF_ERROR(Expect(head, kScoring));
    bool by_owner = false;
    bool by_scoring = false;
    for (const scoring::v1::HeadSignature& name : one.signatures()) {
      PROBITY_RETURN_IF_ERROR(
          CheckName(head, {name.signer(), name.public_key(), name.signature()}));
      by_owner = by_owner || name.signer() == kReview;
      by_scoring = by_scoring || name.signer() == kScoring;
      if (name.signer() == kSettlement) proof_.cosigned = std::max(proof_.cosigned, head.size);
    }
    if (!by_owner || !by_scoring) {
      return Broken(Reason::k_HEAD_SIGNATURE, head.size,
                    absl::StrCat("head ", head.size, " lacks a name"));
    }
    proof_.witnessed = std::max(proof_.witnessed, head.size);
    const bool follows =
        last_.size == 0
            ? one.from_size() == 0
            : one.from_size() == last_.size &&
                  ledger::VerifyConsistency(last_.size, head.size,
                                            {one.consistency().begin(), one.consistency().end()},
                                            last_.root, head.root);
    if (!follows) {
      return Broken(Reason::k_LEDGER_BROKEN, head.size,
                    absl::StrCat("head ", head.size, " was not proved to continue the one before"));
    }
    last_ = head;
    return absl::OkStatus();
  }

  // What review says of itself now. A service that signed nothing yet has nothing to contradict.
  absl::Status TakeOwn() {
    const auto own = bureau_.Call(role::ROLE_AUDITOR, bureau_.hearings, &Review::GetSignedHead, {});
    if (HasReason(own.status(), Reason::k_NOT_FOUND)) return absl::OkStatus();
    if (!own.ok()) return own.status();
    const audit::TreeHead head{kReview, own->head().size(), own->head().root(),
                               own->head().chain_hash()};
    for (const review::v1::LogSignature& name : own->signatures()) {
      PROBITY_RETURN_IF_ERROR(
          CheckName(head, {name.signer(), name.public_key(), name.signature()}));
    }
    return Expect(head, kReview);
  }

  // Settlement's copies must be the ones scoring shows.
  absl::Status TakeSettlements() {
    settlement::v1::ListWitnessedHeadsRequest request;
    request.set_log(kReview);
    request.set_page_size(kPage);
    for (;;) {
      PROBITY_ASSIGN_OR_RETURN(
          const auto listed,
          bureau_.Call(role::ROLE_AUDITOR, bureau_.settlement_audit,
                       &settlement::v1::AuditService::Stub::ListWitnessedHeads, request));
      for (const settlement::v1::WitnessedLogHead& one : listed.heads()) {
        const audit::TreeHead head{one.log(), one.size(), one.root(), one.chain_hash()};
        PROBITY_RETURN_IF_ERROR(Expect(head, kSettlement));
        PROBITY_RETURN_IF_ERROR(
            CheckName(head, {kSettlement, one.own_public_key(), one.own_signature()}));
        proof_.cosigned = std::max(proof_.cosigned, head.size);
        request.set_after_size(head.size);
      }
      if (listed.heads_size() < kPage) return absl::OkStatus();
    }
  }

  absl::Status Walk() {
    PROBITY_RETURN_IF_ERROR(
        ForEachLeaf(bureau_, [this](const review::v1::AuditLeaf& leaf) { return Take(leaf); }));
    const auto beyond = expected_.upper_bound(proof_.head.seq);
    if (beyond == expected_.end()) return absl::OkStatus();
    return Broken(Reason::k_LEDGER_BROKEN, proof_.head.seq + 1,
                  absl::StrCat("the log ends at leaf ", proof_.head.seq, "; ", beyond->second.by,
                               " holds a head of ", beyond->first, " leaves: cut, or an old copy"));
  }

  absl::Status Take(const review::v1::AuditLeaf& leaf) {
    const int64_t seq = proof_.head.seq + 1;
    const std::string hash =
        audit::EntryHash(proof_.head.hash, seq, static_cast<uint16_t>(leaf.kind()), leaf.body());
    if (leaf.seq() != seq || leaf.prev() != proof_.head.hash || leaf.hash() != hash) {
      return Broken(Reason::k_LEDGER_BROKEN, seq, absl::StrCat("the chain breaks at leaf ", seq));
    }
    proof_.head = {seq, hash};
    leaf_ = ledger::MerkleLeaf(hash);
    frontier_.Add(leaf_);
    KeepScoringHead(leaf);
    const auto expected = expected_.find(seq);
    if (expected == expected_.end()) return absl::OkStatus();
    const audit::TreeHead& head = expected->second.head;
    if (head.root == frontier_.Root() && head.chain_hash == hash) return absl::OkStatus();
    return Broken(Reason::k_LEDGER_BROKEN, seq,
                  absl::StrCat("the first ", seq, " leaves are not those of which ",
                               expected->second.by, " holds the head"));
  }

  // round B16 ‖ seq u64 ‖ hash B32
  void KeepScoringHead(const review::v1::AuditLeaf& leaf) {
    const std::string& body = leaf.body();
    if (leaf.kind() != kDelivered || body.size() != kIdBytes + 8 + crypto::kHashSize) return;
    int64_t seq = 0;
    for (size_t i = kIdBytes; i < kIdBytes + 8; ++i) {
      seq = seq << 8 | static_cast<unsigned char>(body[i]);
    }
    if (seq > proof_.scoring.seq) proof_.scoring = {seq, body.substr(kIdBytes + 8)};
  }

  // The service's own proofs must convince, too: an auditor with one head relies on them.
  absl::Status CheckProofs() {
    if (expected_.empty()) return absl::OkStatus();
    const audit::TreeHead& first = expected_.begin()->second.head;
    const audit::TreeHead& last = expected_.rbegin()->second.head;
    review::v1::GetConsistencyProofRequest growth;
    growth.set_old_size(first.size);
    growth.set_size(last.size);
    PROBITY_ASSIGN_OR_RETURN(const auto grown, bureau_.Call(role::ROLE_AUDITOR, bureau_.hearings,
                                                            &Review::GetConsistencyProof, growth));
    if (!ledger::VerifyConsistency(first.size, last.size,
                                   {grown.hashes().begin(), grown.hashes().end()}, first.root,
                                   last.root)) {
      return Broken(Reason::k_LEDGER_BROKEN, last.size,
                    "the service's proof of growth does not hold");
    }
    if (last.size != proof_.head.seq) return absl::OkStatus();
    review::v1::GetInclusionProofRequest asked;
    asked.set_seq(last.size);
    asked.set_size(last.size);
    PROBITY_ASSIGN_OR_RETURN(const auto included, bureau_.Call(role::ROLE_AUDITOR, bureau_.hearings,
                                                               &Review::GetInclusionProof, asked));
    if (ledger::VerifyInclusion(leaf_, last.size - 1, last.size,
                                {included.hashes().begin(), included.hashes().end()}, last.root)) {
      return absl::OkStatus();
    }
    return Broken(Reason::k_LEDGER_BROKEN, last.size,
                  "the service's proof of a leaf does not hold");
  }

  const clients::Bureau& bureau_;
  PinnedKeys pinned_;
  audit::KeyOrder order_;
  std::map<int64_t, Expected> expected_;  // by size
  audit::TreeHead last_;                  // of those scoring listed
  ledger::MerkleFrontier frontier_;
  std::string leaf_;  // the last
  LogProof proof_;
};

}  // namespace

absl::Status ForEachLeaf(const clients::Bureau& bureau,
                         const std::function<absl::Status(const review::v1::AuditLeaf&)>& each) {
  review::v1::ReadAuditRequest request;
  request.set_page_size(kPage);
  for (;;) {
    PROBITY_ASSIGN_OR_RETURN(const auto page, bureau.Call(role::ROLE_AUDITOR, bureau.hearings,
                                                          &Review::ReadAudit, request));
    for (const review::v1::AuditLeaf& leaf : page.leaves()) {
      PROBITY_RETURN_IF_ERROR(each(leaf));
      request.set_after_seq(leaf.seq());
    }
    if (page.leaves_size() < kPage) return absl::OkStatus();
  }
}

absl::StatusOr<LogProof> ProveReviewLog(const clients::Bureau& bureau, PinnedKeys keys) {
  return Prover(bureau, std::move(keys)).Run();
}

}  // namespace probity::ctl
