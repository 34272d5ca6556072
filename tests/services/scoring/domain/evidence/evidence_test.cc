#include "services/scoring/domain/evidence/evidence.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "services/scoring/domain/evidence/custody.h"

namespace probity::scoring {
namespace {

std::string Outcome(const absl::Status& status) {
  return status.ok() ? "OK" : DetailOf(status).reason;
}

EvidenceItem Item(bool monitoring = true) {
  EvidenceItem item;
  item.evidence_id = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
  item.title = "录像";
  item.sha256 = std::string(32, 'h');
  item.size_bytes = 100;
  item.taken = absl::CivilDay(2026, 2, 27);
  item.monitoring = monitoring;
  item.uploaded_by = "officer-a";
  return item;
}

EvidenceReview Given(ReviewAspect aspect, bool passed, const std::string& reviewer) {
  return {aspect, passed, reviewer, "opinion", absl::CivilDay(2026, 3, 2)};
}

TEST(Evidence, TheEightKindsHaveTheirLegalNames) {
  EXPECT_EQ(EvidenceKindTitle(EvidenceKind::kDocumentary), "书证");
  EXPECT_EQ(EvidenceKindTitle(EvidenceKind::kTestimony), "证人证言");
  EXPECT_EQ(EvidenceKindTitle(EvidenceKind::kInspectionRecord), "勘验笔录、现场笔录");
}

TEST(Evidence, WhatCameMustBeWhatWasDeclared) {
  const EvidenceItem item = Item();
  EXPECT_EQ(Outcome(CheckReceived(item, 100, item.sha256)), "OK");
  EXPECT_EQ(Outcome(CheckReceived(item, 99, item.sha256)), "EVIDENCE_INCOMPLETE");
  EXPECT_EQ(Outcome(CheckReceived(item, 101, item.sha256)), "EVIDENCE_INCOMPLETE");
  EXPECT_EQ(Outcome(CheckReceived(item, 100, std::string(32, 'x'))), "EVIDENCE_HASH_MISMATCH");
}

TEST(Evidence, EveryStateButTheClosedOnesTakesEvidence) {
  for (int state = 1; state < kCaseStates; ++state) {
    const auto one = static_cast<CaseState>(state);
    const bool closed =
        one == CaseState::kClosed || one == CaseState::kArchived || one == CaseState::kTerminated;
    EXPECT_EQ(Outcome(CheckTakesEvidence(one)), closed ? "EVIDENCE_CASE_CLOSED" : "OK")
        << CaseStateTitle(one);
  }
}

TEST(Evidence, MonitoringEvidenceIsUsableAfterTwoReviewsThatPassed) {
  const auto legal = Given(ReviewAspect::kLegal, true, "lawyer");
  const auto technical = Given(ReviewAspect::kTechnical, true, "engineer");
  const auto failed = Given(ReviewAspect::kTechnical, false, "engineer");
  const struct {
    std::vector<EvidenceReview> reviews;
    Usability usability;
    std::string guard;
  } rows[] = {
      {{}, Usability::kReviewPending, "G5_MONITORING_REVIEW"},
      {{legal}, Usability::kReviewPending, "G5_MONITORING_REVIEW"},
      {{technical}, Usability::kReviewPending, "G5_MONITORING_REVIEW"},
      {{legal, technical}, Usability::kUsable, "OK"},
      {{legal, failed}, Usability::kRejected, "G5_MONITORING_REVIEW"},
      {{failed}, Usability::kRejected, "G5_MONITORING_REVIEW"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(UsabilityOf(Item(), row.reviews), row.usability) << row.reviews.size() << " reviews";
    EXPECT_EQ(Outcome(CheckMonitoringReviewed({{Item(), row.reviews}})), row.guard);
    EXPECT_EQ(UsabilityOf(Item(false), row.reviews), Usability::kUsable) << "of another origin";
  }
  EXPECT_EQ(Outcome(CheckMonitoringReviewed({})), "OK") << "a case on paper alone";
  EXPECT_EQ(Outcome(CheckMonitoringReviewed({{Item(), {failed}}, {Item(false), {}}})), "OK");
}

TEST(Custody, TheHolderIsWhoCollectedOrReceivedLast) {
  CustodyLine collected;
  collected.event = CustodyEvent::kCollected;
  collected.person = "a";
  CustodyLine over = collected;
  over.event = CustodyEvent::kHandedOver;
  over.other = "b";
  CustodyLine received = collected;
  received.event = CustodyEvent::kReceived;
  received.person = "b";
  CustodyLine viewed = collected;
  viewed.event = CustodyEvent::kViewed;
  viewed.person = "c";
  EXPECT_EQ(CustodyAfter({}), (Custody{"", ""}));
  EXPECT_EQ(CustodyAfter({collected}), (Custody{"a", ""}));
  EXPECT_EQ(CustodyAfter({collected, over}), (Custody{"a", "b"}));
  EXPECT_EQ(CustodyAfter({collected, over, viewed}), (Custody{"a", "b"}));
  EXPECT_EQ(CustodyAfter({collected, over, received}), (Custody{"b", ""}));
}

TEST(Custody, AChainThatLostItsBeginningIsBroken) {
  EXPECT_EQ(Outcome(VerifyCustody(Item(), {})), "LEDGER_BROKEN");
  CustodyLine line;
  line.event = CustodyEvent::kCollected;
  line.person = "officer-a";
  line.business_date = absl::CivilDay(2026, 3, 2);
  line.link = NextCustodyLink(Item(), {}, line);
  EXPECT_EQ(Outcome(VerifyCustody(Item(), {line})), "OK");
  EvidenceItem other = Item();
  other.sha256 = std::string(32, 'x');
  EXPECT_EQ(Outcome(VerifyCustody(other, {line})), "LEDGER_BROKEN") << "another content";
  line.event = CustodyEvent::kViewed;
  EXPECT_EQ(Outcome(VerifyCustody(Item(), {line})), "LEDGER_BROKEN");
}

}  // namespace
}  // namespace probity::scoring
