#include "clients/probityctl/commands/review.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "clients/common/files.h"
#include "clients/probityctl/commands/log_proof.h"
#include "clients/probityctl/draw/check_draw.h"
#include "clients/probityctl/draw/log_file.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = review::v1;
namespace role = options::v1;
using Hearings = v1::HearingAdminService::Stub;

constexpr int kClosed = 9;

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

void PrintDraw(const Session& session, const std::string& file,
               const draw_check::DrawReport& report) {
  if (session.json) {
    std::printf(
        "{\"file\":%s,\"problem\":%s,\"round\":\"%s\",\"pool\":%zu,\"eligible\":%zu,"
        "\"seats\":%zu,\"replacements\":%zu}\n",
        Quoted(file).c_str(), Quoted(report.problem).c_str(), report.round.c_str(), report.pool,
        report.eligible, report.seats, report.replaced);
  } else if (report.problem.empty()) {
    std::printf(
        "核验通过 verified: %s\n  会审 round %s: %zu in the pool, %zu eligible, %zu seats, "
        "%zu replaced\n",
        file.c_str(), report.round.c_str(), report.pool, report.eligible, report.seats,
        report.replaced);
  } else {
    std::printf("核验不通过 NOT VERIFIED: %s\n  %s\n", file.c_str(), report.problem.c_str());
  }
}

// A file ends with a newline where an editor or `>` put one; the transcript does not.
std::string_view OneLine(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

int Saved(const absl::Status& status, const std::string& what, const std::string& out) {
  if (!status.ok()) return Fail(status);
  std::printf("已存 saved: %s → %s\n", what.c_str(), out.c_str());
  return kOk;
}

draw_check::LogLeaf LeafOf(const v1::AuditLeaf& leaf) {
  return {static_cast<uint64_t>(leaf.seq()), leaf.prev(), leaf.hash(), leaf.kind(), leaf.body()};
}

// The leaf by which the round was closed.
absl::StatusOr<v1::AuditLeaf> ClosedLeaf(const clients::Bureau& bureau,
                                         const std::string& round_id) {
  v1::AuditLeaf closed;
  PROBITY_RETURN_IF_ERROR(ForEachLeaf(bureau, [&](const v1::AuditLeaf& leaf) {
    if (leaf.kind() == kClosed && leaf.body().substr(0, round_id.size()) == round_id) closed = leaf;
    return absl::OkStatus();
  }));
  if (closed.seq() > 0) return closed;
  return NotFound(Reason::k_NOT_FOUND, "the log has no leaf that closes this round");
}

absl::StatusOr<std::string> Bundle(const clients::Bureau& bureau, const std::string& round) {
  const auto round_id = crypto::FromHex(round);
  if (!round_id.ok()) return BadRequest({{"round", "32 hex digits"}});
  v1::GetDrawTranscriptRequest of_transcript;
  of_transcript.set_round_id(round);
  PROBITY_ASSIGN_OR_RETURN(const auto transcript,
                           bureau.Call(role::ROLE_AUDITOR, bureau.hearings,
                                       &Hearings::GetDrawTranscript, of_transcript));
  v1::ListReceiptsRequest of_receipts;
  of_receipts.set_round_id(round);
  PROBITY_ASSIGN_OR_RETURN(const auto receipts, bureau.Call(role::ROLE_AUDITOR, bureau.hearings,
                                                            &Hearings::ListReceipts, of_receipts));
  PROBITY_ASSIGN_OR_RETURN(const v1::AuditLeaf closed, ClosedLeaf(bureau, *round_id));
  PROBITY_ASSIGN_OR_RETURN(const auto head, bureau.Call(role::ROLE_AUDITOR, bureau.hearings,
                                                        &Hearings::GetSignedHead, {}));
  v1::GetInclusionProofRequest of_proof;
  of_proof.set_seq(closed.seq());
  of_proof.set_size(head.head().size());
  PROBITY_ASSIGN_OR_RETURN(const auto proof, bureau.Call(role::ROLE_AUDITOR, bureau.hearings,
                                                         &Hearings::GetInclusionProof, of_proof));
  // Lines that begin with what they are; docs/audit.md.
  std::string text = absl::StrCat("transcript ", transcript.transcript(), "\nclosed ",
                                  draw_check::WriteLeaf(LeafOf(closed)));
  for (const std::string& receipt : receipts.receipts()) {
    absl::StrAppend(&text, "receipt ", crypto::Hex(receipt), "\n");
  }
  absl::StrAppend(&text, "head ", head.head().size(), " ", crypto::Hex(head.head().root()), " ",
                  crypto::Hex(head.head().chain_hash()), "\n");
  for (const v1::LogSignature& name : head.signatures()) {
    absl::StrAppend(&text, "signature ", name.signer(), " ", crypto::Hex(name.public_key()), " ",
                    crypto::Hex(name.signature()), "\n");
  }
  for (const std::string& hash : proof.hashes()) {
    absl::StrAppend(&text, "inclusion ", crypto::Hex(hash), "\n");
  }
  return text;
}

}  // namespace

int VerifyDraw(const Session& session, const std::vector<std::string>& files,
               const std::string& log) {
  std::vector<draw_check::LogLeaf> leaves;
  if (!log.empty()) {
    const auto text = clients::ReadFile(log);
    if (!text.ok()) return Fail(text.status());
    std::string problem;
    leaves = draw_check::ReadLog(*text, problem);
    if (!problem.empty()) {
      std::fprintf(stderr, "%s: %s\n", log.c_str(), problem.c_str());
      if (session.json) {
        draw_check::DrawReport report;
        report.problem = problem;
        for (const std::string& file : files) PrintDraw(session, file, report);
      }
      return kRefused;
    }
  }
  int exit = kOk;
  for (const std::string& file : files) {
    const auto text = clients::ReadFile(file);
    if (!text.ok()) return Fail(text.status());
    const draw_check::DrawReport report =
        draw_check::CheckDraw(OneLine(*text), log.empty() ? nullptr : &leaves);
    PrintDraw(session, file, report);
    if (!report.problem.empty()) exit = kRefused;
  }
  return exit;
}

int TranscriptSave(const Session& session, const std::string& round, const std::string& out) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::GetDrawTranscriptRequest request;
  request.set_round_id(round);
  const auto response =
      bureau->Call(role::ROLE_AUDITOR, bureau->hearings, &Hearings::GetDrawTranscript, request);
  if (!response.ok()) return Fail(response.status());
  return Saved(clients::WriteFile(out, response->transcript()), "抽签记录 transcript", out);
}

int LogSave(const Session& session, const std::string& out) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  std::string text;
  const absl::Status read = ForEachLeaf(*bureau, [&](const v1::AuditLeaf& leaf) {
    text += draw_check::WriteLeaf(LeafOf(leaf));
    return absl::OkStatus();
  });
  if (!read.ok()) return Fail(read);
  return Saved(clients::WriteFile(out, text), "审计日志 audit log", out);
}

int RoundPublish(const Session& session, const std::string& round, const std::string& out) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const absl::StatusOr<std::string> bundle = Bundle(*bureau, round);
  if (!bundle.ok()) return Fail(bundle.status());
  return Saved(clients::WriteFile(out, *bundle), "会审公布件 published round", out);
}

}  // namespace probity::ctl
