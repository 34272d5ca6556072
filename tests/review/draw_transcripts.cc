// Writes transcripts of random draws, as the service makes them, and the audit log they leave: what
// verifiers are held against.   draw_transcripts FOLDER COUNT SEED
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "common/audit/audit.h"
#include "common/crypto/crypto.h"
#include "common/ledger/chain.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/transcript.h"

namespace probity::review {
namespace {

class Writer {
 public:
  Writer(std::string folder, unsigned seed)
      : folder_(std::move(folder)), log_(folder_ + "/log.jsonl"), random_(seed) {}

  bool WriteOne(int number) {
    round_ = AnyBytes(16);
    const Quotas quotas = Number(0, 4) == 0 ? Quotas{1, 1, 4, 3} : Quotas{1, 1, 3, 2};
    const std::vector<PoolEntry> pool = AnyPool(quotas);
    Shares shares, commitments;
    for (const Group group : kGroups) {
      shares[IndexOf(group)] = AnyBytes(32);
      commitments[IndexOf(group)] = Commitment(round_, group, shares[IndexOf(group)]);
      Log(AuditKind::kCommit, CommitBody(round_, group, commitments[IndexOf(group)]));
    }
    Transcript made = FreezePool(round_, quotas, commitments, pool);
    Log(AuditKind::kPoolFrozen, PoolFrozenBody(round_, made.pool_root));
    const std::vector<PoolEntry> eligible = Struck(pool, quotas);
    made = ScreenPool(made, eligible).value();
    Log(AuditKind::kScreened, ScreenedBody(round_, made.eligible_root));
    for (const Group group : kGroups) {
      Log(AuditKind::kReveal, RevealBody(round_, group, shares[IndexOf(group)]));
    }
    made = RunDraw(made, shares, eligible).value();
    Log(AuditKind::kDrawn, DrawnBody(round_, TranscriptSha256(made)));
    LogPanel(made);
    for (int batch = Number(0, 3); batch > 0; --batch) {
      const std::vector<std::uint8_t> leavers = AnyLeavers(made);
      if (leavers.empty()) break;
      made = ReplaceSeats(made, leavers, eligible).value();
      LogPanel(made);
    }
    std::ofstream file(folder_ + "/" + std::to_string(number) + ".json", std::ios::binary);
    file << TranscriptJson(made);
    return static_cast<bool>(file) && static_cast<bool>(log_);
  }

 private:
  int Number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  Bytes AnyBytes(std::size_t size) {
    Bytes bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(Number(0, 255));
    return bytes;
  }

  // Groups share employers; further members without one join until a panel can be drawn.
  std::vector<PoolEntry> AnyPool(const Quotas& quotas) {
    const Bytes key = AnyBytes(32);
    std::vector<PoolEntry> pool;
    const int size = Number(8, 40);
    for (int i = 0; i < size || !DrawConditionHolds(pool, quotas); ++i) {
      const int house = Number(0, 15);
      const bool alone = house == 0 || i >= size;
      pool.push_back(Pseudonymise(key, {AnyBytes(16), kGroups[static_cast<std::size_t>(i) % 4],
                                        alone ? "" : "H" + std::to_string(house)}));
    }
    return pool;
  }

  std::vector<PoolEntry> Struck(const std::vector<PoolEntry>& pool, const Quotas& quotas) {
    std::vector<PoolEntry> eligible = pool;
    for (int tries = Number(0, 12); tries > 0; --tries) {
      std::vector<PoolEntry> fewer = eligible;
      fewer.erase(fewer.begin() + Number(0, static_cast<int>(fewer.size()) - 1));
      if (DrawConditionHolds(fewer, quotas)) eligible = fewer;
    }
    return eligible;
  }

  std::vector<std::uint8_t> AnyLeavers(const Transcript& made) {
    std::vector<std::uint8_t> leavers;
    for (const Seat& seat : SeatingOf(made).seats) {
      if (seat.draw.has_value() && Number(0, 2) == 0) leavers.push_back(seat.number);
    }
    return leavers;
  }

  void LogPanel(const Transcript& made) {
    const Seating seating = SeatingOf(made);
    Log(AuditKind::kSeated,
        SeatedBody(round_, seating.last_k, PanelHash(round_, seating.last_k, seating.seats)));
  }

  void Log(AuditKind kind, const Bytes& body) {
    const auto number = static_cast<std::uint16_t>(kind);
    const std::string hash = audit::EntryHash(head_.hash, head_.seq + 1, number, body);
    log_ << R"({"seq":)" << head_.seq + 1 << R"(,"prev":")" << crypto::Hex(head_.hash)
         << R"(","hash":")" << crypto::Hex(hash) << R"(","kind":)" << number << R"(,"body":")"
         << crypto::Hex(body) << "\"}\n";
    head_ = {head_.seq + 1, hash};
  }

  const std::string folder_;
  std::ofstream log_;
  std::mt19937 random_;
  ledger::Head head_;
  Bytes round_;
};

}  // namespace
}  // namespace probity::review

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: draw_transcripts FOLDER COUNT SEED\n";
    return 64;
  }
  probity::review::Writer writer(argv[1], static_cast<unsigned>(std::atoi(argv[3])));
  for (int i = 0; i < std::atoi(argv[2]); ++i) {
    if (!writer.WriteOne(i)) return 1;
  }
  return 0;
}
