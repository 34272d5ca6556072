#include "clients/probityctl/commands/audit.h"

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/common/bureau.h"
#include "clients/common/files.h"
#include "clients/probityctl/commands/log_proof.h"
#include "common/audit/key_changes.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "google/protobuf/util/json_util.h"

namespace probity::ctl {
namespace {

namespace role = options::v1;
namespace fs = std::filesystem;

long long Wide(int64_t value) {
  return static_cast<long long>(value);
}

std::string Fact(const RefusalDetail& detail, const char* name) {
  const auto found = detail.metadata.find(name);
  return found == detail.metadata.end() ? std::string() : found->second;
}

// "entry", its number or place: where the books are no longer what was recorded.
int PrintBroken(const absl::Status& status) {
  const bool changed = HasReason(status, Reason::k_LEDGER_BROKEN) ||
                       HasReason(status, Reason::k_HEAD_SIGNATURE) ||
                       HasReason(status, Reason::k_HEAD_OF_ANOTHER_KEY);
  if (!changed) return Fail(status);
  const RefusalDetail detail = DetailOf(status);
  const std::string place = Fact(detail, "place");
  std::printf("已被改动 CHANGED: %s %s\n  %s\n", Fact(detail, "chain").c_str(),
              place.empty() ? Fact(detail, "seq").c_str() : place.c_str(),
              std::string(status.message()).c_str());
  return kRefused;
}

absl::StatusOr<ledger::Head> KnownHead(const std::string& known) {
  if (known.empty()) return ledger::Head();
  const std::vector<std::string> parts = absl::StrSplit(known, ':');
  ledger::Head head;
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &head.seq) && head.seq >= 1) {
    const auto hash = crypto::FromHex(parts[1]);
    if (hash.ok() && hash->size() == crypto::kHashSize) {
      head.hash = *hash;
      return head;
    }
  }
  return BadRequest({{"--known", "SEQ:HASH as an earlier run printed it"}});
}

absl::StatusOr<PinnedKeys> KeysIn(const std::string& folder) {
  PinnedKeys pinned;
  if (folder.empty()) return pinned;
  PROBITY_ASSIGN_OR_RETURN(pinned.changes, audit::LoadKeyChanges(folder));
  for (const char* service : {"review", "scoring", "settlement"}) {
    const fs::path path = fs::path(folder) / absl::StrCat("audit-", service, ".key.pub");
    PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(path));
    const auto key = crypto::FromHex(ToStd(absl::StripAsciiWhitespace(text)));
    if (!key.ok() || key->size() != crypto::kHashSize) {
      return BadRequest({{path.string(), "64 hex digits of a public key"}});
    }
    pinned.keys[service] = *key;
  }
  return pinned;
}

absl::StatusOr<scoring::v1::VerifyStoreResponse> ProveScoring(const clients::Bureau& bureau,
                                                              const ledger::Head& known) {
  scoring::v1::VerifyStoreRequest request;
  if (known.seq > 0) {
    request.set_known_audit_seq(known.seq);
    request.set_known_audit_hash(crypto::Hex(known.hash));
  }
  return bureau.Call(role::ROLE_AUDITOR, bureau.ledger,
                     &scoring::v1::LedgerService::Stub::VerifyStore, request);
}

absl::StatusOr<settlement::v1::VerifyAuditResponse> ProveSettlement(const clients::Bureau& bureau,
                                                                    const ledger::Head& known) {
  settlement::v1::VerifyAuditRequest request;
  if (known.seq > 0) {
    request.set_known_seq(known.seq);
    request.set_known_hash(known.hash);
  }
  return bureau.Call(role::ROLE_AUDITOR, bureau.settlement_audit,
                     &settlement::v1::AuditService::Stub::VerifyAudit, request);
}

struct Proofs {
  std::optional<LogProof> review;
  std::optional<scoring::v1::VerifyStoreResponse> scoring;
  std::optional<settlement::v1::VerifyAuditResponse> settlement;
};

std::string ReviewJson(const LogProof& proof) {
  return absl::StrCat("\"review\":{\"leaves\":", proof.head.seq, ",\"head_hash\":\"",
                      crypto::Hex(proof.head.hash), "\",\"root\":\"", crypto::Hex(proof.root),
                      "\",\"heads\":", proof.heads, ",\"witnessed_size\":", proof.witnessed,
                      ",\"cosigned_size\":", proof.cosigned, "}");
}

// What scoring answers, as ever, and the others beside it.
void PrintAsJson(const Proofs& proofs) {
  std::string json = "{}";
  if (proofs.scoring.has_value()) {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    json.clear();
    google::protobuf::util::MessageToJsonString(*proofs.scoring, &json, options).ok();
  }
  json.pop_back();
  const auto add = [&](const std::string& member) {
    absl::StrAppend(&json, json.size() > 1 ? "," : "", member);
  };
  if (proofs.review.has_value()) add(ReviewJson(*proofs.review));
  if (proofs.settlement.has_value()) {
    add(absl::StrCat("\"settlement\":{\"leaves\":", proofs.settlement->leaves(),
                     ",\"head_hash\":\"", crypto::Hex(proofs.settlement->head_hash()), "\"}"));
  }
  std::printf("%s}\n", json.c_str());
}

void Print(const Proofs& proofs) {
  if (proofs.scoring.has_value()) {
    const auto& scoring = *proofs.scoring;
    std::printf("完好 nothing was changed: %lld entries, %lld balances, %lld crossings\n",
                Wide(scoring.entries()), Wide(scoring.balances()), Wide(scoring.crossings()));
    Table table({"表 table", "行 rows"});
    for (const scoring::v1::VerifiedTable& one : scoring.tables()) {
      if (one.rows() > 0) table.Add({one.table(), absl::StrCat(one.rows())});
    }
    table.Print();
    std::printf("审计链头 head, for the next run: --known %lld:%s\n", Wide(scoring.audit_entries()),
                scoring.audit_head_hash().c_str());
  }
  if (proofs.review.has_value()) {
    const LogProof& review = *proofs.review;
    std::printf(
        "会审日志完好 review's log is whole: %lld leaves against %lld signed heads; 见证 witnessed "
        "up to %lld by scoring, %lld by settlement\n",
        Wide(review.head.seq), Wide(review.heads), Wide(review.witnessed), Wide(review.cosigned));
  }
  if (proofs.settlement.has_value()) {
    std::printf("清算日志完好 settlement's log is whole: %lld leaves\n",
                Wide(proofs.settlement->leaves()));
  }
}

// Review first: its log holds the last head of scoring it saw.
int Prove(const clients::Bureau& bureau, const AuditOptions& options, const ledger::Head& known,
          const PinnedKeys& keys, Proofs& proofs) {
  const auto wanted = [&](const char* service) {
    return options.service.empty() || options.service == service;
  };
  int exit = kOk;
  ledger::Head scorings;
  ledger::Head settlements;
  if (wanted("review")) {
    const auto proof = ProveReviewLog(bureau, keys);
    if (proof.ok()) {
      proofs.review = *proof;
      scorings = proof->scoring;
      settlements = proof->settlement;
    } else {
      exit = PrintBroken(proof.status());
    }
  }
  if (wanted("scoring")) {
    // Both heads are asked about, the one that was given and the one review saw.
    auto proof = ProveScoring(bureau, known.seq > 0 ? known : scorings);
    if (proof.ok() && known.seq > 0 && scorings.seq > 0) proof = ProveScoring(bureau, scorings);
    if (proof.ok()) {
      proofs.scoring = *proof;
    } else {
      exit = PrintBroken(proof.status());
    }
  }
  if (wanted("settlement")) {
    const auto proof = ProveSettlement(bureau, settlements);
    if (proof.ok()) {
      proofs.settlement = *proof;
    } else {
      exit = PrintBroken(proof.status());
    }
  }
  return exit;
}

}  // namespace

int AuditVerify(const Session& session, const AuditOptions& options) {
  const absl::StatusOr<ledger::Head> known = KnownHead(options.known);
  if (!known.ok()) return Fail(known.status());
  const absl::StatusOr<PinnedKeys> keys = KeysIn(options.keys);
  if (!keys.ok()) return Fail(keys.status());
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  Proofs proofs;
  const int exit = Prove(*bureau, options, *known, *keys, proofs);
  if (session.json) {
    PrintAsJson(proofs);
  } else {
    Print(proofs);
  }
  return exit;
}

}  // namespace probity::ctl
