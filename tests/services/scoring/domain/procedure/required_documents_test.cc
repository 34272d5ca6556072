// G23: which documents a case file needs, walked along the ways a case can take.
#include "services/scoring/domain/procedure/required_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/services/scoring/domain/procedure/procedure_cases.h"

namespace probity::scoring {
namespace {

using enum DocumentType;
using S = CaseState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Steps to these states, a microsecond apart.
std::vector<CaseRecord> Steps(const std::vector<S>& states) {
  std::vector<CaseRecord> records;
  for (const S state : states) records.push_back(StepTo(state));
  return records;
}

std::vector<CaseRecord> Numbered(std::vector<CaseRecord> records) {
  int64_t seq = 0;
  for (CaseRecord& record : records) {
    record.seq = ++seq;
    record.recorded_time = 1'000'000 + seq;
  }
  return records;
}

CaseFile DecidedFile() {
  CaseFile file;
  file.state = S::kExecuted;
  file.decision = Decision::kConfirmed;
  return file;
}

std::vector<std::string> Names(const std::vector<RequiredDocument>& required) {
  std::vector<std::string> names;
  for (const RequiredDocument& one : required) {
    std::string name(DocumentTypeName(one.type));
    if (one.or_type != kNone) name += "|" + std::string(DocumentTypeName(one.or_type));
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> NeedsAfter(std::vector<CaseRecord> records,
                                    const CaseFile& file = DecidedFile(),
                                    bool has_evidence = false) {
  return Names(RequiredDocuments(file, Numbered(std::move(records)), has_evidence));
}

const std::vector<S> kToNotice = {S::kFiled,  S::kInvestigating, S::kInvestigated,
                                  S::kPrelim, S::kNotified,      S::kObjectionOpen};
std::vector<S> FromNotice(const std::vector<S>& states) {
  std::vector<S> all = kToNotice;
  all.insert(all.end(), states.begin(), states.end());
  return all;
}

TEST(RequiredDocuments, FollowACaseThatNobodyContests) {
  EXPECT_THAT(NeedsAfter(Steps(FromNotice({S::kWaived, S::kConfirmed, S::kEffective}))),
              ElementsAre("FILING_APPROVAL", "INVESTIGATION_REPORT", "PRELIMINARY_FINDING",
                          "RESULT_NOTICE", "WAIVER|LAPSE_NOTE", "POINTS_DECISION"));
}

TEST(RequiredDocuments, FollowAnObjectionThroughTheCommittee) {
  std::vector<CaseRecord> records =
      Steps(FromNotice({S::kObjected, S::kCommittee, S::kObjected, S::kCommittee, S::kJudged,
                        S::kRevisedDown, S::kEffective}));
  for (CaseRecord& one : records) one.actor = kCommitteeActor;
  EXPECT_THAT(NeedsAfter(records),
              ElementsAre("FILING_APPROVAL", "INVESTIGATION_REPORT", "PRELIMINARY_FINDING",
                          "RESULT_NOTICE", "OBJECTION", "REVIEW_MINUTES", "REVIEW_MINUTES",
                          "REVIEW_OPINION", "POINTS_DECISION"))
      << "minutes for each round";
  for (CaseRecord& one : records) one.actor = "director";
  EXPECT_EQ(NeedsAfter(records)[6], "CASE_ORDER") << "the director decided in its place";
}

TEST(RequiredDocuments, FollowTheWaysBesideAndBack) {
  const std::string order = "CASE_ORDER";
  EXPECT_THAT(NeedsAfter(Steps({S::kFiled, S::kInvestigating, S::kSuspended, S::kInvestigating,
                                S::kInvestigated, S::kInvestigating, S::kTerminated})),
              ElementsAre("FILING_APPROVAL", order, order, "INVESTIGATION_REPORT", order, order))
      << "suspended, resumed, remanded, terminated";
  EXPECT_THAT(NeedsAfter(Steps(FromNotice({S::kNotified, S::kObjectionOpen, S::kWaived}))),
              ElementsAre("FILING_APPROVAL", "INVESTIGATION_REPORT", "PRELIMINARY_FINDING",
                          "RESULT_NOTICE", "RESULT_NOTICE", "WAIVER|LAPSE_NOTE"))
      << "a new notice is a document of its own";
}

TEST(RequiredDocuments, FollowRemedyReversalAndTheCaseHandledAnew) {
  const std::vector<std::string> needs =
      NeedsAfter(Steps({S::kEffective, S::kReconsideration, S::kReconsideration, S::kEffective,
                        S::kRevoked, S::kInvestigating, S::kInvestigated, S::kPrelim, S::kNotified,
                        S::kObjectionOpen, S::kWaived, S::kConfirmed, S::kEffective}));
  EXPECT_THAT(needs, ElementsAre("REMEDY_FILING", "REMEDY_OUTCOME", "REVERSAL_DECISION",
                                 "CASE_ORDER", "INVESTIGATION_REPORT", "PRELIMINARY_FINDING",
                                 "RESULT_NOTICE", "WAIVER|LAPSE_NOTE", "POINTS_DECISION"));
}

TEST(RequiredDocuments, FollowTheActsAndWhatTheCaseIs) {
  CaseRecord held = Recorded(RecordKind::kHearingHeld, static_cast<int64_t>(HearingOutcome::kHeld));
  CaseRecord absent =
      Recorded(RecordKind::kHearingHeld, static_cast<int64_t>(HearingOutcome::kPartyAbsent));
  EXPECT_THAT(NeedsAfter({Recorded(RecordKind::kHearingNotified), held}),
              ElementsAre("HEARING_NOTICE", "HEARING_RECORD", "HEARING_REPORT"));
  EXPECT_THAT(NeedsAfter({absent}), ElementsAre("HEARING_RECORD")) << "nothing to report";
  EXPECT_THAT(NeedsAfter({Recorded(RecordKind::kLegalReviewed), Recorded(RecordKind::kDiscussed),
                          Recorded(RecordKind::kRecusalRuled), Recorded(RecordKind::kTransferred)}),
              ElementsAre("LEGAL_REVIEW_OPINION", "COLLECTIVE_DISCUSSION", "RECUSAL_DECISION",
                          "TRANSFER_LETTER"));
  EXPECT_THAT(NeedsAfter({}, DecidedFile(), true), ElementsAre("EVIDENCE_LIST"));
  CaseFile file = DecidedFile();
  file.termination = TerminationProposal::kRejected;
  EXPECT_THAT(NeedsAfter({}, file), ElementsAre("CASE_ORDER"));
  EXPECT_THAT(NeedsAfter({}, CaseFile(), true), IsEmpty()) << "undecided, its evidence goes back";
}

class MissingTest : public ::testing::Test {
 protected:
  MissingTest() {
    records_ = Numbered(Steps(FromNotice({S::kWaived, S::kConfirmed, S::kEffective})));
    // Each issued with its step.
    filed_ = {{kFilingApproval, "立1", TimeOf(1), false},
              {kInvestigationReport, "终1", TimeOf(3), false},
              {kPreliminaryFinding, "初1", TimeOf(4), false},
              {kResultNotice, "告1", TimeOf(5), true},
              {kLapseNote, "期1", TimeOf(7), false},
              {kPointsDecision, "记1", TimeOf(8), true}};
  }

  static int64_t TimeOf(int64_t seq) { return 1'000'000 + seq; }

  std::vector<std::string> Missing(bool has_evidence = false) const {
    std::vector<std::string> texts;
    const DocumentRules rules = ShippedRules();
    for (const MissingDocument& one :
         MissingDocuments(file_, RequiredDocuments(file_, records_, has_evidence), filed_, rules)) {
      texts.push_back(MissingText(one, rules));
    }
    return texts;
  }
  void Remove(DocumentType type) {
    std::erase_if(filed_, [&](const FiledDocument& one) { return one.type == type; });
  }

  CaseFile file_ = DecidedFile();
  std::vector<CaseRecord> records_;
  std::vector<FiledDocument> filed_;
};

TEST_F(MissingTest, IsNothingOfACompleteFile) {
  EXPECT_THAT(Missing(), IsEmpty());
}

TEST_F(MissingTest, IsEachDocumentThatWasNotIssuedInLegalOrder) {
  Remove(kPreliminaryFinding);
  Remove(kFilingApproval);
  Remove(kPointsDecision);
  EXPECT_THAT(Missing(true),
              ElementsAre("记分决定书 POINTS_DECISION", "立案审批表 FILING_APPROVAL",
                          "证据清单 EVIDENCE_LIST", "初步认定书 PRELIMINARY_FINDING"));
}

TEST_F(MissingTest, IsWhatWasIssuedBeforeItsStep) {
  filed_[2].recorded_time = TimeOf(4) - 1;
  EXPECT_THAT(Missing(), ElementsAre("初步认定书 PRELIMINARY_FINDING"))
      << "it was of an earlier investigation";
}

TEST_F(MissingTest, IsTheSecondNoticeWhereOneWasIssuedForTwo) {
  records_ = Numbered(Steps(
      FromNotice({S::kNotified, S::kObjectionOpen, S::kWaived, S::kConfirmed, S::kEffective})));
  filed_[3].recorded_time = TimeOf(9);
  filed_[4].recorded_time = TimeOf(9);
  filed_[5].recorded_time = TimeOf(10);
  EXPECT_THAT(Missing(), ElementsAre("结果告知书 RESULT_NOTICE"));
  filed_.insert(filed_.begin() + 3, {kResultNotice, "告0", TimeOf(5), false});
  EXPECT_THAT(Missing(), ElementsAre("结果告知书 RESULT_NOTICE 告0 未送达 not served"));
  NoticeRecord replaced;
  replaced.superseded = Day(2026, 2, 12);
  file_.notices = {replaced, NoticeRecord()};
  EXPECT_THAT(Missing(), IsEmpty()) << "what took its place was served";
}

TEST_F(MissingTest, IsWhatDecidesAboutThePartyAndWasNotServed) {
  filed_[5].served = false;
  for (const DocumentType type : {kReviewOpinion, kPenaltyDecision, kReversalDecision,
                                  kRegistrationHold, kSuspensionNotice, kTerminationNotice}) {
    filed_.push_back({type, "1号", TimeOf(9), false});
  }
  EXPECT_EQ(Missing().size(), 7u);
  EXPECT_EQ(Missing().front(), "记分决定书 POINTS_DECISION 记1 未送达 not served");
  file_.decision = Decision::kNone;
  EXPECT_THAT(Missing(), IsEmpty()) << "the case ended undecided";
}

TEST_F(MissingTest, TakesThePaperAnActNamesIfItWasWrittenBefore) {
  CaseRecord opinion = Recorded(RecordKind::kLegalReviewed, 1);
  opinion.document_no = "法1";
  records_ = Numbered(With(records_, opinion));
  EXPECT_THAT(Missing(), ElementsAre("法制审核意见书 LEGAL_REVIEW_OPINION"));
  filed_.push_back({kLegalReviewOpinion, "法2", TimeOf(1), false});
  EXPECT_THAT(Missing(), ElementsAre("法制审核意见书 LEGAL_REVIEW_OPINION")) << "another paper";
  filed_.back().number_text = "法1";
  EXPECT_THAT(Missing(), IsEmpty());
}

}  // namespace
}  // namespace probity::scoring
