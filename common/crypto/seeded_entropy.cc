#include "common/crypto/seeded_entropy.h"

#include <memory>
#include <mutex>
#include <string>

namespace probity::crypto {
namespace {

struct Stream {
  std::mutex mutex;
  std::string key;
  uint64_t block = 0;
  std::string unread;
};

}  // namespace

Entropy SeededEntropy(std::string_view seed) {
  const auto stream = std::make_shared<Stream>();
  stream->key = std::string(seed);
  return [stream](size_t size) {
    const std::lock_guard<std::mutex> lock(stream->mutex);
    while (stream->unread.size() < size) {
      std::string counter;
      AppendU64(counter, stream->block++);
      stream->unread += HmacSha256(stream->key, counter);
    }
    std::string bytes = stream->unread.substr(0, size);
    stream->unread.erase(0, size);
    return bytes;
  };
}

}  // namespace probity::crypto
