#include "tests/authorisation/methods.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace probity::authorisation {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using options::v1::Role;

constexpr int kNameWidth = 30;

std::vector<std::string> ProtoFiles() {
  const std::filesystem::path root = std::filesystem::path(PROBITY_SOURCE_DIR) / "protos";
  std::vector<std::string> names;
  for (const char* area : {"scoring", "review", "settlement"}) {
    const std::string folder = absl::StrCat("probity/", area, "/v1");
    for (const auto& file : std::filesystem::directory_iterator(root / folder)) {
      names.push_back(absl::StrCat(folder, "/", file.path().filename().string()));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Three letters, each of its own: CASE_OFFICER is CAS.
std::string Heading(Role role) {
  switch (role) {
    case options::v1::ROLE_SETTLEMENT_PREPARER:
      return "Pre";
    case options::v1::ROLE_SETTLEMENT_REVIEWER:
      return "Rev";
    case options::v1::ROLE_SETTLEMENT_LOCKER:
      return "Loc";
    case options::v1::ROLE_INSTITUTION:
      return "Own";
    default: {
      std::string name = options::v1::Role_Name(role).substr(5, 3);
      std::transform(name.begin() + 1, name.end(), name.begin() + 1,
                     [](char c) { return static_cast<char>(c - 'A' + 'a'); });
      return name;
    }
  }
}

std::string Legend() {
  std::string text =
      "Who may call what, from the `access` option beside each RPC. Made and compared by\n"
      "authorisation_test; a difference is a decision somebody must have meant:\n"
      "  PROBITY_WRITE_MATRIX=1 build/dev/tests/authorisation_test\n"
      "writes it anew. A service is known by its certificate alone, a committee's terminal "
      "too.\n\n";
  for (const Role role : Columns()) {
    absl::StrAppend(&text, "  ", Heading(role), "  ", options::v1::Role_Name(role).substr(5), "\n");
  }
  return text;
}

std::string Line(const MethodDescriptor& method) {
  const options::v1::Access& access = AccessOf(method);
  std::string line = absl::StrFormat("  %-*s", kNameWidth, method.name());
  for (const Role role : Columns()) {
    const bool allowed =
        std::find(access.roles().begin(), access.roles().end(), role) != access.roles().end();
    absl::StrAppend(&line, " ", allowed ? Heading(role) : " . ");
  }
  absl::StrAppend(&line, "  ", absl::StrJoin(access.services(), " "));
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : ProtoFiles()) {
    const FileDescriptor* const file = DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) throw std::logic_error(name + " is not linked");
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back(file->service(i)->method(j));
      }
    }
  }
  return methods;
}

std::string ServedBy(const MethodDescriptor& method) {
  const std::vector<std::string> parts = absl::StrSplit(method.full_name(), '.');
  return parts.at(1);
}

const options::v1::Access& AccessOf(const MethodDescriptor& method) {
  return method.options().GetExtension(options::v1::access);
}

bool IsUniform(const MethodDescriptor& method) {
  return method.service()->options().GetExtension(options::v1::uniform_refusal);
}

std::vector<Role> Columns() {
  std::vector<Role> roles;
  for (int number = options::v1::Role_MIN; number <= options::v1::Role_MAX; ++number) {
    const auto role = static_cast<Role>(number);
    if (!options::v1::Role_IsValid(number) || role == options::v1::ROLE_UNSPECIFIED ||
        role == options::v1::ROLE_SERVICE) {
      continue;
    }
    roles.push_back(role);
  }
  return roles;
}

std::string MatrixText() {
  std::string text = Legend();
  const google::protobuf::ServiceDescriptor* service = nullptr;
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->service() != service) {
      service = method->service();
      absl::StrAppend(&text, "\n", service->full_name(),
                      IsUniform(*method) ? "  (every refusal is the same)" : "", "\n");
    }
    text += Line(*method);
  }
  return text;
}

}  // namespace probity::authorisation
