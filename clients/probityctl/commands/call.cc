// Any RPC by its name, from descriptors alone.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/common/actors.h"
#include "clients/common/bureau.h"
#include "clients/common/connect.h"
#include "clients/common/width.h"
#include "clients/probityctl/commands/commands.h"
#include "clients/probityctl/commands/json_items.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "probity/options/v1/access.pb.h"

namespace probity::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

struct Area {
  std::string package;
  std::string clients::Addresses::*address;
  std::vector<std::string> services;
};

const std::vector<Area>& Areas() {
  static const std::vector<Area> areas = {
      {"probity.scoring.v1",
       &clients::Addresses::scoring,
       {"AgreementService", "ArchiveService",         "CaseService",
        "ChallengeService", "ClockService",           "ConsequenceService",
        "DocumentService",  "EvidenceService",        "InspectionService",
        "InsuredService",   "JointPunishmentService", "LeadService",
        "LedgerService",    "MonitoringService",      "OfficerService",
        "PersonService",    "PolicyService",          "ProcedureService",
        "ProposalService",  "PublicityService",       "RecoveryService",
        "RegistryService",  "ScreeningService",       "SheetService",
        "StandingService",  "StatisticsService",      "SubjectService",
        "WitnessService",   "YearLockService"}},
      {"probity.review.v1",
       &clients::Addresses::review,
       {"CommitteeService", "HearingAdminService", "KeyService", "RosterService"}},
      {"probity.settlement.v1",
       &clients::Addresses::settlement,
       {"AuditService", "DisputeService", "HoldService", "InputService", "LedgerService",
        "RunService", "StatementService", "YearService"}}};
  return areas;
}

const ServiceDescriptor* FindService(const Area& area, const std::string& name) {
  return DescriptorPool::generated_pool()->FindServiceByName(absl::StrCat(area.package, ".", name));
}

struct Target {
  const MethodDescriptor* method = nullptr;
  std::string address;
};

// "CaseService/GetCase", "CaseService.GetCase", or either with the package before it.
absl::StatusOr<Target> FindMethod(const Session& session, const std::string& name) {
  if (name.empty()) {
    return BadRequest({{"method", "missing; `probityctl call --list` names all"}});
  }
  const std::string dotted = absl::StrReplaceAll(absl::StripPrefix(name, "/"), {{"/", "."}});
  for (const Area& area : Areas()) {
    for (const std::string& service_name : area.services) {
      const ServiceDescriptor* service = FindService(area, service_name);
      for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
        const std::string& full = service->method(i)->full_name();
        if (full == dotted || full == absl::StrCat(area.package, ".", dotted)) {
          return Target{service->method(i), session.addresses.*area.address};
        }
      }
    }
  }
  return BadRequest({{"method", absl::StrCat("no RPC is called \"", name,
                                             "\"; `probityctl call --list` names all")}});
}

std::vector<std::string> RolesOf(const MethodDescriptor& method) {
  std::vector<std::string> roles;
  for (const int role : method.options().GetExtension(options::v1::access).roles()) {
    roles.push_back(Short(options::v1::Role_Name(role), "ROLE_"));
  }
  return roles;
}

std::unique_ptr<Message> New(const Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

// A request_id nobody gave is made, so that a person need not.
void FillRequestId(Message& message) {
  const auto* field = message.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr || !message.GetReflection()->GetString(message, field).empty()) return;
  message.GetReflection()->SetString(&message, field, RandomUuid(crypto::SystemEntropy()));
}

grpc::ByteBuffer ToBytes(const Message& message) {
  const std::string bytes = message.SerializeAsString();
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

absl::StatusOr<rpc::CallerContext> Caller(const Session& session, const CallOptions& options,
                                          const MethodDescriptor& method) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Actors actors, session.Actors());
  rpc::CallerContext caller;
  const std::string allowed = absl::StrJoin(RolesOf(method), ", ");
  for (const std::string& name : options.roles) {
    options::v1::Role role = options::v1::ROLE_UNSPECIFIED;
    if (!options::v1::Role_Parse(absl::StrCat("ROLE_", absl::AsciiStrToUpper(name)), &role)) {
      return BadRequest({{"--as", absl::StrCat("\"", name, "\" is no role; ", method.name(),
                                               " may be called by ", allowed)}});
    }
    caller.roles.insert(role);
  }
  FieldCheck check;
  const bool institution = caller.roles.contains(options::v1::ROLE_INSTITUTION);
  // With a token it is the token that says who calls in which roles.
  const bool token = !session.addresses.token_file.empty();
  check.Check(!caller.roles.empty() || token, "--as",
              absl::StrCat("missing; ", method.name(), " may be called by ", allowed));
  check.Check(!caller.roles.contains(options::v1::ROLE_SERVICE), "--as",
              "SERVICE is for the services themselves");
  check.Check(options.person.empty() || clients::IsPersonId(options.person), "--person",
              clients::kPersonIdRule);
  check.Check(institution ? clients::IsPersonId(options.institution) : options.institution.empty(),
              "--institution", "goes with --as INSTITUTION: the institution_id whose records");
  PROBITY_RETURN_IF_ERROR(check.Result());
  caller.institution_id = options.institution;
  caller.person = !options.person.empty() ? options.person
                  : institution           ? absl::StrCat("institution:", options.institution)
                  : caller.roles.empty()  ? ""
                                          : actors.Persons(*caller.roles.begin()).front();
  return caller;
}

// One tag at a time: the four kinds of RPC are all a stream of requests and one of responses.
class GenericCall {
 public:
  GenericCall(const Target& target, const rpc::CallOptions& options,
              std::shared_ptr<grpc::Channel> channel)
      : stub_(std::move(channel)) {
    rpc::Prepare(options, context_);
    const std::string path =
        absl::StrCat("/", target.method->service()->full_name(), "/", target.method->name());
    call_ = stub_.PrepareCall(&context_, path, &queue_);
  }

  absl::Status Run(const std::vector<grpc::ByteBuffer>& requests,
                   const std::function<absl::Status(grpc::ByteBuffer&)>& each) {
    call_->StartCall(nullptr);
    bool alive = Wait();
    for (size_t i = 0; alive && i < requests.size(); ++i) {
      call_->Write(requests[i], nullptr);
      alive = Wait();
    }
    if (alive) {
      call_->WritesDone(nullptr);
      Wait();
    }
    absl::Status printed;
    for (grpc::ByteBuffer response; alive; response.Clear()) {
      call_->Read(&response, nullptr);
      alive = Wait();
      if (alive) printed.Update(each(response));
    }
    grpc::Status status;
    call_->Finish(&status, nullptr);
    Wait();
    return status.ok() ? printed : rpc::FromGrpc(status);
  }

 private:
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

absl::Status Call(const Session& session, const CallOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const Target target, FindMethod(session, options.method));
  rpc::CallOptions call_options;
  PROBITY_ASSIGN_OR_RETURN(call_options.caller, Caller(session, options, *target.method));
  call_options.timeout = absl::Seconds(60);
  std::string json = options.json;
  if (json == "-") json.assign(std::istreambuf_iterator<char>(std::cin), {});
  PROBITY_ASSIGN_OR_RETURN(const auto items, JsonItems(json));
  std::vector<grpc::ByteBuffer> requests;
  const std::unique_ptr<Message> message = New(target.method->input_type());
  for (const std::string_view item : items) {
    PROBITY_RETURN_IF_ERROR(ParseItem(json, item, *message));
    if (requests.empty()) FillRequestId(*message);
    requests.push_back(ToBytes(*message));
  }
  if (requests.size() != 1 && !target.method->client_streaming()) {
    return BadRequest({{"json", "this RPC takes one request, not an array"}});
  }
  PROBITY_ASSIGN_OR_RETURN(auto channel, clients::Connect(session.addresses, target.address));
  GenericCall call(target, call_options, std::move(channel));
  return call.Run(requests, [&](grpc::ByteBuffer& bytes) -> absl::Status {
    const std::unique_ptr<Message> response = New(target.method->output_type());
    grpc::ProtoBufferReader reader(&bytes);
    if (!response->ParseFromZeroCopyStream(&reader)) {
      return absl::InternalError("the answer is not readable by this version of probityctl");
    }
    PrintJson(*response);
    return absl::OkStatus();
  });
}

}  // namespace

int CallMethod(const Session& session, const CallOptions& options) {
  const absl::Status status = Call(session, options);
  return status.ok() ? kOk : Fail(status);
}

int CallList() {
  constexpr size_t kWide = 60;
  Table table({"RPC", "JSON", "角色 roles"});
  for (const Area& area : Areas()) {
    for (const std::string& name : area.services) {
      const ServiceDescriptor* service = FindService(area, name);
      for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
        const MethodDescriptor* method = service->method(i);
        std::string called = absl::StrCat(name, "/", method->name());
        std::string takes = method->client_streaming() ? "[{},…]" : "{}";
        for (std::string& roles : clients::Wrap(absl::StrJoin(RolesOf(*method), ", "), kWide)) {
          table.Add({std::move(called), std::move(takes), std::move(roles)});
          called.clear();
          takes.clear();
        }
      }
    }
  }
  table.Print();
  return kOk;
}

}  // namespace probity::ctl
