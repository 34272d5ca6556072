// Who held an item, and that its chain cannot be edited unseen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/services/scoring/api/evidence/evidence_client.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;

class CustodyTest : public ::testing::TestWithParam<std::string> {
 protected:
  CustodyTest() { id_ = client_.Add(client_.HeadOf(content_), content_).evidence_id(); }

  std::vector<std::string> Lines() {
    std::vector<std::string> lines;
    const auto got = client_.Get(id_);
    EXPECT_TRUE(got.ok()) << got.status();
    if (!got.ok()) return lines;
    for (const v1::CustodyLine& line : got->custody()) {
      lines.push_back(absl::StrCat(line.seq(), " ", v1::CustodyEvent_Name(line.event()).substr(14),
                                   " ", line.person(), " ", line.other_person()));
    }
    return lines;
  }

  const std::string content_ = PdfOf(300);
  EvidenceClient client_{GetParam()};
  std::string id_;
};
PROBITY_ON_EVERY_ENGINE(CustodyTest);

TEST_P(CustodyTest, EveryHandTheItemGoesThroughIsALine) {
  EXPECT_EQ(Outcome(client_.Custody(id_, v1::CUSTODY_EVENT_HANDED_OVER, "officer-a", "keeper")),
            "OK");
  EXPECT_EQ(Outcome(client_.Custody(id_, v1::CUSTODY_EVENT_RECEIVED, "keeper")), "OK");
  EXPECT_EQ(Outcome(client_.Custody(id_, v1::CUSTODY_EVENT_VIEWED, "officer-b")), "OK");
  ASSERT_TRUE(client_.Download(id_).ok());
  EXPECT_THAT(Lines(),
              ElementsAre("1 COLLECTED officer-a records-room", "2 HANDED_OVER officer-a keeper",
                          "3 RECEIVED keeper ", "4 VIEWED officer-b ", "5 COPIED supervisor "));
  EXPECT_EQ(client_.Get(id_)->holder(), "keeper");
}

TEST_P(CustodyTest, OnlyTheHolderHandsOverAndOnlyTheNamedPersonReceives) {
  constexpr auto kOver = v1::CUSTODY_EVENT_HANDED_OVER;
  constexpr auto kReceived = v1::CUSTODY_EVENT_RECEIVED;
  EXPECT_EQ(Outcome(client_.Custody(id_, kOver, "officer-b", "keeper")),
            "PERMISSION_DENIED/NOT_THE_HOLDER");
  EXPECT_EQ(Outcome(client_.Custody(id_, kReceived, "keeper")), "PERMISSION_DENIED/NOT_THE_HOLDER")
      << "nothing was handed over yet";
  EXPECT_EQ(Outcome(client_.Custody(id_, kOver, "officer-a", "officer-a")),
            "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Outcome(client_.Custody(id_, kOver, "officer-a")), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Outcome(client_.Custody(id_, v1::CUSTODY_EVENT_COLLECTED, "officer-a")),
            "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Outcome(client_.Custody(id_, kOver, "officer-a", "keeper")), "OK");
  EXPECT_EQ(Outcome(client_.Custody(id_, kReceived, "officer-b")),
            "PERMISSION_DENIED/NOT_THE_HOLDER");
  EXPECT_EQ(client_.Get(id_)->expected_holder(), "keeper");
  EXPECT_EQ(Outcome(client_.Custody(id_, kReceived, "keeper")), "OK");
  EXPECT_EQ(Outcome(client_.Custody(id_, kReceived, "keeper")), "PERMISSION_DENIED/NOT_THE_HOLDER")
      << "received twice";
  EXPECT_EQ(Outcome(client_.Custody(id_, kOver, "officer-a", "keeper")),
            "PERMISSION_DENIED/NOT_THE_HOLDER")
      << "who gave it away has it no more";
}

TEST_P(CustodyTest, AClosedFileTakesNoEntryByHandButItsReadingIsStillTraced) {
  for (const char* state : {"17", "18"}) {
    client_.Sql(absl::StrCat("UPDATE case_file SET state = ", state));
    EXPECT_EQ(Outcome(client_.Custody(id_, v1::CUSTODY_EVENT_HANDED_OVER, "officer-a", "keeper")),
              "FAILED_PRECONDITION/EVIDENCE_CASE_CLOSED");
    EXPECT_EQ(Outcome(client_.Custody(id_, v1::CUSTODY_EVENT_VIEWED, "officer-b")),
              "FAILED_PRECONDITION/EVIDENCE_CASE_CLOSED");
  }
  ASSERT_TRUE(client_.Download(id_).ok());
  EXPECT_THAT(Lines(), ElementsAre("1 COLLECTED officer-a records-room", "2 COPIED supervisor "));
  client_.Sql("UPDATE case_file SET state = 20");
  EXPECT_EQ(Outcome(client_.Custody(id_, v1::CUSTODY_EVENT_HANDED_OVER, "officer-a", "keeper")),
            "OK")
      << "a terminated case gives its items back before it is closed";
}

TEST_P(CustodyTest, AnEditedLineOrItemBreaksTheChain) {
  ASSERT_TRUE(client_.Custody(id_, v1::CUSTODY_EVENT_VIEWED, "officer-b").ok());
  ASSERT_TRUE(client_.Get(id_).ok());
  const struct {
    std::string_view what;
    std::string edit;
    std::string undo;
  } rows[] = {
      {"a note", "UPDATE evidence_custody SET note = 'x' WHERE seq = 2",
       "UPDATE evidence_custody SET note = '' WHERE seq = 2"},
      {"a person", "UPDATE evidence_custody SET person = 'nobody' WHERE seq = 1",
       "UPDATE evidence_custody SET person = 'officer-a' WHERE seq = 1"},
      {"the title", "UPDATE evidence SET title = '另一标题'",
       "UPDATE evidence SET title = '住院病历复印件'"},
      {"the source", "UPDATE evidence SET source_person = 'x'",
       "UPDATE evidence SET source_person = 'records-room'"},
      {"a line left out", "UPDATE evidence_custody SET seq = 7 WHERE seq = 2",
       "UPDATE evidence_custody SET seq = 2 WHERE seq = 7"},
  };
  for (const auto& row : rows) {
    client_.Sql(row.edit);
    EXPECT_EQ(Outcome(client_.Get(id_).status()), "DATA_LOSS/LEDGER_BROKEN") << row.what;
    client_.Sql(row.undo);
    EXPECT_TRUE(client_.Get(id_).ok()) << row.what << " undone";
  }
}

}  // namespace
}  // namespace probity::scoring
