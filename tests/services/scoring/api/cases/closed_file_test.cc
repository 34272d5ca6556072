// G23: whatever would add a paper, an act or a piece of evidence to a file that is closed or in the
// archive is refused, by whichever way it comes.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/text_format.h"
#include "probity/options/v1/access.pb.h"
#include "tests/services/scoring/api/cases/walk.h"
#include "tests/services/scoring/support/any_call.h"

namespace probity::scoring {
namespace {

constexpr char kClosed[] = "FAILED_PRECONDITION/CASE_FILE_CLOSED";

// A way in, with a request that is well formed.
struct Way {
  std::string method;
  std::string request;  // text format; CASE stands for the case
  std::string refusal = kClosed;
};

std::vector<Way> OfTheProcedure() {
  const std::string day = "'2026-02-12'";
  return {
      {"RecuseOfficer", "reason: 'why'"},
      {"ApplyForRecusal", "officer: 'officer-a' reason: 'why'"},
      {"RuleOnRecusal", "application: 1 ruling: RULING_GRANTED reason: 'why'"},
      {"TellHearingRight", absl::StrCat("document_no: 'd' served_date: ", day)},
      {"RequestHearing", "reason: 'why'"},
      {"WaiveHearing", "document_no: 'd'"},
      {"NotifyHearing", absl::StrCat("document_no: 'd' place: 'p' host: 'h' served_date: ", day,
                                     " hearing_date: '2026-03-12'")},
      {"RecordHearing", absl::StrCat("outcome: HEARING_OUTCOME_HELD record_no: 'd' report_no: 'd' "
                                     "recorder: 'r' summary: 's' held_date: ",
                                     day)},
      {"RecordLegalReview", "opinion: REVIEW_OPINION_AGREE document_no: 'd'"},
      {"RecordCollectiveDiscussion",
       absl::StrCat("document_no: 'd' conclusion: 'c' participants: 'a' participants: 'b' "
                    "participants: 'c' held_date: ",
                    day)},
      {"FileGrounds", "grounds { text: 'why' }"},
      {"AnswerGround", "ground: 1 outcome: GROUND_OUTCOME_NOT_SUSTAINED reason: 'why'"},
      {"TransferCase", absl::StrCat("authority: AUTHORITY_POLICE document_no: 'd' reason: 'why' "
                                    "handed_over_date: ",
                                    day)},
      {"RecordTransferReceipt", absl::StrCat("transfer: 1 receipt_no: 'd' received_date: ", day)},
      {"RecordTransferAnswer",
       absl::StrCat("transfer: 1 answer: TRANSFER_ANSWER_ACCEPTED document_no: 'd' answered_date: ",
                    day)},
      {"GiveUpTransfer", "transfer: 1 reason: 'why'"},
      {"RecordPublicity", "fact: PUBLICITY_FACT_NOT_PUBLISHED reason: 'why'"},
  };
}

std::vector<Way> WaysIn() {
  std::vector<Way> ways;
  for (Way& way : OfTheProcedure()) {
    way.method = absl::StrCat("ProcedureService.", way.method);
    ways.push_back(std::move(way));
  }
  ways.push_back(
      {"ChallengeService.RuleOnChallenge", "challenge_no: 1 ruling: RULING_GRANTED reason: 'why'"});
  ways.push_back({"ClockService.AnnounceService",
                  "announced_date: '2026-02-12' cause: 'why' place: 'p' receipt: 'r'"});
  ways.push_back({"DocumentService.IssueDocument", "type: DOCUMENT_TYPE_INQUIRY_RECORD"});
  return ways;
}

class ClosedFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
    case_id_ = client_.Open("c1", "M001", {FindingOf(1, "M201", 3)}).case_id();
  }

  std::string Try(const Way& way) {
    const google::protobuf::MethodDescriptor& method = MethodOf(way.method);
    const std::unique_ptr<google::protobuf::Message> request = RequestOf(method);
    const std::string text =
        absl::StrCat("request_id: '", NewRequestId(), "' case_id: '", case_id_, "' ", way.request);
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << text;
    return Outcome(CallAny(server_.channel(), method, *request, Allowed(method)));
  }
  void SetState(int state) {
    server_.Change([&](sql::Tx& tx) {
      return tx.Execute(absl::StrCat("UPDATE case_file SET state = ", state), {}).status();
    });
  }

  ScoringServer server_{absl::CivilDay(2026, 2, 12)};
  CaseClient client_{server_};
  std::string case_id_;
};

TEST_F(ClosedFileTest, TakesNothingNewByAnyWayIn) {
  for (const v1::CaseState state : {v1::CASE_STATE_CLOSED, v1::CASE_STATE_ARCHIVED}) {
    SetState(state);
    for (const Way& way : WaysIn()) {
      EXPECT_EQ(Try(way), way.refusal) << way.method << " " << v1::CaseState_Name(state);
    }
  }
}

TEST_F(ClosedFileTest, TheSameWaysInAreNotClosedBefore) {
  for (const Way& way : WaysIn()) {
    EXPECT_NE(Try(way), way.refusal) << way.method;
  }
}

// A new act of the procedure has to be among the ways above.
TEST_F(ClosedFileTest, EveryActOfTheProcedureIsAmongThem) {
  std::vector<std::string> tried;
  for (const Way& way : OfTheProcedure()) tried.push_back(way.method);
  const google::protobuf::ServiceDescriptor& service =
      *MethodOf("ProcedureService.RecuseOfficer").service();
  for (int i = 0; i < service.method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *service.method(i);
    if (method.input_type()->FindFieldByName("request_id") == nullptr) continue;  // a read
    EXPECT_EQ(std::count(tried.begin(), tried.end(), method.name()), 1) << method.name();
  }
}

}  // namespace
}  // namespace probity::scoring
