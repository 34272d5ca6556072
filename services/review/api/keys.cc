#include "services/review/api/keys.h"

#include <utility>

#include "absl/status/status.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

constexpr std::string_view kPoolLabel = "probity/pool-key/v1";
constexpr std::string_view kRoundLabel = "probity/round-key/v1";
constexpr std::string_view kContactLabel = "probity/contact/v1";
constexpr char kRosterFile[] = "kek_r";
constexpr char kHearingFile[] = "kek_h";

// One key per purpose, so that no two purposes ever share a nonce space.
Bytes Derived(std::string_view kek, std::string_view label) {
  return crypto::HmacSha256(kek, label);
}

Bytes SealFor(std::string_view kek, std::string_view label, std::string_view owner,
              std::string_view plain, const crypto::Entropy& entropy) {
  Bytes key = Derived(kek, label);
  const Bytes nonce = entropy(crypto::kNonceSize);
  Bytes sealed = nonce + *crypto::Seal(key, nonce, plain, owner);
  crypto::Cleanse(key);
  return sealed;
}

absl::StatusOr<Bytes> OpenUnder(std::string_view kek, std::string_view label,
                                std::string_view owner, std::string_view sealed) {
  Bytes key = Derived(kek, label);
  absl::StatusOr<std::string> plain = crypto::Open(key, sealed.substr(0, crypto::kNonceSize),
                                                   sealed.substr(crypto::kNonceSize), owner);
  crypto::Cleanse(key);
  return plain;
}

struct Opened {
  int generation = 0;
  Bytes plain;
};

// The newest first: nearly everything lies under it.
absl::StatusOr<Opened> OpenFor(const crypto::KeyGenerations& keks, std::string_view label,
                               std::string_view owner, std::string_view sealed) {
  if (sealed.size() < crypto::kNonceSize) return absl::InternalError("a sealed value is cut short");
  for (auto kek = keks.rbegin(); kek != keks.rend(); ++kek) {
    absl::StatusOr<Bytes> plain = OpenUnder(kek->second, label, owner, sealed);
    if (plain.ok()) return Opened{kek->first, *std::move(plain)};
  }
  return absl::InternalError("a sealed value does not open under this service's keys");
}

absl::StatusOr<Bytes> PlainOf(const crypto::KeyGenerations& keks, std::string_view label,
                              std::string_view owner, std::string_view sealed) {
  PROBITY_ASSIGN_OR_RETURN(Opened opened, OpenFor(keks, label, owner, sealed));
  return std::move(opened.plain);
}

int GenerationOf(const crypto::KeyGenerations& keks, std::string_view label, std::string_view owner,
                 std::string_view sealed) {
  absl::StatusOr<Opened> opened = OpenFor(keks, label, owner, sealed);
  if (!opened.ok()) return 0;
  crypto::Cleanse(opened->plain);
  return opened->generation;
}

const Bytes& Newest(const crypto::KeyGenerations& keks) {
  return keks.rbegin()->second;
}

std::vector<int> Numbers(const crypto::KeyGenerations& keks) {
  std::vector<int> numbers;
  for (const auto& entry : keks) numbers.push_back(entry.first);
  return numbers;
}

}  // namespace

Keys::Keys(Bytes kek_roster, Bytes kek_hearing, crypto::Entropy entropy)
    : Keys(crypto::KeyGenerations{{1, std::move(kek_roster)}},
           crypto::KeyGenerations{{1, std::move(kek_hearing)}}, std::move(entropy)) {}

Keys::Keys(crypto::KeyGenerations kek_roster, crypto::KeyGenerations kek_hearing,
           crypto::Entropy entropy)
    : kek_roster_(std::move(kek_roster)),
      kek_hearing_(std::move(kek_hearing)),
      entropy_(std::move(entropy)) {}

Keys::~Keys() {
  for (auto& kek : kek_roster_) crypto::Cleanse(kek.second);
  for (auto& kek : kek_hearing_) crypto::Cleanse(kek.second);
}

Bytes Keys::NewKey() const {
  return entropy_(crypto::kKeySize);
}

Bytes Keys::WrapPoolKey(std::string_view round_id, std::string_view pool_key) const {
  return SealFor(Newest(kek_roster_), kPoolLabel, round_id, pool_key, entropy_);
}

absl::StatusOr<Bytes> Keys::UnwrapPoolKey(std::string_view round_id,
                                          std::string_view wrapped) const {
  return PlainOf(kek_roster_, kPoolLabel, round_id, wrapped);
}

Bytes Keys::WrapRoundKey(std::string_view round_id, std::string_view round_key) const {
  return SealFor(Newest(kek_hearing_), kRoundLabel, round_id, round_key, entropy_);
}

absl::StatusOr<Bytes> Keys::UnwrapRoundKey(std::string_view round_id,
                                           std::string_view wrapped) const {
  return PlainOf(kek_hearing_, kRoundLabel, round_id, wrapped);
}

Bytes Keys::SealContact(std::string_view member_id, std::string_view contact) const {
  return SealFor(Newest(kek_roster_), kContactLabel, member_id, contact, entropy_);
}

absl::StatusOr<std::string> Keys::OpenContact(std::string_view member_id,
                                              std::string_view sealed) const {
  return PlainOf(kek_roster_, kContactLabel, member_id, sealed);
}

std::vector<int> Keys::RosterGenerations() const {
  return Numbers(kek_roster_);
}

std::vector<int> Keys::HearingGenerations() const {
  return Numbers(kek_hearing_);
}

int Keys::GenerationOfPoolKey(std::string_view round_id, std::string_view wrapped) const {
  return GenerationOf(kek_roster_, kPoolLabel, round_id, wrapped);
}

int Keys::GenerationOfRoundKey(std::string_view round_id, std::string_view wrapped) const {
  return GenerationOf(kek_hearing_, kRoundLabel, round_id, wrapped);
}

int Keys::GenerationOfContact(std::string_view member_id, std::string_view sealed) const {
  return GenerationOf(kek_roster_, kContactLabel, member_id, sealed);
}

absl::StatusOr<Keys> LoadKeys(const std::string& dir, const crypto::Entropy& entropy) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<crypto::KeyGenerations> keks,
                           crypto::LoadOrMakeKeys(dir, {kRosterFile, kHearingFile}, entropy));
  return Keys(std::move(keks[0]), std::move(keks[1]), entropy);
}

}  // namespace probity::review
