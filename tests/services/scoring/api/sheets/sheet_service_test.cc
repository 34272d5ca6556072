// Residual sheets and their second signature, images, and who is screened by name, on every engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/codes/blind_image.h"
#include "common/codes/person_code.h"
#include "common/image/pixels.h"
#include "common/status/status.h"
#include "probity/scoring/v1/challenge_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using Stub = v1::SheetService::Stub;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kServed[] = "2026-02-12";
constexpr char kCanary[] = "CANARY-name";

class SheetServiceTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { server_.PutShippedPolicies(); }

  void Register(int count, v1::SubjectKind kind = v1::SUBJECT_KIND_MEDICAL) {
    std::vector<std::string> ids;
    const char* prefix = kind == v1::SUBJECT_KIND_MEDICAL ? "M" : "P";
    for (int i = 1; i <= count; ++i) ids.push_back(absl::StrFormat("%s%03d", prefix, i));
    server_.Register(kind, ids);
  }

  std::string Objected(const std::string& ref = "c1") {
    const v1::Case file = client_.Served(ref, "M001", {FindingOf(1, "M201", 3)}, kServed);
    client_.Object(file.case_id(), "we see it otherwise");
    return file.case_id();
  }

  absl::StatusOr<v1::ReferToReviewResponse> Refer(const std::string& case_id) {
    v1::ReferToReviewRequest refer;
    refer.set_case_id(case_id);
    return client_.Call(&CaseStub::ReferToReview, refer, AsSupervisor());
  }

  std::string Sign(const std::string& case_id, const rpc::CallOptions& as) {
    v1::SignResidualSheetRequest sign;
    sign.set_case_id(case_id);
    sign.set_reason("few institutions in the district");
    return Outcome(client_.Sheets(&Stub::SignResidualSheet, sign, as).status());
  }

  v1::GetSheetResponse Sheet(const std::string& case_id) {
    v1::GetSheetRequest request;
    request.set_case_id(case_id);
    const auto sheet = client_.Sheets(&Stub::GetSheet, request, AsSupervisor());
    EXPECT_TRUE(sheet.ok()) << sheet.status();
    return sheet.value_or(v1::GetSheetResponse());
  }

  std::string TryTake(char round) {
    v1::TakeSheetsRequest take;
    take.set_round_id(Round(round));
    take.set_kind(v1::ROUND_KIND_FIRST);
    take.set_max_cases(10);
    take.set_small_round_reason("few cases");
    return Outcome(client_.Screen(&ScreeningStub::TakeSheets, take).status());
  }

  absl::StatusOr<v1::AddAttachmentResponse> Attach(const std::string& case_id,
                                                   const std::string& content) {
    v1::AddAttachmentRequest add;
    add.set_case_id(case_id);
    add.set_content(content);
    add.set_statement("the letterhead is covered");
    v1::Rectangle& area = *add.add_redactions();
    area.set_width(10);
    area.set_height(5);
    return client_.Sheets(&Stub::AddAttachment, add, AsOfficer());
  }

  std::string Check(const std::string& case_id, int32_t number, bool passed,
                    const rpc::CallOptions& as) {
    v1::CheckAttachmentRequest check;
    check.set_case_id(case_id);
    check.set_attachment_no(number);
    check.set_passed(passed);
    check.set_reason("looked at");
    return Outcome(client_.Sheets(&Stub::CheckAttachment, check, as).status());
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
};
PROBITY_ON_EVERY_ENGINE(SheetServiceTest);

std::string Png() {
  image::Pixels pixels{64, 48, 1, std::vector<unsigned char>(64 * 48, 200)};
  return image::EncodePng(pixels).value();
}

TEST_P(SheetServiceTest, FiveInstitutionsOfItsKindMakeASheetThatMayGo) {
  Register(5);
  const std::string id = Objected();
  const auto referred = Refer(id);
  ASSERT_TRUE(referred.ok()) << referred.status();
  EXPECT_EQ(referred->case_().attention(), "");
  const v1::GetSheetResponse sheet = Sheet(id);
  EXPECT_FALSE(sheet.residual());
  EXPECT_EQ(sheet.admitting(), 5);
  EXPECT_EQ(sheet.k(), 5);
  EXPECT_EQ(sheet.generalisations(), 0);
  EXPECT_EQ(sheet.body().findings(0).period(), v1::PERIOD_Q1);
  EXPECT_EQ(Sign(id, AsDirector()), "FAILED_PRECONDITION/SHEET_NOT_RESIDUAL");
  EXPECT_EQ(TryTake('1'), "OK");
}

TEST_P(SheetServiceTest, FourAreTooFewAndTheSheetWaitsForASecondOfficer) {
  Register(4);
  Register(9, v1::SUBJECT_KIND_PHARMACY);
  const std::string id = Objected();
  const auto referred = Refer(id);
  ASSERT_TRUE(referred.ok()) << referred.status();
  EXPECT_EQ(referred->case_().attention(), "SHEET_RESIDUAL");
  const v1::GetSheetResponse sheet = Sheet(id);
  EXPECT_TRUE(sheet.residual());
  EXPECT_EQ(sheet.admitting(), 4) << "pharmacies are of another kind";
  EXPECT_EQ(sheet.body().findings(0).period(), v1::PERIOD_YEAR);
  EXPECT_EQ(sheet.body().findings(0).amount_band(), v1::AMOUNT_BAND_UNSPECIFIED);
  EXPECT_EQ(TryTake('1'), "FAILED_PRECONDITION/NO_SHEETS");
  EXPECT_EQ(Sign(id, As({options::v1::ROLE_SUPERVISOR}, "supervisor")),
            "PERMISSION_DENIED/G22_TWO_PERSONS");
  EXPECT_EQ(Sign(id, AsOfficer()), "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Sign(id, AsDirector()), "OK");
  EXPECT_EQ(client_.Get(id).attention(), "");
  EXPECT_EQ(Sign(id, AsDirector("another")), "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_EQ(Sheet(id).signature().person(), "director");
  EXPECT_EQ(TryTake('1'), "OK");
  const auto counts = client_.Sheets(&Stub::GetSheetCounts, v1::GetSheetCountsRequest(),
                                     As({options::v1::ROLE_AUDITOR}, "auditor"));
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->referrals(), 1);
  EXPECT_EQ(counts->residual(), 1);
  EXPECT_EQ(counts->residual_signed(), 1);
  EXPECT_EQ(counts->rounds(), 1);
  EXPECT_EQ(counts->small_rounds(), 1);
}

TEST_P(SheetServiceTest, WhatWouldBeRefusedIsShownBeforehandWithARemedy) {
  Register(5);
  v1::DescribeInstitutionRequest describe;
  describe.set_institution_id("M002");
  describe.add_aliases("老码头医院");
  ASSERT_TRUE(client_.Sheets(&Stub::DescribeInstitution, describe, AsSupervisor()).ok());
  const std::string id = Objected();
  v1::ScanSheetRequest scan;
  scan.set_case_id(id);
  scan.set_defence("我院的病人转自老·码·头·医院，电话138 0013 8000");
  const auto scanned = client_.Sheets(&Stub::ScanSheet, scan, AsOfficer());
  ASSERT_TRUE(scanned.ok()) << scanned.status();
  ASSERT_EQ(scanned->hits_size(), 2);
  EXPECT_EQ(scanned->hits(0).kind(), v1::MATCH_KIND_INSTITUTION_SHORT_NAME) << "an alias";
  EXPECT_EQ(scanned->hits(1).kind(), v1::MATCH_KIND_DIGIT_RUN);
  EXPECT_FALSE(scanned->hits(0).remedy().empty());
  EXPECT_THAT(scanned->defence(), HasSubstr("被检查单位的病人"));
  scan.set_defence("病人由其他机构转来");
  EXPECT_EQ(client_.Sheets(&Stub::ScanSheet, scan, AsOfficer())->hits_size(), 0);
  describe.set_institution_id("M099");
  EXPECT_EQ(Outcome(client_.Sheets(&Stub::DescribeInstitution, describe, AsSupervisor()).status()),
            "NOT_FOUND/UNKNOWN_INSTITUTION");
}

TEST_P(SheetServiceTest, WhatAnInstitutionOffersNarrowsWhoIsMeant) {
  Register(5);
  v1::DescribeInstitutionRequest describe;
  describe.set_institution_id("M002");
  describe.add_service_classes(v1::SERVICE_CLASS_OUTPATIENT);
  ASSERT_TRUE(client_.Sheets(&Stub::DescribeInstitution, describe, AsSupervisor()).ok());
  v1::Finding inpatient = FindingOf(1, "M201", 3);
  inpatient.set_service_class(v1::SERVICE_CLASS_INPATIENT);
  const v1::Case file = client_.Served("c1", "M001", {inpatient}, kServed);
  client_.Object(file.case_id(), "we see it otherwise");
  ASSERT_TRUE(Refer(file.case_id()).ok());
  const v1::GetSheetResponse sheet = Sheet(file.case_id());
  EXPECT_FALSE(sheet.residual());
  EXPECT_EQ(sheet.admitting(), 5);
  EXPECT_EQ(sheet.body().findings(0).service_class(), v1::SERVICE_CLASS_UNSPECIFIED);
}

TEST_P(SheetServiceTest, AnImageGoesAlongOnceASecondPersonHasLookedAtIt) {
  Register(5);
  const std::string id = Objected();
  const auto added = Attach(id, Png() + "PK\x03\x04" + kCanary);
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->attachment().attachment_no(), 1);
  EXPECT_EQ(added->attachment().size_class(), 131072);
  EXPECT_EQ(Outcome(Refer(id).status()), "FAILED_PRECONDITION/ATTACHMENT_UNCHECKED");
  EXPECT_EQ(Check(id, 1, true, AsOfficer()), "PERMISSION_DENIED/G22_TWO_PERSONS");
  EXPECT_EQ(Check(id, 2, true, AsSupervisor()), "NOT_FOUND/UNKNOWN_ATTACHMENT");
  EXPECT_EQ(Check(id, 1, true, AsSupervisor()), "OK");
  EXPECT_EQ(Check(id, 1, false, AsSupervisor()), "ALREADY_EXISTS/ALREADY_EXISTS");
  ASSERT_TRUE(Attach(id, Png()).ok());
  EXPECT_EQ(Check(id, 2, false, AsSupervisor()), "OK") << "this one stays behind";
  ASSERT_TRUE(Refer(id).ok());
  EXPECT_EQ(Outcome(Attach(id, Png()).status()), "FAILED_PRECONDITION/WRONG_STATE");
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
  ASSERT_EQ(taken.sheets_size(), 1);
  EXPECT_EQ(taken.sheets(0).attachment_count(), 1);
  v1::TakeAttachmentRequest take;
  take.set_round_id(Round('1'));
  take.set_case_token(taken.sheets(0).case_token());
  take.set_index(1);
  const auto image = client_.Screen(&ScreeningStub::TakeAttachment, take);
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->media(), v1::ATTACHMENT_MEDIA_PNG);
  EXPECT_EQ(image->content().size(), 131072u);
  EXPECT_THAT(image->content(), Not(HasSubstr(kCanary)));
  const auto picture = codes::UnpadImage(image->content());
  ASSERT_TRUE(picture.has_value());
  EXPECT_EQ(codes::ImageFault(codes::ImageMedia::kPng, *picture), "");
  const image::Pixels pixels = image::DecodePng(*picture).value();
  EXPECT_EQ(pixels.bytes.front(), 0) << "redacted";
  EXPECT_EQ(pixels.bytes.back(), 200);
  take.set_index(2);
  EXPECT_EQ(Outcome(client_.Screen(&ScreeningStub::TakeAttachment, take).status()),
            "NOT_FOUND/UNKNOWN_ATTACHMENT");
  take.set_index(1);
  take.set_round_id(Round('2'));
  EXPECT_EQ(Outcome(client_.Screen(&ScreeningStub::TakeAttachment, take).status()),
            "NOT_FOUND/UNKNOWN_TOKEN")
      << "of another round";
}

TEST_P(SheetServiceTest, AnythingButAPictureIsRefusedAndASheetHasEightAtMost) {
  Register(5);
  const std::string id = Objected();
  EXPECT_EQ(Outcome(Attach(id, "%PDF-1.7").status()), "INVALID_ARGUMENT/ATTACHMENT_REFUSED");
  EXPECT_EQ(Outcome(Attach(id, "").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(Attach(id, Png()).ok()) << i;
  EXPECT_EQ(Outcome(Attach(id, Png()).status()), "FAILED_PRECONDITION/TOO_MANY_ATTACHMENTS");
  EXPECT_EQ(Check(id, 1, false, AsSupervisor()), "OK");
  EXPECT_TRUE(Attach(id, Png()).ok()) << "one that did not pass makes room";
}

// Enough for the quotas 1, 1, 3, 2, each of an employer of its own; floors that allow no decoy.
v1::ScreenMembersRequest Roster(const v1::TakeSheetsResponse& taken,
                                const std::vector<std::string>& person_codes) {
  v1::ScreenMembersRequest screen;
  screen.set_round_id(Round('1'));
  for (const v1::Sheet& sheet : taken.sheets()) screen.add_case_tokens(sheet.case_token());
  int n = 0;
  for (const int group : {1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4}) {
    v1::ScreenedMember& member = *screen.add_members();
    member.set_pseudonym(absl::StrFormat("%032x", ++n));
    member.set_group(group);
    v1::Affiliation& employer = *member.add_affiliations();
    employer.set_kind(v1::AFFILIATION_KIND_EMPLOYER);
    employer.set_code(absl::StrCat("E", n));
    if (static_cast<size_t>(n) > person_codes.size()) continue;
    v1::Affiliation& person = *member.add_affiliations();
    person.set_kind(v1::AFFILIATION_KIND_PERSON);
    person.set_code(person_codes[static_cast<size_t>(n) - 1]);
  }
  for (const int quota : {1, 1, 3, 2}) screen.add_quotas(quota);
  for (int i = 0; i < 4; ++i) screen.add_floors(99);
  return screen;
}

TEST_P(SheetServiceTest, WhoWorkedOnACaseOrWasChallengedByNameIsStruckByCode) {
  Register(5);
  const std::string id = Objected();
  const auto challenges = v1::ChallengeService::NewStub(server_.channel());
  v1::FileChallengeRequest challenge;
  challenge.set_request_id(NewRequestId());
  challenge.set_case_id(id);
  challenge.set_target_kind(v1::CHALLENGE_TARGET_PERSON);
  challenge.set_target("张 三丰");
  challenge.set_reason("a dispute");
  ASSERT_TRUE(rpc::Invoke(*challenges, &v1::ChallengeService::Stub::FileChallenge, challenge,
                          AsInstitution("M001"))
                  .ok());
  v1::RuleOnChallengeRequest rule;
  rule.set_request_id(NewRequestId());
  rule.set_case_id(id);
  rule.set_challenge_no(1);
  rule.set_ruling(v1::RULING_GRANTED);
  rule.set_reason("shown");
  ASSERT_TRUE(
      rpc::Invoke(*challenges, &v1::ChallengeService::Stub::RuleOnChallenge, rule, AsSupervisor())
          .ok());
  ASSERT_TRUE(Refer(id).ok());
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
  const auto key = client_.Screen(&ScreeningStub::GetPersonKey, v1::GetPersonKeyRequest());
  ASSERT_TRUE(key.ok()) << key.status();
  std::vector<std::string> codes;
  for (const char* name : {"officer-a", "nobody", "supervisor", "someone", "张三丰", "李四"}) {
    codes.push_back(codes::PersonCode(key->key(), name));
  }
  const auto screened = client_.Screen(&ScreeningStub::ScreenMembers, Roster(taken, codes));
  ASSERT_TRUE(screened.ok()) << screened.status();
  std::vector<std::string> expected;
  for (const int n : {2, 4, 6, 7, 8, 9, 10, 11}) expected.push_back(absl::StrFormat("%032x", n));
  EXPECT_EQ(std::vector<std::string>(screened->eligible().begin(), screened->eligible().end()),
            expected);
}

}  // namespace
}  // namespace probity::scoring
