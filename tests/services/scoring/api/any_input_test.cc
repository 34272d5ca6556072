// Whatever a caller sends to any RPC of the scoring service: it is answered with a reason the
// caller can act on, never as a fault of the service. The methods are walked by their descriptors,
// so that one added later is held to the same rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "probity/options/v1/access.pb.h"
#include "tests/services/scoring/support/any_call.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;

// A field at any depth: the way to it from the request.
using Path = std::vector<const FieldDescriptor*>;

constexpr int kDepth = 3;

void AddPaths(const Descriptor& type, const Path& before, std::vector<Path>& paths) {
  for (int i = 0; i < type.field_count(); ++i) {
    Path path = before;
    path.push_back(type.field(i));
    if (type.field(i)->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      paths.push_back(std::move(path));
    } else if (before.size() + 1 < kDepth) {
      AddPaths(*type.field(i)->message_type(), path, paths);
    }
  }
}

// The message that holds the last field of `path`; of a list its first element, made if need be.
Message& HolderOf(Message& request, const Path& path) {
  Message* holder = &request;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const Reflection& to = *holder->GetReflection();
    if (!path[i]->is_repeated()) {
      holder = to.MutableMessage(holder, path[i]);
    } else if (to.FieldSize(*holder, path[i]) > 0) {
      holder = to.MutableRepeatedMessage(holder, path[i], 0);
    } else {
      holder = to.AddMessage(holder, path[i]);
    }
  }
  return *holder;
}

void SetText(Message& request, const Path& path, const std::string& text) {
  Message& holder = HolderOf(request, path);
  const Reflection& to = *holder.GetReflection();
  const FieldDescriptor* field = path.back();
  if (!field->is_repeated()) {
    to.SetString(&holder, field, text);
  } else {
    to.ClearField(&holder, field);
    to.AddString(&holder, field, text);
  }
}

void SetNumber(Message& request, const Path& path, int64_t number) {
  Message& holder = HolderOf(request, path);
  const Reflection& to = *holder.GetReflection();
  const FieldDescriptor* field = path.back();
  const bool list = field->is_repeated();
  if (list) to.ClearField(&holder, field);
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT64:
      return list ? to.AddInt64(&holder, field, number) : to.SetInt64(&holder, field, number);
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto small = static_cast<int32_t>(std::clamp<int64_t>(
          number, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
      return list ? to.AddInt32(&holder, field, small) : to.SetInt32(&holder, field, small);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto small = static_cast<int>(std::clamp<int64_t>(number, -1, 1'000));
      return list ? to.AddEnumValue(&holder, field, small) : to.SetEnumValue(&holder, field, small);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return list ? to.AddBool(&holder, field, number != 0)
                  : to.SetBool(&holder, field, number != 0);
    default:
      return;
  }
}

const std::vector<std::string>& Texts() {
  static const auto& texts = *new std::vector<std::string>{
      "",
      std::string(70'000, 'x'),
      std::string(3, '\0'),
      "' OR 1=1 --",
      "\u202e案\U0001F600",
      "9999-12-31",
      "0001-01-01",
  };
  return texts;
}

const std::vector<int64_t>& Numbers() {
  static const auto& numbers = *new std::vector<int64_t>{
      std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min(), -1, 0, 9'999};
  return numbers;
}

// A fault of the service, as its caller sees it.
bool IsFault(const absl::Status& status) {
  return absl::IsInternal(status) || absl::IsUnknown(status) || absl::IsDataLoss(status) ||
         absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsUnimplemented(status) || absl::IsCancelled(status);
}

class AnyInputTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
    case_id_ = client_.Open("c1", "M001", {FindingOf(1, "M201", 3)}).case_id();
  }

  // What a field of that name holds in a request that may well be meant so.
  std::string Plausible(const FieldDescriptor& field) const {
    const std::string& name = field.name();
    if (name == "request_id") return NewRequestId();
    if (name == "case_id") return case_id_;
    if (name == "institution_id" || name == "subject_id") return "M001";
    if (name == "etag") return "2";
    if (name == "violation_code") return "M201";
    if (name == "page_token") return "";
    if (absl::EndsWith(name, "month")) return "2026-02";
    if (absl::EndsWith(name, "date") || absl::EndsWith(name, "_from") ||
        absl::EndsWith(name, "_to")) {
      return "2026-02-12";
    }
    if (absl::EndsWith(name, "_id")) return case_id_;
    if (absl::EndsWith(name, "sha256")) return std::string(64, 'a');
    return "示例";
  }

  std::unique_ptr<Message> PlausibleRequest(const MethodDescriptor& method,
                                            const std::vector<Path>& paths) const {
    std::unique_ptr<Message> request = RequestOf(method);
    for (const Path& path : paths) {
      if (path.back()->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        SetText(*request, path, Plausible(*path.back()));
      } else {
        SetNumber(*request, path, 1);
      }
    }
    return request;
  }

  void Send(const MethodDescriptor& method, const Message& request, const std::string& what) {
    const absl::Status status = CallAny(server_.channel(), method, request, Allowed(method));
    ++sent_;
    EXPECT_FALSE(IsFault(status)) << method.full_name() << " with " << what << ": " << status;
  }

  void Attack(const MethodDescriptor& method) {
    std::vector<Path> paths;
    AddPaths(*method.input_type(), {}, paths);
    Send(method, *RequestOf(method), "nothing");
    Send(method, *PlausibleRequest(method, paths), "plausible fields");
    for (const Path& path : paths) {
      const std::string& name = path.back()->name();
      if (path.back()->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        for (const std::string& text : Texts()) {
          const std::unique_ptr<Message> request = PlausibleRequest(method, paths);
          SetText(*request, path, text);
          Send(method, *request, absl::StrCat(name, " '", text.substr(0, 20), "'"));
        }
        continue;
      }
      for (const int64_t number : Numbers()) {
        const std::unique_ptr<Message> request = PlausibleRequest(method, paths);
        SetNumber(*request, path, number);
        Send(method, *request, absl::StrCat(name, " ", number));
      }
    }
  }

  // Every text of the request the same: nothing of it can be meant, unless as a date.
  void AttackAll(const MethodDescriptor& method) {
    if (method.input_type()->FindFieldByName("request_id") == nullptr) return;
    std::vector<Path> paths;
    AddPaths(*method.input_type(), {}, paths);
    const std::set<std::string> answered_alike = {"FileChallenge"};
    for (const std::string& text : Texts()) {
      if (text.empty() || absl::EndsWith(text, "-12-31") || absl::EndsWith(text, "-01-01"))
        continue;
      const std::unique_ptr<Message> request = PlausibleRequest(method, paths);
      bool any = false;
      for (const Path& path : paths) {
        if (path.back()->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
        if (path.back()->name() == "request_id") continue;
        SetText(*request, path, text);
        any = true;
      }
      if (!any || answered_alike.contains(method.name())) continue;
      const absl::Status status = CallAny(server_.channel(), method, *request, Allowed(method));
      ++sent_;
      EXPECT_TRUE(absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
                  absl::IsFailedPrecondition(status) || absl::IsPermissionDenied(status) ||
                  absl::IsAborted(status))
          << method.full_name() << " with '" << text.substr(0, 20) << "' everywhere: " << status;
    }
  }

  ScoringServer server_{absl::CivilDay(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
  std::string case_id_;
  int64_t sent_ = 0;
};
PROBITY_ON_EVERY_ENGINE(AnyInputTest);

TEST_P(AnyInputTest, NoFieldOfAnyRequestMakesTheServiceFail) {
  for (const MethodDescriptor* method : ScoringMethods()) Attack(*method);
  EXPECT_GT(sent_, 1'000);
}

TEST_P(AnyInputTest, NoMutationTakesTheSameNonsenseInEveryText) {
  for (const MethodDescriptor* method : ScoringMethods()) AttackAll(*method);
  EXPECT_GT(sent_, 300);
}

}  // namespace
}  // namespace probity::scoring
