// Persons, their scorings, agreements and insured persons in their tables, on every engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/agreements/agreements.h"
#include "services/scoring/store/insured/insured_persons.h"
#include "services/scoring/store/migrations.h"
#include "services/scoring/store/persons/persons.h"
#include "services/scoring/store/persons/scorings.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Day = absl::CivilDay;

constexpr char kScoring[] = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
constexpr char kCase[] = "01ARZ3NDEKTSV4RRFFQ69G5FAW";

Person Doctor(const std::string& id) {
  Person one;
  one.person_id = id;
  one.licence_no = "L-" + id;
  one.name = "示例医师 😀";
  one.profession = Profession::kPharmacist;
  one.employments = {{"M001", Day(2025, 1, 1), Day(2026, 2, 28), true},
                     {"M002", Day(2026, 3, 1), std::nullopt, false}};
  one.registered = {Day(2025, 1, 2)};
  return one;
}

PersonScoring Scoring() {
  PersonScoring one;
  one.scoring_id = kScoring;
  one.case_id = kCase;
  one.person_id = "D1";
  one.institution_id = "M001";
  one.sanction = Sanction::kAdministrativePenalty;
  one.sanction_document = "示例〔2026〕1号";
  one.state = ScoringState::kProposed;
  one.proposed = Day(2026, 3, 1);
  one.proposer = "officer-a";
  one.notified_months = 3;
  for (const int32_t item : {1, 3}) {
    PersonLine line;
    line.item = item;
    line.finding_item = item;
    line.code = "Q201";
    line.violation_code = "M201";
    line.responsibility = policy::Responsibility::kImportant;
    line.reason = "为本人签字";
    line.points = 5;
    line.emergency = item == 3;
    line.emergency_reason = item == 3 ? "急救" : "";
    line.act_start = Day(2026, 1, 1);
    line.act_end = Day(2026, 1, 31);
    line.policy_sha256 = std::string(64, 'a');
    one.lines.push_back(line);
  }
  return one;
}

class PersonsStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  absl::Status Insert(const std::vector<Person>& persons) {
    return Change([&](sql::Tx& tx) {
      return InsertPersons(tx, "demo", persons, {"supervisor", 1});
    });
  }
  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(PersonsStoreTest);

TEST_P(PersonsStoreTest, APersonComesBackAsInserted) {
  ASSERT_TRUE(Insert({Doctor("D1"), Doctor("D2")}).ok());
  ASSERT_TRUE(
      Change([&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const Person found, GetPerson(tx, "demo", "D1"));
        EXPECT_EQ(found, Doctor("D1"));
        PROBITY_ASSIGN_OR_RETURN(const auto licensed, FindByLicence(tx, "demo", {"L-D2", "L-D9"}));
        EXPECT_THAT(licensed, ElementsAre(Doctor("D2")));
        EXPECT_TRUE(HasReason(LockPerson(tx, "demo", "d1").status(), Reason::k_UNKNOWN_PERSON))
            << "ids tell capitals apart";
        EXPECT_TRUE(HasReason(GetPerson(tx, "other", "D1").status(), Reason::k_UNKNOWN_PERSON));
        return absl::OkStatus();
      }).ok());
}

TEST_P(PersonsStoreTest, ACodeAndALicenceAreTakenOnce) {
  ASSERT_TRUE(Insert({Doctor("D1")}).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Insert({Doctor("D1")})));
  Person other = Doctor("D2");
  other.licence_no = "L-D1";
  EXPECT_TRUE(absl::IsAlreadyExists(Insert({other})));
}

TEST_P(PersonsStoreTest, PersonsArePagedAllAndByInstitution) {
  std::vector<Person> many;
  for (int i = 0; i < 250; ++i) many.push_back(Doctor(absl::StrFormat("D%03d", i)));
  many[7].employments = {{"M009", Day(2026, 1, 1), std::nullopt, true}};
  ASSERT_TRUE(Insert(many).ok());
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const auto page, PersonsAfter(tx, "demo", "", "D004", 2));
                EXPECT_THAT(page, ElementsAre(many[5], many[6]));
                PROBITY_ASSIGN_OR_RETURN(const auto at, PersonsAfter(tx, "demo", "M002", "", 1000));
                EXPECT_THAT(at, SizeIs(249));
                PROBITY_ASSIGN_OR_RETURN(const auto some,
                                         PersonsAfter(tx, "demo", "M009", "", 1000));
                EXPECT_THAT(some, ElementsAre(many[7]));
                return absl::OkStatus();
              }).ok());
}

TEST_P(PersonsStoreTest, EmploymentsBeginAndEndAndRegistrationsAreAdded) {
  ASSERT_TRUE(Insert({Doctor("D1")}).ok());
  ASSERT_TRUE(
      Change([&](sql::Tx& tx) -> absl::Status {
        Person expected = Doctor("D1");
        expected.employments[1].to = Day(2026, 6, 30);
        expected.employments.push_back({"M003", Day(2026, 7, 1), std::nullopt, true});
        expected.registered.push_back(Day(2029, 3, 11));
        PROBITY_RETURN_IF_ERROR(PutEmployment(tx, "demo", "D1", expected.employments[1], 2));
        PROBITY_RETURN_IF_ERROR(PutEmployment(tx, "demo", "D1", expected.employments[2], 2));
        PROBITY_RETURN_IF_ERROR(
            InsertRegistration(tx, "demo", "D1", Day(2029, 3, 11), {"supervisor", 2}));
        PROBITY_ASSIGN_OR_RETURN(const Person found, GetPerson(tx, "demo", "D1"));
        EXPECT_EQ(found, expected);
        return absl::OkStatus();
      }).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Change([&](sql::Tx& tx) {
    return InsertRegistration(tx, "demo", "D1", Day(2029, 3, 11), {"supervisor", 3});
  })));
}

TEST_P(PersonsStoreTest, AScoringKeepsEveryStepAndRefusesALostRace) {
  PersonScoring first;
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PersonStepRow step;
                step.actor = "officer-a";
                step.business_date = Day(2026, 3, 1);
                PROBITY_ASSIGN_OR_RETURN(first, InsertScoring(tx, "demo", Scoring(), step));
                PROBITY_ASSIGN_OR_RETURN(const PersonScoring found,
                                         LoadScoring(tx, "demo", kScoring));
                EXPECT_EQ(found, first);
                return absl::OkStatus();
              }).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Change([&](sql::Tx& tx) {
    PersonScoring again = Scoring();
    again.scoring_id = "01ARZ3NDEKTSV4RRFFQ69G5FAX";
    return InsertScoring(tx, "demo", again, {.actor = "a", .business_date = Day(2026, 3, 1)})
        .status();
  }))) << "one scoring for a person and a decision";
  PersonScoring after = first;
  after.state = ScoringState::kConfirmed;
  after.notice_served = Day(2026, 3, 2);
  after.objection_deadline = Day(2026, 3, 16);
  after.objection_filed = Day(2026, 3, 3);
  after.objection = "有异议";
  after.objection_answer = "不采纳";
  after.waiver = "w";
  after.decided = Day(2026, 3, 17);
  after.decider = "director";
  after.decision_reason = "why";
  after.suspend_months = 2;
  after.suspend_reason = "because";
  after.effective = Day(2026, 3, 18);
  after.lines[0].final_points = 4;
  after.lines[0].policy_sha256 = std::string(64, 'b');
  const auto save = [&] {
    return Change([&](sql::Tx& tx) -> absl::Status {
      PersonStepRow step;
      step.actor = "director";
      step.business_date = Day(2026, 3, 17);
      step.note = "决定";
      PROBITY_ASSIGN_OR_RETURN(const PersonScoring saved,
                               SaveScoring(tx, "demo", first, after, step));
      PROBITY_ASSIGN_OR_RETURN(const PersonScoring found,
                               LoadScoringForUpdate(tx, "demo", kScoring));
      EXPECT_EQ(found, saved);
      EXPECT_EQ(found.etag, 2);
      PROBITY_ASSIGN_OR_RETURN(const std::vector<PersonStepRow> steps,
                               StepsOf(tx, "demo", kScoring));
      EXPECT_EQ(steps.size(), 2u);
      EXPECT_EQ(steps.back().from, ScoringState::kProposed);
      EXPECT_EQ(steps.back().note, "决定");
      return absl::OkStatus();
    });
  };
  ASSERT_TRUE(save().ok());
  EXPECT_TRUE(HasReason(save(), Reason::k_CONFLICT)) << "the etag has moved";
}

TEST_P(PersonsStoreTest, ScoringsAreListedByPersonAndByCase) {
  ASSERT_TRUE(
      Change([&](sql::Tx& tx) -> absl::Status {
        for (const char last : {'A', 'B', 'C'}) {
          PersonScoring one = Scoring();
          one.scoring_id.back() = last;
          one.person_id = last == 'B' ? "D2" : "D1";
          one.case_revision = last == 'C' ? 2 : 1;
          PersonStepRow step;
          step.actor = "a";
          step.business_date = Day(2026, 3, 1);
          PROBITY_RETURN_IF_ERROR(InsertScoring(tx, "demo", one, step).status());
        }
        PROBITY_ASSIGN_OR_RETURN(const auto of_person,
                                 ListScorings(tx, "demo", {"D1", "", "", 50}));
        EXPECT_THAT(of_person, SizeIs(2));
        PROBITY_ASSIGN_OR_RETURN(const auto of_case, ListScorings(tx, "demo", {"", kCase, "", 2}));
        EXPECT_THAT(of_case, SizeIs(2));
        PROBITY_ASSIGN_OR_RETURN(
            const auto rest, ListScorings(tx, "demo", {"", kCase, of_case.back().scoring_id, 2}));
        EXPECT_THAT(rest, SizeIs(1));
        EXPECT_TRUE(
            HasReason(LoadScoring(tx, "demo", "no id").status(), Reason::k_UNKNOWN_PERSON_SCORING));
        return absl::OkStatus();
      }).ok());
}

TEST_P(PersonsStoreTest, AnInstitutionIsToldOnce) {
  ASSERT_TRUE(
      Change([&](sql::Tx& tx) -> absl::Status {
        PROBITY_RETURN_IF_ERROR(InsertTells(tx, "demo", kScoring, {"M002", "M003"}));
        const TellRow told = {"M003", Day(2026, 3, 20), "receipt 7"};
        PROBITY_RETURN_IF_ERROR(MarkTold(tx, "demo", kScoring, told));
        EXPECT_TRUE(HasReason(MarkTold(tx, "demo", kScoring, told), Reason::k_ALREADY_EXISTS));
        EXPECT_TRUE(HasReason(MarkTold(tx, "demo", kScoring, {"M004", Day(2026, 3, 20), ""}),
                              Reason::k_NOT_FOUND));
        PROBITY_ASSIGN_OR_RETURN(const auto tells, TellsOf(tx, "demo", kScoring));
        EXPECT_THAT(tells, ElementsAre(TellRow{"M002", std::nullopt, ""}, told));
        return absl::OkStatus();
      }).ok());
}

Agreement Signed(const std::string& no, Day first, Day last) {
  Agreement one;
  one.agreement_no = no;
  one.subject = {policy::SubjectKind::kPharmacy, "P001"};
  one.term = {first, last};
  one.signed_on = first;
  return one;
}

TEST_P(PersonsStoreTest, AnAgreementComesBackWithItsEventsAndTellsItsTerm) {
  const Agreement first = Signed("协议2026-1", Day(2026, 1, 1), Day(2026, 12, 31));
  Agreement next = Signed("协议2027-1", Day(2027, 1, 1), Day(2027, 12, 31));
  next.renews_no = first.agreement_no;
  next.public_body = true;
  ASSERT_TRUE(
      Change([&](sql::Tx& tx) -> absl::Status {
        PROBITY_RETURN_IF_ERROR(LockParty(tx, "demo", first.subject));
        PROBITY_RETURN_IF_ERROR(InsertAgreement(tx, "demo", first, "supervisor", 1));
        PROBITY_RETURN_IF_ERROR(InsertAgreement(tx, "demo", next, "supervisor", 1));
        AgreementEvent event;
        event.kind = AgreementEventKind::kTerminated;
        event.from = Day(2026, 6, 1);
        event.reason = "why";
        event.document = "示例〔2026〕9号";
        event.measure_id = std::string(15, 'm') + '\0';
        event.actor = "director";
        event.business_date = Day(2026, 5, 20);
        PROBITY_RETURN_IF_ERROR(AppendAgreementEvent(tx, "demo", AgreementFile{first, {}}, event));
        PROBITY_ASSIGN_OR_RETURN(
            const AgreementFile found,
            LoadAgreement(tx, "demo", first.agreement_no, AgreementLock::kForUpdate));
        EXPECT_EQ(found.agreement, first);
        EXPECT_THAT(found.events, ElementsAre(event));
        const auto term = [&](Day day) { return TermOf(tx, "demo", first.subject, day).value(); };
        EXPECT_EQ(term(Day(2026, 5, 31)), (calendar::Period{Day(2026, 1, 1), Day(2026, 5, 31)}));
        EXPECT_EQ(term(Day(2026, 6, 1)), std::nullopt) << "terminated";
        EXPECT_EQ(term(Day(2027, 1, 1)), next.term);
        PROBITY_ASSIGN_OR_RETURN(const auto page, AgreementsAfter(tx, "demo", "", 1));
        EXPECT_THAT(page, SizeIs(1));
        EXPECT_TRUE(HasReason(LoadAgreement(tx, "demo", "none", AgreementLock::kNone).status(),
                              Reason::k_UNKNOWN_AGREEMENT));
        return absl::OkStatus();
      }).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(
      Change([&](sql::Tx& tx) { return InsertAgreement(tx, "demo", first, "supervisor", 1); })));
}

TEST_P(PersonsStoreTest, AnInsuredPersonComesBackWithEveryStep) {
  const std::string id(64, 'a');
  ASSERT_TRUE(
      Change([&](sql::Tx& tx) -> absl::Status {
        PROBITY_RETURN_IF_ERROR(InsertInsured(tx, "demo", id, "officer-a", 1));
        PROBITY_ASSIGN_OR_RETURN(Insured insured, LoadInsuredForUpdate(tx, "demo", id));
        InsuredEvent request;
        request.months = 3;
        request.reason = "转卖药品";
        request.document = "示例〔2026〕3号";
        request.policy_sha256 = std::string(64, 'c');
        request.actor = "officer-a";
        request.business_date = Day(2026, 3, 1);
        PROBITY_RETURN_IF_ERROR(AppendInsuredEvent(tx, "demo", insured, request));
        PROBITY_ASSIGN_OR_RETURN(InsuredEvent approved,
                                 Approve(insured, "director", Day(2026, 3, 1), Day(2026, 3, 2)));
        approved.actor = "director";
        approved.business_date = Day(2026, 3, 2);
        PROBITY_RETURN_IF_ERROR(AppendInsuredEvent(tx, "demo", insured, approved));
        PROBITY_ASSIGN_OR_RETURN(const Insured found, LoadInsured(tx, "demo", id));
        EXPECT_EQ(found.events, insured.events);
        EXPECT_THAT(MeasuresOf(found), SizeIs(1));
        PROBITY_ASSIGN_OR_RETURN(const auto after, InsuredAfter(tx, "demo", id, 5));
        EXPECT_THAT(after, IsEmpty());
        EXPECT_TRUE(HasReason(LoadInsured(tx, "demo", "B-9").status(), Reason::k_UNKNOWN_INSURED));
        return absl::OkStatus();
      }).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(
      Change([&](sql::Tx& tx) { return InsertInsured(tx, "demo", id, "officer-a", 1); })));
}

}  // namespace
}  // namespace probity::scoring
