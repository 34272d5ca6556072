#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/draw/inspection_transcript.h"
#include "common/status/status.h"
#include "probity/scoring/v1/inspection_service.grpc.pb.h"
#include "services/scoring/domain/inspections/plan.h"
#include "services/scoring/store/balances.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_DIRECTOR;
using options::v1::ROLE_INSPECTOR;
using options::v1::ROLE_SUPERVISOR;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

using Day = absl::CivilDay;
using Stub = v1::InspectionService::Stub;

TEST(InspectionPool, NobodyInspectsTheHouseThatEmploysThem) {
  PoolSources sources;
  sources.today = Day(2026, 8, 3);
  for (const std::string id : {"M1", "M2"}) {
    Institution one;
    one.institution_id = id;
    one.name = "示例医院" + id;
    one.designated_from = Day(2020, 1, 1);
    sources.institutions.push_back(one);
  }
  sources.former_names = {{"M2", "示例旧院"}};
  struct Case {
    std::string unit;
    std::vector<std::string> barred_from;
  };
  const std::vector<Case> cases = {
      {"示例医院M1", {"M1"}}, {"M1", {"M1"}}, {"示例旧院", {"M2"}}, {"示例市医保局", {}}};
  for (const Case& one : cases) {
    sources.officers = {
        {"officer", "officer", "示例-1", one.unit, Day(2020, 1, 1), Day(2030, 1, 1)}};
    const draw::Campaign pool = BuildPool({}, "c", sources);
    ASSERT_THAT(pool.inspectors, SizeIs(1));
    EXPECT_EQ(pool.inspectors[0].barred_from, one.barred_from) << one.unit;
  }
}

class InspectionsTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2", "M3", "M4", "M5"});
    server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P1", "P2", "P3"});
    server_.CertifyOfficers({"officer-x", "officer-y", "officer-z", "officer-w"});
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                Request request, options::v1::Role role,
                                const std::string& person = "tester") {
    request.set_request_id(NewRequestId());
    return rpc::Invoke(*stub_, method, request, As({role}, person));
  }

  v1::Campaign Plan(int medical = 3, int pharmacies = 1, const std::string& since = "") {
    v1::PlanCampaignRequest request;
    request.set_title("2026年秋季双随机抽查");
    request.set_year(2026);
    request.set_not_inspected_since_date(since);
    request.set_weight_per_point(2);
    for (const auto& [kind, count] : {std::pair(v1::SUBJECT_KIND_MEDICAL, medical),
                                      std::pair(v1::SUBJECT_KIND_PHARMACY, pharmacies)}) {
      if (count == 0) continue;
      v1::CampaignStratum& one = *request.add_strata();
      one.set_kind(kind);
      one.set_count(count);
    }
    const auto planned = Call(&Stub::PlanCampaign, request, ROLE_SUPERVISOR);
    EXPECT_TRUE(planned.ok()) << planned.status();
    return planned.ok() ? planned->campaign() : v1::Campaign();
  }

  static std::string ShareOf(const std::string& person) {
    return std::string(draw::kShareSize, person.front());
  }

  absl::Status Commit(const v1::Campaign& campaign, const std::string& person) {
    v1::CommitShareRequest request;
    request.set_campaign_id(campaign.campaign_id());
    request.set_commitment(draw::Commitment(campaign.campaign_id(), person, ShareOf(person)));
    return Call(&Stub::CommitShare, request, ROLE_AUDITOR, person).status();
  }

  absl::StatusOr<v1::FreezePoolResponse> Freeze(const v1::Campaign& campaign) {
    v1::FreezePoolRequest request;
    request.set_campaign_id(campaign.campaign_id());
    request.set_etag(Get(campaign).etag());
    return Call(&Stub::FreezePool, request, ROLE_SUPERVISOR);
  }

  absl::StatusOr<v1::RevealShareResponse> Reveal(const v1::Campaign& campaign,
                                                 const std::string& person,
                                                 const std::string& share) {
    v1::RevealShareRequest request;
    request.set_campaign_id(campaign.campaign_id());
    request.set_share(share);
    return Call(&Stub::RevealShare, request, ROLE_AUDITOR, person);
  }

  v1::Campaign Get(const v1::Campaign& campaign) {
    v1::GetCampaignRequest request;
    request.set_campaign_id(campaign.campaign_id());
    const auto got = rpc::Invoke(*stub_, &Stub::GetCampaign, request, As({ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->campaign() : v1::Campaign();
  }

  v1::Campaign Drawn(const v1::Campaign& campaign) {
    EXPECT_TRUE(Commit(campaign, "auditor").ok());
    EXPECT_TRUE(Commit(campaign, "director").ok());
    EXPECT_TRUE(Freeze(campaign).ok());
    EXPECT_TRUE(Reveal(campaign, "auditor", ShareOf("auditor")).ok());
    EXPECT_TRUE(Reveal(campaign, "director", ShareOf("director")).ok());
    return Get(campaign);
  }

  absl::StatusOr<std::string> Transcript(const v1::Campaign& campaign) {
    v1::StreamTranscriptRequest request;
    request.set_campaign_id(campaign.campaign_id());
    std::string text;
    const absl::Status read =
        rpc::InvokeStream(*stub_, &Stub::StreamTranscript, request, As({ROLE_AUDITOR}),
                          [&](const v1::StreamTranscriptResponse& one) {
                            text += one.piece();
                            return absl::OkStatus();
                          });
    if (!read.ok()) return read;
    return text;
  }

  absl::StatusOr<v1::RecordInspectionResponse> Record(v1::Inspection inspection) {
    v1::RecordInspectionRequest request;
    *request.mutable_inspection() = std::move(inspection);
    return Call(&Stub::RecordInspection, request, ROLE_INSPECTOR, "officer-x");
  }

  static v1::Inspection Targeted(const std::string& institution_id) {
    v1::Inspection inspection;
    inspection.set_institution_id(institution_id);
    inspection.set_inspection_date("2026-08-03");
    inspection.set_reason("群众举报集中");
    inspection.set_outcome(v1::INSPECTION_OUTCOME_NOTHING_FOUND);
    inspection.add_inspectors("officer-x");
    inspection.add_inspectors("officer-y");
    return inspection;
  }

  ScoringServer server_{Day(2026, 8, 3), GetParam()};
  CaseClient cases_{server_};
  std::unique_ptr<Stub> stub_ = v1::InspectionService::NewStub(server_.channel());
};

TEST_P(InspectionsTest, ACampaignIsPlannedCommittedFrozenRevealedAndDrawn) {
  const v1::Campaign campaign = Drawn(Plan());
  EXPECT_EQ(campaign.state(), v1::CAMPAIGN_STATE_DRAWN);
  ASSERT_THAT(campaign.teams(), SizeIs(4)) << "three hospitals and one pharmacy";
  for (const v1::InspectionTeam& team : campaign.teams()) EXPECT_THAT(team.inspectors(), SizeIs(2));
  EXPECT_EQ(campaign.pool_institutions(), 8);
}

TEST_P(InspectionsTest, TheTranscriptReplaysWithoutTheService) {
  const v1::Campaign campaign = Drawn(Plan());
  const auto text = Transcript(campaign);
  ASSERT_TRUE(text.ok()) << text.status();
  const auto transcript = draw::ParseTranscript(*text);
  ASSERT_TRUE(transcript.ok()) << transcript.status();
  EXPECT_TRUE(draw::Replay(*transcript).ok()) << draw::Replay(*transcript);
  ASSERT_EQ(static_cast<int>(transcript->teams.size()), campaign.teams_size());
  EXPECT_EQ(transcript->teams[0].institution_id, campaign.teams(0).institution_id());
}

TEST_P(InspectionsTest, NobodyDrawsAlone) {
  const v1::Campaign campaign = Plan();
  EXPECT_TRUE(Commit(campaign, "auditor").ok());
  EXPECT_TRUE(HasReason(Commit(campaign, "auditor"), Reason::k_COMMITMENT_EXISTS));
  EXPECT_TRUE(HasReason(Freeze(campaign).status(), Reason::k_TOO_FEW_COMMITMENTS));
}

TEST_P(InspectionsTest, SharesAreRevealedOnlyAfterThePoolIsFrozenAndAsCommitted) {
  const v1::Campaign campaign = Plan();
  EXPECT_TRUE(Commit(campaign, "auditor").ok());
  EXPECT_TRUE(Commit(campaign, "director").ok());
  EXPECT_TRUE(
      HasReason(Reveal(campaign, "auditor", ShareOf("auditor")).status(), Reason::k_WRONG_STATE));
  EXPECT_TRUE(HasReason(Transcript(campaign).status(), Reason::k_SHARE_NOT_REVEALED));
  ASSERT_TRUE(Freeze(campaign).ok());
  EXPECT_TRUE(HasReason(Commit(campaign, "somebody"), Reason::k_WRONG_STATE))
      << "who has seen the pool may not join in";
  EXPECT_TRUE(HasReason(Reveal(campaign, "auditor", ShareOf("xx")).status(),
                        Reason::k_COMMITMENT_MISMATCH));
  EXPECT_TRUE(HasReason(Reveal(campaign, "outsider", ShareOf("outsider")).status(),
                        Reason::k_COMMITMENT_MISMATCH));
  EXPECT_TRUE(Reveal(campaign, "auditor", ShareOf("auditor")).ok());
  EXPECT_EQ(Get(campaign).state(), v1::CAMPAIGN_STATE_FROZEN) << "one share is still secret";
}

TEST_P(InspectionsTest, ARecusalDrawsTheNextAndNeverLeavesFewerThanTwo) {
  v1::Campaign campaign = Drawn(Plan(1, 0));
  v1::RecuseInspectorRequest request;
  request.set_campaign_id(campaign.campaign_id());
  request.set_institution_id(campaign.teams(0).institution_id());
  request.set_reason("近亲属在该院任职");
  // Nine are certified: officer-a, -b, -c, -1, -2 of the server and the four of SetUp.
  for (int left = 9; left > 2; --left) {
    const std::string person = Get(campaign).teams(0).inspectors(0);
    request.set_person(person);
    const auto recused = Call(&Stub::RecuseInspector, request, ROLE_SUPERVISOR);
    ASSERT_TRUE(recused.ok()) << recused.status();
    EXPECT_THAT(recused->campaign().teams(0).inspectors(), SizeIs(2));
    EXPECT_THAT(recused->campaign().teams(0).inspectors(), Not(Contains(person)));
  }
  request.set_person(Get(campaign).teams(0).inspectors(0));
  EXPECT_TRUE(HasReason(Call(&Stub::RecuseInspector, request, ROLE_SUPERVISOR).status(),
                        Reason::k_TOO_FEW_INSPECTORS));
  request.set_person("nobody");
  EXPECT_TRUE(HasReason(Call(&Stub::RecuseInspector, request, ROLE_SUPERVISOR).status(),
                        Reason::k_NOT_ASSIGNED));
  const auto transcript = draw::ParseTranscript(*Transcript(campaign));
  ASSERT_TRUE(transcript.ok());
  EXPECT_THAT(transcript->recusals, SizeIs(7));
  EXPECT_TRUE(draw::Replay(*transcript).ok()) << draw::Replay(*transcript);
}

TEST_P(InspectionsTest, TheRecentlyInspectedAreLeftOut) {
  ASSERT_TRUE(Record(Targeted("M1")).ok());
  ASSERT_TRUE(Record(Targeted("M2")).ok());
  const v1::Campaign none = Plan(3, 0, "2026-08-03");
  const v1::Campaign drawn = Drawn(none);
  for (const v1::InspectionTeam& team : drawn.teams()) {
    EXPECT_NE(team.institution_id(), "M1");
    EXPECT_NE(team.institution_id(), "M2");
  }
  EXPECT_EQ(Drawn(Plan(3, 0, "2026-08-04")).pool_institutions(), 5)
      << "inspected the day before the date counts as long ago";
  const v1::Campaign too_many = Plan(4, 0, "2026-08-03");
  EXPECT_TRUE(Commit(too_many, "auditor").ok());
  EXPECT_TRUE(Commit(too_many, "director").ok());
  EXPECT_TRUE(HasReason(Freeze(too_many).status(), Reason::k_STRATUM_TOO_SMALL));
}

TEST_P(InspectionsTest, WeightCountsThePointsOfInstitutionsInTwoYears) {
  const std::string region = server_.env().region;
  std::map<std::string, int64_t> points;
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    const auto put = [&](policy::SubjectKind kind, int32_t year, int64_t some) {
      return PutBalance(tx, region, {{kind, "M1"}, year, some, 1, 0});
    };
    PROBITY_RETURN_IF_ERROR(put(policy::SubjectKind::kMedical, 2024, 1));
    PROBITY_RETURN_IF_ERROR(put(policy::SubjectKind::kMedical, 2025, 2));
    PROBITY_RETURN_IF_ERROR(put(policy::SubjectKind::kMedical, 2026, 4));
    PROBITY_RETURN_IF_ERROR(put(policy::SubjectKind::kPerson, 2026, 8));
    PROBITY_ASSIGN_OR_RETURN(points, PointsOfInstitutions(tx, region, 2025, 2026));
    return absl::OkStatus();
  });
  EXPECT_EQ(points, (std::map<std::string, int64_t>{{"M1", 6}}))
      << "not an earlier year's, and not those of a person whose id is the same";
}

TEST_P(InspectionsTest, DrawnAndTargetedInspectionsAreToldApart) {
  const v1::Campaign campaign = Drawn(Plan(1, 0));
  v1::Inspection drawn;
  drawn.set_campaign_id(campaign.campaign_id());
  drawn.set_institution_id(campaign.teams(0).institution_id());
  drawn.set_inspection_date("2026-08-03");
  drawn.set_outcome(v1::INSPECTION_OUTCOME_CASE);
  drawn.set_case_ref("2026-0817");
  EXPECT_TRUE(HasReason(Record(drawn).status(), Reason::k_UNKNOWN_CASE));
  const std::string other = drawn.institution_id() == "M1" ? "M2" : "M1";
  cases_.Open("2026-0818", other, {FindingOf(1, "M101", 1)});
  drawn.set_case_ref("2026-0818");
  EXPECT_TRUE(HasReason(Record(drawn).status(), Reason::k_BAD_REQUEST))
      << "a case of another institution";
  cases_.Open("2026-0817", drawn.institution_id(), {FindingOf(1, "M101", 1)});
  drawn.set_case_ref("2026-0817");
  const auto recorded = Record(drawn);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->inspection().tag(), v1::INSPECTION_TAG_RANDOM);
  EXPECT_THAT(recorded->inspection().inspectors(),
              ElementsAre(campaign.teams(0).inspectors(0), campaign.teams(0).inspectors(1)));
  EXPECT_TRUE(HasReason(Record(drawn).status(), Reason::k_ALREADY_EXISTS));
  const auto targeted = Record(Targeted("M1"));
  ASSERT_TRUE(targeted.ok()) << targeted.status();
  EXPECT_EQ(targeted->inspection().tag(), v1::INSPECTION_TAG_TARGETED);

  v1::ListInspectionsRequest list;
  list.set_campaign_id(campaign.campaign_id());
  const auto listed = rpc::Invoke(*stub_, &Stub::ListInspections, list, As({ROLE_AUDITOR}));
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_THAT(listed->inspections(), SizeIs(1));
}

TEST_P(InspectionsTest, RefusesInspectionsNobodyMayHaveMade) {
  const v1::Campaign campaign = Drawn(Plan(1, 0));
  struct Case {
    std::string why;
    Reason reason;
    std::function<void(v1::Inspection&)> change;
  };
  const std::vector<Case> cases = {
      {"one inspector alone", Reason::k_G1_TWO_OFFICERS,
       [](v1::Inspection& one) { one.mutable_inspectors()->RemoveLast(); }},
      {"the same inspector twice", Reason::k_G1_TWO_OFFICERS,
       [](v1::Inspection& one) { one.set_inspectors(1, "officer-x"); }},
      {"no certificate", Reason::k_G1_CERTIFICATE_INVALID,
       [](v1::Inspection& one) { one.set_inspectors(1, "visitor"); }},
      {"tomorrow", Reason::k_BAD_REQUEST,
       [](v1::Inspection& one) { one.set_inspection_date("2026-08-04"); }},
      {"no reason for a targeted one", Reason::k_BAD_REQUEST,
       [](v1::Inspection& one) { one.clear_reason(); }},
      {"a case without its number", Reason::k_BAD_REQUEST,
       [](v1::Inspection& one) { one.set_outcome(v1::INSPECTION_OUTCOME_CASE); }},
      {"a drawn team before its certificates were valid", Reason::k_G1_CERTIFICATE_INVALID,
       [&](v1::Inspection& one) {
         one.set_campaign_id(campaign.campaign_id());
         one.clear_inspectors();
         one.clear_reason();
         one.set_institution_id(campaign.teams(0).institution_id());
         one.set_inspection_date("2009-12-31");
       }},
      {"an institution nobody knows", Reason::k_UNKNOWN_INSTITUTION,
       [](v1::Inspection& one) { one.set_institution_id("M9"); }},
      {"a campaign that drew somebody else", Reason::k_NOT_ASSIGNED,
       [&](v1::Inspection& one) {
         one.set_campaign_id(campaign.campaign_id());
         one.clear_inspectors();
         one.clear_reason();
         one.set_institution_id("P1");
       }},
      {"a campaign nobody planned", Reason::k_UNKNOWN_CAMPAIGN,
       [](v1::Inspection& one) {
         one.set_campaign_id("01KD0000000000000000000000");
         one.clear_inspectors();
         one.clear_reason();
       }},
  };
  for (const Case& one : cases) {
    v1::Inspection inspection = Targeted("M1");
    one.change(inspection);
    const auto refused = Record(inspection);
    EXPECT_TRUE(HasReason(refused.status(), one.reason)) << one.why << ": " << refused.status();
  }
}

TEST_P(InspectionsTest, RefusesPlansThatCannotBeDrawnOnce) {
  v1::PlanCampaignRequest request;
  request.set_title("抽查");
  request.set_year(2026);
  request.set_inspectors_each(1);
  for (const std::string district : {"", "东区"}) {
    v1::CampaignStratum& one = *request.add_strata();
    one.set_kind(v1::SUBJECT_KIND_MEDICAL);
    one.set_district(district);
    one.set_count(1);
  }
  const auto refused = Call(&Stub::PlanCampaign, request, ROLE_SUPERVISOR);
  const RefusalDetail detail = DetailOf(refused.status());
  EXPECT_THAT(detail.violations,
              Contains(::testing::Field(&FieldViolation::field, "inspectors_each")));
  EXPECT_THAT(detail.violations, Contains(::testing::Field(&FieldViolation::field, "strata[1]")))
      << "all hospitals contain those of one district";
}

TEST_P(InspectionsTest, AnAbandonedCampaignStaysOnRecordAndTakesNoStep) {
  const v1::Campaign campaign = Plan();
  v1::AbandonCampaignRequest request;
  request.set_campaign_id(campaign.campaign_id());
  request.set_reason("计划调整");
  request.set_etag("99");
  EXPECT_TRUE(HasReason(Call(&Stub::AbandonCampaign, request, ROLE_DIRECTOR).status(),
                        Reason::k_ETAG_MISMATCH));
  request.set_etag(campaign.etag());
  ASSERT_TRUE(Call(&Stub::AbandonCampaign, request, ROLE_DIRECTOR).ok());
  EXPECT_TRUE(HasReason(Commit(campaign, "auditor"), Reason::k_WRONG_STATE));
  EXPECT_EQ(Get(campaign).abandoned_reason(), "计划调整");
}

INSTANTIATE_TEST_SUITE_P(Engines, InspectionsTest, ::testing::ValuesIn(testing::Engines()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace probity::scoring
