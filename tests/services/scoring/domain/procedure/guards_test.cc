// What stands between a case and its notice, its decision and its closing.
#include "services/scoring/domain/procedure/guards.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/scoring/domain/procedure/checklist.h"
#include "services/scoring/domain/procedure/measure.h"
#include "tests/services/scoring/domain/procedure/procedure_cases.h"

namespace probity::scoring {
namespace {

const CaseWeight kLight = {policy::Measure::kNone, false};
const CaseWeight kSuspends = {policy::Measure::kSuspension, false};
const CaseWeight kCancels = {policy::Measure::kCancellation, false};
const Day kWindowEnd(2026, 2, 26);
const Day kAfterWindow(2026, 2, 27);

CaseRecord Told() {
  return Recorded(RecordKind::kHearingRightTold, static_cast<int64_t>(HearingTold::kWithNotice));
}
CaseRecord Asked() {
  return Recorded(RecordKind::kHearingRequested);
}
CaseRecord Held() {
  return Recorded(RecordKind::kHearingHeld, static_cast<int64_t>(HearingOutcome::kHeld));
}
CaseRecord Reviewed(ReviewOpinion opinion = ReviewOpinion::kAgree) {
  return Recorded(RecordKind::kLegalReviewed, static_cast<int64_t>(opinion));
}
CaseRecord Discussed() {
  return Recorded(RecordKind::kDiscussed);
}

// Points 12, 6 of them at stake here, and what the case adds.
TEST(Measure, IsWhatTheCaseAddsInAYear) {
  const policy::Policy medical = MedicalPolicy();
  const std::map<int32_t, const policy::Policy*> policies = {{2026, &medical}};
  struct Row {
    YearPoints points;
    policy::Measure measure;
    const char* why;
  };
  for (const Row& row :
       std::vector<Row>{{{0, 0, 17}, policy::Measure::kNone, "[12,18) lowers the rate only"},
                        {{0, 0, 18}, policy::Measure::kSuspension, "the first point of [18,24)"},
                        {{0, 0, 29}, policy::Measure::kSuspension, "the last point of [24,30)"},
                        {{0, 0, 30}, policy::Measure::kCancellation, "30 and above"},
                        {{12, 0, 5}, policy::Measure::kNone, "17 together"},
                        {{12, 0, 6}, policy::Measure::kSuspension, "18 together"},
                        {{0, 12, 6}, policy::Measure::kSuspension, "with what is open elsewhere"},
                        {{15, 4, 4}, policy::Measure::kSuspension, "if this one is decided first"},
                        {{18, 0, 5}, policy::Measure::kNone, "suspended before, and no worse"},
                        {{18, 0, 6}, policy::Measure::kSuspension, "a longer suspension"},
                        {{30, 0, 12}, policy::Measure::kNone, "cancelled before"}}) {
    EXPECT_EQ(MeasureOf({{2026, row.points}}, policies, false).measure, row.measure) << row.why;
  }
  EXPECT_EQ(MeasureOf({{2026, {0, 0, 12}}}, policies, true).measure, policy::Measure::kCancellation)
      << "a veto item proposes it whatever the points";
}

TEST(Notice, TellsTheRightToAHearingBeforeAHeavyMeasure) {
  const policy::ProcedureRules rules = HeavyRules();
  EXPECT_EQ(ReasonOf(CheckHearingTold({}, kLight, rules)), "OK");
  EXPECT_EQ(ReasonOf(CheckHearingTold({}, kSuspends, rules)), "G10_HEARING_RIGHT");
  EXPECT_EQ(ReasonOf(CheckHearingTold({}, kCancels, rules)), "G10_HEARING_RIGHT");
  EXPECT_EQ(ReasonOf(CheckHearingTold(FactsAfter({Told()}), kCancels, rules)), "OK");
  EXPECT_EQ(ReasonOf(CheckHearingTold({}, kSuspends, {})), "OK") << "the policy hears nobody";
  policy::ProcedureRules cancellation_only = rules;
  cancellation_only.hearing = {policy::Measure::kCancellation};
  EXPECT_EQ(ReasonOf(CheckHearingTold({}, kSuspends, cancellation_only)), "OK");
}

CaseRecord Weighed(policy::Measure measure, int32_t months) {
  CaseRecord record = Recorded(RecordKind::kWeighed, static_cast<int64_t>(measure));
  if (months > 0) record.parts = {{PartKind::kMonths, std::to_string(months), ""}};
  return record;
}

// What the last notice was issued for, what the decision brings, and whether that is heavier.
TEST(Decision, G8BringsNoHeavierMeasureThanTheLastNoticeWasIssuedFor) {
  using M = policy::Measure;
  struct Row {
    MeasureReached notified;
    MeasureReached decided;
    bool heavier;
  };
  for (const Row& row : std::vector<Row>{{{M::kNone, 0}, {M::kNone, 0}, false},
                                         {{M::kNone, 0}, {M::kSuspension, 1}, true},
                                         {{M::kSuspension, 1}, {M::kNone, 0}, false},
                                         {{M::kSuspension, 1}, {M::kSuspension, 1}, false},
                                         {{M::kSuspension, 1}, {M::kSuspension, 2}, true},
                                         {{M::kSuspension, 3}, {M::kSuspension, 2}, false},
                                         {{M::kSuspension, 12}, {M::kCancellation, 0}, true},
                                         {{M::kCancellation, 0}, {M::kSuspension, 12}, false},
                                         {{M::kCancellation, 0}, {M::kCancellation, 0}, false}}) {
    const ProcedureFacts facts = FactsAfter(
        {Weighed(M::kCancellation, 0), Weighed(row.notified.measure, row.notified.months)});
    const CaseWeight weight = {row.decided.measure, false, row.decided.months};
    EXPECT_EQ(ReasonOf(CheckEffectNotified(facts, weight)),
              row.heavier ? "G8_EFFECT_NOT_NOTIFIED" : "OK");
    EXPECT_EQ(ReasonOf(CheckEffectHeavier(facts, weight)), row.heavier ? "OK" : "NOT_HEAVIER")
        << "only what is heavier is notified anew with the same points";
  }
  EXPECT_EQ(ReasonOf(CheckEffectNotified({}, kSuspends)), "G8_EFFECT_NOT_NOTIFIED")
      << "nothing was told of any";
}

TEST(Notice, AnewTellsTheRightAnew) {
  using S = CaseState;
  const std::vector<CaseRecord> once = {StepTo(S::kPrelim), Told(), StepTo(S::kNotified),
                                        StepTo(S::kObjectionOpen)};
  EXPECT_TRUE(FactsAfter(once).hearing.told);
  EXPECT_FALSE(
      FactsAfter(With(With(once, StepTo(S::kInvestigating)), StepTo(S::kPrelim))).hearing.told)
      << "back before the notice";
  EXPECT_FALSE(FactsAfter(With(once, StepTo(S::kNotified))).hearing.told) << "a renewed notice";
  EXPECT_TRUE(
      FactsAfter(With(With(once, StepTo(S::kSuspended)), StepTo(S::kObjectionOpen))).hearing.told)
      << "resting changes nothing";
}

std::string Heard(const std::vector<CaseRecord>& records, const CaseWeight& weight, Day today,
                  std::optional<Day> window = kWindowEnd) {
  return ReasonOf(CheckHeard(FactsAfter(records), weight, HeavyRules(), window, today));
}

TEST(Decision, WaitsForAHearingThatWasOrMayBeAskedFor) {
  EXPECT_EQ(Heard({}, kLight, kWindowEnd, std::nullopt), "OK");
  EXPECT_EQ(Heard({}, kSuspends, kAfterWindow, std::nullopt), "G10_HEARING_RIGHT");
  EXPECT_EQ(Heard({Told()}, kSuspends, kWindowEnd), "G10_HEARING_FIRST") << "until 24:00";
  EXPECT_EQ(Heard({Told()}, kSuspends, kAfterWindow), "OK") << "not asked for in time";
  EXPECT_EQ(Heard({Told()}, kSuspends, kAfterWindow, std::nullopt), "G10_HEARING_FIRST")
      << "told but not served";
  const CaseRecord waived = Recorded(RecordKind::kHearingWaived);
  EXPECT_EQ(Heard({Told(), waived}, kSuspends, kWindowEnd), "OK") << "waived in writing";
  EXPECT_EQ(Heard({Told(), Asked()}, kSuspends, kAfterWindow), "G10_HEARING_FIRST");
  EXPECT_EQ(Heard({Told(), Asked()}, kLight, kAfterWindow), "G10_HEARING_FIRST")
      << "who was told it may be heard is heard, even if the measure fell away";
  EXPECT_EQ(Heard({Told(), Asked(), Held()}, kSuspends, kAfterWindow), "OK");
  EXPECT_EQ(Heard({Told(), Asked(), waived}, kSuspends, kAfterWindow), "OK") << "withdrawn";
  EXPECT_EQ(Heard({Told(), Asked(), waived, Asked()}, kSuspends, kAfterWindow),
            "G10_HEARING_FIRST");
  const CaseRecord absent =
      Recorded(RecordKind::kHearingHeld, static_cast<int64_t>(HearingOutcome::kPartyAbsent));
  EXPECT_EQ(Heard({Told(), Asked(), absent}, kSuspends, kAfterWindow), "OK");
}

// The whole chain for a case that waits for its decision.
std::string Decide(const CaseFile& decided, const std::vector<CaseRecord>& records,
                   const CaseWeight& weight) {
  const ProcedureFacts facts = FactsAfter(records);
  const policy::ProcedureRules rules = HeavyRules();
  return ReasonOf(CheckMayDecide({decided, facts, weight, rules, kWindowEnd, kAfterWindow}));
}

CaseFile Decided(int64_t final_points = 6) {
  CaseFile file = CaseIn(CaseState::kConfirmed, {MakeFinding(1, "FIXED", 6)});
  file.findings.front().final_points = final_points;
  file.decision = Decision::kConfirmed;
  return file;
}

TEST(Decision, OfAHeavyCaseNeedsReviewAndDiscussion) {
  const std::vector<CaseRecord> told = {Told(), StepTo(CaseState::kJudged)};
  EXPECT_EQ(Decide(Decided(), told, kLight), "OK");
  EXPECT_EQ(Decide(Decided(), told, kSuspends), "G11_LEGAL_REVIEW");
  const std::vector<CaseRecord> reviewed = With(told, Reviewed());
  EXPECT_EQ(Decide(Decided(), reviewed, kSuspends), "G12_COLLECTIVE_DISCUSSION");
  EXPECT_EQ(Decide(Decided(), With(told, Discussed()), kSuspends), "G11_LEGAL_REVIEW");
  EXPECT_EQ(Decide(Decided(), With(reviewed, Discussed()), kSuspends), "OK");
  EXPECT_EQ(
      Decide(Decided(), With(With(told, Reviewed(ReviewOpinion::kReturn)), Discussed()), kSuspends),
      "G11_LEGAL_REVIEW")
      << "returned";
  EXPECT_EQ(
      Decide(Decided(),
             With(With(With(told, Reviewed(ReviewOpinion::kReturn)), Reviewed()), Discussed()),
             kSuspends),
      "OK")
      << "the last opinion counts";
}

TEST(Decision, AReviewDoesNotCoverWhatCameAfterIt) {
  const std::vector<CaseRecord> ready = {Told(), StepTo(CaseState::kJudged), Reviewed(),
                                         Discussed()};
  EXPECT_EQ(Decide(Decided(), With(ready, StepTo(CaseState::kInvestigating)), kSuspends),
            "G11_LEGAL_REVIEW")
      << "more evidence was taken";
  EXPECT_EQ(Decide(Decided(), With(With(ready, Asked()), Held()), kSuspends), "G11_LEGAL_REVIEW")
      << "the hearing came after it";
  EXPECT_EQ(Decide(Decided(),
                   With(With(ready, StepTo(CaseState::kSuspended)), StepTo(CaseState::kJudged)),
                   kSuspends),
            "OK")
      << "a case that rested";
}

TEST(Decision, OfAHearingCaseOrARequiringItemNeedsReviewHoweverLight) {
  const std::vector<CaseRecord> heard = {Told(), Asked(), Held()};
  EXPECT_EQ(Decide(Decided(), heard, kLight), "G11_LEGAL_REVIEW");
  EXPECT_EQ(Decide(Decided(), With(heard, Reviewed()), kLight), "OK");
  EXPECT_EQ(Decide(Decided(), {}, {policy::Measure::kNone, true}), "G11_LEGAL_REVIEW");
}

TEST(Decision, OfMuchMoneyIsDiscussed) {
  CaseFile file = Decided();
  file.findings.front().recovery_fen = 9'999'999;
  EXPECT_EQ(Decide(file, {}, kLight), "OK") << "a fen below the threshold";
  file.findings.front().recovery_fen = 10'000'000;
  EXPECT_EQ(Decide(file, {}, kLight), "G12_COLLECTIVE_DISCUSSION");
  file.decision = Decision::kDismissed;
  EXPECT_EQ(Decide(file, {}, kLight), "OK") << "nothing is imposed";
}

TEST(Decision, WaitsForARulingOnRecusal) {
  CaseRecord applied = Recorded(RecordKind::kRecusalApplied);
  applied.parts = {{PartKind::kOfficer, "officer-a", ""}};
  CaseRecord refused =
      Recorded(RecordKind::kRecusalRuled, static_cast<int64_t>(Ruling::kRefused), 1);
  refused.parts = applied.parts;
  EXPECT_EQ(Decide(Decided(), {applied}, kLight), "G2_APPLICATION_OPEN");
  EXPECT_EQ(Decide(Decided(), {applied, refused}, kLight), "OK");
}

TEST(Decision, AnswersEveryGroundAndAdoptsWhatHolds) {
  const CaseRecord ground = Recorded(RecordKind::kGroundFiled);
  const auto answer = [](int64_t to, GroundOutcome outcome, const std::string& item) {
    CaseRecord record = Recorded(RecordKind::kGroundAnswered, static_cast<int64_t>(outcome), to);
    if (!item.empty()) record.parts = {{PartKind::kFinding, item, ""}};
    return record;
  };
  const CaseRecord no = answer(1, GroundOutcome::kNotSustained, "");
  EXPECT_EQ(Decide(Decided(), {ground}, kLight), "G9_GROUND_UNANSWERED");
  EXPECT_EQ(
      Decide(Decided(), {ground, ground, answer(2, GroundOutcome::kNotSustained, "")}, kLight),
      "G9_GROUND_UNANSWERED")
      << "one of two";
  EXPECT_EQ(Decide(Decided(), {ground, no}, kLight), "OK");
  const CaseRecord sustained = answer(1, GroundOutcome::kSustained, "1");
  EXPECT_EQ(Decide(Decided(6), {ground, sustained}, kLight), "G9_EVIDENCE_NOT_ADOPTED")
      << "as notified";
  EXPECT_EQ(Decide(Decided(5), {ground, sustained}, kLight), "OK") << "one point lower";
  EXPECT_EQ(Decide(Decided(6), {ground, sustained, no}, kLight), "OK") << "the last answer counts";
  EXPECT_EQ(Decide(Decided(6), {ground, answer(1, GroundOutcome::kSustained, "2")}, kLight), "OK")
      << "a finding that was taken back since";
}

class Closing : public ::testing::Test {
 protected:
  Closing() {
    file_ = Decided();
    file_.state = CaseState::kClosed;
    file_.effective = Day(2026, 3, 10);
    file_.etag = 2;
    records_ = {StepTo(CaseState::kFiled), StepTo(CaseState::kClosed),
                Recorded(RecordKind::kPublicity)};
  }

  std::string Close(const CaseWeight& weight = kLight, bool chain_intact = true) {
    const absl::Status status = CheckMayClose(
        ChecklistOf(file_, FactsAfter(records_), weight, HeavyRules(), chain_intact, missing_),
        ShippedRules());
    const RefusalDetail detail = DetailOf(status);
    const auto open = detail.metadata.find("open");
    return ReasonOf(status) + (open == detail.metadata.end() ? "" : " " + open->second);
  }

  CaseFile file_;
  std::vector<CaseRecord> records_;
  std::vector<MissingDocument> missing_;
};

TEST_F(Closing, NeedsEveryDocumentAndNamesEachThatIsMissing) {
  missing_ = {{DocumentType::kEvidenceList, DocumentType::kNone, 0, ""},
              {DocumentType::kWaiver, DocumentType::kLapseNote, 7, ""},
              {DocumentType::kReviewOpinion, DocumentType::kNone, 0, "示医保复〔2026〕1号"}};
  EXPECT_EQ(Close(), "CHECKLIST_INCOMPLETE DOCUMENTS");
  const absl::Status status =
      CheckMayClose(ChecklistOf(file_, FactsAfter(records_), kLight, HeavyRules(), true, missing_),
                    ShippedRules());
  EXPECT_EQ(DetailOf(status).metadata["missing"],
            "证据清单 EVIDENCE_LIST, 放弃异议记录 WAIVER / 异议期满记录 LAPSE_NOTE, "
            "复核意见书 REVIEW_OPINION 示医保复〔2026〕1号 未送达 not served");
}

TEST_F(Closing, NeedsTheThreeSystems) {
  EXPECT_EQ(Close(), "OK");
  EXPECT_EQ(Close(kLight, false), "CHECKLIST_INCOMPLETE STEPS_RECORDED") << "a record was touched";
  file_.etag = 3;
  EXPECT_EQ(Close(), "CHECKLIST_INCOMPLETE STEPS_RECORDED") << "a step without its record";
  file_.etag = 2;
  records_.pop_back();
  EXPECT_EQ(Close(), "CHECKLIST_INCOMPLETE PUBLICITY");
  EXPECT_EQ(Close(kSuspends), "CHECKLIST_INCOMPLETE HEARING, DISCUSSION, LEGAL_REVIEW, PUBLICITY");
}

TEST_F(Closing, OfADismissedCasePublishesNothing) {
  records_.pop_back();
  file_.decision = Decision::kDismissed;
  EXPECT_EQ(Close(), "OK");
  file_.decision = Decision::kRevisedDown;
  EXPECT_EQ(Close(), "CHECKLIST_INCOMPLETE PUBLICITY");
}

TEST_F(Closing, NeedsBothPapersServed) {
  file_.effective.reset();
  EXPECT_EQ(Close(), "CHECKLIST_INCOMPLETE DECISION_SERVED");
  file_.notice_served.reset();
  EXPECT_EQ(Close(), "CHECKLIST_INCOMPLETE NOTICE_SERVED, DECISION_SERVED");
  file_.decision = Decision::kNone;
  file_.state = CaseState::kTerminated;
  EXPECT_EQ(Close(), "OK") << "a case that was ended before any of it";
  file_.state = CaseState::kClosed;
  EXPECT_EQ(Close(), "OK") << "as the step would leave it";
  EXPECT_EQ(Close(kSuspends), "OK") << "nor is anybody heard or advised on what is not decided";
}

TEST_F(Closing, OfARevokedCasePublishesNothing) {
  records_.pop_back();
  file_.revoked = Day(2026, 4, 1);
  EXPECT_EQ(Close(), "OK");
  file_.state = CaseState::kClosed;
  EXPECT_EQ(Close(), "OK") << "as the step would leave it";
}

TEST_F(Closing, WaitsForEveryTransfer) {
  const auto transfer = Recorded(RecordKind::kTransferred, 1);
  const auto received = Recorded(RecordKind::kTransferReceived, 0, 4);
  records_ = With(records_, transfer);
  EXPECT_EQ(Close(), "TRANSFER_OPEN");
  EXPECT_EQ((records_ = With(records_, received), Close()), "TRANSFER_OPEN") << "a receipt only";
  const std::vector<CaseRecord> open = records_;
  records_ = With(open, Recorded(RecordKind::kTransferAnswered, 1, 4));
  EXPECT_EQ(Close(), "OK");
  records_ = With(open, Recorded(RecordKind::kTransferGivenUp, 0, 4));
  EXPECT_EQ(Close(), "OK") << "given up";
  records_ = With(open, Recorded(RecordKind::kTransferAnswered, 1, 3));
  EXPECT_EQ(Close(), "TRANSFER_OPEN") << "an answer to something else";
}

}  // namespace
}  // namespace probity::scoring
