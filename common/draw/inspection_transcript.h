// The record of a draw as a text anybody can check: the frozen pool, the commitments and shares,
// the recusals and the teams, one fact a line, the parts of a line separated by tabs.
//
//   probity/inspection/1
//   campaign <id>                        (tab after the first word, here and below)
//   inspectors_each <n>
//   stratum <name> <count>               in the order they are drawn
//   institution <id> <stratum> <weight>  ascending by id
//   inspector <person> <unit> <institutions barred from>...
//   pool_sha256 <hex>                    of all bytes above this line
//   share <person> <commitment> <share>  hex
//   recusal <institution> <person>       in the order they were recorded
//   team <order> <institution> <stratum> <inspectors>...
#ifndef PROBITY_COMMON_DRAW_INSPECTION_TRANSCRIPT_H_
#define PROBITY_COMMON_DRAW_INSPECTION_TRANSCRIPT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/draw/inspection_draw.h"

namespace probity::draw {

struct Transcript {
  Campaign campaign;
  std::vector<Share> shares;  // ascending by person
  std::vector<Recusal> recusals;
  std::vector<Team> teams;
  bool operator==(const Transcript&) const = default;
};

// The lines up to pool_sha256, which is the hash of this text.
std::string PoolText(const Campaign& campaign);

// The campaign of such a text. INVALID_ARGUMENT naming the line.
absl::StatusOr<Campaign> ParsePool(std::string_view text);

std::string TranscriptText(const Transcript& transcript);

// INVALID_ARGUMENT naming the line, also for a pool hash that is not the text's.
absl::StatusOr<Transcript> ParseTranscript(std::string_view text);

// Draws again and compares: OK, or DATA_LOSS / DRAW_NOT_REPRODUCED naming the first difference.
absl::Status Replay(const Transcript& transcript);

}  // namespace probity::draw

#endif  // PROBITY_COMMON_DRAW_INSPECTION_TRANSCRIPT_H_
