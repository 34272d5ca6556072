// What it saves to look an algorithm up once instead of at every hash: common/crypto beside the
// same call of the library by name. Run with --benchmark_enable_random_interleaving=true.
#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>

#include "common/crypto/crypto.h"

namespace probity::crypto {
namespace {

const std::string kKey(32, 'k');

std::string Message(const benchmark::State& state) {
  return std::string(static_cast<size_t>(state.range(0)), 'm');
}

void Sha256OfOurs(benchmark::State& state) {
  const std::string message = Message(state);
  for (auto _ : state) benchmark::DoNotOptimize(Sha256(message));
}

void Sha256LookedUp(benchmark::State& state) {
  const std::string message = Message(state);
  for (auto _ : state) {
    std::string out(kHashSize, '\0');
    EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(out.data()),
               nullptr, EVP_sha256(), nullptr);
    benchmark::DoNotOptimize(out);
  }
}

void HmacOfOurs(benchmark::State& state) {
  const std::string message = Message(state);
  for (auto _ : state) benchmark::DoNotOptimize(HmacSha256(kKey, message));
}

void HmacLookedUp(benchmark::State& state) {
  const std::string message = Message(state);
  for (auto _ : state) {
    std::string out(kHashSize, '\0');
    HMAC(EVP_sha256(), kKey.data(), static_cast<int>(kKey.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(),
         reinterpret_cast<unsigned char*>(out.data()), nullptr);
    benchmark::DoNotOptimize(out);
  }
}

// A link of a chain, a line of the ledger, and something longer.
BENCHMARK(Sha256OfOurs)->Arg(64)->Arg(256)->Arg(4096);
BENCHMARK(Sha256LookedUp)->Arg(64)->Arg(256)->Arg(4096);
BENCHMARK(HmacOfOurs)->Arg(64)->Arg(256)->Arg(4096);
BENCHMARK(HmacLookedUp)->Arg(64)->Arg(256)->Arg(4096);

}  // namespace
}  // namespace probity::crypto
