// Rounds of twenty cases, by a policy that allows them, from the cases' opening in scoring to the
// verdicts' arrival there, on each engine. What the draw published is checked by a verifier that
// shares no code with the service.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "tests/blind/large_rounds.h"
#include "tests/blind/world.h"
#include "tests/support/databases.h"

namespace probity::blind {
namespace {

using review::v1::HearingAdminService;

constexpr int kCases = 20;

// One line of the log, as the verifier reads it.
std::string LogLine(const review::v1::AuditLeaf& leaf) {
  return absl::StrCat("{\"seq\":", leaf.seq(), ",\"prev\":\"", crypto::Hex(leaf.prev()),
                      "\",\"hash\":\"", crypto::Hex(leaf.hash()), "\",\"kind\":", leaf.kind(),
                      ",\"body\":\"", crypto::Hex(leaf.body()), "\"}\n");
}

void Write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// What tests/review/verify_draw.py says of the transcript and the log.
std::string Verified(const std::string& transcript, const review::v1::ReadAuditResponse& audit) {
  std::string folder = (std::filesystem::temp_directory_path() / "probity-draw-XXXXXX").string();
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  const std::filesystem::path home = folder;
  Write(home / "transcript", transcript);
  std::string log;
  for (const review::v1::AuditLeaf& leaf : audit.leaves()) log += LogLine(leaf);
  Write(home / "log", log);
  const std::string command =
      absl::StrCat("python3 ", PROBITY_SOURCE_DIR, "/tests/review/verify_draw.py ",
                   (home / "transcript").string(), " --audit ", (home / "log").string(), " 2>&1");
  FILE* const pipe = popen(command.c_str(), "r");
  std::string said;
  char buffer[512];
  while (pipe != nullptr && fgets(buffer, sizeof buffer, pipe) != nullptr) said += buffer;
  const int code = pipe == nullptr ? -1 : pclose(pipe);
  std::filesystem::remove_all(home);
  return code == 0 ? "verified" : absl::StrCat("exit ", code, ": ", said);
}

class TwentyCases : public ::testing::TestWithParam<std::string> {
 protected:
  TwentyCases() {
    secrets_.accused = CanaryInstitutions(kCases);
    secrets_.engine = GetParam();
    secrets_.seed = "twenty cases";
  }
  template <typename Request, typename Response>
  Response Read(World& world,
                grpc::Status (HearingAdminService::Stub::*method)(grpc::ClientContext*,
                                                                  const Request&, Response*),
                const std::string& round) {
    Request request;
    request.set_round_id(round);
    auto read = world.review().Call(method, request, options::v1::ROLE_AUDITOR, "auditor");
    EXPECT_TRUE(read.ok()) << read.status();
    return read.value_or(Response());
  }

  Secrets secrets_;
};
PROBITY_ON_EVERY_ENGINE(TwentyCases);

TEST_P(TwentyCases, AreHeardInOneRoundFromOpeningToVerdict) {
  World world(secrets_);
  AllowRoundsOfTwenty(world.scoring());
  const std::vector<std::string> cases = world.ReferAll();
  const std::string round = world.RoundIn(review::v1::ROUND_PHASE_VOTING, kCases);
  const auto receipts = world.review().Vote(round, review::AllUphold);
  EXPECT_EQ(receipts.size(), 7u * kCases);
  world.CloseAndDeliver(round);

  const auto outcomes = Read(world, &HearingAdminService::Stub::ListOutcomes, round);
  ASSERT_EQ(outcomes.outcomes_size(), kCases);
  for (const auto& outcome : outcomes.outcomes()) {
    EXPECT_EQ(outcome.outcome(), review::v1::OUTCOME_WORD_UPHELD) << outcome.serial();
  }
  for (const std::string& id : cases) {
    const scoring::v1::Case file = world.cases().Get(id);
    EXPECT_EQ(file.state(), scoring::v1::CASE_STATE_JUDGED) << id;
  }
  const auto transcript = Read(world, &HearingAdminService::Stub::GetDrawTranscript, round);
  const auto audit = world.review().Audit();
  ASSERT_TRUE(audit.ok()) << audit.status();
  EXPECT_EQ(Verified(transcript.transcript(), *audit), "verified");
  std::string altered = transcript.transcript();
  char& digit = altered[altered.find("\"seed\":\"") + 8];
  digit = digit == '0' ? '1' : '0';
  EXPECT_NE(Verified(altered, *audit), "verified") << "the verifier looks at what it is given";
}

}  // namespace
}  // namespace probity::blind
