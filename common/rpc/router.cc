#include "common/rpc/router.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/rpc/peer.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

bool UniformOf(const ServiceDescriptor& service) {
  return service.options().GetExtension(options::v1::uniform_refusal);
}

// What a handler of these types gets wrong about its method; empty if nothing.
std::string Mismatch(const Router::Method& method) {
  const MethodDescriptor& wanted = *method.descriptor;
  if (wanted.client_streaming() != (method.import || method.upload)) {
    return "is a client stream on one side only";
  }
  if (wanted.server_streaming() != static_cast<bool>(method.stream)) {
    return "is a server stream on one side only";
  }
  if (method.request->GetDescriptor() != wanted.input_type()) {
    return absl::StrCat("takes ", wanted.input_type()->full_name());
  }
  if (method.response != nullptr && method.response->GetDescriptor() != wanted.output_type()) {
    return absl::StrCat("answers ", wanted.output_type()->full_name());
  }
  if (method.uniform && !method.unary) return "streams although its refusals are uniform";
  return "";
}

// What is wrong with who may call a method; empty if nothing. A method without the option is not
// wrong, it refuses everybody.
std::string Unnamed(const MethodDescriptor& method) {
  const options::v1::Access& access = method.options().GetExtension(options::v1::access);
  const bool services = std::find(access.roles().begin(), access.roles().end(),
                                  options::v1::ROLE_SERVICE) != access.roles().end();
  if (services != !access.services().empty()) {
    return "must name in `services` which services may call it, and only with ROLE_SERVICE";
  }
  for (const std::string& name : access.services()) {
    if (!IsServiceName(name)) return absl::StrCat("names the service ", name, ", which is none");
  }
  return "";
}

}  // namespace

struct Router::Impl {
  std::map<std::string, Method, std::less<>> methods;  // by path
  std::map<std::string, const ServiceDescriptor*> services;
  std::vector<std::string> errors;
};

Router::Router() : impl_(std::make_unique<Impl>()) {}
Router::~Router() = default;

void Router::Add(std::string_view name, const Message& request, const Message* response,
                 Method method) {
  const std::string full(name);
  method.descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full);
  if (method.descriptor == nullptr) {
    impl_->errors.push_back(absl::StrCat(full, " is in no proto of this binary"));
    return;
  }
  method.request = &request;
  method.response = response;
  method.uniform = UniformOf(*method.descriptor->service());
  if (const std::string wrong = Mismatch(method); !wrong.empty()) {
    impl_->errors.push_back(absl::StrCat(full, " ", wrong));
  }
  impl_->services[method.descriptor->service()->full_name()] = method.descriptor->service();
  const std::string path = PathOf(*method.descriptor);
  if (!impl_->methods.emplace(path, std::move(method)).second) {
    impl_->errors.push_back(absl::StrCat(full, " has two handlers"));
  }
}

const Router::Method* Router::Find(std::string_view path) const {
  const auto found = impl_->methods.find(path);
  return found == impl_->methods.end() ? nullptr : &found->second;
}

bool Router::IsUniform(std::string_view path) const {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return false;
  const auto found = impl_->services.find(std::string(path.substr(1, slash - 1)));
  return found != impl_->services.end() && UniformOf(*found->second);
}

std::vector<std::string> Router::Services() const {
  std::vector<std::string> names;
  for (const auto& [name, service] : impl_->services) names.push_back(name);
  return names;
}

absl::Status Router::Verify() const {
  std::vector<std::string> errors = impl_->errors;
  for (const auto& [name, service] : impl_->services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (Find(PathOf(method)) == nullptr) {
        errors.push_back(absl::StrCat(method.full_name(), " has no handler"));
      }
      if (const std::string wrong = Unnamed(method); !wrong.empty()) {
        errors.push_back(absl::StrCat(method.full_name(), " ", wrong));
      }
    }
  }
  if (errors.empty()) return absl::OkStatus();
  return absl::InternalError(absl::StrJoin(errors, "; "));
}

}  // namespace probity::rpc
