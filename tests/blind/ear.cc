#include "tests/blind/ear.h"

#include <google/protobuf/message_lite.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/client_interceptor.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace probity::blind {
namespace {

using grpc::experimental::InterceptionHookPoints;

template <typename Metadata>
void CopyAll(const Metadata* from, std::multimap<std::string, std::string>* to) {
  if (from == nullptr) return;
  for (const auto& [key, value] : *from) {
    to->emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
}

class Listener final : public grpc::experimental::Interceptor {
 public:
  Listener(Ear& ear, const char* method) : ear_(ear) { heard_.method = method; }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    const auto at = [&](InterceptionHookPoints point) {
      return methods->QueryInterceptionHookPoint(point);
    };
    if (at(InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      grpc::ByteBuffer* const sent = methods->GetSerializedSendMessage();
      if (sent != nullptr) heard_.sent_bytes += sent->Length();
    }
    if (at(InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      CopyAll(methods->GetRecvInitialMetadata(), &heard_.head);
    }
    if (at(InterceptionHookPoints::POST_RECV_MESSAGE)) {
      const auto* const got =
          static_cast<google::protobuf::MessageLite*>(methods->GetRecvMessage());
      if (got != nullptr) heard_.messages.push_back(got->SerializeAsString());
    }
    if (at(InterceptionHookPoints::POST_RECV_STATUS)) {
      CopyAll(methods->GetRecvTrailingMetadata(), &heard_.tail);
      const grpc::Status* const status = methods->GetRecvStatus();
      heard_.code = status->error_code();
      heard_.message = status->error_message();
      heard_.details = status->error_details();
      ear_.Add(std::move(heard_));
    }
    methods->Proceed();
  }

 private:
  Ear& ear_;
  Heard heard_;
};

class Factory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit Factory(Ear& ear) : ear_(ear) {}
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* info) override {
    return new Listener(ear_, info->method());  // gRPC owns it
  }

 private:
  Ear& ear_;
};

}  // namespace

std::string Heard::Text() const {
  std::string text = absl::StrCat(method, "\n");
  for (const auto& [key, value] : head) absl::StrAppend(&text, "> ", key, ": ", value, "\n");
  for (const std::string& one : messages) absl::StrAppend(&text, one, "\n");
  for (const auto& [key, value] : tail) absl::StrAppend(&text, "< ", key, ": ", value, "\n");
  absl::StrAppend(&text, code, " ", message, " ", details);
  return text;
}

std::shared_ptr<grpc::Channel> Ear::Connect(int port) {
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> listeners;
  listeners.push_back(std::make_unique<Factory>(*this));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::experimental::CreateCustomChannelWithInterceptors(absl::StrCat("127.0.0.1:", port),
                                                                 grpc::InsecureChannelCredentials(),
                                                                 arguments, std::move(listeners));
}

std::vector<Heard> Ear::heard() const {
  const std::lock_guard lock(mutex_);
  return heard_;
}

void Ear::Forget() {
  const std::lock_guard lock(mutex_);
  heard_.clear();
}

void Ear::Add(Heard heard) {
  const std::lock_guard lock(mutex_);
  heard_.push_back(std::move(heard));
}

}  // namespace probity::blind
