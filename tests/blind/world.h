// A bureau in one process for the tests of blindness: the real scoring and the real review over
// real channels, with one seed for all randomness and clocks set by hand, and an ear on every
// channel. Two worlds made alike but for one secret show what gives the secret away.
#ifndef PROBITY_TESTS_BLIND_WORLD_H_
#define PROBITY_TESTS_BLIND_WORLD_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/blind/ear.h"
#include "tests/services/review/hearings/review_bench.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::blind {

struct Person {
  review::v1::MemberGroup group = review::v1::MEMBER_GROUP_UNSPECIFIED;
  std::string number;
  std::string name;
  std::string employer;
  std::string contact;
};

// What a world is made of. Names are canaries: strings that occur nowhere by chance.
struct Secrets {
  // Institution of each case, by number; registered first. None: review stands beside a fake
  // scoring, whose cases come from nowhere.
  std::vector<std::string> accused;
  std::vector<std::string> bystanders;  // more institutions of the register
  std::string defence = "我方认为事实不清 we see it otherwise";
  std::string name;  // of every institution, before its id
  std::string district = "示例区";
  std::string principal;        // of every institution, and the doctor of every finding
  std::vector<Person> members;  // of the roster; none: the bench's own
  std::string seed = "world";   // of review's randomness
  std::string engine = "sqlite";
};

// The roster of the bench, as these tests name it: the same groups and houses.
std::vector<Person> UsualMembers();

// The program's log, all services', while this lives; one at a time.
class LogEar {
 public:
  LogEar();
  ~LogEar();
  LogEar(const LogEar&) = delete;
  LogEar& operator=(const LogEar&) = delete;
  std::vector<std::string> lines() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
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
  const LogEar& log() const { return log_; }
  // To review, heard by the ear.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Brings every accused institution's case before the committee, by number.
  std::vector<std::string> ReferAll();
  // Lets the time of a voting round pass: the service closes it. Waits until scoring has the
  // verdicts.
  void CloseAndDeliver(const std::string& round);
  // Opens a round over all cases referred and leads it to a phase; the round's id.
  std::string RoundIn(review::v1::RoundPhase phase, int cases);

 private:
  void Register();
  void PutMember(const Person& person);

  Secrets secrets_;
  LogEar log_;
  Ear ear_;
  std::shared_ptr<grpc::Channel> channel_;
  scoring::ScoringServer scoring_;
  scoring::CaseClient cases_;
  std::unique_ptr<review::ReviewBench> review_;
};

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_WORLD_H_
