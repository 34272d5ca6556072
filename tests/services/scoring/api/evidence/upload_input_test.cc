// What an upload is refused for, and that a refused one leaves nothing behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "tests/services/scoring/api/evidence/evidence_client.h"

namespace probity::scoring {
namespace {

using ::testing::UnorderedElementsAre;
using Messages = std::vector<v1::UploadEvidenceRequest>;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& one : DetailOf(status).violations) fields.push_back(one.field);
  return fields;
}

TEST(UploadInput, EveryWrongFieldOfTheHeadIsNamedAtOnce) {
  EvidenceClient client;
  v1::UploadEvidenceRequest first;
  first.set_request_id(NewRequestId());
  first.set_chunk("bytes");
  first.mutable_head()->set_case_id(client.CaseId());
  const absl::Status status = client.Send({first}).status();
  EXPECT_EQ(Outcome(status), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_THAT(
      FieldsOf(status),
      UnorderedElementsAre("chunk", "head.kind", "head.title", "head.file_name", "head.sha256",
                           "head.size_bytes", "head.source_person", "head.taken_date"));
}

TEST(UploadInput, TheNearestWrongValueOfAFieldIsRefused) {
  EvidenceClient client;  // today is 2026-03-02
  const std::string content = PdfOf(100);
  const struct {
    std::string_view what;
    std::function<void(v1::EvidenceHead&)> spoil;
    std::string_view outcome;
  } rows[] = {
      {"taken today", [](auto& head) { head.set_taken_date("2026-03-02"); }, "OK"},
      {"taken tomorrow", [](auto& head) { head.set_taken_date("2026-03-03"); },
       "INVALID_ARGUMENT/BAD_REQUEST"},
      {"29 February of a common year", [](auto& head) { head.set_taken_date("2026-02-29"); },
       "INVALID_ARGUMENT/BAD_REQUEST"},
      {"a kind beyond the eight",
       [](auto& head) { head.set_kind(static_cast<v1::EvidenceKind>(9)); },
       "INVALID_ARGUMENT/BAD_REQUEST"},
      {"200 characters of title",
       [](auto& head) {
         std::string title;
         for (int i = 0; i < 200; ++i) title += "证";
         head.set_title(title);
       },
       "OK"},
      {"201 characters of title", [](auto& head) { head.set_title(std::string(201, 'x')); },
       "INVALID_ARGUMENT/BAD_REQUEST"},
      {"a name with a folder", [](auto& head) { head.set_file_name("../record.pdf"); },
       "INVALID_ARGUMENT/BAD_REQUEST"},
      {"an ending nobody knows", [](auto& head) { head.set_file_name("record.xyz"); },
       "INVALID_ARGUMENT/EVIDENCE_TYPE_MISMATCH"},
      {"one byte above 1 GiB", [](auto& head) { head.set_size_bytes((int64_t{1} << 30) + 1); },
       "INVALID_ARGUMENT/BAD_REQUEST"},
      {"1 GiB declared, 100 bytes sent", [](auto& head) { head.set_size_bytes(int64_t{1} << 30); },
       "INVALID_ARGUMENT/EVIDENCE_INCOMPLETE"},
      {"one byte fewer declared", [](auto& head) { head.set_size_bytes(99); },
       "INVALID_ARGUMENT/EVIDENCE_INCOMPLETE"},
      {"one byte more declared", [](auto& head) { head.set_size_bytes(101); },
       "INVALID_ARGUMENT/EVIDENCE_INCOMPLETE"},
      {"another hash", [](auto& head) { head.set_sha256(crypto::Hex(crypto::Sha256("other"))); },
       "INVALID_ARGUMENT/EVIDENCE_HASH_MISMATCH"},
      {"an upper-case hash", [](auto& head) { head.set_sha256(std::string(64, 'A')); },
       "INVALID_ARGUMENT/BAD_REQUEST"},
      {"a case nobody knows", [](auto& head) { head.set_case_id("01HZZZZZZZZZZZZZZZZZZZZZZ9"); },
       "NOT_FOUND/UNKNOWN_CASE"},
  };
  for (const auto& row : rows) {
    const std::string before = client.Stored();
    v1::EvidenceHead head = client.HeadOf(content);
    row.spoil(head);
    EXPECT_EQ(Outcome(client.Upload(head, content).status()), row.outcome) << row.what;
    if (row.outcome != "OK") EXPECT_EQ(client.Stored(), before) << row.what << " left something";
  }
}

TEST(UploadInput, AContentThatIsNotWhatItsNameSaysIsRefused) {
  EvidenceClient client;
  const std::string zip = std::string("PK\x03\x04", 4) + std::string(1000, 'z');
  const struct {
    std::string_view name;
    std::string content;
    std::string_view outcome;
  } rows[] = {
      {"record.pdf", zip, "INVALID_ARGUMENT/EVIDENCE_TYPE_MISMATCH"},
      {"record.zip", zip, "OK"},
      {"record.docx", zip, "OK"},
      {"record.zip", PdfOf(1000), "INVALID_ARGUMENT/EVIDENCE_TYPE_MISMATCH"},
      {"record.PDF", PdfOf(1000), "OK"},
      {"record.pdf", "%PDF", "INVALID_ARGUMENT/EVIDENCE_TYPE_MISMATCH"},
      {"notes.txt", "#!/bin/sh\nrm -rf /\n", "INVALID_ARGUMENT/EVIDENCE_TYPE_MISMATCH"},
      {"bills.csv", "序号,金额\n1,2.00\n", "OK"},
      {"bills.csv", "\xd0\xf2\xba\xc5,2.00\n", "OK"},  // 序号 in GB18030
  };
  for (const auto& row : rows) {
    v1::EvidenceHead head = client.HeadOf(row.content);
    head.set_file_name(std::string(row.name));
    EXPECT_EQ(Outcome(client.Upload(head, row.content).status()), row.outcome)
        << row.name << " that begins with " << row.content.substr(0, 5);
  }
  EXPECT_EQ(client.Count("evidence_upload"), 0);
}

TEST(UploadInput, TheMessagesHaveTheirOrder) {
  EvidenceClient client;
  const std::string content = PdfOf(kMegabyte + 1);
  const v1::EvidenceHead head = client.HeadOf(content);
  const struct {
    std::string_view what;
    std::function<void(Messages&)> spoil;
    std::string_view field;
  } rows[] = {
      {"an empty chunk", [](Messages& all) { all[1].clear_chunk(); }, "chunk"},
      {"a chunk above a megabyte",
       [&](Messages& all) {
         all.resize(2);
         all[1].set_chunk(content);
       },
       "chunk"},
      {"a second head", [&](Messages& all) { *all[1].mutable_head() = head; }, "head"},
      {"another id later", [](Messages& all) { all[2].set_request_id(NewRequestId()); },
       "request_id"},
      {"no id", [](Messages& all) { all[0].clear_request_id(); }, "request_id"},
  };
  for (const auto& row : rows) {
    Messages all = EvidenceClient::Messages(head, content, 600'000);
    row.spoil(all);
    const absl::Status status = client.Send(all).status();
    EXPECT_EQ(Outcome(status), "INVALID_ARGUMENT/BAD_REQUEST") << row.what;
    EXPECT_THAT(FieldsOf(status), UnorderedElementsAre(row.field)) << row.what;
  }
  EXPECT_EQ(client.Stored(), "0 0 0 0") << "chunks, uploads, contents, items";
}

TEST(UploadInput, OnlyAnOfficerOfTheCaseBringsEvidence) {
  EvidenceClient client;
  const std::string content = PdfOf(100);
  const auto messages = EvidenceClient::Messages(client.HeadOf(content), content);
  EXPECT_EQ(
      Outcome(client.Send(messages, As({options::v1::ROLE_CASE_OFFICER}, "officer-z")).status()),
      "PERMISSION_DENIED/NOT_AN_OFFICER_OF_THE_CASE");
  EXPECT_EQ(Outcome(client.Send(messages, AsInstitution("M001")).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(client.Send(messages, As({options::v1::ROLE_INSPECTOR}, "officer-b")).status()),
            "OK");
}

TEST(UploadInput, AnInstitutionReadsNoEvidence) {
  EvidenceClient client;
  const std::string content = PdfOf(100);
  const v1::Evidence added = client.Add(client.HeadOf(content), content);
  EXPECT_EQ(Outcome(client.Download(added.evidence_id(), AsInstitution("M001")).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(client.Download("01HZZZZZZZZZZZZZZZZZZZZZZ9").status()),
            "NOT_FOUND/UNKNOWN_EVIDENCE");
}

}  // namespace
}  // namespace probity::scoring
