// How long the service remembers who sat.
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "services/review/store/roster/invitations.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

// disjoint_keep_months of the shipped policies is 12.
TEST(OldPanelsTest, AreForgottenWithTheNextPoolAfterTheKeepingTime) {
  ReviewBench bench;
  bench.FillRoster();
  const absl::CivilMonth month(Today(bench.clock()));
  const absl::Time first_kept = calendar::StartOf(calendar::Date(month - 12));
  const Bytes old_round(16, 'o');
  const Bytes kept_round(16, 'k');
  const auto sat = [](const Bytes& round, absl::Time when) {
    return roster::Invitation{round, Bytes(16, 'm'), "", absl::ToUnixSeconds(when),
                              roster::InvitationState::kSat};
  };
  const auto in_roster = [&](const sql::Body& body) {
    const absl::Status status =
        bench.roster_database().Transact(absl::Now() + absl::Seconds(30), body);
    ASSERT_TRUE(status.ok()) << status;
  };
  in_roster([&](sql::Tx& tx) {
    return roster::InsertInvitations(
        tx, {sat(old_round, first_kept - absl::Seconds(1)), sat(kept_round, first_kept)});
  });
  bench.RoundIn(v1::ROUND_PHASE_SCREENED);
  in_roster([&](sql::Tx& tx) -> absl::Status {
    EXPECT_TRUE(roster::InvitationsOf(tx, old_round)->empty());
    EXPECT_EQ(roster::InvitationsOf(tx, kept_round)->size(), 1u);
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace probity::review
