#include "common/ledger/chain.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::ledger {
namespace {

void AppendEscaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out.push_back(c);
    }
  }
}

absl::Status Broken(int64_t seq, std::string_view what) {
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                absl::StrCat("entry ", seq, " of the chain ", ToAbsl(what)),
                {{"seq", absl::StrCat(seq)}});
}

}  // namespace

std::string ZeroHash() {
  return std::string(crypto::kHashSize, '\0');
}

Fields& Fields::Add(std::string_view name, std::string_view text) {
  text_ += name;
  text_ += '\t';
  AppendEscaped(text_, text);
  text_ += '\n';
  return *this;
}

Fields& Fields::Add(std::string_view name, int64_t number) {
  return Add(name, std::string_view(absl::StrCat(number)));
}

Fields& Fields::AddHex(std::string_view name, std::string_view bytes) {
  return Add(name, std::string_view(crypto::Hex(bytes)));
}

std::string Digest(std::string_view format, const Fields& fields) {
  return crypto::Sha256(absl::StrCat(ToAbsl(format), "\n", fields.text()));
}

Link NextLink(std::string_view format, const Head& head, const Fields& fields) {
  Fields chained = fields;
  chained.Add("recorded_seq", head.seq + 1).AddHex("prev_hash", head.hash);
  return {head.seq + 1, head.hash, Digest(format, chained)};
}

absl::Status CheckLink(const Head& head, const Link& stored, std::string_view computed_hash) {
  const int64_t expected = head.seq + 1;
  if (stored.seq != expected) return Broken(expected, "is missing");
  if (stored.prev_hash != head.hash) return Broken(expected, "does not name the entry before it");
  if (stored.hash != computed_hash) return Broken(expected, "is not what was recorded");
  return absl::OkStatus();
}

Verifier::Verifier(std::string format, Head start)
    : format_(std::move(format)), head_(std::move(start)) {}

absl::Status Verifier::Check(const Link& stored, const Fields& fields) {
  if (!status_.ok()) return status_;
  status_ = CheckLink(head_, stored, NextLink(format_, head_, fields).hash);
  if (status_.ok()) head_ = stored.head();
  return status_;
}

}  // namespace probity::ledger
