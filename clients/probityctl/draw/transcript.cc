#include "clients/probityctl/draw/transcript.h"

#include "clients/probityctl/draw/json.h"
#include "common/crypto/crypto.h"

namespace probity::draw_check {
namespace {

constexpr size_t kId = 16;
constexpr size_t kHash = 32;
constexpr uint64_t kByte = 255;

void ReadEligible(JsonText& json, Transcript& t) {
  Eligible& one = t.eligible.emplace_back();
  json.Object("g");
  one.group = static_cast<int>(json.Number(4));
  json.Key("d");
  one.d = json.Hex(kId);
  json.Key("hc");
  one.hc = json.Hex(kHash);
  json.EndObject();
}

void ReadOpened(JsonText& json, Transcript& t) {
  Opened& one = t.opened.emplace_back();
  json.Object("d");
  one.d = json.Hex(kId);
  json.Key("h");
  one.h = json.Hex(kId);
  json.Key("n");
  one.n = json.Hex(kId);
  json.EndObject();
}

void ReadSeat(JsonText& json, Transcript& t) {
  Seat& one = t.panel.emplace_back();
  json.Object("seat");
  one.number = static_cast<int>(json.Number(kByte));
  json.Key("g");
  one.group = static_cast<int>(json.Number(4));
  json.Key("d");
  one.d = json.Hex(kId);
  json.EndObject();
}

void ReadReplaced(JsonText& json, Transcript& t) {
  Replaced& one = t.replacements.emplace_back();
  json.Object("batch");
  one.batch = static_cast<uint32_t>(json.Number(UINT32_MAX));
  json.Key("k");
  one.k = static_cast<uint16_t>(json.Number(UINT16_MAX));
  json.Key("seat");
  one.seat = static_cast<int>(json.Number(kByte));
  json.Key("g");
  one.group = static_cast<int>(json.Number(4));
  json.Key("leaving");
  one.leaving = json.Hex(kId);
  json.Key("entering");
  if (!json.Null()) one.entering = json.Hex(kId);
  json.EndObject();
}

std::string Text(std::string_view bytes) {
  return '"' + crypto::Hex(bytes) + '"';
}

template <typename Items, typename Write>
void Add(std::string& out, const char* key, const Items& items, Write write) {
  out += std::string(",\"") + key + "\":[";
  for (size_t i = 0; i < items.size(); ++i) out += (i == 0 ? "" : ",") + write(items[i]);
  out += "]";
}

}  // namespace

std::optional<Transcript> ReadTranscript(std::string_view text) {
  JsonText json(text);
  Transcript t;
  json.Object("v");
  if (json.Number(1) != 1) return std::nullopt;
  json.Key("round");
  t.round = json.Hex(kId);
  json.Key("quotas");
  json.Array([&] { t.quotas.push_back(static_cast<int>(json.Number(kByte))); });
  json.Key("pool_root");
  t.pool_root = json.Hex(kHash);
  json.Key("eligible_root");
  t.eligible_root = json.Hex(kHash);
  json.Key("commitments");
  json.Array([&] { t.commitments.push_back(json.Hex(kHash)); });
  json.Key("shares");
  json.Array([&] { t.shares.push_back(json.Hex(kHash)); });
  json.Key("seed");
  t.seed = json.Hex(kHash);
  json.Key("leaves");
  json.Array([&] { t.leaves.push_back(json.Hex(kHash)); });
  json.Key("eligible");
  json.Array([&] { ReadEligible(json, t); });
  json.Key("opened");
  json.Array([&] { ReadOpened(json, t); });
  json.Key("panel");
  json.Array([&] { ReadSeat(json, t); });
  json.Key("replacements");
  json.Array([&] { ReadReplaced(json, t); });
  json.EndObject();
  if (!json.AtEnd() || t.quotas.size() != 4) return std::nullopt;
  return t;
}

std::string WriteTranscript(const Transcript& t) {
  std::string out = "{\"v\":1,\"round\":" + Text(t.round);
  Add(out, "quotas", t.quotas, [](int quota) { return std::to_string(quota); });
  out += ",\"pool_root\":" + Text(t.pool_root) + ",\"eligible_root\":" + Text(t.eligible_root);
  Add(out, "commitments", t.commitments, Text);
  Add(out, "shares", t.shares, Text);
  out += ",\"seed\":" + Text(t.seed);
  Add(out, "leaves", t.leaves, Text);
  Add(out, "eligible", t.eligible, [](const Eligible& one) {
    return "{\"g\":" + std::to_string(one.group) + ",\"d\":" + Text(one.d) +
           ",\"hc\":" + Text(one.hc) + "}";
  });
  Add(out, "opened", t.opened, [](const Opened& one) {
    return "{\"d\":" + Text(one.d) + ",\"h\":" + Text(one.h) + ",\"n\":" + Text(one.n) + "}";
  });
  Add(out, "panel", t.panel, [](const Seat& one) {
    return "{\"seat\":" + std::to_string(one.number) + ",\"g\":" + std::to_string(one.group) +
           ",\"d\":" + Text(one.d) + "}";
  });
  Add(out, "replacements", t.replacements, [](const Replaced& one) {
    return "{\"batch\":" + std::to_string(one.batch) + ",\"k\":" + std::to_string(one.k) +
           ",\"seat\":" + std::to_string(one.seat) + ",\"g\":" + std::to_string(one.group) +
           ",\"leaving\":" + Text(one.leaving) +
           ",\"entering\":" + (one.entering.has_value() ? Text(*one.entering) : "null") + "}";
  });
  return out + "}";
}

}  // namespace probity::draw_check
