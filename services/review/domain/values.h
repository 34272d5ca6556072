// The small values every rule of the committee speaks of: groups of members, kinds of round,
// identifiers and the source of random bytes.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_VALUES_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_VALUES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/crypto/crypto.h"

namespace probity::review {

// Raw bytes; the comment where one is used says how many. Ids, tokens, nonces and pseudonyms have
// 16, digests, keys, shares and credentials 32.
using Bytes = std::string;
inline constexpr std::size_t kIdBytes = 16;
inline constexpr std::size_t kHashBytes = 32;

// The classes of member the scheme calls to a hearing. The numbers are part of every hash of the
// draw.
enum class Group : std::uint8_t {
  kAdministrative = 1,  // 行政机构
  kHandlingAgency = 2,  // 经办机构
  kExpert = 3,          // 专家学者
  kInstitution = 4,     // 医药机构
};
inline constexpr std::size_t kGroupCount = 4;
inline constexpr std::array<Group, kGroupCount> kGroups = {
    Group::kAdministrative, Group::kHandlingAgency, Group::kExpert, Group::kInstitution};

constexpr std::size_t IndexOf(Group group) {
  return static_cast<std::size_t>(group) - 1;
}
constexpr bool IsGroup(int number) {
  return number >= 1 && number <= 4;
}

// Seats per group, indexed by IndexOf(group).
using Quotas = std::array<std::uint8_t, kGroupCount>;

enum class RoundKind : std::uint8_t { kFirst = 1, kAppeal = 2 };

// How many findings one case may hold.
inline constexpr std::size_t kMaxFindings = 32;

// Bytes nobody can foretell. The rules have no randomness of their own: the service passes its
// source, a test passes a fixed sequence.
using Entropy = crypto::Entropy;

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_VALUES_H_
