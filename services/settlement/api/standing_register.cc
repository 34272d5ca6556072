#include "services/settlement/api/standing_register.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

constexpr size_t kBlock = size_t{1} << 20;
constexpr size_t kSpare = size_t{1} << 14;  // what a block grows by without moving, as a rule

void PutText(std::string& block, std::string_view text) {
  crypto::AppendU32(block, static_cast<uint32_t>(text.size()));
  block.append(text);
}

// Takes one piece after another off the front of a block.
class Taker {
 public:
  explicit Taker(std::string_view block) : left_(block) {}
  bool done() const { return left_.empty(); }
  size_t Number() {
    size_t number = 0;
    for (const char byte : left_.substr(0, sizeof(uint32_t))) {
      number = number << 8U | static_cast<uint8_t>(byte);
    }
    left_.remove_prefix(sizeof(uint32_t));
    return number;
  }
  std::string_view Text() {
    const size_t size = Number();
    const std::string_view text = left_.substr(0, size);
    left_.remove_prefix(size);
    return text;
  }

 private:
  std::string_view left_;
};

}  // namespace

size_t StandingRegister::NumberOf(const scoring::v1::Standing& standing) {
  const auto known = std::find_if(policies_.begin(), policies_.end(), [&](const Decides& one) {
    return one.kind == standing.kind() && one.policy_sha256 == standing.policy_sha256();
  });
  if (known != policies_.end()) return static_cast<size_t>(known - policies_.begin());
  policies_.push_back({standing.policy_sha256(), standing.kind(), standing.institution_id()});
  return policies_.size() - 1;
}

void StandingRegister::Add(const scoring::v1::Standing& standing) {
  if (blocks_.empty() || blocks_.back().size() >= kBlock) {
    blocks_.emplace_back().reserve(kBlock + kSpare);
  }
  std::string& block = blocks_.back();
  PutText(block, standing.institution_id());
  crypto::AppendU32(block, static_cast<uint32_t>(NumberOf(standing)));
  scoring::v1::Standing rest = standing;
  rest.clear_institution_id();
  rest.clear_policy_sha256();
  rest.clear_band();
  rest.clear_rate_bp();
  PutText(block, rest.SerializeAsString());
  last_id_ = standing.institution_id();
}

void StandingRegister::EachId(const std::function<void(std::string_view)>& each) const {
  for (const std::string& block : blocks_) {
    for (Taker taker(block); !taker.done();) {
      each(taker.Text());
      taker.Number();
      taker.Text();
    }
  }
}

absl::Status StandingRegister::Each(
    const std::function<absl::Status(const scoring::v1::Standing&)>& each) const {
  scoring::v1::Standing standing;
  for (const std::string& block : blocks_) {
    for (Taker taker(block); !taker.done();) {
      const std::string_view id = taker.Text();
      const Decides& decides = policies_[taker.Number()];
      const std::string_view rest = taker.Text();
      if (!standing.ParseFromArray(rest.data(), static_cast<int>(rest.size()))) {
        return absl::InternalError("a standing cannot be read back");
      }
      standing.set_institution_id(std::string(id));
      standing.set_policy_sha256(decides.policy_sha256);
      PROBITY_RETURN_IF_ERROR(each(standing));
    }
  }
  return absl::OkStatus();
}

}  // namespace probity::settlement
