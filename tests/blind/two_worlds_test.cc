// L2: two worlds alike but for one secret. All that somebody without a right to the secret can see
// is the same, byte for byte.
#include <gtest/gtest.h>

#include "tests/blind/world.h"

namespace probity::blind {
namespace {

using review::v1::ROUND_PHASE_VOTING;

// Everything review answered on the way from opening to the close of a round whose cases concern
// these institutions, in this order.
std::vector<std::string> AnswersAbout(const std::vector<std::string>& accused) {
  const std::vector<std::string> all = CanaryInstitutions(12);
  Secrets secrets;
  secrets.accused = accused;
  for (const std::string& one : all) {
    if (std::find(accused.begin(), accused.end(), one) == accused.end()) {
      secrets.bystanders.push_back(one);
    }
  }
  World world(secrets);
  world.ReferAll();
  world.ear().Forget();
  const std::string round = world.RoundIn(ROUND_PHASE_VOTING, 5);
  world.review().Vote(round, review::AllUphold);
  std::vector<std::string> texts;
  for (const Heard& heard : world.ear().heard()) texts.push_back(heard.Text());
  return texts;
}

TEST(TwoWorlds, WhoIsAccusedShowsInNoAnswerOfReview) {
  const std::vector<std::string> all = CanaryInstitutions(12);
  const auto one = AnswersAbout({all[0], all[1], all[2], all[3], all[4]});
  const auto other = AnswersAbout({all[5], all[6], all[7], all[8], all[9]});
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i], other[i]) << "answer " << i;
}

}  // namespace
}  // namespace probity::blind
