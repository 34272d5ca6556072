// Offline, after the close: a member finds its seat in the draw and its ballots among the receipts,
// and that what is published is what was logged and witnessed.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/common/files.h"
#include "clients/common/output.h"
#include "clients/probityctl/draw/check_draw.h"
#include "clients/probityctl/draw/log_file.h"
#include "clients/probityctl/draw/transcript.h"
#include "clients/review/commands.h"
#include "clients/review/json.h"
#include "common/audit/audit.h"
#include "common/audit/signed_head.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/ledger/merkle.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

constexpr int kClosed = 9;

// What `probityctl review publish` wrote.
struct Published {
  std::string transcript;
  std::string closed_line;
  std::vector<std::string> receipts;
  audit::TreeHead head;
  std::vector<audit::HeadSignature> signatures;
  std::vector<std::string> inclusion;
};

std::string Bytes(const std::string& hex, bool& sound) {
  const absl::StatusOr<std::string> bytes = crypto::FromHex(hex);
  sound = sound && bytes.ok();
  return bytes.ok() ? *bytes : std::string();
}

absl::StatusOr<Published> Read(const std::string& file) {
  PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(file));
  Published published;
  bool sound = true;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(line, absl::MaxSplits(' ', 1));
    const std::vector<std::string> words = absl::StrSplit(pair.second, ' ');
    if (pair.first == "transcript") {
      published.transcript = pair.second;
    } else if (pair.first == "closed") {
      published.closed_line = pair.second;
    } else if (pair.first == "receipt") {
      published.receipts.push_back(Bytes(pair.second, sound));
    } else if (pair.first == "inclusion") {
      published.inclusion.push_back(Bytes(pair.second, sound));
    } else if (pair.first == "head" && words.size() == 3) {
      published.head.log = "review";
      sound = sound && absl::SimpleAtoi(words[0], &published.head.size);
      published.head.root = Bytes(words[1], sound);
      published.head.chain_hash = Bytes(words[2], sound);
    } else if (pair.first == "signature" && words.size() == 3) {
      published.signatures.push_back({words[0], Bytes(words[1], sound), Bytes(words[2], sound)});
    } else {
      sound = false;
    }
  }
  if (sound) return published;
  return BadRequest({{file, "不是公布件 is not what was published of a round"}});
}

std::string ReceiptsRoot(const std::string& round, const std::vector<std::string>& receipts) {
  std::string message = absl::StrCat("\x05probity/receipts/v1", round);
  crypto::AppendU32(message, static_cast<uint32_t>(receipts.size()));
  for (const std::string& receipt : receipts) message += receipt;
  return crypto::Sha256(message);
}

// One line of what was looked at.
struct Finding {
  std::string text;
  bool sound = false;
};

class Checks {
 public:
  Checks(const SeatFile& seat, const Published& published) : seat_(seat), published_(published) {}

  std::vector<Finding> Run() {
    Draw();
    Seat();
    Closed();
    Witnesses();
    Receipts();
    return std::move(findings_);
  }

 private:
  void Add(bool sound, std::string text) { findings_.push_back({std::move(text), sound}); }

  void Draw() {
    const draw_check::DrawReport report = draw_check::CheckDraw(published_.transcript, nullptr);
    const bool same_round = report.round == crypto::Hex(seat_.round);
    Add(report.problem.empty() && same_round,
        absl::StrCat("抽签记录 the transcript of this round's draw",
                     report.problem.empty() ? "" : ": " + report.problem));
  }

  // The member's own leaf, and where it sits.
  void Seat() {
    const auto transcript = draw_check::ReadTranscript(published_.transcript);
    if (!transcript.has_value() || seat_.draw_pseudonym.empty()) {
      return Add(false, "本席 this seat: 尚无标识 its pseudonyms are not known");
    }
    const std::string commitment =
        crypto::Sha256(absl::StrCat("\x03", seat_.house, seat_.draw_pseudonym, seat_.blind));
    const bool leaf = std::any_of(
        transcript->eligible.begin(), transcript->eligible.end(),
        [&](const auto& one) { return one.d == seat_.draw_pseudonym && one.hc == commitment; });
    int number = 0;
    for (const auto& seat : transcript->panel) {
      if (seat.d == seat_.draw_pseudonym) number = seat.number;
    }
    for (const auto& one : transcript->replacements) {
      if (one.entering == seat_.draw_pseudonym) number = one.seat;
    }
    Add(leaf && number > 0, absl::StrCat("本席 this seat is in the draw: ", number));
  }

  void Closed() {
    const absl::StatusOr<draw_check::LogLeaf> leaf = ClosedLeaf();
    if (!leaf.ok()) return Add(false, "结束记录 the leaf that closed the round: unreadable");
    const std::string root = ReceiptsRoot(seat_.round, published_.receipts);
    const bool says = leaf->kind == kClosed && leaf->body.starts_with(seat_.round + root) &&
                      leaf->body.ends_with(crypto::Sha256(published_.transcript)) &&
                      std::is_sorted(published_.receipts.begin(), published_.receipts.end());
    Add(says, "结束记录 the round was closed with these receipts and this transcript");
    const auto seq = static_cast<int64_t>(leaf->seq);
    Add(ledger::VerifyInclusion(ledger::MerkleLeaf(leaf->hash), seq - 1, published_.head.size,
                                published_.inclusion, published_.head.root),
        absl::StrCat("审计日志 leaf ", seq, " is in the log of ", published_.head.size, " leaves"));
  }

  absl::StatusOr<draw_check::LogLeaf> ClosedLeaf() const {
    draw_check::LogLeaf leaf;
    if (!draw_check::ReadLeaf(published_.closed_line, leaf)) {
      return absl::InvalidArgumentError("not a leaf");
    }
    const std::string hash = audit::EntryHash(leaf.prev, static_cast<int64_t>(leaf.seq),
                                              static_cast<uint16_t>(leaf.kind), leaf.body);
    if (hash != leaf.hash) return absl::InvalidArgumentError("not its hash");
    return leaf;
  }

  void Witnesses() {
    std::string names;
    bool sound = !published_.signatures.empty();
    for (const audit::HeadSignature& one : published_.signatures) {
      sound = sound && audit::VerifyHead(published_.head, one);
      absl::StrAppend(&names, " ", one.signer, " (", crypto::Hex(one.public_key).substr(0, 16),
                      "…)");
    }
    Add(sound, absl::StrCat("签名 the log's head is signed by:", names));
  }

  void Receipts() {
    for (const auto& [serial, receipt] : seat_.receipts) {
      const bool there =
          std::binary_search(published_.receipts.begin(), published_.receipts.end(), receipt);
      Add(there, absl::StrCat("回执 receipt of ", codes::Display(serial), ": ",
                              crypto::Hex(receipt).substr(0, 16), "…"));
    }
    if (seat_.receipts.empty()) {
      Add(true, "回执 receipts: 本席未登记 this seat recorded no ballot");
    }
  }

  const SeatFile& seat_;
  const Published& published_;
  std::vector<Finding> findings_;
};

}  // namespace

int Check(const Session& session, const Terminal& terminal, const std::string& file) {
  const absl::StatusOr<std::filesystem::path> path = SeatPath(session);
  if (!path.ok()) return Fail(terminal, path.status());
  const absl::StatusOr<SeatFile> seat = LoadSeat(*path);
  if (!seat.ok()) return Fail(terminal, seat.status());
  const absl::StatusOr<Published> published = Read(file);
  if (!published.ok()) return Fail(terminal, published.status());
  const std::vector<Finding> findings = Checks(*seat, *published).Run();
  const bool sound =
      std::all_of(findings.begin(), findings.end(), [](const Finding& one) { return one.sound; });
  if (session.json) {
    std::vector<std::string> items;
    for (const Finding& one : findings) {
      items.push_back(JsonObject().Text("what", one.text).Flag("sound", one.sound).Build());
    }
    terminal.out << JsonObject().Flag("sound", sound).Json("checks", JsonArray(items)).Build()
                 << "\n";
  } else {
    for (const Finding& one : findings) {
      terminal.out << (one.sound ? "相符 agrees  " : "不符 DIFFERS ") << one.text << "\n";
    }
    terminal.out << (sound ? "全部相符 everything agrees\n" : "有不符之处 something differs\n");
  }
  return sound ? clients::kOk : clients::kRefused;
}

}  // namespace probity::member
