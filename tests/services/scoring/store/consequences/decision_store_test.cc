// What the public, the list of serious breaches and the fund see of a decision.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/store/consequences/nomination_store.h"
#include "services/scoring/store/consequences/publication_store.h"
#include "services/scoring/store/consequences/recovery_store.h"
#include "services/scoring/store/migrations.h"
#include "tests/services/scoring/store/consequences/ids.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Day = absl::CivilDay;

class DecisionStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  // The value of `body`, in a transaction of its own.
  template <typename T>
  T Get(const std::function<absl::StatusOr<T>(sql::Tx&)>& body) {
    T value{};
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(value, body(tx));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return value;
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(DecisionStoreTest);

Publication Due(char id) {
  Publication one;
  one.publication_id = Bytes(id);
  one.case_id = Text('c');
  one.institution_id = "M1";
  one.decided = Day(2026, 3, 2);
  one.publish_by = Day(2026, 3, 30);
  return one;
}

TEST_P(DecisionStoreTest, PublicationsAreFoundOverdueAndShown) {
  const auto save = [&](const Publication& one) {
    return Get<Publication>([&](sql::Tx& tx) { return SavePublication(tx, "demo", one); });
  };
  const auto count = [&](const PublicationFilter& filter) {
    return Get<std::vector<Publication>>(
               [&](sql::Tx& tx) { return ListPublications(tx, "demo", filter); })
        .size();
  };
  Publication one = save(Due('1'));
  PublicationFilter overdue;
  overdue.overdue_on = Day(2026, 3, 30);
  EXPECT_EQ(count(overdue), 0u) << "its last day";
  overdue.overdue_on = Day(2026, 3, 31);
  EXPECT_EQ(count(overdue), 1u);
  one.state = PublicationState::kPublished;
  one.weight = PublicationWeight::kOther;
  one.published = Day(2026, 3, 30);
  one.end = Day(2029, 3, 30);
  one.title = "题";
  one.body = std::string(9000, 'b');
  one = save(one);
  EXPECT_EQ(count(overdue), 0u);
  EXPECT_EQ(Get<std::vector<Publication>>([&](sql::Tx& tx) {
              return PublicationsOfCase(tx, "demo", Text('c'));
            }).front(),
            one);
  PublicationFilter shown;
  shown.shown_on = Day(2029, 3, 30);
  EXPECT_EQ(count(shown), 1u);
  shown.shown_on = Day(2029, 3, 31);
  EXPECT_EQ(count(shown), 0u);
  one.state = PublicationState::kWithdrawn;
  one.withdraw_by = Day(2026, 5, 13);
  one = save(one);
  overdue.overdue_on = Day(2026, 5, 13);
  EXPECT_EQ(count(overdue), 0u);
  overdue.overdue_on = Day(2026, 5, 14);
  EXPECT_EQ(count(overdue), 1u);
  --one.etag;
  EXPECT_TRUE(
      HasReason(Change([&](sql::Tx& tx) { return SavePublication(tx, "demo", one).status(); }),
                Reason::k_CONFLICT));
}

TEST_P(DecisionStoreTest, ACaseNominatesAPersonOnce) {
  Nomination one;
  one.nomination_id = Bytes('n');
  one.case_id = Text('c');
  one.institution_id = "M1";
  one.person = "负责人01";
  one.duty = "院长";
  one.cause = "骗保";
  one.basis = "条例 33";
  one.nominated_by = "chief";
  const Nomination kept =
      Get<Nomination>([&](sql::Tx& tx) { return SaveNomination(tx, "demo", one); });
  one.nomination_id = Bytes('m');
  EXPECT_TRUE(absl::IsAlreadyExists(
      Change([&](sql::Tx& tx) { return SaveNomination(tx, "demo", one).status(); })));
  Nomination listed = kept;
  listed.state = NominationState::kListed;
  listed.start = Day(2026, 4, 1);
  listed.end = Day(2026, 6, 30);
  listed = Get<Nomination>([&](sql::Tx& tx) { return SaveNomination(tx, "demo", listed); });
  NominationFilter on;
  on.on_list = Day(2026, 6, 30);
  EXPECT_THAT(
      Get<std::vector<Nomination>>([&](sql::Tx& tx) { return ListNominations(tx, "demo", on); }),
      ElementsAre(listed));
  on.on_list = Day(2026, 7, 1);
  EXPECT_THAT(
      Get<std::vector<Nomination>>([&](sql::Tx& tx) { return ListNominations(tx, "demo", on); }),
      IsEmpty());
}

TEST_P(DecisionStoreTest, RecoveryIsReadByCaseInstitutionAndYear) {
  std::vector<RecoveryEntry> entries;
  for (int32_t seq = 1; seq <= 2; ++seq) {
    RecoveryEntry entry;
    entry.case_id = Text('c');
    entry.institution_id = "M1";
    entry.year = 2026;
    entry.item = 1;
    entry.seq = seq;
    entry.kind = seq == 1 ? RecoveryKind::kExpected : RecoveryKind::kReceived;
    entry.amount_fen = 83'200'000;
    entry.business_date = Day(2026, 3, 9);
    if (seq == 1) entry.due = Day(2026, 3, 24);
    entry.document = "凭证 1";
    entry.actor = "officer";
    entry.recorded_time = 7;
    entries.push_back(entry);
    ASSERT_TRUE(Change([&](sql::Tx& tx) { return InsertRecovery(tx, "demo", entry); }).ok());
  }
  EXPECT_EQ(Get<std::vector<RecoveryEntry>>(
                [&](sql::Tx& tx) { return RecoveryOfCase(tx, "demo", Text('c')); }),
            entries);
  EXPECT_TRUE(
      HasReason(Change([&](sql::Tx& tx) { return InsertRecovery(tx, "demo", entries.back()); }),
                Reason::k_CONFLICT));
  const auto count = [&](int32_t year, const std::string& institution_id) {
    int found = 0;
    EXPECT_TRUE(Change([&](sql::Tx& tx) {
                  found = 0;
                  return ForEachRecovery(tx, "demo", year, institution_id,
                                         [&](const RecoveryEntry&) {
                                           ++found;
                                           return absl::OkStatus();
                                         });
                }).ok());
    return found;
  };
  EXPECT_EQ(count(0, ""), 2);
  EXPECT_EQ(count(2026, "M1"), 2);
  EXPECT_EQ(count(2027, ""), 0);
  EXPECT_EQ(count(0, "M2"), 0);
}

}  // namespace
}  // namespace probity::scoring
