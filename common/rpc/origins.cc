#include "common/rpc/origins.h"

#include "absl/time/clock.h"
#include "common/rpc/limits.h"

namespace probity::rpc {

std::string AddressOfPeer(const std::string& peer) {
  return peer.substr(0, peer.rfind(':'));
}

Origins::Origins(int calls, int64_t bytes)
    : calls_(calls),
      bytes_(bytes),
      wasted_({.burst = kWastedCalls, .refill = kWastedCallBack}, &absl::Now) {}

bool Origins::Enter(const std::string& address) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Part& part = parts_[address];
  ++part.calls;
  return part.calls - part.answered <= calls_ && part.calls <= kCallsNotOver * calls_;
}

void Origins::Answered(const std::string& address) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++parts_[address].answered;
}

bool Origins::Hold(const std::string& address, int64_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  held_ += bytes;
  const int64_t own = parts_[address].bytes += bytes;
  return own <= bytes_ - held_ + bytes;
}

void Origins::Leave(const std::string& address, int64_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  held_ -= bytes;
  const auto part = parts_.find(address);
  part->second.bytes -= bytes;
  --part->second.answered;
  if (--part->second.calls == 0) parts_.erase(part);
}

bool Origins::Waste(const std::string& address) {
  return wasted_.Take(address);
}

}  // namespace probity::rpc
