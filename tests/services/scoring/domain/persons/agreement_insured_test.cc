// Service agreements and the measure against insured persons, as values.
#include <gmock/gmock.h>

#include "services/scoring/domain/agreements/agreement.h"
#include "services/scoring/domain/insured/insured.h"
#include "services/scoring/domain/persons/identity.h"
#include "tests/services/scoring/domain/persons/person_policy.h"

namespace probity::scoring {
namespace {

AgreementFile Signed(Day first = Day(2026, 1, 1), Day last = Day(2026, 12, 31),
                     const std::string& no = "A1") {
  Agreement one;
  one.agreement_no = no;
  one.subject = {policy::SubjectKind::kMedical, "M001"};
  one.term = {first, last};
  one.signed_on = first;
  return {one, {}};
}

AgreementEvent Event(AgreementEventKind kind, Day from, std::optional<Day> to = std::nullopt) {
  AgreementEvent event;
  event.kind = kind;
  event.from = from;
  event.to = to;
  event.business_date = from;
  return event;
}

AgreementFile With(AgreementFile file, AgreementEvent event) {
  event.seq = static_cast<int64_t>(file.events.size()) + 1;
  file.events.push_back(event);
  return file;
}

TEST(AgreementTest, HoldsFromTheFirstToTheLastDayOfItsTerm) {
  const AgreementFile file = Signed();
  EXPECT_EQ(StateOn(file, Day(2025, 12, 31)), AgreementState::kNotYet);
  EXPECT_EQ(StateOn(file, Day(2026, 1, 1)), AgreementState::kInForce);
  EXPECT_EQ(StateOn(file, Day(2026, 12, 31)), AgreementState::kInForce);
  EXPECT_EQ(StateOn(file, Day(2027, 1, 1)), AgreementState::kExpired);
  EXPECT_EQ(TermAround(file, Day(2027, 1, 1)), std::nullopt);
  EXPECT_EQ(TermAround(file, Day(2026, 6, 1)),
            (calendar::Period{Day(2026, 1, 1), Day(2026, 12, 31)}));
}

TEST(AgreementTest, EndsTheDayBeforeItsTermination) {
  const AgreementFile file =
      With(Signed(), Event(AgreementEventKind::kTerminated, Day(2026, 6, 1)));
  EXPECT_EQ(StateOn(file, Day(2026, 5, 31)), AgreementState::kInForce);
  EXPECT_EQ(StateOn(file, Day(2026, 6, 1)), AgreementState::kTerminated);
  EXPECT_EQ(LastDayOf(file), Day(2026, 5, 31));
  EXPECT_EQ(
      ReasonOf(CheckTermination(file, Event(AgreementEventKind::kTerminated, Day(2026, 7, 1)))),
      "AGREEMENT_STATE");
}

TEST(AgreementTest, TellsTheDaysSuspendedAtThePartysRequestFromThoseOrdered) {
  AgreementEvent own = Event(AgreementEventKind::kSuspended, Day(2026, 3, 1), Day(2026, 8, 27));
  own.voluntary = true;
  AgreementEvent ordered = Event(AgreementEventKind::kSuspended, Day(2026, 9, 1), Day(2026, 9, 30));
  ordered.measure_id = std::string(16, 'm');
  using Periods = std::vector<calendar::Period>;
  EXPECT_EQ(VoluntarySuspensions(With(Signed(), ordered)), Periods{});
  const AgreementFile asked = With(Signed(), own);
  EXPECT_EQ(VoluntarySuspensions(asked), (Periods{{Day(2026, 3, 1), Day(2026, 8, 27)}}));
  const AgreementFile early = With(asked, Event(AgreementEventKind::kResumed, Day(2026, 4, 1)));
  EXPECT_EQ(VoluntarySuspensions(early), (Periods{{Day(2026, 3, 1), Day(2026, 3, 31)}}));
  EXPECT_EQ(
      VoluntarySuspensions(With(asked, Event(AgreementEventKind::kTerminated, Day(2026, 6, 1)))),
      (Periods{{Day(2026, 3, 1), Day(2026, 5, 31)}}))
      << "an agreement that is over is not suspended";
  EXPECT_EQ(VoluntarySuspensions(With(asked, Event(AgreementEventKind::kResumed, Day(2026, 3, 1)))),
            Periods{})
      << "taken back before it began";
}

TEST(AgreementTest, LapsesWhenAVoluntarySuspensionIsNotResumed) {
  AgreementEvent suspension =
      Event(AgreementEventKind::kSuspended, Day(2026, 3, 1), Day(2026, 8, 27));
  suspension.measure_id = std::string(16, 'm');
  const AgreementFile ordered = With(Signed(), suspension);
  suspension.measure_id.clear();
  suspension.voluntary = true;
  const AgreementFile voluntary = With(Signed(), suspension);
  for (const AgreementFile& file : {ordered, voluntary}) {
    EXPECT_EQ(StateOn(file, Day(2026, 2, 28)), AgreementState::kInForce);
    EXPECT_EQ(StateOn(file, Day(2026, 3, 1)), AgreementState::kSuspended);
    EXPECT_EQ(StateOn(file, Day(2026, 8, 27)), AgreementState::kSuspended);
  }
  EXPECT_EQ(StateOn(ordered, Day(2026, 8, 28)), AgreementState::kInForce)
      << "one by a measure ends by itself";
  EXPECT_EQ(StateOn(voluntary, Day(2026, 8, 28)), AgreementState::kLapsed);
  const AgreementEvent resumed = Event(AgreementEventKind::kResumed, Day(2026, 8, 28));
  EXPECT_EQ(ReasonOf(CheckResumption(voluntary, resumed)), "OK") << "the day after is in time";
  EXPECT_EQ(
      ReasonOf(CheckResumption(voluntary, Event(AgreementEventKind::kResumed, Day(2026, 8, 29)))),
      "AGREEMENT_STATE")
      << "one day late";
  EXPECT_EQ(StateOn(With(voluntary, resumed), Day(2026, 8, 28)), AgreementState::kInForce);
  EXPECT_EQ(StateOn(With(voluntary, Event(AgreementEventKind::kResumed, Day(2026, 4, 1))),
                    Day(2026, 4, 1)),
            AgreementState::kInForce)
      << "resumed early";
}

TEST(AgreementTest, IsSuspendedAtMostUpToTheLimitAtThePartysRequest) {
  AgreementEvent event = Event(AgreementEventKind::kSuspended, Day(2026, 3, 1), Day(2026, 8, 28));
  const Day limit(2026, 8, 27);
  EXPECT_EQ(ReasonOf(CheckSuspension(Signed(), event, limit)), "AGREEMENT_BY_MEASURE")
      << "what the agency suspends is a measure";
  event.voluntary = true;
  EXPECT_EQ(ReasonOf(CheckSuspension(Signed(), event, limit)), "SUSPENSION_TOO_LONG");
  event.to = limit;
  EXPECT_EQ(ReasonOf(CheckSuspension(Signed(), event, limit)), "OK");
  event.to = Day(2026, 2, 28);
  EXPECT_EQ(ReasonOf(CheckSuspension(Signed(), event, limit)), "BAD_REQUEST");
  event = Event(AgreementEventKind::kSuspended, Day(2025, 12, 31), Day(2026, 2, 1));
  event.voluntary = true;
  EXPECT_EQ(ReasonOf(CheckSuspension(Signed(), event, limit)), "AGREEMENT_STATE")
      << "before the term";
}

TEST(AgreementTest, IsLeftThreeMonthsAheadAndNotByAPublicBody) {
  const Day notice(2026, 6, 15);
  const auto exit = [&](const AgreementFile& file, Day last) {
    AgreementEvent event = Event(AgreementEventKind::kExitAnnounced, last);
    event.business_date = Day(2026, 3, 15);
    return ReasonOf(CheckExit(file, event, notice));
  };
  EXPECT_EQ(exit(Signed(), notice - 1), "EXIT_TOO_SHORT");
  EXPECT_EQ(exit(Signed(), notice), "OK");
  EXPECT_EQ(exit(Signed(), Day(2027, 1, 1)), "AGREEMENT_STATE") << "the term is over by then";
  AgreementFile hospital = Signed();
  hospital.agreement.public_body = true;
  EXPECT_EQ(exit(hospital, notice), "EXIT_NOT_ALLOWED");
  const AgreementFile leaving = With(Signed(), Event(AgreementEventKind::kExitAnnounced, notice));
  EXPECT_EQ(exit(leaving, notice + 30), "AGREEMENT_STATE") << "announced already";
  EXPECT_EQ(StateOn(leaving, notice), AgreementState::kInForce);
  EXPECT_EQ(StateOn(leaving, notice + 1), AgreementState::kExited);
  const AgreementEvent withdrawn = Event(AgreementEventKind::kExitWithdrawn, notice);
  EXPECT_EQ(ReasonOf(CheckExitWithdrawal(leaving, withdrawn)), "OK");
  EXPECT_EQ(ReasonOf(CheckExitWithdrawal(Signed(), withdrawn)), "AGREEMENT_STATE");
  EXPECT_EQ(StateOn(With(leaving, withdrawn), notice + 1), AgreementState::kInForce);
}

TEST(AgreementTest, OfOnePartyNeverOverlapAndRenewWhatIsItsOwn) {
  const std::vector<AgreementFile> first = {Signed()};
  const auto renew = [](Day from, const std::string& renews = "") {
    Agreement next = Signed(from, Day(2027, 12, 31), "A2").agreement;
    next.renews_no = renews;
    return next;
  };
  EXPECT_EQ(ReasonOf(CheckNewAgreement(renew(Day(2026, 12, 31), "A1"), first)),
            "AGREEMENT_OVERLAP");
  EXPECT_EQ(ReasonOf(CheckNewAgreement(renew(Day(2027, 1, 1), "A1"), first)), "OK");
  EXPECT_EQ(ReasonOf(CheckNewAgreement(renew(Day(2027, 1, 1), "A9"), first)), "UNKNOWN_AGREEMENT");
  const std::vector<AgreementFile> ended = {
      With(Signed(), Event(AgreementEventKind::kTerminated, Day(2026, 6, 1)))};
  EXPECT_EQ(ReasonOf(CheckNewAgreement(renew(Day(2026, 6, 1), "A1"), ended)), "AGREEMENT_STATE")
      << "a terminated agreement is not renewed";
  EXPECT_EQ(ReasonOf(CheckNewAgreement(renew(Day(2026, 6, 1)), ended)), "OK") << "a new one";
  EXPECT_EQ(ReasonOf(CheckNewAgreement(renew(Day(2026, 5, 31)), ended)), "AGREEMENT_OVERLAP");
}

const policy::InsuredOffline& Rules() {
  return PersonPolicy().persons->insured_offline;
}

Insured Offline(Day served = Day(2026, 3, 10), int32_t months = 3) {
  InsuredEvent request;
  request.seq = 1;
  request.months = months;
  request.actor = "first";
  request.business_date = served;
  Insured insured{"B-1", {request}};
  InsuredEvent approved = *Approve(insured, "second", served, served);
  approved.seq = 2;
  approved.actor = "second";
  insured.events.push_back(approved);
  return insured;
}

TEST(InsuredTest, AreTakenOfflineForThreeToTwelveMonths) {
  const Insured insured{"B-1", {}};
  for (const int32_t months : {0, 2, 13}) {
    EXPECT_EQ(ReasonOf(CheckOfflineRequest(insured, Rules(), months, Day(2026, 3, 1))),
              "SUSPENSION_MONTHS")
        << months;
  }
  for (const int32_t months : {3, 12}) {
    EXPECT_EQ(ReasonOf(CheckOfflineRequest(insured, Rules(), months, Day(2026, 3, 1))), "OK");
  }
}

TEST(InsuredTest, NeedASecondPersonAndServiceBetweenRequestAndToday) {
  Insured insured{"B-1", {}};
  EXPECT_EQ(ReasonOf(Approve(insured, "second", Day(2026, 3, 1), Day(2026, 3, 1)).status()),
            "MEASURE_STATE");
  InsuredEvent request;
  request.actor = "first";
  request.months = 3;
  request.business_date = Day(2026, 3, 1);
  insured.events = {request};
  const Day today(2026, 3, 10);
  const auto approve = [&](const std::string& person, std::optional<Day> served) {
    return ReasonOf(Approve(insured, person, served, today).status());
  };
  EXPECT_EQ(approve("first", today), "G22_TWO_PERSONS");
  EXPECT_EQ(approve("second", std::nullopt), "SERVICE_DATE_INVALID");
  EXPECT_EQ(approve("second", Day(2026, 2, 28)), "SERVICE_DATE_INVALID");
  EXPECT_EQ(approve("second", today + 1), "SERVICE_DATE_INVALID");
  EXPECT_EQ(approve("second", Day(2026, 3, 1)), "OK");
  EXPECT_EQ(ReasonOf(CheckOfflineRequest(insured, Rules(), 3, today)), "MEASURE_STATE")
      << "one request at a time";
}

TEST(InsuredTest, AreOfflineFromTheDayAfterServiceAndLiftedFromTomorrow) {
  Insured insured = Offline(Day(2026, 1, 31), 3);
  ASSERT_EQ(MeasuresOf(insured).size(), 1u);
  EXPECT_EQ(MeasuresOf(insured)[0].span, (calendar::Period{Day(2026, 2, 1), Day(2026, 4, 30)}));
  EXPECT_EQ(ReasonOf(CheckOfflineRequest(insured, Rules(), 3, Day(2026, 4, 30))), "MEASURE_STATE");
  EXPECT_EQ(ReasonOf(CheckOfflineRequest(insured, Rules(), 3, Day(2026, 5, 1))), "OK");
  EXPECT_EQ(ReasonOf(CheckLiftRequest(insured, Day(2026, 5, 1))), "MEASURE_STATE") << "over";
  EXPECT_EQ(ReasonOf(CheckLiftRequest(insured, Day(2026, 3, 1))), "OK");
  InsuredEvent lift;
  lift.kind = InsuredEventKind::kLiftRequested;
  lift.actor = "first";
  lift.reason = "paid back";
  insured.events.push_back(lift);
  EXPECT_EQ(ReasonOf(Approve(insured, "first", std::nullopt, Day(2026, 3, 1)).status()),
            "G22_TWO_PERSONS");
  insured.events.push_back(*Approve(insured, "third", std::nullopt, Day(2026, 3, 1)));
  const OfflineMeasure lifted = MeasuresOf(insured)[0];
  EXPECT_EQ(lifted.span.last, Day(2026, 3, 1));
  EXPECT_EQ(lifted.as_ordered->last, Day(2026, 4, 30)) << "what was ordered stays on record";
  EXPECT_EQ(lifted.lift_reason, "paid back");
  EXPECT_EQ(ReasonOf(CheckOfflineRequest(insured, Rules(), 3, Day(2026, 3, 2))), "OK");
}

TEST(Identity, NeverHoldsACitizensNumber) {
  // Made up; the check symbols fit.
  for (const char* text : {"11010519491231002X", "110105 19491231 002x", "a11010519491231002Xb",
                           "1101-0519-4912-3100-2X", "130503670401001"}) {
    EXPECT_TRUE(HoldsIdNumber(text)) << text;
    EXPECT_FALSE(IsInsuredId(text)) << text;
  }
  for (const char* text : {"110105194912310021", "11010519491331002X", "D110105194900", "",
                           "130503671301001", "B-20260001"}) {
    EXPECT_FALSE(HoldsIdNumber(text)) << text;
  }
  EXPECT_EQ(ReasonOf(CheckNoIdNumber("see 11010519491231002X", "reason")), "RAW_ID_NUMBER");
  EXPECT_EQ(std::string(CheckNoIdNumber("11010519491231002X", "reason").message()).find("1101"),
            std::string::npos)
      << "the refusal does not repeat it";
}

TEST(Identity, OfAnInsuredPersonIsAHashOrANumberOfTheBureau) {
  EXPECT_TRUE(IsInsuredId(std::string(64, 'a')));
  EXPECT_FALSE(IsInsuredId(std::string(64, 'A'))) << "lower case";
  EXPECT_FALSE(IsInsuredId(std::string(63, 'a')));
  EXPECT_TRUE(IsInsuredId("B-1"));
  EXPECT_FALSE(IsInsuredId("b-1"));
  EXPECT_FALSE(IsInsuredId(""));
}

TEST(Identity, IsShownMasked) {
  EXPECT_EQ(MaskName("示例医师"), "示＊＊");
  EXPECT_EQ(MaskName("示例"), "示＊");
  EXPECT_EQ(MaskName("示"), "示＊");
  EXPECT_EQ(MaskName("Sample Doctor"), "S＊＊");
  EXPECT_EQ(MaskName(""), "");
}

}  // namespace
}  // namespace probity::scoring
