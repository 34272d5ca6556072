#include "tests/blind/ask.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/stub.h"
#include "probity/review/v1/committee_service.pb.h"
#include "probity/review/v1/hearing_admin_service.pb.h"
#include "probity/review/v1/roster_service.pb.h"

namespace probity::blind {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

class AnyStub : public rpc::ClientStub {
 public:
  using rpc::ClientStub::ClientStub;
  using rpc::ClientStub::Unary;
};

template <typename Metadata>
void Copy(const Metadata& from, std::multimap<std::string, std::string>* to) {
  for (const auto& [key, value] : from) {
    to->emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
}

std::unique_ptr<Message> New(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

void SetText(Message& message, const char* name, const std::string& text) {
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName(name);
  if (field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    message.GetReflection()->SetString(&message, field, text);
  }
}

void SetNumber(Message& message, const char* name, int number) {
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName(name);
  if (field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    message.GetReflection()->SetInt32(&message, field, number);
  }
}

// A read in full; of a step its round without a request_id, which no step is made without.
std::unique_ptr<Message> RequestOf(const MethodDescriptor& method, const std::string& round) {
  std::unique_ptr<Message> request = New(method.input_type());
  SetText(*request, "round_id", round);
  SetNumber(*request, "page_size", 3);
  SetNumber(*request, "year", 2026);
  SetNumber(*request, "quarter", 1);
  return request;
}

}  // namespace

Heard Ask(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
          const google::protobuf::MessageLite& request, google::protobuf::MessageLite* response,
          const rpc::CallOptions& options) {
  const AnyStub stub(channel);
  grpc::ClientContext context;
  rpc::Prepare(options, context);
  const grpc::Status status = stub.Unary(path.c_str(), &context, request, response);
  Heard heard;
  Copy(context.GetServerInitialMetadata(), &heard.head);
  Copy(context.GetServerTrailingMetadata(), &heard.tail);
  if (status.ok()) heard.messages.push_back(response->SerializeAsString());
  heard.code = status.error_code();
  heard.message = status.error_message();
  heard.details = status.error_details();
  return heard;
}

std::vector<const MethodDescriptor*> ReviewMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file : {review::v1::ListSheetsRequest::descriptor()->file(),
                           review::v1::OpenRoundRequest::descriptor()->file(),
                           review::v1::PutMemberRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        methods.push_back(file->service(i)->method(k));
      }
    }
  }
  return methods;
}

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

std::vector<rpc::CallOptions> Everybody() {
  using options::v1::Role;
  const std::vector<std::pair<Role, std::string>> persons = {
      {options::v1::ROLE_SECRETARY, "secretary"},  {options::v1::ROLE_GROUP_OFFICER, "officer-1"},
      {options::v1::ROLE_AUDITOR, "auditor"},      {options::v1::ROLE_ROSTER_CLERK, "clerk"},
      {options::v1::ROLE_MEMBER_CLIENT, "client"}, {options::v1::ROLE_CASE_OFFICER, "officer-a"},
      {options::v1::ROLE_SUPERVISOR, "supervisor"}};
  std::vector<rpc::CallOptions> everybody;
  for (const auto& [role, person] : persons) {
    rpc::CallOptions& options = everybody.emplace_back();
    options.caller.person = person;
    options.caller.roles = {role};
    options.timeout = absl::Seconds(20);
  }
  rpc::CallOptions party = everybody.front();
  party.caller.person = "party";
  party.caller.roles = {options::v1::ROLE_INSTITUTION};
  party.caller.institution_id = "INST-ASKS";
  everybody.push_back(party);
  for (const char* service : {"scoring", "settlement"}) {
    rpc::CallOptions& options = everybody.emplace_back();
    options.caller = rpc::ServiceCaller(service);
    options.timeout = absl::Seconds(20);
  }
  return everybody;
}

std::vector<Heard> Answers(const std::shared_ptr<grpc::Channel>& channel,
                           const std::vector<std::string>& rounds) {
  std::vector<Heard> answers;
  const std::vector<rpc::CallOptions> everybody = Everybody();
  for (const MethodDescriptor* const method : ReviewMethods()) {
    for (const std::string& round : rounds) {
      const auto request = RequestOf(*method, round);
      const auto response = New(method->output_type());
      for (const rpc::CallOptions& options : everybody) {
        response->Clear();
        Heard& heard =
            answers.emplace_back(Ask(channel, PathOf(*method), *request, response.get(), options));
        heard.method = absl::StrCat(method->name(), " by ", options.caller.person);
      }
    }
  }
  return answers;
}

int AskEverything(const std::shared_ptr<grpc::Channel>& channel,
                  const std::vector<std::string>& rounds) {
  return static_cast<int>(Answers(channel, rounds).size());
}

}  // namespace probity::blind
