// Records, officers who left, open transfers and challenges, on both engines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/migrations.h"
#include "services/scoring/store/procedure/challenges.h"
#include "services/scoring/store/procedure/records.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFirst[] = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
constexpr char kSecond[] = "01HZZZZZZZZZZZZZZZZZZZZZZ2";

CaseRecord RecordOf(RecordKind kind, int64_t refers_to = 0) {
  CaseRecord record;
  record.kind = kind;
  record.actor = "甲";
  record.date = Day(2028, 2, 29);
  record.recorded_time = 1'770'000'000'000'000;
  record.document_no = "龙医保移〔2028〕1号";
  record.reason = "涉嫌诈骗";
  record.refers_to = refers_to;
  record.outcome = 4;
  return record;
}

class RecordsStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  RecordsStoreTest() {
    Insert(kFirst, "c1");
    Insert(kSecond, "c2");
  }

  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }

  void Insert(const std::string& case_id, const std::string& case_ref) {
    CaseFile file;
    file.case_id = case_id;
    file.case_ref = case_ref;
    file.institution_id = "M001";
    file.state = CaseState::kFiled;
    file.officers = {"甲", "乙"};
    file.opened = Day(2026, 2, 2);
    TransitionRow line;
    line.actor = "甲";
    line.business_date = Day(2026, 2, 2);
    const absl::Status status =
        Change([&](sql::Tx& tx) { return InsertCase(tx, kRegion, file, line).status(); });
    EXPECT_TRUE(status.ok()) << status;
  }

  CaseRecord Append(const std::string& case_id, const CaseRecord& record) {
    CaseRecord saved;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(saved, AppendRecord(tx, kRegion, case_id, record));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return saved;
  }

  std::vector<CaseRecord> List(const std::string& case_id, int64_t after = 0, int64_t limit = 0) {
    std::vector<CaseRecord> records;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(records, ListRecords(tx, kRegion, case_id, after, limit));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return records;
  }

  absl::Status Verify(const std::string& case_id) {
    return Change([&](sql::Tx& tx) { return VerifyRecords(tx, kRegion, case_id); });
  }

  std::vector<std::string> Officers(const std::string& case_id) {
    std::vector<std::string> officers;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(tx, kRegion, {case_id, ""}));
      officers = file.officers;
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return officers;
  }

  absl::Status Leave(const std::string& case_id, const OfficerChange& change) {
    return Change([&](sql::Tx& tx) { return ChangeOfficers(tx, kRegion, case_id, change, 1); });
  }

  std::vector<OpenTransferRow> OpenTransfers(const std::string& after = "", int64_t after_seq = 0,
                                             int64_t limit = 10) {
    std::vector<OpenTransferRow> open;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(open, ListOpenTransfers(tx, kRegion, after, after_seq, limit));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return open;
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(RecordsStoreTest);

TEST_P(RecordsStoreTest, ARecordComesBackAsItWasWritten) {
  CaseRecord record = RecordOf(RecordKind::kDiscussed);
  record.due = Day(2028, 3, 30);
  record.scenario = true;
  record.parts = {{PartKind::kParticipant, "丙", ""}, {PartKind::kDissent, "丙", "过罚不当\n二"}};
  const CaseRecord first = Append(kFirst, record);
  EXPECT_EQ(first.seq, 1);
  const CaseRecord second = Append(kFirst, RecordOf(RecordKind::kLegalReviewed));
  EXPECT_EQ(second.seq, 2);
  EXPECT_EQ(Append(kSecond, record).seq, 1) << "each case counts for itself";
  EXPECT_THAT(List(kFirst), ElementsAre(first, second));
  EXPECT_THAT(List(kFirst, 1), ElementsAre(second));
  EXPECT_THAT(List(kFirst, 0, 1), ElementsAre(first));
  EXPECT_THAT(List(kFirst, 2), IsEmpty());
}

TEST_P(RecordsStoreTest, AnyEditOfAStoredRecordIsFound) {
  CaseRecord record = RecordOf(RecordKind::kDiscussed);
  record.parts = {{PartKind::kDissent, "丙", "过罚不当"}};
  Append(kFirst, RecordOf(RecordKind::kStep));
  Append(kFirst, record);
  Append(kFirst, RecordOf(RecordKind::kStep));
  ASSERT_TRUE(Verify(kFirst).ok()) << Verify(kFirst);
  struct Edit {
    const char* statement;
    const char* undo;
  };
  for (const Edit& edit : std::vector<Edit>{
           {"UPDATE case_record SET reason = 'x' WHERE region = 'demo' AND seq = 2",
            "UPDATE case_record SET reason = '涉嫌诈骗' WHERE region = 'demo' AND seq = 2"},
           {"UPDATE case_record SET actor = 'x' WHERE region = 'demo' AND seq = 2",
            "UPDATE case_record SET actor = '甲' WHERE region = 'demo' AND seq = 2"},
           {"UPDATE case_record SET outcome = 1 WHERE region = 'demo' AND seq = 2",
            "UPDATE case_record SET outcome = 4 WHERE region = 'demo' AND seq = 2"},
           {"UPDATE case_record_part SET text = 'x' WHERE region = 'demo' AND seq = 2",
            "UPDATE case_record_part SET text = '过罚不当' WHERE region = 'demo' AND seq = 2"},
           {"UPDATE case_record SET seq = 9 WHERE region = 'demo' AND seq = 2",
            "UPDATE case_record SET seq = 2 WHERE region = 'demo' AND seq = 9"}}) {
    ASSERT_TRUE(Change([&](sql::Tx& tx) { return tx.Execute(edit.statement, {}).status(); }).ok());
    EXPECT_TRUE(HasReason(Verify(kFirst), Reason::k_LEDGER_BROKEN)) << edit.statement;
    ASSERT_TRUE(Change([&](sql::Tx& tx) { return tx.Execute(edit.undo, {}).status(); }).ok());
    EXPECT_TRUE(Verify(kFirst).ok()) << edit.undo;
  }
  ASSERT_TRUE(
      Change([&](sql::Tx& tx) {
        return tx.Execute("DELETE FROM case_record WHERE region = 'demo' AND seq = 2", {}).status();
      }).ok());
  EXPECT_TRUE(HasReason(Verify(kFirst), Reason::k_LEDGER_BROKEN)) << "a record left out";
}

TEST_P(RecordsStoreTest, AnOfficerWhoLeftIsNoneAndStaysAway) {
  ASSERT_TRUE(Leave(kFirst, {"甲", "丙"}).ok());
  EXPECT_THAT(Officers(kFirst), ElementsAre("乙", "丙")) << "the replacement comes last";
  EXPECT_THAT(Officers(kSecond), ElementsAre("甲", "乙")) << "of that case only";
  EXPECT_TRUE(absl::IsAlreadyExists(Leave(kFirst, {"甲", ""}))) << "nobody leaves twice";
  ASSERT_TRUE(Leave(kFirst, {"丙", ""}).ok());
  EXPECT_THAT(Officers(kFirst), ElementsAre("乙"));
  ASSERT_TRUE(Leave(kFirst, {}).ok());
  EXPECT_THAT(Officers(kFirst), ElementsAre("乙")) << "nobody goes";
}

TEST_P(RecordsStoreTest, TransfersAreOpenUntilAnsweredOrGivenUp) {
  CaseRecord transfer = RecordOf(RecordKind::kTransferred);
  transfer.due = Day(2028, 3, 30);
  Append(kFirst, RecordOf(RecordKind::kStep));
  Append(kFirst, transfer);   // 2
  Append(kFirst, transfer);   // 3
  Append(kSecond, transfer);  // 1
  ASSERT_THAT(OpenTransfers(), SizeIs(3));
  EXPECT_THAT(OpenTransfers("", 0, 2), SizeIs(2));
  const std::vector<OpenTransferRow> later = OpenTransfers(kFirst, 2);
  ASSERT_THAT(later, SizeIs(2)) << "after the first case's first transfer";
  EXPECT_EQ(later[0].transfer.seq, 3);
  EXPECT_EQ(later[1].case_ref, "c2");
  Append(kFirst, RecordOf(RecordKind::kTransferReceived, 2));
  EXPECT_TRUE(OpenTransfers()[0].received) << "a receipt is no answer";
  Append(kFirst, RecordOf(RecordKind::kTransferAnswered, 2));
  Append(kSecond, RecordOf(RecordKind::kTransferGivenUp, 1));
  const std::vector<OpenTransferRow> open = OpenTransfers();
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_EQ(open[0].case_id, kFirst);
  EXPECT_EQ(open[0].institution_id, "M001");
  EXPECT_EQ(open[0].transfer.seq, 3);
  EXPECT_EQ(open[0].transfer.due, Day(2028, 3, 30));
  EXPECT_FALSE(open[0].received);
}

TEST_P(RecordsStoreTest, ChallengesAreNumberedByCaseAndRuledOnOnce) {
  const auto file = [&](const std::string& case_id) {
    Challenge challenge;
    challenge.case_id = case_id;
    challenge.target_kind = ChallengeTarget::kPerson;
    challenge.target = "某 人";
    challenge.reason = "亲属";
    challenge.actor = "M001";
    challenge.date = Day(2026, 2, 13);
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(challenge, InsertChallenge(tx, kRegion, challenge));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return challenge;
  };
  const Challenge one = file(kFirst);
  Challenge two = file(kFirst);
  const Challenge other = file(kSecond);
  EXPECT_EQ(two.challenge_no, 2);
  EXPECT_EQ(other.challenge_no, 1);
  two.ruling = ChallengeRuling{Ruling::kGranted, "属实", "supervisor", Day(2026, 2, 14), 7, true};
  const auto rule = [&] {
    return Change([&](sql::Tx& tx) { return InsertRuling(tx, kRegion, kFirst, 2, *two.ruling); });
  };
  ASSERT_TRUE(rule().ok());
  EXPECT_TRUE(HasReason(rule(), Reason::k_ALREADY_EXISTS));
  const auto list = [&](bool open_only, const std::string& after, int64_t number) {
    std::vector<Challenge> listed;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(listed, ListChallenges(tx, kRegion, open_only, after, number, 10));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return listed;
  };
  EXPECT_THAT(list(false, "", 0), ElementsAre(one, two, other));
  EXPECT_THAT(list(true, "", 0), ElementsAre(one, other));
  EXPECT_THAT(list(false, kFirst, 1), ElementsAre(two, other));
  std::vector<Challenge> of_case;
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(of_case, ChallengesOf(tx, kRegion, kFirst));
                return absl::OkStatus();
              }).ok());
  EXPECT_THAT(of_case, ElementsAre(one, two));
}

}  // namespace
}  // namespace probity::scoring
