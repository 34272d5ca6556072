// A bureau in one process for the tests of blindness: the real scoring and the real review over
// real channels, with one seed for all randomness and clocks set by hand, and an ear on every
// channel. Two worlds made alike but for one secret show what gives the secret away.
#ifndef PROBITY_TESTS_BLIND_WORLD_H_
#define PROBITY_TESTS_BLIND_WORLD_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/blind/ear.h"
#include "tests/services/review/hearings/review_bench.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::blind {

// What a world is made of. Names are canaries: strings that occur nowhere by chance.
struct Secrets {
  std::vector<std::string> accused;     // institution of each case, by number; registered first
  std::vector<std::string> bystanders;  // more institutions of the register
  std::string defence = "我方认为事实不清 we see it otherwise";
  std::string seed = "world";  // of review's randomness
  std::string engine = "sqlite";
};

// `count` institutions named by canaries ("INST-CANARY-0007").
std::vector<std::string> CanaryInstitutions(int count);

class World {
 public:
  explicit World(const Secrets& secrets);

  scoring::ScoringServer& scoring() { return scoring_; }
  scoring::CaseClient& cases() { return cases_; }
  review::ReviewBench& review() { return *review_; }
  Ear& ear() { return ear_; }  // of what review answers its callers

  // Brings every accused institution's case before the committee, by number.
  std::vector<std::string> ReferAll();
  // Opens a round over all cases referred and leads it to a phase; the round's id.
  std::string RoundIn(review::v1::RoundPhase phase, int cases);

 private:
  Secrets secrets_;
  Ear ear_;
  scoring::ScoringServer scoring_;
  scoring::CaseClient cases_;
  std::unique_ptr<review::ReviewBench> review_;
};

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_WORLD_H_
