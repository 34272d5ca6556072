// The two key-encryption keys of review: KEK_R wraps what the roster database holds, KEK_H what the
// hearing database holds. They are mounted secrets (files kek_r and kek_h of 64 hex digits, later
// generations kek_r.2, …), never in a database, a backup or a log. The newest generation seals, any
// that is there opens: what is sealed does not say under which, so its size never changes.
#ifndef PROBITY_SERVICES_REVIEW_API_KEYS_H_
#define PROBITY_SERVICES_REVIEW_API_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"
#include "common/crypto/key_files.h"
#include "services/review/domain/values.h"

namespace probity::review {

// Safe to use from several threads. What it seals begins with a random nonce; what was sealed for
// one purpose, round or member opens for no other: INTERNAL.
class Keys {
 public:
  // 32 bytes each.
  Keys(Bytes kek_roster, Bytes kek_hearing, crypto::Entropy entropy);
  // At least one generation of each.
  Keys(crypto::KeyGenerations kek_roster, crypto::KeyGenerations kek_hearing,
       crypto::Entropy entropy);
  ~Keys();  // overwrites them
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  Keys(Keys&&) = default;

  // Per round, 32 bytes: pool_key gives pseudonyms, round_key seals sheets, groups and ballots.
  Bytes NewKey() const;
  Bytes WrapPoolKey(std::string_view round_id, std::string_view pool_key) const;
  absl::StatusOr<Bytes> UnwrapPoolKey(std::string_view round_id, std::string_view wrapped) const;
  Bytes WrapRoundKey(std::string_view round_id, std::string_view round_key) const;
  absl::StatusOr<Bytes> UnwrapRoundKey(std::string_view round_id, std::string_view wrapped) const;

  // Where notices to a member go.
  Bytes SealContact(std::string_view member_id, std::string_view contact) const;
  absl::StatusOr<std::string> OpenContact(std::string_view member_id,
                                          std::string_view sealed) const;

  // The generations that are there, ascending; the last one seals.
  std::vector<int> RosterGenerations() const;
  std::vector<int> HearingGenerations() const;
  // Under which of them a stored value lies; 0 if it opens under none.
  int GenerationOfPoolKey(std::string_view round_id, std::string_view wrapped) const;
  int GenerationOfRoundKey(std::string_view round_id, std::string_view wrapped) const;
  int GenerationOfContact(std::string_view member_id, std::string_view sealed) const;

 private:
  crypto::KeyGenerations kek_roster_;
  crypto::KeyGenerations kek_hearing_;
  crypto::Entropy entropy_;
};

// The keys in `dir`, all generations. If there is none of either both are made (folder 0700, files
// 0600): the embedded default's first start. FAILED_PRECONDITION if only one is there, a file holds
// no key, or others may read it.
absl::StatusOr<Keys> LoadKeys(const std::string& dir, const crypto::Entropy& entropy);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_KEYS_H_
