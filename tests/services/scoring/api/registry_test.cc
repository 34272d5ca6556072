#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_INSPECTOR;
using options::v1::ROLE_SUPERVISOR;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using RegistryStub = v1::RegistryService::Stub;

v1::Institution Row(const std::string& id, const std::string& name = "示例医院") {
  v1::Institution row;
  row.set_institution_id(id);
  row.set_name(name);
  row.set_kind(v1::SUBJECT_KIND_MEDICAL);
  row.set_district("示例区");
  row.set_designated_from_date("2020-01-01");
  return row;
}

class RegistryTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::ImportInstitutionsResponse> Import(const std::vector<v1::Institution>& rows) {
    v1::ImportInstitutionsRequest message;
    message.set_request_id(NewRequestId());
    for (const v1::Institution& row : rows) *message.add_institutions() = row;
    return rpc::InvokeImport(*stub_, &RegistryStub::ImportInstitutions, {message},
                             As({ROLE_SUPERVISOR}));
  }

  absl::StatusOr<v1::ListInstitutionsResponse> List(const v1::ListInstitutionsRequest& request) {
    return rpc::Invoke(*stub_, &RegistryStub::ListInstitutions, request, As({ROLE_AUDITOR}));
  }

  std::vector<std::string> AllIds() {
    std::vector<std::string> ids;
    const auto listed = List({});
    EXPECT_TRUE(listed.ok()) << listed.status();
    for (const v1::Institution& one : listed->institutions()) ids.push_back(one.institution_id());
    return ids;
  }

  ScoringServer server_{absl::CivilDay(2026, 6, 1)};
  std::unique_ptr<RegistryStub> stub_ = v1::RegistryService::NewStub(server_.channel());
};

TEST_F(RegistryTest, AnImportAddsAllRowsAndRepeatsNone) {
  const auto first = Import({Row("B"), Row("A")});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->added(), 2);
  const auto second = Import({Row("A"), Row("C"), Row("B")});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->added(), 1);
  EXPECT_EQ(second->unchanged(), 2);
  EXPECT_THAT(AllIds(), ElementsAre("A", "B", "C"));
}

TEST_F(RegistryTest, EveryBadFieldOfEveryRowIsNamedAndNothingIsImported) {
  v1::Institution person = Row("P");
  person.set_kind(v1::SUBJECT_KIND_PERSON);
  v1::Institution dates = Row("D");
  dates.set_designated_from_date("2026-02-29");
  dates.set_designated_to_date("tomorrow");
  v1::Institution ended = Row("E");
  ended.set_designated_to_date("2019-12-31");
  v1::Institution nowhere = Row("N");
  nowhere.set_district("");
  v1::Institution dateless = Row("F");
  dateless.clear_designated_from_date();
  const auto refused =
      Import({Row("GOOD"), Row("lower"), Row("LONG", std::string(201, 'x')), Row("TAB", "a\tb"),
              person, dates, ended, nowhere, dateless, Row("GOOD")});
  EXPECT_EQ(Outcome(refused.status()), "INVALID_ARGUMENT/BAD_ROWS");
  const RefusalDetail detail = DetailOf(refused.status());
  std::vector<std::string> fields;
  for (const FieldViolation& one : detail.violations) fields.push_back(one.field);
  EXPECT_THAT(
      fields,
      ElementsAre("institutions[1].institution_id", "institutions[2].name", "institutions[3].name",
                  "institutions[4].kind", "institutions[5].designated_from_date",
                  "institutions[5].designated_to_date", "institutions[6].designated_to_date",
                  "institutions[7].district", "institutions[8].designated_from_date",
                  "institutions[9].institution_id"));
  EXPECT_EQ(detail.metadata.at("bad_rows"), "9");
  EXPECT_THAT(AllIds(), IsEmpty());
}

TEST_F(RegistryTest, AnIdIsNeverReusedForOtherParticulars) {
  ASSERT_TRUE(Import({Row("A"), Row("B")}).ok());
  const auto refused = Import({Row("A", "改名医院"), Row("B"), Row("C")});
  EXPECT_EQ(Outcome(refused.status()), "ALREADY_EXISTS/DUPLICATE_INSTITUTION");
  EXPECT_THAT(DetailOf(refused.status()).violations,
              ElementsAre(Field(&FieldViolation::field, "A")));
  EXPECT_THAT(AllIds(), ElementsAre("A", "B"));
}

TEST_F(RegistryTest, OnlyASupervisorImports) {
  v1::ImportInstitutionsRequest message;
  message.set_request_id(NewRequestId());
  *message.add_institutions() = Row("A");
  const auto refused =
      rpc::InvokeImport(*stub_, &RegistryStub::ImportInstitutions, {message}, As({ROLE_INSPECTOR}));
  EXPECT_EQ(Outcome(refused.status()), "PERMISSION_DENIED/ROLE_REQUIRED");
}

TEST_F(RegistryTest, AnInstitutionReadsItsOwnRecordOnly) {
  ASSERT_TRUE(Import({Row("A"), Row("B")}).ok());
  v1::GetInstitutionRequest request;
  request.set_institution_id("A");
  const auto own = rpc::Invoke(*stub_, &RegistryStub::GetInstitution, request, AsInstitution("A"));
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(own->institution().SerializeAsString(), Row("A").SerializeAsString());
  EXPECT_EQ(
      Outcome(
          rpc::Invoke(*stub_, &RegistryStub::GetInstitution, request, AsInstitution("B")).status()),
      "PERMISSION_DENIED/NOT_YOURS");
  request.set_institution_id("NOBODY");
  EXPECT_EQ(
      Outcome(
          rpc::Invoke(*stub_, &RegistryStub::GetInstitution, request, As({ROLE_AUDITOR})).status()),
      "NOT_FOUND/UNKNOWN_INSTITUTION");
}

TEST_F(RegistryTest, PagesFollowEachOtherToTheEnd) {
  server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2", "M3", "M4", "M5"});
  server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P1"});
  v1::ListInstitutionsRequest request;
  request.set_kind(v1::SUBJECT_KIND_MEDICAL);
  request.set_page_size(2);
  std::vector<std::string> pages;
  do {
    const auto page = List(request);
    ASSERT_TRUE(page.ok()) << page.status();
    std::string ids;
    for (const v1::Institution& one : page->institutions()) ids += one.institution_id();
    pages.push_back(ids);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(pages, ElementsAre("M1M2", "M3M4", "M5"));
}

TEST_F(RegistryTest, AKindThisVersionDoesNotKnowIsRefusedAndNotTakenForAll) {
  server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1"});
  v1::ListInstitutionsRequest request;
  request.set_kind(static_cast<v1::SubjectKind>(99));
  EXPECT_EQ(Outcome(List(request).status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_F(RegistryTest, APageTokenIsGoodForItsQueryOnly) {
  server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2", "M3"});
  v1::ListInstitutionsRequest request;
  request.set_page_size(1);
  const auto page = List(request);
  ASSERT_TRUE(page.ok()) << page.status();
  request.set_page_token(page->next_page_token());
  request.set_page_size(2);
  EXPECT_EQ(Outcome(List(request).status()), "OK") << "the size may change from page to page";
  request.set_kind(v1::SUBJECT_KIND_PHARMACY);
  EXPECT_EQ(Outcome(List(request).status()), "INVALID_ARGUMENT/PAGE_TOKEN_INVALID");
  request.clear_kind();
  request.set_page_token("M1");
  EXPECT_EQ(Outcome(List(request).status()), "INVALID_ARGUMENT/PAGE_TOKEN_INVALID");
  request.clear_page_token();
  request.set_page_size(1001);
  EXPECT_EQ(Outcome(List(request).status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

}  // namespace
}  // namespace probity::scoring
