// Who acts in which role when a person's tool calls the services.
#ifndef PROBITY_CLIENTS_COMMON_ACTORS_H_
#define PROBITY_CLIENTS_COMMON_ACTORS_H_

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"

namespace probity::clients {

inline constexpr size_t kLongestPersonId = 128;
inline constexpr std::string_view kPersonIdRule =
    "a person is named by an id: 1 to 128 visible ASCII characters without comma";
bool IsPersonId(std::string_view text);

using PersonIds = std::vector<std::string>;

// Persons by role. A role may have several: two CASE_OFFICERs, one GROUP_OFFICER per group.
class Actors {
 public:
  // Labels such as officer-1 for every role: for one machine, not for a bureau.
  static Actors Defaults();

  // Lines `ROLE,person` or `ROLE,person,token file`, in the order of the persons of a role; a role
  // not named keeps its default. A token's file is named from the folder of `path`. A byte order
  // mark, spaces, comments after #, and a first line `role,person` are skipped.
  // BAD_REQUEST names each line with an unknown role, no person id, or a person twice; two
  // incompatible roles of one person; too few persons in a role.
  static absl::StatusOr<Actors> FromFile(const std::filesystem::path& path);

  // The n-th person of `role`, from 0, as a caller with that role alone.
  rpc::CallerContext For(options::v1::Role role, size_t n = 0) const;
  const PersonIds& Persons(options::v1::Role role) const;
  // The file with that person's bearer token; empty if none was named.
  std::string TokenFile(options::v1::Role role, size_t n = 0) const;
  bool HasTokens() const { return !token_files_.empty(); }

 private:
  std::map<options::v1::Role, PersonIds> persons_;
  std::map<std::pair<options::v1::Role, std::string>, std::string> token_files_;
};

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_ACTORS_H_
