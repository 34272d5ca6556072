// Agreements, insured persons and the integrity archive as callers see them.
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "tests/services/scoring/api/persons/persons_world.h"

namespace probity::scoring {
namespace {

namespace pol = ::probity::policy::v1;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ArchiveTest : public ::testing::TestWithParam<std::string> {
 protected:
  static v1::Agreement Agreement(const std::string& no, const std::string& from,
                                 const std::string& to) {
    v1::Agreement one;
    one.set_agreement_no(no);
    one.set_subject_kind(v1::SUBJECT_KIND_MEDICAL);
    one.set_subject_id("M001");
    one.set_from_date(from);
    one.set_to_date(to);
    one.set_signed_date("2026-01-01");
    return one;
  }
  absl::StatusOr<v1::SignAgreementResponse> Sign(const v1::Agreement& one) {
    v1::SignAgreementRequest request;
    *request.mutable_agreement() = one;
    return world_.Call(world_.agreements(), &AgreementStub::SignAgreement, request, AsSupervisor());
  }
  template <typename Request>
  static Request On(const std::string& no) {
    Request request;
    request.set_agreement_no(no);
    request.set_reason("as agreed");
    request.set_document("示例〔2026〕8号");
    return request;
  }
  absl::StatusOr<v1::GetArchiveResponse> Archive(v1::ArchiveSubject subject, const std::string& id,
                                                 const rpc::CallOptions& as) {
    v1::GetArchiveRequest request;
    request.set_subject(subject);
    request.set_subject_id(id);
    return world_.Call(world_.archive(), &ArchiveStub::GetArchive, request, as);
  }
  absl::StatusOr<std::string> Page(v1::ArchiveSubject subject, const std::string& id) {
    v1::DownloadArchiveRequest request;
    request.set_subject(subject);
    request.set_subject_id(id);
    std::string bytes;
    PROBITY_RETURN_IF_ERROR(rpc::InvokeStream(world_.archive(), &ArchiveStub::DownloadArchive,
                                              request, AsSupervisor(),
                                              [&bytes](const v1::DownloadArchiveResponse& piece) {
                                                bytes += piece.data();
                                                return absl::OkStatus();
                                              }));
    return bytes;
  }

  PersonsWorld world_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(ArchiveTest);

TEST_P(ArchiveTest, AnAgreementIsSignedSuspendedResumedRenewedAndTerminated) {
  const auto signed_one = Sign(Agreement("A1", "2026-01-01", "2026-12-31"));
  ASSERT_TRUE(signed_one.ok()) << signed_one.status();
  EXPECT_EQ(signed_one->agreement().state(), v1::AGREEMENT_STATE_IN_FORCE);
  EXPECT_EQ(Outcome(Sign(Agreement("A1", "2027-01-01", "2027-12-31")).status()),
            "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_EQ(Outcome(Sign(Agreement("A2", "2026-12-31", "2027-12-31")).status()),
            "FAILED_PRECONDITION/AGREEMENT_OVERLAP");
  v1::Agreement foreign = Agreement("A2", "2027-01-01", "2027-12-31");
  foreign.set_subject_id("M999");
  EXPECT_EQ(Outcome(Sign(foreign).status()), "NOT_FOUND/UNKNOWN_INSTITUTION");
  foreign = Agreement("A2", "2027-01-01", "2027-12-31");
  foreign.set_subject_kind(v1::SUBJECT_KIND_PHARMACY);
  EXPECT_EQ(Outcome(Sign(foreign).status()), "INVALID_ARGUMENT/BAD_REQUEST");

  auto suspend = On<v1::SuspendAgreementRequest>("A1");
  suspend.set_from_date("2026-03-01");
  suspend.set_to_date("2026-08-28");
  suspend.set_voluntary(true);
  const auto too_long =
      world_.Call(world_.agreements(), &AgreementStub::SuspendAgreement, suspend, AsSupervisor());
  EXPECT_EQ(Outcome(too_long.status()), "FAILED_PRECONDITION/SUSPENSION_TOO_LONG") << "181 days";
  suspend.set_to_date("2026-08-27");
  const auto suspended =
      world_.Call(world_.agreements(), &AgreementStub::SuspendAgreement, suspend, AsSupervisor());
  ASSERT_TRUE(suspended.ok()) << suspended.status();
  EXPECT_EQ(suspended->agreement().last_date(), "2026-08-27") << "lapses unless resumed";

  auto resume = On<v1::ResumeAgreementRequest>("A1");
  resume.set_from_date("2026-06-01");
  const auto resumed =
      world_.Call(world_.agreements(), &AgreementStub::ResumeAgreement, resume, AsSupervisor());
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(resumed->agreement().last_date(), "2026-12-31");
  EXPECT_THAT(resumed->agreement().events(), SizeIs(2));

  v1::Agreement renewal = Agreement("A2", "2027-01-01", "2027-12-31");
  renewal.set_renews_no("A1");
  EXPECT_EQ(Outcome(Sign(renewal).status()), "OK");

  auto terminate = On<v1::TerminateAgreementRequest>("A1");
  terminate.set_from_date("2026-02-14");
  EXPECT_EQ(Outcome(world_
                        .Call(world_.agreements(), &AgreementStub::TerminateAgreement, terminate,
                              AsDirector())
                        .status()),
            "FAILED_PRECONDITION/G15_SERVICE_REQUIRED")
      << "served tomorrow";
  terminate.set_from_date("2026-02-13");
  const auto terminated =
      world_.Call(world_.agreements(), &AgreementStub::TerminateAgreement, terminate, AsDirector());
  ASSERT_TRUE(terminated.ok()) << terminated.status();
  EXPECT_EQ(terminated->agreement().last_date(), "2026-02-12");
  terminate.set_agreement_no("none");
  terminate.clear_request_id();
  EXPECT_EQ(Outcome(world_
                        .Call(world_.agreements(), &AgreementStub::TerminateAgreement, terminate,
                              AsDirector())
                        .status()),
            "NOT_FOUND/UNKNOWN_AGREEMENT");
}

TEST_P(ArchiveTest, DaysSuspendedAtItsOwnRequestStandBesideThePointsOfTheirYear) {
  ASSERT_TRUE(Sign(Agreement("A1", "2025-01-01", "2027-12-31")).ok());
  auto suspend = On<v1::SuspendAgreementRequest>("A1");
  suspend.set_from_date("2025-12-20");
  suspend.set_to_date("2026-05-31");
  suspend.set_voluntary(true);
  ASSERT_TRUE(
      world_.Call(world_.agreements(), &AgreementStub::SuspendAgreement, suspend, AsSupervisor())
          .ok());
  const auto standings = v1::StandingService::NewStub(world_.server().channel());
  using Stub = v1::StandingService::Stub;
  const auto told = [&](int year, const std::string& as_of) {
    v1::GetStandingRequest one;
    one.set_institution_id("M001");
    one.set_year(year);
    one.set_as_of_date(as_of);
    const auto got = rpc::Invoke(*standings, &Stub::GetStanding, one, AsSupervisor());
    EXPECT_TRUE(got.ok()) << got.status();
    v1::StreamStandingsRequest all;
    all.set_year(year);
    all.set_as_of_date(as_of);
    std::string days;
    EXPECT_TRUE(rpc::InvokeStream(*standings, &Stub::StreamStandings, all, AsSupervisor(),
                                  [&](const v1::StreamStandingsResponse& page) {
                                    EXPECT_EQ(page.standings(0).SerializeAsString(),
                                              got->standing().SerializeAsString());
                                    for (const v1::Standing& other : page.standings()) {
                                      for (const auto& own : other.voluntary_suspensions()) {
                                        days += other.institution_id() + " " + own.from_date() +
                                                ".." + own.to_date();
                                      }
                                    }
                                    return absl::OkStatus();
                                  })
                    .ok());
    return days;
  };
  EXPECT_EQ(told(2026, ""), "M001 2026-01-01..2026-05-31");
  EXPECT_EQ(told(2025, ""), "M001 2025-12-20..2025-12-31");
  EXPECT_EQ(told(2027, ""), "");
  EXPECT_EQ(told(2026, "2026-02-11"), "") << "asked for on the 12th";
  auto resume = On<v1::ResumeAgreementRequest>("A1");
  resume.set_from_date("2026-03-02");
  ASSERT_TRUE(
      world_.Call(world_.agreements(), &AgreementStub::ResumeAgreement, resume, AsSupervisor())
          .ok());
  EXPECT_EQ(told(2026, ""), "M001 2026-01-01..2026-03-01");
}

TEST_P(ArchiveTest, APartyLeavesItsAgreementThreeMonthsAhead) {
  ASSERT_TRUE(Sign(Agreement("A1", "2026-01-01", "2026-12-31")).ok());
  auto leave = On<v1::AnnounceExitRequest>("A1");
  const auto announce = [&](const std::string& last, const std::string& institution) {
    leave.set_last_date(last);
    leave.clear_request_id();
    return Outcome(world_
                       .Call(world_.agreements(), &AgreementStub::AnnounceExit, leave,
                             AsInstitution(institution))
                       .status());
  };
  EXPECT_EQ(announce("2026-05-12", "M002"), "PERMISSION_DENIED/NOT_YOURS");
  EXPECT_EQ(announce("2026-05-11", "M001"), "FAILED_PRECONDITION/EXIT_TOO_SHORT")
      << "announced on 12 February";
  EXPECT_EQ(announce("2026-05-12", "M001"), "OK");
  EXPECT_EQ(announce("2026-06-12", "M001"), "FAILED_PRECONDITION/AGREEMENT_STATE");
  const auto withdrawn = world_.Call(world_.agreements(), &AgreementStub::WithdrawExit,
                                     On<v1::WithdrawExitRequest>("A1"), AsInstitution("M001"));
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->agreement().last_date(), "2026-12-31");
  v1::Agreement hospital = Agreement("A2", "2027-01-01", "2027-12-31");
  hospital.set_public_body(true);
  ASSERT_TRUE(Sign(hospital).ok());
  leave.set_agreement_no("A2");
  world_.server().clock().Set(Day(2027, 2, 1));
  EXPECT_EQ(announce("2027-06-30", "M001"), "FAILED_PRECONDITION/EXIT_NOT_ALLOWED");
}

TEST_P(ArchiveTest, AnInstitutionWithABarredPrincipalSignsFromTheDayAfterTheBar) {
  std::vector<v1::ImportInstitutionsRequest> messages(1);
  messages.front().set_request_id(NewRequestId());
  v1::Institution& hospital = *messages.front().add_institutions();
  hospital.set_institution_id("M900");
  hospital.set_name("示例医院");
  hospital.set_kind(v1::SUBJECT_KIND_MEDICAL);
  hospital.set_district("示例区");
  hospital.set_designated_from_date("2026-01-01");
  hospital.set_principal("负责人01");
  const auto registry = v1::RegistryService::NewStub(world_.server().channel());
  const auto imported = rpc::InvokeImport(*registry, &v1::RegistryService::Stub::ImportInstitutions,
                                          messages, AsSupervisor());
  ASSERT_TRUE(imported.ok()) << imported.status();
  v1::BarPrincipalRequest bar;
  bar.set_case_id(world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2)).case_id());
  bar.set_principal("负责人01");
  bar.set_served_date("2026-03-02");
  bar.set_document("决定 2");
  bar.set_reason("造成医保基金重大损失");
  const auto consequences = v1::ConsequenceService::NewStub(world_.server().channel());
  const auto barred =
      world_.Call(*consequences, &v1::ConsequenceService::Stub::BarPrincipal, bar, AsDirector());
  ASSERT_TRUE(barred.ok()) << barred.status();
  EXPECT_EQ(barred->bar().end_date(), "2031-03-02");
  v1::Agreement one = Agreement("A1", "2031-03-02", "2031-12-31");
  one.set_subject_id("M900");
  EXPECT_EQ(Outcome(Sign(one).status()), "FAILED_PRECONDITION/BARRED") << "the last day of the bar";
  one.set_from_date("2031-03-03");
  EXPECT_EQ(Outcome(Sign(one).status()), "OK");
}

TEST_P(ArchiveTest, APhysicianSignsWhereTheyWork) {
  world_.Hire(Doctor("D1"));
  v1::Agreement one = Agreement("A1", "2026-01-01", "2026-12-31");
  one.set_subject_kind(v1::SUBJECT_KIND_PERSON);
  one.set_subject_id("D1");
  EXPECT_EQ(Outcome(Sign(one).status()), "INVALID_ARGUMENT/BAD_REQUEST") << "at which institution?";
  one.set_institution_id("M002");
  EXPECT_EQ(Outcome(Sign(one).status()), "FAILED_PRECONDITION/NOT_EMPLOYED_THERE");
  one.set_institution_id("M001");
  EXPECT_EQ(Outcome(Sign(one).status()), "OK");
  v1::Person nurse = Doctor("N1");
  nurse.set_profession(v1::PROFESSION_NURSE);
  world_.Hire(nurse);
  one.set_agreement_no("A2");
  one.set_subject_id("N1");
  EXPECT_EQ(Outcome(Sign(one).status()), "INVALID_ARGUMENT/BAD_REQUEST")
      << "physicians and pharmacists sign";
}

TEST_P(ArchiveTest, AnInsuredPersonIsTakenOfflineAndLiftedByTwoPersonsEachTime) {
  const std::string id(64, 'b');
  v1::RegisterInsuredRequest add;
  add.set_insured_id("11010519491231002X");
  EXPECT_EQ(
      Outcome(
          world_.Call(world_.insured(), &InsuredStub::RegisterInsured, add, AsOfficer()).status()),
      "INVALID_ARGUMENT/RAW_ID_NUMBER");
  add.set_insured_id(id);
  ASSERT_TRUE(world_.Call(world_.insured(), &InsuredStub::RegisterInsured, add, AsOfficer()).ok());
  add.clear_request_id();
  EXPECT_EQ(
      Outcome(
          world_.Call(world_.insured(), &InsuredStub::RegisterInsured, add, AsOfficer()).status()),
      "ALREADY_EXISTS/ALREADY_EXISTS");
  v1::RequestOfflineRequest ask;
  ask.set_insured_id(id);
  ask.set_document("示例〔2026〕6号");
  const auto request = [&](int32_t months, const std::string& reason) {
    ask.clear_request_id();
    ask.set_months(months);
    ask.set_reason(reason);
    return Outcome(
        world_.Call(world_.insured(), &InsuredStub::RequestOffline, ask, AsSupervisor()).status());
  };
  EXPECT_EQ(request(2, "resold drugs"), "FAILED_PRECONDITION/SUSPENSION_MONTHS");
  EXPECT_EQ(request(3, "card of 11010519491231002X"), "INVALID_ARGUMENT/RAW_ID_NUMBER");
  EXPECT_EQ(request(3, "resold drugs"), "OK");
  EXPECT_EQ(request(3, "resold drugs"), "FAILED_PRECONDITION/MEASURE_STATE");
  v1::ApproveMeasureRequest approve;
  approve.set_insured_id(id);
  approve.set_served_date("2026-02-12");
  approve.set_reason("the facts are proven");
  EXPECT_EQ(
      Outcome(world_.Call(world_.insured(), &InsuredStub::ApproveMeasure, approve, AsSupervisor())
                  .status()),
      "PERMISSION_DENIED/G22_TWO_PERSONS");
  const auto offline =
      world_.Call(world_.insured(), &InsuredStub::ApproveMeasure, approve, AsDirector());
  ASSERT_TRUE(offline.ok()) << offline.status();
  ASSERT_THAT(offline->insured().measures(), SizeIs(1));
  EXPECT_EQ(offline->insured().measures(0).from_date(), "2026-02-13");
  EXPECT_EQ(offline->insured().measures(0).to_date(), "2026-05-12");

  world_.server().clock().Set(Day(2026, 3, 20));
  v1::RequestReconnectionRequest lift;
  lift.set_insured_id(id);
  lift.set_reason("paid back");
  lift.set_document("示例〔2026〕7号");
  ASSERT_TRUE(
      world_.Call(world_.insured(), &InsuredStub::RequestReconnection, lift, AsSupervisor()).ok());
  approve.clear_request_id();
  approve.clear_served_date();
  const auto lifted =
      world_.Call(world_.insured(), &InsuredStub::ApproveMeasure, approve, AsDirector());
  ASSERT_TRUE(lifted.ok()) << lifted.status();
  EXPECT_EQ(lifted->insured().measures(0).to_date(), "2026-03-20");
  EXPECT_EQ(lifted->insured().measures(0).ordered_to_date(), "2026-05-12");

  const auto archive = Archive(v1::ARCHIVE_SUBJECT_INSURED, id, AsSupervisor());
  ASSERT_TRUE(archive.ok()) << archive.status();
  EXPECT_THAT(archive->archive().offline(), SizeIs(1));
  EXPECT_EQ(archive->archive().name(), "") << "nobody knows a name";
  EXPECT_EQ(Outcome(Archive(v1::ARCHIVE_SUBJECT_INSURED, id, AsInstitution("M001")).status()),
            "PERMISSION_DENIED/NOT_YOURS");
}

TEST_P(ArchiveTest, ListsEveryYearEntryConsequenceAndAgreementOnOnePage) {
  world_.Hire(Doctor("D1"));
  ASSERT_TRUE(Sign(Agreement("A1", "2026-01-01", "2026-12-31")).ok());
  const v1::Case last_year =
      world_.InForce("c0", "2025-12-31", Day(2026, 2, 2), Day(2026, 2, 11), "M202");
  const v1::Case this_year = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  world_.Score(
      world_.Proposal(this_year.case_id(), "D1", {AskedLine("Q301", pol::RESPONSIBILITY_MAIN)}), 1);
  world_.server().clock().Set(Day(2026, 3, 10));
  world_.Revoke(last_year.case_id());

  const auto institution = Archive(v1::ARCHIVE_SUBJECT_INSTITUTION, "M001", AsInstitution("M001"));
  ASSERT_TRUE(institution.ok()) << institution.status();
  const v1::Archive& hospital = institution->archive();
  ASSERT_THAT(hospital.years(), SizeIs(2));
  EXPECT_EQ(hospital.years(0).year(), 2026) << "the latest first";
  EXPECT_EQ(hospital.years(0).points(), 3);
  EXPECT_EQ(hospital.years(0).entries(0).case_ref(), "c1");
  EXPECT_EQ(hospital.years(0).entries(0).code(), "M201");
  EXPECT_THAT(hospital.years(0).entries(0).title(), HasSubstr("收费"));
  EXPECT_EQ(hospital.years(1).points(), 0);
  ASSERT_THAT(hospital.years(1).entries(), SizeIs(2)) << "the entry and its reversal";
  EXPECT_EQ(hospital.years(1).entries(1).kind(), v1::ENTRY_KIND_REVERSE);
  EXPECT_THAT(hospital.agreements(), SizeIs(1));

  const auto person = Archive(v1::ARCHIVE_SUBJECT_PERSON, "D1", As({options::v1::ROLE_AUDITOR}));
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->archive().name(), "示＊＊");
  ASSERT_THAT(person->archive().years(), SizeIs(1));
  EXPECT_EQ(person->archive().years(0).entries(0).code(), "Q301");
  EXPECT_EQ(person->archive().years(0).entries(0).case_ref(), "c1") << "the institution's case";
  EXPECT_EQ(person->archive().qualification().state(), v1::QUALIFICATION_STATE_SUSPENDED);
  EXPECT_THAT(person->archive().consequences(), SizeIs(1));
  EXPECT_THAT(person->archive().employments(), SizeIs(1));

  EXPECT_EQ(
      Outcome(Archive(v1::ARCHIVE_SUBJECT_INSTITUTION, "M001", AsInstitution("M002")).status()),
      "PERMISSION_DENIED/NOT_YOURS");
  EXPECT_EQ(Outcome(Archive(v1::ARCHIVE_SUBJECT_PERSON, "D9", AsSupervisor()).status()),
            "NOT_FOUND/UNKNOWN_PERSON");
  EXPECT_EQ(Outcome(Archive(v1::ARCHIVE_SUBJECT_UNSPECIFIED, "D1", AsSupervisor()).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
  for (const auto& [subject, id] :
       {std::pair(v1::ARCHIVE_SUBJECT_INSTITUTION, "M001"), {v1::ARCHIVE_SUBJECT_PERSON, "D1"}}) {
    const absl::StatusOr<std::string> pdf = Page(subject, id);
    ASSERT_TRUE(pdf.ok()) << pdf.status();
    EXPECT_EQ(pdf->substr(0, 5), "%PDF-");
    EXPECT_GT(pdf->size(), 2000u);
  }
}

}  // namespace
}  // namespace probity::scoring
