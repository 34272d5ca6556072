#include "clients/probityctl/draw/log_file.h"

#include "clients/probityctl/draw/json.h"
#include "common/crypto/crypto.h"

namespace probity::draw_check {
namespace {

constexpr uint64_t kMostLeaves = 1'000'000'000'000;

std::string HashOf(const LogLeaf& leaf) {
  std::string message = "\x10probity/audit/v1" + leaf.prev;
  crypto::AppendU64(message, leaf.seq);
  crypto::AppendU16(message, static_cast<uint16_t>(leaf.kind));
  crypto::AppendU32(message, static_cast<uint32_t>(leaf.body.size()));
  return crypto::Sha256(message + leaf.body);
}

}  // namespace

std::string WriteLeaf(const LogLeaf& leaf) {
  return "{\"seq\":" + std::to_string(leaf.seq) + ",\"prev\":\"" + crypto::Hex(leaf.prev) +
         "\",\"hash\":\"" + crypto::Hex(leaf.hash) + "\",\"kind\":" + std::to_string(leaf.kind) +
         ",\"body\":\"" + crypto::Hex(leaf.body) + "\"}\n";
}

bool ReadLeaf(std::string_view line, LogLeaf& leaf) {
  JsonText json(line);
  json.Object("seq");
  leaf.seq = json.Number(kMostLeaves);
  json.Key("prev");
  leaf.prev = json.Hex(crypto::kHashSize);
  json.Key("hash");
  leaf.hash = json.Hex(crypto::kHashSize);
  json.Key("kind");
  leaf.kind = static_cast<int>(json.Number(UINT16_MAX));
  json.Key("body");
  leaf.body = json.Hex(0);
  json.EndObject();
  return json.AtEnd();
}

std::vector<LogLeaf> ReadLog(std::string_view text, std::string& problem) {
  std::vector<LogLeaf> leaves;
  std::string prev(crypto::kHashSize, '\0');
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    LogLeaf& leaf = leaves.emplace_back();
    const std::string number = std::to_string(leaves.size());
    if (!ReadLeaf(line, leaf)) {
      problem = "line " + number + " of the log is no leaf";
    } else if (leaf.seq != leaves.size() || leaf.prev != prev || HashOf(leaf) != leaf.hash) {
      problem = "the log's chain breaks at leaf " + number;
    }
    if (!problem.empty()) return leaves;
    prev = leaf.hash;
  }
  return leaves;
}

}  // namespace probity::draw_check
