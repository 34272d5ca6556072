// How evidence gets in and out: byte for byte, whole or not at all, the same content once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/scoring/api/evidence/transfer.h"
#include "services/scoring/store/evidence/content_store.h"
#include "tests/services/scoring/api/evidence/evidence_client.h"

namespace probity::scoring {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class UploadTest : public ::testing::TestWithParam<std::string> {
 protected:
  EvidenceClient client_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(UploadTest);

TEST_P(UploadTest, AnItemComesBackByteForByte) {
  // Sizes about the chunks of one megabyte in which bytes are kept.
  for (const size_t bytes :
       {size_t{20}, kMegabyte - 1, kMegabyte, kMegabyte + 1, 3 * kMegabyte + 17}) {
    const std::string content = PdfOf(bytes);
    const v1::Evidence added = client_.Add(client_.HeadOf(content), content);
    const auto back = client_.Download(added.evidence_id());
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_TRUE(*back == content) << bytes << " bytes went in, " << back->size() << " came out";
  }
  EXPECT_THAT(client_.List(), SizeIs(5));
  EXPECT_EQ(client_.Count("evidence_upload"), 0) << "nothing is left under way";
}

TEST_P(UploadTest, TheSameContentIsKeptOnce) {
  const std::string content = PdfOf(2 * kMegabyte);
  v1::EvidenceHead head = client_.HeadOf(content);
  const auto first = client_.Upload(head, content);
  head.set_title("同一文件，另一来源");
  const auto second = client_.Upload(head, content);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_FALSE(first->stored_before());
  EXPECT_TRUE(second->stored_before());
  EXPECT_EQ(client_.Stored(), "2 0 1 2") << "chunks, uploads, contents, items";
  EXPECT_EQ(client_.Download(second->evidence().evidence_id()).value_or(""), content);
}

TEST_P(UploadTest, AnUploadCutAt99PercentLeavesNothingAndCanBeDoneAgain) {
  const std::string content = PdfOf(5 * kMegabyte);
  const auto all = EvidenceClient::Messages(client_.HeadOf(content), content, content.size() / 100);
  auto cut = all;
  cut.resize(100);  // the head and 99 of 100 chunks
  EXPECT_EQ(Outcome(client_.Send(cut).status()), "INVALID_ARGUMENT/EVIDENCE_INCOMPLETE");
  EXPECT_THAT(client_.List(), IsEmpty());
  EXPECT_EQ(client_.Stored(), "0 0 0 0") << "chunks, uploads, contents, items";
  const auto again = client_.Send(all);
  ASSERT_TRUE(again.ok()) << "the same request_id, from the first byte: " << again.status();
  EXPECT_EQ(client_.Download(again->evidence().evidence_id()).value_or(""), content);
}

TEST_P(UploadTest, AClientThatVanishesLeavesNothing) {
  const std::string content = PdfOf(3 * kMegabyte);
  const auto all = EvidenceClient::Messages(client_.HeadOf(content), content, 100'000);
  const auto wait_until_empty = [&](bool empty) {
    const absl::Time until = absl::Now() + absl::Seconds(20);
    std::string stored = client_.Stored();
    while ((stored == "0 0 0 0") != empty && absl::Now() < until) {
      absl::SleepFor(absl::Milliseconds(10));
      stored = client_.Stored();
    }
    return stored;
  };
  size_t next = 0;
  const auto gone = rpc::InvokeUpload(
      client_.stub(), &EvidenceStub::UploadEvidence, AsOfficer(),
      [&](v1::UploadEvidenceRequest* message) -> absl::StatusOr<bool> {
        if (next == 25) {
          EXPECT_NE(wait_until_empty(false), "0 0 0 0") << "the upload is under way";
          return absl::CancelledError("gone");
        }
        *message = all[next++];
        return true;
      });
  EXPECT_TRUE(absl::IsCancelled(gone.status())) << gone.status();
  EXPECT_EQ(wait_until_empty(true), "0 0 0 0") << "chunks, uploads, contents, items";
}

TEST_P(UploadTest, ARepeatedUploadIsAnsweredAsTheFirst) {
  const std::string content = PdfOf(100'000);
  const std::string id = NewRequestId();
  const auto messages = EvidenceClient::Messages(client_.HeadOf(content), content, 30'000, id);
  const auto first = client_.Send(messages);
  const auto second = client_.Send(messages);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(client_.Stored(), "1 0 1 1") << "chunks, uploads, contents, items";
  v1::EvidenceHead other = client_.HeadOf(content);
  other.set_title("另一标题");
  EXPECT_EQ(Outcome(client_.Send(EvidenceClient::Messages(other, content, 30'000, id)).status()),
            "INVALID_ARGUMENT/REQUEST_ID_REUSED");
}

TEST_P(UploadTest, WhatAKilledProcessLeftIsSweptAndWhatIsVisibleStays) {
  const std::string content = PdfOf(kMegabyte + 5);
  const v1::Evidence kept = client_.Add(client_.HeadOf(content), content);
  const ServiceEnv& env = client_.server().env();
  const absl::Time began = absl::Now() - absl::Hours(3);
  const Id left = TimeOrderedId(began, env.entropy);
  const Id going = TimeOrderedId(absl::Now(), env.entropy);
  client_.server().Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(BeginUpload(tx, env.region, left, began));
    for (int64_t seq = 1; seq <= 70; ++seq) {
      PROBITY_RETURN_IF_ERROR(PutChunk(tx, env.region, left, seq, "chunk", began));
    }
    PROBITY_RETURN_IF_ERROR(BeginUpload(tx, env.region, going, absl::Now()));
    return PutChunk(tx, env.region, going, 1, "chunk", absl::Now());
  });
  const absl::Time now = absl::Now();
  ASSERT_TRUE(SweepUploads(env, now + absl::Seconds(20), now - absl::Hours(2)).ok());
  EXPECT_EQ(client_.Stored(), "3 1 1 1")
      << "two chunks of the item, one of the upload that goes on";
  EXPECT_EQ(client_.Download(kept.evidence_id()).value_or(""), content);
}

TEST_P(UploadTest, SixteenMegabytesGoInAndOut) {
  const std::string content = PdfOf(16 * kMegabyte);
  const v1::Evidence added = client_.Add(client_.HeadOf(content), content);
  EXPECT_TRUE(client_.Download(added.evidence_id()).value_or("") == content);
}

TEST_P(UploadTest, ADamagedContentIsNotHandedOutAsWhole) {
  const std::string content = PdfOf(50);
  const v1::Evidence added = client_.Add(client_.HeadOf(content), content);
  client_.Sql("UPDATE evidence_chunk SET bytes = X'255044462D'");
  EXPECT_EQ(Outcome(client_.Download(added.evidence_id()).status()),
            "DATA_LOSS/EVIDENCE_HASH_MISMATCH");
}

// The closed states, and the nearest open one.
TEST_P(UploadTest, AClosedCaseTakesNoEvidence) {
  const std::string content = PdfOf(100);
  const struct {
    int state;
    std::string_view name;
    std::string_view outcome;
  } rows[] = {
      {16, "EXECUTED", "OK"},
      {17, "CLOSED", "FAILED_PRECONDITION/EVIDENCE_CASE_CLOSED"},
      {18, "ARCHIVED", "FAILED_PRECONDITION/EVIDENCE_CASE_CLOSED"},
      {20, "TERMINATED", "FAILED_PRECONDITION/EVIDENCE_CASE_CLOSED"},
      {2, "INVESTIGATING", "OK"},
  };
  for (const auto& row : rows) {
    client_.Sql(absl::StrCat("UPDATE case_file SET state = ", row.state));
    EXPECT_EQ(Outcome(client_.Upload(client_.HeadOf(content), content).status()), row.outcome)
        << row.name;
  }
}

TEST_P(UploadTest, ACaseThatClosesDuringTheUploadTakesNothing) {
  const std::string content = PdfOf(kMegabyte + 1);
  const auto all = EvidenceClient::Messages(client_.HeadOf(content), content, kMegabyte);
  size_t next = 0;
  const auto late =
      rpc::InvokeUpload(client_.stub(), &EvidenceStub::UploadEvidence, AsOfficer(),
                        [&](v1::UploadEvidenceRequest* message) -> absl::StatusOr<bool> {
                          if (next == all.size()) return false;
                          if (next == all.size() - 1) {
                            // The first chunk is staged, so the check at the beginning lies behind.
                            while (client_.Count("evidence_chunk") == 0)
                              absl::SleepFor(absl::Milliseconds(1));
                            client_.Sql("UPDATE case_file SET state = 17");
                          }
                          *message = all[next++];
                          return true;
                        });
  EXPECT_EQ(Outcome(late.status()), "FAILED_PRECONDITION/EVIDENCE_CASE_CLOSED");
  EXPECT_EQ(client_.Stored(), "0 0 0 0") << "chunks, uploads, contents, items";
}

}  // namespace
}  // namespace probity::scoring
