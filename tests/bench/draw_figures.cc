#include <chrono>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/draw/check_draw.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/domain/transcript.h"
#include "tests/bench/committee_figures.h"
#include "tests/services/review/support/voting_round.h"

namespace probity::bench {
namespace {

using review::Bytes;
using review::Group;

constexpr int kGroups = 4;
constexpr int kSeats = 9;
constexpr int kCases = 20;
constexpr int kRepeats = 5;

template <typename Body>
double Milliseconds(const Body& body) {
  double best = 0;
  for (int i = 0; i < kRepeats; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    body();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    best = i == 0 ? took.count() : std::min(best, took.count());
  }
  return best;
}

std::vector<review::PoolEntry> PoolOf(int members) {
  std::vector<review::PoolEntry> pool;
  for (int i = 0; i < members; ++i) {
    const Bytes id = crypto::Sha256(absl::StrCat("member ", i)).substr(0, 16);
    pool.push_back(review::Pseudonymise(
        Bytes(32, 'k'), {id, static_cast<Group>(i % kGroups + 1), absl::StrCat("house ", i / 3)}));
  }
  return pool;
}

}  // namespace

absl::Status DrawFigures(int members) {
  const Bytes round(16, 'r');
  const std::vector<review::PoolEntry> pool = PoolOf(members);
  review::Shares shares;
  review::Shares commitments;
  for (int g = 1; g <= kGroups; ++g) {
    const auto group = static_cast<Group>(g);
    shares[IndexOf(group)] = Bytes(32, static_cast<char>(g));
    commitments[IndexOf(group)] = review::Commitment(round, group, shares[IndexOf(group)]);
  }
  const review::Transcript frozen = review::FreezePool(round, {1, 1, 3, 2}, commitments, pool);
  PROBITY_ASSIGN_OR_RETURN(const review::Transcript screened, review::ScreenPool(frozen, pool));
  absl::StatusOr<review::Transcript> drawn;
  const std::string over = absl::StrCat("pool of ", members, ", best of ", kRepeats);
  Tell("T9", "draw_ms", Milliseconds([&] { drawn = RunDraw(screened, shares, pool); }), over);
  PROBITY_RETURN_IF_ERROR(drawn.status());
  const std::string json = TranscriptJson(*drawn);
  draw_check::DrawReport report;
  Tell("T9", "verify_ms", Milliseconds([&] { report = draw_check::CheckDraw(json, nullptr); }),
       over);
  if (!report.problem.empty()) return absl::InternalError(report.problem);
  review::ReviewServer server;
  Tell("T9", "seating_ms", Milliseconds([&] { review::OpenVoting(server, kCases, kSeats); }),
       "codes, sheets and credentials, one commit on SQLite");
  return absl::OkStatus();
}

}  // namespace probity::bench
