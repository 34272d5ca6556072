#include <algorithm>
#include <atomic>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/documents/service_records.h"
#include "services/scoring/store/migrations.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using absl::CivilDay;

class DocumentStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Write(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  absl::Status Read(const sql::Body& body) {
    return database_->Read(absl::Now() + absl::Seconds(20), body);
  }

  static IssuedDocument Draft(DocumentType type, CivilDay issued) {
    IssuedDocument draft;
    draft.document_id = RandomId(crypto::SystemEntropy()).Text();
    draft.case_id = std::string(25, '0') + "1";
    draft.institution_id = "M001";
    draft.type = type;
    draft.title = "结果告知书";
    draft.issued = issued;
    draft.actor = "officer-a";
    return draft;
  }

  static absl::StatusOr<IssuedDocument> Take(sql::Tx& tx, DocumentType type, CivilDay issued) {
    return InsertDocument(
        tx, kRegion, Draft(type, issued), [&](int64_t number) -> absl::StatusOr<Numbered> {
          const std::string text = DocumentNumber(
              "龙医保", absl::StrCat("告", static_cast<int>(type)), issued.year(), number);
          return Numbered{text, absl::StrCat("content of ", text)};
        });
  }

  IssuedDocument Issue(DocumentType type, CivilDay issued) {
    IssuedDocument document;
    const absl::Status status = Write([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(document, Take(tx, type, issued));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return document;
  }

  std::vector<int64_t> Numbers(DocumentType type) {
    std::vector<int64_t> numbers;
    const absl::Status status = Read([&](sql::Tx& tx) -> absl::Status {
      DocumentFilter filter;
      filter.type = type;
      PROBITY_ASSIGN_OR_RETURN(const auto documents, ListDocuments(tx, kRegion, filter));
      for (const IssuedDocument& one : documents) numbers.push_back(one.number);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }

  std::string Verified() {
    int64_t count = 0;
    const absl::Status status = Read([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(count, VerifyDocuments(tx, kRegion));
      return absl::OkStatus();
    });
    return status.ok() ? absl::StrCat(count) : DetailOf(status).reason;
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(DocumentStoreTest);

TEST_P(DocumentStoreTest, EachTypeAndYearCountsForItself) {
  using enum DocumentType;
  EXPECT_EQ(Issue(kResultNotice, CivilDay(2026, 12, 31)).number, 1);
  EXPECT_EQ(Issue(kResultNotice, CivilDay(2026, 12, 31)).number, 2);
  EXPECT_EQ(Issue(kResultNotice, CivilDay(2027, 1, 1)).number, 1) << "a new year begins with 1";
  EXPECT_EQ(Issue(kPointsDecision, CivilDay(2026, 12, 31)).number, 1);
  EXPECT_EQ(Issue(kResultNotice, CivilDay(2026, 12, 31)).number, 3);
  EXPECT_EQ(Verified(), "5");
}

TEST_P(DocumentStoreTest, ARolledBackDocumentLeavesNoGap) {
  const CivilDay day(2026, 3, 2);
  Issue(DocumentType::kResultNotice, day);
  EXPECT_FALSE(Write([&](sql::Tx& tx) -> absl::Status {
                 PROBITY_ASSIGN_OR_RETURN(const IssuedDocument lost,
                                          Take(tx, DocumentType::kResultNotice, day));
                 EXPECT_EQ(lost.number, 2);
                 return absl::CancelledError("the step was refused after all");
               }).ok());
  EXPECT_EQ(Issue(DocumentType::kResultNotice, day).number, 2) << "the number was not used up";
  EXPECT_EQ(Verified(), "2");
}

// Two replicas are two pools on one server; on SQLite one process writes, from many threads.
TEST_P(DocumentStoreTest, RacingWritersOfTwoReplicasShareNoNumberAndSkipNone) {
  constexpr int kWriters = 8;
  constexpr int kEach = 10;
  const CivilDay day(2026, 3, 2);
  std::unique_ptr<sql::Database> replica;
  if (GetParam() != "sqlite") {
    replica = sql::Open(database_.options(), Migrations()).value();
  }
  std::atomic<int> issued = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      sql::Database& database = replica != nullptr && writer % 2 == 1 ? *replica : *database_;
      for (int i = 0; i < kEach; ++i) {
        const bool refused = i % 3 == 2;
        const absl::Status status =
            database.Transact(absl::Now() + absl::Seconds(60), [&](sql::Tx& tx) -> absl::Status {
              PROBITY_RETURN_IF_ERROR(Take(tx, DocumentType::kResultNotice, day).status());
              PROBITY_RETURN_IF_ERROR(Take(tx, DocumentType::kPointsDecision, day).status());
              return refused ? absl::CancelledError("refused") : absl::OkStatus();
            });
        // Who met others five times over is told CONFLICT; that takes no number either.
        issued += status.ok();
        EXPECT_TRUE(status.ok() || absl::IsCancelled(status) ||
                    HasReason(status, Reason::k_CONFLICT))
            << status;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  std::vector<int64_t> expected(static_cast<size_t>(issued));
  std::iota(expected.begin(), expected.end(), 1);
  EXPECT_GT(issued, kWriters) << "most writers get through";
  EXPECT_EQ(Numbers(DocumentType::kResultNotice), expected);
  EXPECT_EQ(Numbers(DocumentType::kPointsDecision), expected);
  EXPECT_EQ(Verified(), absl::StrCat(2 * issued));
}

TEST_P(DocumentStoreTest, AnyEditOfAStoredDocumentIsDetected) {
  const CivilDay day(2026, 3, 2);
  for (int i = 0; i < 3; ++i) Issue(DocumentType::kResultNotice, day);
  struct Row {
    std::string edit;
    std::string undo;
  };
  const std::string second = " WHERE region = 'demo' AND number = 2";
  for (const Row& row : {
           Row{"UPDATE document SET content = 'other'" + second,
               "UPDATE document SET content = 'content of 龙医保告9〔2026〕2号'" + second},
           Row{"UPDATE document SET title = 'other'" + second,
               "UPDATE document SET title = '结果告知书'" + second},
           Row{"UPDATE document SET issued_date = '2026-03-03'" + second,
               "UPDATE document SET issued_date = '2026-03-02'" + second},
           Row{"UPDATE document SET actor = 'other'" + second,
               "UPDATE document SET actor = 'officer-a'" + second},
       }) {
    const auto run = [&](const std::string& sql) {
      return Write([&](sql::Tx& tx) { return tx.Execute(sql, {}).status(); });
    };
    ASSERT_TRUE(run(row.edit).ok());
    EXPECT_EQ(Verified(), "DOCUMENT_DAMAGED") << row.edit;
    ASSERT_TRUE(run(row.undo).ok());
    EXPECT_EQ(Verified(), "3") << row.undo;
  }
  ASSERT_TRUE(Write([&](sql::Tx& tx) {
                return tx.Execute("DELETE FROM document" + second, {}).status();
              }).ok());
  EXPECT_EQ(Verified(), "DOCUMENT_DAMAGED") << "a number is missing";
}

TEST_P(DocumentStoreTest, ADocumentIsFoundByItsIdAndByItsNumber) {
  const IssuedDocument issued = Issue(DocumentType::kResultNotice, CivilDay(2028, 2, 29));
  ASSERT_TRUE(
      Read([&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const IssuedDocument by_id,
                                 LoadDocument(tx, kRegion, issued.document_id));
        PROBITY_ASSIGN_OR_RETURN(const IssuedDocument by_number,
                                 LoadDocument(tx, kRegion, "", issued.number_text));
        PROBITY_ASSIGN_OR_RETURN(const auto latest, LatestDocument(tx, kRegion, issued.case_id,
                                                                   DocumentType::kResultNotice));
        EXPECT_EQ(by_id, issued);
        EXPECT_EQ(by_number, issued);
        EXPECT_EQ(latest, issued);
        for (const char* id : {"", "x", "00000000000000000000000009"}) {
          EXPECT_TRUE(HasReason(LoadDocument(tx, kRegion, id).status(), Reason::k_UNKNOWN_DOCUMENT))
              << id;
        }
        return absl::OkStatus();
      }).ok());
}

TEST_P(DocumentStoreTest, TheFirstRenderingIsTheOneThatIsKept) {
  const IssuedDocument issued = Issue(DocumentType::kResultNotice, CivilDay(2026, 3, 2));
  const auto keep = [&](const std::string& pdf) {
    return Write([&](sql::Tx& tx) {
      return InsertRendering(tx, kRegion, issued.document_id,
                             {crypto::Hex(crypto::Sha256(pdf)), pdf});
    });
  };
  EXPECT_TRUE(keep(std::string("%PDF\0first", 10)).ok());
  EXPECT_EQ(keep("%PDF second").code(), absl::StatusCode::kAlreadyExists);
  ASSERT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const auto kept,
                                         LoadRendering(tx, kRegion, issued.document_id));
                EXPECT_EQ(kept->pdf, std::string("%PDF\0first", 10));
                return absl::OkStatus();
              }).ok());
  ASSERT_TRUE(Write([&](sql::Tx& tx) {
                return tx.Execute("UPDATE document_rendering SET pdf = X'00'", {}).status();
              }).ok());
  EXPECT_TRUE(HasReason(
      Read([&](sql::Tx& tx) { return LoadRendering(tx, kRegion, issued.document_id).status(); }),
      Reason::k_DOCUMENT_DAMAGED));
}

TEST_P(DocumentStoreTest, ADocumentIsServedOnce) {
  StoredService stored;
  stored.document_id = std::string(25, '0') + "7";
  stored.case_id = std::string(25, '0') + "1";
  ServiceRecord& record = stored.record;
  record.method = ServiceMethod::kLeft;
  record.served = CivilDay(2028, 2, 29);
  record.receipt = "回证1";
  record.witnesses = {"见证岗A", "见证岗B"};
  record.refusal = "负责人拒收";
  record.media_ref = "影像1";
  record.place = "住所地";
  stored.actor = "officer-a";
  stored.recorded_time = 5;
  const auto insert = [&] {
    return Write([&](sql::Tx& tx) { return InsertService(tx, kRegion, stored); });
  };
  EXPECT_TRUE(insert().ok());
  EXPECT_TRUE(HasReason(insert(), Reason::k_SERVICE_ALREADY_RECORDED));
  ASSERT_TRUE(
      Read([&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const auto loaded, LoadService(tx, kRegion, stored.document_id));
        EXPECT_EQ(loaded->record, record);
        PROBITY_ASSIGN_OR_RETURN(const auto of_case, ListServices(tx, kRegion, stored.case_id));
        EXPECT_EQ(of_case.size(), 1U);
        return absl::OkStatus();
      }).ok());
}

}  // namespace
}  // namespace probity::scoring
