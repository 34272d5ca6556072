// Whatever bytes come in: every mutation answers with a reason a caller can act on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "common/status/status.h"
#include "google/protobuf/message.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Every field set to the same extreme; a message inside likewise, one element in lists.
struct Extreme {
  int64_t number;
  std::string text;
};

void Fill(Message& message, const Extreme& extreme);

void FillField(Message& message, const FieldDescriptor& field, const Extreme& extreme) {
  const google::protobuf::Reflection& to = *message.GetReflection();
  const bool list = field.is_repeated();
  const auto small = static_cast<int32_t>(extreme.number);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (list) {
        to.AddString(&message, &field, extreme.text);
      } else {
        to.SetString(&message, &field, extreme.text);
      }
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      to.SetInt64(&message, &field, extreme.number);
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      to.SetInt32(&message, &field, small);
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      if (list) {
        to.AddEnumValue(&message, &field, small);
      } else {
        to.SetEnumValue(&message, &field, small);
      }
      return;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      Fill(list ? *to.AddMessage(&message, &field) : *to.MutableMessage(&message, &field), extreme);
      return;
    default:
      return;
  }
}

void Fill(Message& message, const Extreme& extreme) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) FillField(message, *type.field(i), extreme);
}

class CaseInputTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
    file_ = client_.Open("c1", "M001", {FindingOf(1, "M204", 6)});
  }

  template <typename Request, typename Response>
  void Attack(grpc::Status (CaseStub::*method)(grpc::ClientContext*, const Request&, Response*),
              const rpc::CallOptions& as) {
    const std::string name = Request::descriptor()->name();
    EXPECT_EQ(Outcome(rpc::Invoke(client_.stub(), method, Request(), as).status()),
              "INVALID_ARGUMENT/BAD_REQUEST")
        << name << " without request_id";
    const int64_t most = std::numeric_limits<int64_t>::max();
    for (const Extreme& extreme :
         {Extreme{0, ""}, Extreme{-1, "-"}, Extreme{most, std::string(100'000, 'x')},
          Extreme{1'000'000'000'000'000'000, std::string(3, '\0')},
          Extreme{std::numeric_limits<int64_t>::min(), "' OR 1=1 --"}, Extreme{77, "\u202e案"}}) {
      for (const bool known_case : {false, true}) {
        Request request;
        Fill(request, extreme);
        request.set_request_id(NewRequestId());
        if constexpr (requires { request.set_case_id(""); }) {
          if (known_case) request.set_case_id(file_.case_id());
        }
        if constexpr (requires { request.set_etag(""); }) {
          if (known_case) request.set_etag(client_.Get(file_.case_id()).etag());
        }
        const std::string outcome =
            Outcome(rpc::Invoke(client_.stub(), method, request, as).status());
        EXPECT_THAT(outcome, Not(HasSubstr("INTERNAL"))) << name << " " << extreme.number;
        EXPECT_THAT(outcome, AnyOf(HasSubstr("INVALID_ARGUMENT/"), HasSubstr("NOT_FOUND/"),
                                   HasSubstr("FAILED_PRECONDITION/"), HasSubstr("ABORTED/"),
                                   HasSubstr("PERMISSION_DENIED/")))
            << name << " " << extreme.number;
      }
    }
  }

  void AttackTheOtherSteps() {
    Attack(&CaseStub::DecideWithoutCommittee, AsDirector());
    Attack(&CaseStub::RenewNotice, AsSupervisor());
    Attack(&CaseStub::RecordExecution, AsOfficer());
    Attack(&CaseStub::DecideTermination, AsDirector());
    Attack(&CaseStub::FileReconsideration, AsOfficer());
    Attack(&CaseStub::FileLitigation, AsOfficer());
    Attack(&CaseStub::RecordRemedyOutcome, AsOfficer());
    Attack(&CaseStub::ReopenCase, AsDirector());
    Attack(&CaseStub::CloseCase, AsOfficer());
    Attack(&CaseStub::ArchiveCase, AsOfficer());
  }

  ScoringServer server_{absl::CivilDay(2026, 2, 12)};
  CaseClient client_{server_};
  v1::Case file_;
};

TEST_F(CaseInputTest, NoMutationTakesNonsenseOrFailsOverIt) {
  Attack(&CaseStub::OpenCase, AsOfficer());
  Attack(&CaseStub::AddFinding, AsOfficer());
  Attack(&CaseStub::RemoveFinding, AsOfficer());
  Attack(&CaseStub::IssuePreliminary, AsSupervisor());
  Attack(&CaseStub::IssueNotice, AsSupervisor());
  Attack(&CaseStub::RecordNoticeService, AsOfficer());
  Attack(&CaseStub::FileObjection, AsOfficer());
  Attack(&CaseStub::RecordWaiver, AsOfficer());
  Attack(&CaseStub::ReferToReview, AsSupervisor());
  Attack(&CaseStub::ConfirmCase, AsDirector());
  Attack(&CaseStub::RecordDecisionService, AsOfficer());
  Attack(&CaseStub::ReverseDecision, AsDirector());
  Attack(&CaseStub::ApproveReversal, AsDirector("deputy"));
  AttackTheOtherSteps();
  const v1::Case after = client_.Get(file_.case_id());
  EXPECT_EQ(after.SerializeAsString(), file_.SerializeAsString()) << "and nothing has changed";
}

TEST_F(CaseInputTest, APageTokenOfAnotherQueryOrMethodIsRefused) {
  client_.Open("c2", "M001", {});
  v1::ListCasesRequest request;
  request.set_page_size(1);
  const auto page = client_.Call(&CaseStub::ListCases, request, AsSupervisor());
  ASSERT_TRUE(page.ok()) << page.status();
  request.set_page_token(page->next_page_token());
  request.set_institution_id("M001");
  const auto other = client_.Call(&CaseStub::ListCases, request, AsSupervisor());
  EXPECT_EQ(Outcome(other.status()), "INVALID_ARGUMENT/PAGE_TOKEN_INVALID");
}

}  // namespace
}  // namespace probity::scoring
