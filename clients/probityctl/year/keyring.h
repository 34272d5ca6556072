// What `year run` must remember between two starts and nobody else may read: the voting codes of
// the running round and the seed shares of its group officers. A file of mode 0600 beside the
// output, erased of each round's codes when the round is over.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_KEYRING_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_KEYRING_H_

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"

namespace probity::year {

class Keyring {
 public:
  // Reads the file, or begins one with a fresh secret.
  static absl::StatusOr<Keyring> Open(std::filesystem::path file, const crypto::Entropy& entropy);

  // The 32-byte share of `group` in the round's seed: always the same, known to nobody before.
  std::string SeedShare(std::string_view round_id, int group) const;

  // Takes the codes of every notice `<round>-<issue>-<seat>` in `notices` into the keyring, stores
  // it, and only then removes the files.
  absl::Status Collect(const std::filesystem::path& notices, std::string_view round_id, int issue);

  // Codes (25 symbols) by seat.
  std::map<int, std::string> Codes(std::string_view round_id, int issue) const;

  // Forgets the round's codes.
  absl::Status Erase(std::string_view round_id);

 private:
  using Key = std::tuple<std::string, int, int>;  // round, issue, seat

  absl::Status Store() const;

  std::filesystem::path file_;
  std::string secret_;
  std::map<Key, std::string> codes_;
};

// The one code that stands in the text of a notice. NOT_FOUND if there is none.
absl::StatusOr<std::string> CodeInNotice(std::string_view text);

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_KEYRING_H_
