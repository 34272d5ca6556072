#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/store/consequences/bar_store.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/consequences/nomination_store.h"
#include "services/scoring/store/consequences/publication_store.h"
#include "services/scoring/store/consequences/qualification_store.h"
#include "services/scoring/store/consequences/switch_store.h"
#include "services/scoring/store/migrations.h"
#include "tests/services/scoring/store/consequences/ids.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Day = absl::CivilDay;

Measure Sample(char id, const std::string& institution_id) {
  Measure one;
  one.measure_id = Bytes(id);
  one.subject_id = institution_id;
  one.kind = MeasureKind::kDepartment;
  one.scope = MeasureScope::kDepartment;
  one.scope_ref = "外科";
  one.case_id = Text('c');
  one.first = Day(2026, 3, 10);
  one.last = Day(2026, 9, 9);
  one.months = 6;
  one.basis = "条例 38";
  one.document = "文 1";
  one.reason = "拒不改正";
  one.ordered_by = "head";
  one.policy_sha256 = std::string(64, 'a');
  return one;
}

MeasureEvent Line(const std::string& what) {
  MeasureEvent line;
  line.what = what;
  line.business_date = Day(2026, 3, 9);
  line.actor = "head";
  line.note = "说明";
  line.recorded_time = 1'780'000'000'123'456;
  line.scenario = true;
  return line;
}

class ConsequenceStoreTest : public ::testing::TestWithParam<std::string> {
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
  Measure Save(const Measure& measure, const std::string& what = "ORDERED") {
    return Get<Measure>([&](sql::Tx& tx) { return SaveMeasure(tx, "demo", measure, Line(what)); });
  }
  std::vector<Measure> List(const MeasureFilter& filter) {
    return Get<std::vector<Measure>>([&](sql::Tx& tx) { return ListMeasures(tx, "demo", filter); });
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(ConsequenceStoreTest);

TEST_P(ConsequenceStoreTest, AMeasureComesBackAsItWasKept) {
  Measure kept = Save(Sample('1', "M1"));
  EXPECT_EQ(kept.etag, 1);
  kept.lift = LiftRequest{Day(2026, 6, 1), "chief", "已改正", Day(2026, 5, 20)};
  kept.continues_id = Bytes('0');
  kept = Save(kept, "LIFT_REQUESTED");
  EXPECT_EQ(kept.etag, 2);
  const auto loaded =
      Get<Measure>([&](sql::Tx& tx) { return LoadMeasureForUpdate(tx, "demo", Text('1')); });
  EXPECT_EQ(loaded, kept);
  Measure hold = Sample('2', "M1");
  hold.kind = MeasureKind::kHold;
  hold.case_id.clear();
  hold.last.reset();
  hold.free_from = Day(2026, 5, 1);
  hold.bar_until = Day(2027, 5, 1);
  hold.outcome = HoldOutcome::kNothingFound;
  hold.held_fen = 123'456;
  hold = Save(hold);
  EXPECT_EQ(Get<Measure>([&](sql::Tx& tx) { return LoadMeasure(tx, "demo", Text('2')); }), hold);
}

TEST_P(ConsequenceStoreTest, EveryChangeLeavesALineWithTheDatesAfterwards) {
  Measure measure = Save(Sample('1', "M1"));
  measure.last = Day(2026, 12, 9);
  Save(measure, "LENGTHENED");
  const auto events =
      Get<std::vector<MeasureEvent>>([&](sql::Tx& tx) { return EventsOf(tx, "demo", Text('1')); });
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].what, "ORDERED");
  EXPECT_EQ(events[0].last, Day(2026, 9, 9));
  EXPECT_EQ(events[1].seq, 2);
  EXPECT_EQ(events[1].last, Day(2026, 12, 9));
  EXPECT_EQ(events[1].recorded_time, 1'780'000'000'123'456);
  EXPECT_TRUE(events[1].scenario);
}

TEST_P(ConsequenceStoreTest, TheSlowerOfTwoWritersIsTold) {
  const Measure read = Save(Sample('1', "M1"));
  Save(read, "FIRST");
  const absl::Status second =
      Change([&](sql::Tx& tx) { return SaveMeasure(tx, "demo", read, Line("SECOND")).status(); });
  EXPECT_TRUE(HasReason(second, Reason::k_CONFLICT)) << second;
}

TEST_P(ConsequenceStoreTest, WhatHasNoSuchIdIsUnknown) {
  const auto reason = [&](const sql::Body& body) { return DetailOf(Change(body)).reason; };
  for (const std::string& id : {Text('9'), std::string("no id"), std::string()}) {
    EXPECT_EQ(reason([&](sql::Tx& tx) { return LoadMeasure(tx, "demo", id).status(); }),
              "UNKNOWN_MEASURE");
    EXPECT_EQ(
        reason([&](sql::Tx& tx) { return LoadPublicationForUpdate(tx, "demo", id).status(); }),
        "UNKNOWN_PUBLICATION");
    EXPECT_EQ(reason([&](sql::Tx& tx) { return LoadNominationForUpdate(tx, "demo", id).status(); }),
              "UNKNOWN_NOMINATION");
  }
  Save(Sample('1', "M1"));
  EXPECT_EQ(reason([&](sql::Tx& tx) { return LoadMeasure(tx, "north", Text('1')).status(); }),
            "UNKNOWN_MEASURE")
      << "another region";
}

TEST_P(ConsequenceStoreTest, MeasuresAreListedByWhomKindDayAndPage) {
  Save(Sample('1', "M1"));
  Measure lifted = Sample('2', "M2");
  lifted.status = MeasureStatus::kLifted;
  lifted.free_from = Day(2026, 4, 1);
  Save(lifted);
  Measure asked = Sample('3', "M2");
  asked.kind = MeasureKind::kHold;
  asked.status = MeasureStatus::kRequested;
  asked.last.reset();
  Save(asked);
  EXPECT_THAT(List({}), SizeIs(3));
  MeasureFilter filter;
  filter.subject_id = "M2";
  EXPECT_THAT(List(filter), SizeIs(2));
  filter.kind = MeasureKind::kHold;
  EXPECT_THAT(List(filter), SizeIs(1));
  struct Row {
    Day day;
    size_t running;
  };
  for (const Row& row :
       {Row{Day(2026, 3, 9), 0}, Row{Day(2026, 3, 10), 2}, Row{Day(2026, 3, 31), 2},
        Row{Day(2026, 4, 1), 1}, Row{Day(2026, 9, 9), 1}, Row{Day(2026, 9, 10), 0}}) {
    MeasureFilter on;
    on.on_day = row.day;
    EXPECT_THAT(List(on), SizeIs(row.running)) << row.day;
  }
  MeasureFilter page;
  page.after = Bytes('1');
  page.limit = 1;
  ASSERT_THAT(List(page), SizeIs(1));
  EXPECT_EQ(List(page).front().measure_id, Bytes('2'));
}

TEST_P(ConsequenceStoreTest, AMonthIsHeldOnce) {
  const HeldAmount held = {Bytes('1'), "2026-03", 100, "单 1", "preparer", 7, false};
  const auto insert = [&](sql::Tx& tx) { return InsertHeldAmount(tx, "demo", held); };
  ASSERT_TRUE(Change(insert).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Change(insert)));
  EXPECT_THAT(Get<std::vector<HeldAmount>>(
                  [&](sql::Tx& tx) { return HeldAmountsOf(tx, "demo", Bytes('1')); }),
              ElementsAre(held));
}

SwitchCommand Command(const std::string& id, int32_t no) {
  SwitchCommand command;
  command.subject_id = id;
  command.no = no;
  command.effective = Day(2026, 3, 10);
  command.commanded = Day(2026, 3, 9);
  return command;
}

TEST_P(ConsequenceStoreTest, CommandsAreListedUntilAcknowledged) {
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                for (const auto& [id, no] :
                     std::vector<std::pair<std::string, int>>{{"M1", 1}, {"M1", 2}, {"M2", 1}}) {
                  PROBITY_RETURN_IF_ERROR(InsertSwitchCommand(tx, "demo", Command(id, no)));
                }
                return absl::OkStatus();
              }).ok());
  SwitchCommand done = Command("M1", 1);
  done.state = SwitchState::kAcknowledged;
  done.acknowledged = Day(2026, 3, 10);
  done.acknowledged_by = "settlement";
  done.receipt = "R1";
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return UpdateSwitchCommand(tx, "demo", done); }).ok());
  const auto list = [&](const SwitchFilter& filter) {
    return Get<std::vector<SwitchCommand>>(
        [&](sql::Tx& tx) { return ListSwitchCommands(tx, "demo", filter); });
  };
  EXPECT_THAT(list({}), ElementsAre(Command("M1", 2), Command("M2", 1)));
  SwitchFilter all;
  all.all = true;
  all.after_subject = 1;
  all.after_subject_id = "M1";
  all.after_no = 1;
  EXPECT_THAT(list(all), ElementsAre(Command("M1", 2), Command("M2", 1)));
  EXPECT_EQ(Get<std::vector<SwitchCommand>>([&](sql::Tx& tx) {
              return SwitchCommandsForUpdate(tx, "demo", MeasureSubject::kInstitution, "M1");
            }).front(),
            done);
  EXPECT_TRUE(HasReason(
      Change([&](sql::Tx& tx) { return InsertSwitchCommand(tx, "demo", Command("M1", 2)); }),
      Reason::k_CONFLICT));
}

TEST_P(ConsequenceStoreTest, BarsAreFoundByDay) {
  Bar bar;
  bar.bar_id = Bytes('b');
  bar.subject = BarSubject::kPrincipal;
  bar.subject_id = "负责人01";
  bar.institution_id = "M1";
  bar.case_id = Text('c');
  bar.first = Day(2026, 3, 10);
  bar.last = Day(2031, 3, 9);
  bar.basis = "条例 43";
  bar.document = "文 2";
  bar.reason = "重大损失";
  bar.ordered_by = "head";
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return InsertBar(tx, "demo", bar); }).ok());
  const auto on = [&](Day day) {
    BarFilter filter;
    filter.subject = BarSubject::kPrincipal;
    filter.subject_id = "负责人01";
    filter.on_day = day;
    return Get<std::vector<Bar>>([&](sql::Tx& tx) { return ListBars(tx, "demo", filter); });
  };
  EXPECT_THAT(on(Day(2026, 3, 9)), IsEmpty());
  EXPECT_THAT(on(Day(2026, 3, 10)), ElementsAre(bar));
  EXPECT_THAT(on(Day(2031, 3, 9)), ElementsAre(bar));
  EXPECT_THAT(on(Day(2031, 3, 10)), IsEmpty());
  bar.ended = Day(2027, 1, 1);
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return UpdateBar(tx, "demo", bar); }).ok());
  EXPECT_THAT(on(Day(2026, 12, 31)), ElementsAre(bar));
  EXPECT_THAT(on(Day(2027, 1, 1)), IsEmpty());
}

QualificationChange Granted(const std::string& id, int32_t seq) {
  QualificationChange change;
  change.institution_id = id;
  change.year = 2027;
  change.seq = seq;
  change.effective = Day(2027, 1, 1);
  change.points_year = 2026;
  change.points = 12;
  change.policy_sha256 = std::string(64, 'a');
  return change;
}

TEST_P(ConsequenceStoreTest, QualificationsAreChangesOfWhichTheLastCounts) {
  const std::vector<QualificationChange> changes = {Granted("P1", 1), Granted("P1", 2),
                                                    Granted("P2", 1)};
  const auto insert = [&](sql::Tx& tx) {
    return InsertQualificationChanges(tx, "demo", changes, {"chief", 7, false});
  };
  ASSERT_TRUE(Change(insert).ok());
  EXPECT_TRUE(HasReason(Change(insert), Reason::k_CONFLICT));
  QualificationFilter filter;
  filter.points_year = 2026;
  filter.limit = -1;
  const auto found = Get<std::vector<QualificationChange>>(
      [&](sql::Tx& tx) { return ListQualificationChanges(tx, "demo", filter); });
  EXPECT_EQ(found, changes);
  EXPECT_THAT(LastChanges(found), ElementsAre(changes[1], changes[2]));
  filter.after_institution_id = "P1";
  filter.after_qualification = 1;
  filter.after_year = 2027;
  filter.after_seq = 1;
  filter.limit = 1;
  EXPECT_THAT(Get<std::vector<QualificationChange>>(
                  [&](sql::Tx& tx) { return ListQualificationChanges(tx, "demo", filter); }),
              ElementsAre(changes[1]));
}

}  // namespace
}  // namespace probity::scoring
