#include "services/settlement/api/packed_units.h"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>

#include "common/status/status.h"

namespace probity::settlement {
namespace {

// Small numbers of either sign in few bytes: seven bits each, the lowest first.
void PutNumber(std::string& out, int64_t value) {
  auto rest = (static_cast<uint64_t>(value) << 1U) ^ static_cast<uint64_t>(value >> 63);
  for (; rest >= 0x80; rest >>= 7U) out.push_back(static_cast<char>(rest | 0x80U));
  out.push_back(static_cast<char>(rest));
}

void PutText(std::string& out, std::string_view text) {
  PutNumber(out, static_cast<int64_t>(text.size()));
  out.append(text);
}

void PutOptional(std::string& out, const std::optional<int64_t>& value) {
  PutNumber(out, value.has_value() ? 1 : 0);
  if (value.has_value()) PutNumber(out, *value);
}

// Reads what the functions above wrote.
class Unpacker {
 public:
  Unpacker(std::string_view bytes, size_t at) : bytes_(bytes), at_(at) {}

  int64_t Number() {
    uint64_t rest = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<uint8_t>(bytes_[at_++]);
      rest |= static_cast<uint64_t>(byte & 0x7fU) << shift;
      if (byte < 0x80) break;
    }
    return static_cast<int64_t>(rest >> 1U) ^ -static_cast<int64_t>(rest & 1U);
  }
  std::string Text() {
    const auto size = static_cast<size_t>(Number());
    at_ += size;
    return std::string(bytes_.substr(at_ - size, size));
  }
  std::optional<int64_t> Optional() {
    if (Number() == 0) return std::nullopt;
    return Number();
  }

 private:
  std::string_view bytes_;
  size_t at_;
};

void PutContract(std::string& out, const Contract& contract) {
  for (const int64_t number : {contract.price_fen, contract.met, contract.failed, contract.pending,
                               int64_t{contract.fail_pay_bp}}) {
    PutNumber(out, number);
  }
  PutOptional(out, contract.cap_fen);
}

Contract ContractFrom(Unpacker& from) {
  Contract contract;
  contract.price_fen = from.Number();
  contract.met = from.Number();
  contract.failed = from.Number();
  contract.pending = from.Number();
  contract.fail_pay_bp = static_cast<int32_t>(from.Number());
  contract.cap_fen = from.Optional();
  return contract;
}

void Unpack(Unpacker& from, const std::vector<std::string>& policies, UnitInput& input) {
  input.key.institution_id = from.Text();
  input.key.fund = static_cast<Fund>(from.Number());
  input.key.unit_class = static_cast<UnitClass>(from.Number());
  input.policy_sha256 = policies[static_cast<size_t>(from.Number())];
  VisitScalars(input, [&from](std::string_view, auto& value) {
    using Field = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<Field, std::optional<int64_t>>) {
      value = from.Optional();
    } else {
      value = static_cast<Field>(from.Number());
    }
  });
  input.indicators.clear();
  for (int64_t left = from.Number(); left > 0; --left) {
    std::string code = from.Text();
    input.indicators.emplace_hint(input.indicators.end(), std::move(code), from.Number());
  }
  input.contracts.clear();
  for (int64_t left = from.Number(); left > 0; --left) {
    input.contracts.push_back(ContractFrom(from));
  }
}

}  // namespace

void PackedUnits::Pack(const UnitInput& input) {
  PutText(bytes_, input.key.institution_id);
  PutNumber(bytes_, static_cast<int64_t>(input.key.fund));
  PutNumber(bytes_, static_cast<int64_t>(input.key.unit_class));
  const auto policy = std::find(policies_.begin(), policies_.end(), input.policy_sha256);
  PutNumber(bytes_, policy - policies_.begin());
  if (policy == policies_.end()) policies_.push_back(input.policy_sha256);
  VisitScalars(input, [this](std::string_view, const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::optional<int64_t>>) {
      PutOptional(bytes_, value);
    } else {
      PutNumber(bytes_, int64_t{value});
    }
  });
  PutNumber(bytes_, static_cast<int64_t>(input.indicators.size()));
  for (const auto& [code, value] : input.indicators) {
    PutText(bytes_, code);
    PutNumber(bytes_, value);
  }
  PutNumber(bytes_, static_cast<int64_t>(input.contracts.size()));
  for (const Contract& contract : input.contracts) PutContract(bytes_, contract);
}

void PackedUnits::Add(const UnitPage& page) {
  if (overflown_) return;
  pages_.emplace_back(bytes_.size(), page.size());
  for (const FrozenUnit& unit : page) Pack(unit.input);
  if (bytes_.size() <= max_bytes_) return;
  Clear();
  overflown_ = true;
}

void PackedUnits::Clear() {
  overflown_ = false;
  policies_.clear();
  pages_.clear();
  bytes_ = std::string();
}

absl::Status PackedUnits::Each(const std::function<absl::Status(const UnitPage&)>& each) const {
  UnitPage page;
  for (const auto& [first, units] : pages_) {
    page.resize(units);
    Unpacker from(bytes_, first);
    for (FrozenUnit& unit : page) Unpack(from, policies_, unit.input);
    PROBITY_RETURN_IF_ERROR(each(page));
  }
  return absl::OkStatus();
}

}  // namespace probity::settlement
