// The one textual form of a transcript, written and read.
#include <cctype>
#include <charconv>
#include <utility>

#include "common/status/status.h"
#include "services/review/domain/transcript.h"

namespace probity::review {
namespace {

std::string Quoted(std::string_view bytes) {
  return "\"" + crypto::Hex(bytes) + "\"";
}

// "[a,b]" with each item written by `write`.
template <typename Items, typename Write>
std::string List(const Items& items, Write write) {
  std::string json = "[";
  for (const auto& item : items) {
    if (json.size() > 1) json += ',';
    json += write(item);
  }
  return json + "]";
}

std::string Number(std::uint64_t value) {
  return std::to_string(value);
}
std::string GroupNumber(Group group) {
  return Number(static_cast<std::uint64_t>(group));
}

std::string LeafJson(const EligibleLeaf& leaf) {
  return R"({"g":)" + GroupNumber(leaf.group) + R"(,"d":)" + Quoted(leaf.draw) + R"(,"hc":)" +
         Quoted(leaf.house_commitment) + "}";
}

std::string HouseJson(const OpenedHouse& opened) {
  return R"({"d":)" + Quoted(opened.draw) + R"(,"h":)" + Quoted(opened.house) + R"(,"n":)" +
         Quoted(opened.blind) + "}";
}

std::string SeatJson(const Seat& seat) {
  return R"({"seat":)" + Number(seat.number) + R"(,"g":)" + GroupNumber(seat.group) + R"(,"d":)" +
         Quoted(seat.draw.value_or(Bytes())) + "}";
}

std::string ReplacementJson(const Replacement& replacement) {
  return R"({"batch":)" + Number(replacement.batch) + R"(,"k":)" + Number(replacement.k) +
         R"(,"seat":)" + Number(replacement.seat) + R"(,"g":)" + GroupNumber(replacement.group) +
         R"(,"leaving":)" + Quoted(replacement.leaving) + R"(,"entering":)" +
         (replacement.entering.has_value() ? Quoted(*replacement.entering) : "null") + "}";
}

// Reads the form above from left to right. After a first mismatch everything reads as empty and
// ok() stays false, so callers ask once, at the end.
class Reader {
 public:
  explicit Reader(std::string_view json) : rest_(json) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && rest_.empty(); }

  bool Next(std::string_view literal) {
    if (!ok_ || !rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }

  Reader& Expect(std::string_view literal) {
    ok_ = Next(literal);
    return *this;
  }

  Bytes Hex() {
    Expect("\"");
    const std::size_t end = rest_.find('"');
    if (!ok_ || end == std::string_view::npos) return Fail<Bytes>();
    absl::StatusOr<std::string> bytes = crypto::FromHex(rest_.substr(0, end));
    if (!bytes.ok()) return Fail<Bytes>();
    rest_.remove_prefix(end + 1);
    return *std::move(bytes);
  }

  // An unsigned number of at most T's size.
  template <typename T>
  T Integer() {
    T value{};
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (!ok_ || error != std::errc()) return Fail<T>();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  review::Group Group() {
    const auto number = Integer<std::uint8_t>();
    return IsGroup(number) ? static_cast<review::Group>(number) : Fail<review::Group>();
  }

  template <typename Read>
  auto List(Read read) {
    std::vector<decltype(read(*this))> items;
    Expect("[");
    if (Next("]")) return items;
    while (ok_) {
      items.push_back(read(*this));
      if (Next("]")) return items;
      Expect(",");
    }
    return items;
  }

 private:
  template <typename T>
  T Fail() {
    ok_ = false;
    return T{};
  }

  std::string_view rest_;
  bool ok_ = true;
};

Bytes ReadHex(Reader& reader) {
  return reader.Hex();
}

EligibleLeaf ReadLeaf(Reader& reader) {
  EligibleLeaf leaf;
  leaf.group = reader.Expect(R"({"g":)").Group();
  leaf.draw = reader.Expect(R"(,"d":)").Hex();
  leaf.house_commitment = reader.Expect(R"(,"hc":)").Hex();
  reader.Expect("}");
  return leaf;
}

OpenedHouse ReadHouse(Reader& reader) {
  OpenedHouse opened;
  opened.draw = reader.Expect(R"({"d":)").Hex();
  opened.house = reader.Expect(R"(,"h":)").Hex();
  opened.blind = reader.Expect(R"(,"n":)").Hex();
  reader.Expect("}");
  return opened;
}

Seat ReadSeat(Reader& reader) {
  Seat seat;
  seat.number = reader.Expect(R"({"seat":)").Integer<std::uint8_t>();
  seat.group = reader.Expect(R"(,"g":)").Group();
  seat.draw = reader.Expect(R"(,"d":)").Hex();
  reader.Expect("}");
  return seat;
}

Replacement ReadReplacement(Reader& reader) {
  Replacement replacement;
  replacement.batch = reader.Expect(R"({"batch":)").Integer<std::uint32_t>();
  replacement.k = reader.Expect(R"(,"k":)").Integer<std::uint16_t>();
  replacement.seat = reader.Expect(R"(,"seat":)").Integer<std::uint8_t>();
  replacement.group = reader.Expect(R"(,"g":)").Group();
  replacement.leaving = reader.Expect(R"(,"leaving":)").Hex();
  reader.Expect(R"(,"entering":)");
  if (!reader.Next("null")) replacement.entering = reader.Hex();
  reader.Expect("}");
  return replacement;
}

bool ReadQuotas(Reader& reader, Quotas& quotas) {
  const auto read = reader.List([](Reader& r) { return r.Integer<std::uint8_t>(); });
  if (read.size() != quotas.size()) return false;
  std::copy(read.begin(), read.end(), quotas.begin());
  return true;
}

}  // namespace

std::string TranscriptJson(const Transcript& t) {
  return R"({"v":1,"round":)" + Quoted(t.round) + R"(,"quotas":)" + List(t.quotas, Number) +
         R"(,"pool_root":)" + Quoted(t.pool_root) + R"(,"eligible_root":)" +
         Quoted(t.eligible_root) + R"(,"commitments":)" + List(t.commitments, Quoted) +
         R"(,"shares":)" + List(t.shares, Quoted) + R"(,"seed":)" + Quoted(t.seed) +
         R"(,"leaves":)" + List(t.leaves, Quoted) + R"(,"eligible":)" + List(t.eligible, LeafJson) +
         R"(,"opened":)" + List(t.opened, HouseJson) + R"(,"panel":)" + List(t.panel, SeatJson) +
         R"(,"replacements":)" + List(t.replacements, ReplacementJson) + "}";
}

absl::StatusOr<Transcript> ParseTranscript(std::string_view json) {
  Reader reader(json);
  Transcript t;
  t.round = reader.Expect(R"({"v":1,"round":)").Hex();
  const bool quotas_read = ReadQuotas(reader.Expect(R"(,"quotas":)"), t.quotas);
  t.pool_root = reader.Expect(R"(,"pool_root":)").Hex();
  t.eligible_root = reader.Expect(R"(,"eligible_root":)").Hex();
  t.commitments = reader.Expect(R"(,"commitments":)").List(ReadHex);
  t.shares = reader.Expect(R"(,"shares":)").List(ReadHex);
  t.seed = reader.Expect(R"(,"seed":)").Hex();
  t.leaves = reader.Expect(R"(,"leaves":)").List(ReadHex);
  t.eligible = reader.Expect(R"(,"eligible":)").List(ReadLeaf);
  t.opened = reader.Expect(R"(,"opened":)").List(ReadHouse);
  t.panel = reader.Expect(R"(,"panel":)").List(ReadSeat);
  t.replacements = reader.Expect(R"(,"replacements":)").List(ReadReplacement);
  reader.Expect("}");
  // Only one text per transcript: capital hex or a leading zero was not written here.
  if (!quotas_read || !reader.AtEnd() || TranscriptJson(t) != json) {
    return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                  "a stored draw transcript is not in the form this service writes");
  }
  return t;
}

}  // namespace probity::review
