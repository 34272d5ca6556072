// Unsealing for a court: asking, approving and fetching through the service, opening offline.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/common/bureau.h"
#include "clients/common/files.h"
#include "clients/probityctl/commands/review.h"
#include "common/calendar/date.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/crypto/hpke.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = review::v1;
namespace role = options::v1;
using Hearings = v1::HearingAdminService::Stub;

constexpr size_t kIdBytes = 16;
constexpr size_t kBallotBytes = 2048;
constexpr size_t kEnvelopeBytes = 64;

rpc::CallOptions As(const clients::Bureau& bureau, const std::string& person) {
  rpc::CallOptions options = bureau.As(role::ROLE_GROUP_OFFICER);
  options.caller.person = person;
  return options;
}

absl::StatusOr<std::string> KeyIn(const std::string& file) {
  PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(file));
  const auto key = crypto::FromHex(ToStd(absl::StripAsciiWhitespace(text)));
  if (!key.ok() || !crypto::PublicKeyOf(*key).ok()) {
    return BadRequest({{file, "an officer's private key: 64 hex digits"}});
  }
  return *key;
}

// Officers bring their keys in any order.
std::optional<std::string> Opened(const std::vector<std::string>& keys, const std::string& info,
                                  const std::string& sealed) {
  for (const auto& [first, second] : {std::pair(keys[0], keys[1]), std::pair(keys[1], keys[0])}) {
    auto opened = crypto::OpenWithBoth(first, second, info, sealed);
    if (opened.ok()) return *std::move(opened);
  }
  return std::nullopt;
}

// The file UnsealExecute writes: its answer, in the form messages are stored.
absl::StatusOr<v1::ExecuteUnsealResponse> ReadUnsealed(const std::string& file) {
  PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(file));
  v1::ExecuteUnsealResponse response;
  if (!response.ParseFromString(text) || response.round_id().size() != 2 * kIdBytes) {
    return BadRequest({{file, "a file that `review unseal fetch` wrote"}});
  }
  return response;
}

struct Sitter {
  std::string member_no;
  std::string code;  // 25 symbols
};

// length u8 ‖ member_no ‖ code, zeros to 64 bytes
std::optional<Sitter> SitterIn(const std::string& plain) {
  if (plain.size() != kEnvelopeBytes) return std::nullopt;
  const auto length = static_cast<size_t>(static_cast<unsigned char>(plain[0]));
  if (1 + length + codes::kCodeSymbols > plain.size()) return std::nullopt;
  return Sitter{plain.substr(1, length), plain.substr(1 + length, codes::kCodeSymbols)};
}

// cred_hash B32 ‖ ballot, sorted by hash
std::map<std::string, std::string> BallotsIn(const std::string& plain) {
  std::map<std::string, std::string> ballots;
  constexpr size_t kEntry = crypto::kHashSize + kBallotBytes;
  for (size_t at = 0; at + kEntry <= plain.size(); at += kEntry) {
    ballots[plain.substr(at, crypto::kHashSize)] =
        plain.substr(at + crypto::kHashSize, kBallotBytes);
  }
  return ballots;
}

uint64_t Big(const std::string& bytes, size_t at, size_t size) {
  uint64_t value = 0;
  for (size_t i = at; i < at + size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// format u8 ‖ revision u32 ‖ answers u8 ‖ (choice u8 ‖ points u64 ‖ codes u8 ‖ 3 × code u8) each ‖
// length u16 ‖ text
std::string BallotText(const std::string& ballot) {
  constexpr std::array<const char*, 5> kChoices = {"?", "UPHOLD", "NOT_UPHOLD", "REMAND",
                                                   "ABSTAIN"};
  constexpr size_t kHead = 6, kAnswer = 13, kMostFindings = 32;
  if (Big(ballot, 1, 4) == 0) return "缺席 ABSENT";
  const size_t count = Big(ballot, 5, 1);
  if (count > kMostFindings) return "?";
  std::string text;
  size_t at = kHead;
  for (size_t item = 1; item <= count; ++item, at += kAnswer) {
    const uint64_t choice = Big(ballot, at, 1);
    absl::StrAppend(&text, item > 1 ? "; " : "", item, "=", choice < 5 ? kChoices[choice] : "?");
    if (choice == 1) absl::StrAppend(&text, ":", Big(ballot, at + 1, 8));
    for (size_t code = 0; code < std::min<uint64_t>(Big(ballot, at + 9, 1), 3); ++code) {
      absl::StrAppend(&text, code == 0 ? ":R0" : ",R0", Big(ballot, at + 10 + code, 1));
    }
  }
  const size_t length = Big(ballot, at, 2);
  if (length > 0 && at + 2 + length <= ballot.size()) {
    absl::StrAppend(&text, " “", ballot.substr(at + 2, length), "”");
  }
  return text;
}

}  // namespace

int OfficerKey(const std::string& person, const std::string& group, const std::string& out) {
  std::string key = crypto::SystemEntropy()(crypto::kKeySize);
  const std::string public_key = *crypto::PublicKeyOf(key);
  std::string text = crypto::Hex(key) + "\n";
  const absl::Status written = clients::WriteFile(out, text, 0600);
  crypto::Cleanse(key);
  crypto::Cleanse(text);
  if (!written.ok()) return Fail(written);
  std::fprintf(
      stderr,
      "私钥 private key → %s: 离线保管 keep it offline; 下行交服务 the line below is for the "
      "service's --officer-keys\n",
      out.c_str());
  std::printf("%s,%s,%s\n", person.c_str(), group.c_str(), crypto::Hex(public_key).c_str());
  return kOk;
}

int UnsealAsk(const Session& session, const UnsealRequest& asked) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::RequestUnsealRequest request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_round_id(asked.round);
  request.set_serial(asked.serial);
  request.set_order_no(asked.order_no);
  v1::UnsealReason reason = v1::UNSEAL_REASON_UNSPECIFIED;
  if (!v1::UnsealReason_Parse("UNSEAL_REASON_" + asked.reason, &reason)) {
    return Fail(BadRequest({{"--reason", "COURT_ORDER, RECONSIDERATION or SUPERVISION_ORDER"}}));
  }
  request.set_reason_code(reason);
  const auto response =
      rpc::Invoke(*bureau->hearings, &Hearings::RequestUnseal, request, As(*bureau, asked.person));
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
  } else {
    std::printf(
        "已申请 requested: %s\n  另一类别的负责人批准 another group's officer approves: "
        "probityctl review unseal approve %s\n",
        response->unseal_id().c_str(), response->unseal_id().c_str());
  }
  return kOk;
}

int UnsealApprove(const Session& session, const std::string& unseal_id, const std::string& person) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::ApproveUnsealRequest request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_unseal_id(unseal_id);
  const auto response =
      rpc::Invoke(*bureau->hearings, &Hearings::ApproveUnseal, request, As(*bureau, person));
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
  } else {
    const absl::Time from = absl::FromUnixSeconds(response->not_before_seconds());
    std::printf("已批准 approved; 不早于 not before %s (UTC+8)\n",
                absl::FormatTime("%Y-%m-%d %H:%M", from, calendar::BureauZone()).c_str());
  }
  return kOk;
}

int UnsealExecute(const Session& session, const std::string& unseal_id, const std::string& person,
                  const std::string& out) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::ExecuteUnsealRequest request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_unseal_id(unseal_id);
  const auto response =
      rpc::Invoke(*bureau->hearings, &Hearings::ExecuteUnseal, request, As(*bureau, person));
  if (!response.ok()) return Fail(response.status());
  const absl::Status written = clients::WriteFile(out, response->SerializeAsString(), 0600);
  if (!written.ok()) return Fail(written);
  std::printf(
      "密文 ciphertexts → %s; 两把私钥离线启封 both keys open it offline: probityctl review "
      "unseal open\n",
      out.c_str());
  return kOk;
}

int UnsealOpen(const Session& session, const std::string& file,
               const std::vector<std::string>& key_files) {
  std::vector<std::string> keys;
  for (const std::string& key_file : key_files) {
    const auto key = KeyIn(key_file);
    if (!key.ok()) return Fail(key.status());
    keys.push_back(*key);
  }
  if (keys.size() != 2) return Fail(BadRequest({{"--key", "given twice: both officers' keys"}}));
  const auto sealed = ReadUnsealed(file);
  if (!sealed.ok()) return Fail(sealed.status());
  const auto round = crypto::FromHex(sealed->round_id());
  if (!round.ok()) return Fail(BadRequest({{file, "names no round"}}));
  const auto minutes =
      Opened(keys, absl::StrCat("probity/minutes/v1", *round, sealed->serial()), sealed->minutes());
  if (!minutes.has_value()) {
    return Fail(
        Precondition(Reason::k_NOT_KEY_OFFICER, "两把私钥打不开 these two keys do not open it"));
  }
  const std::map<std::string, std::string> ballots = BallotsIn(*minutes);
  Table table({"委员 member", "改票 revision", "表决 ballot"});
  int exit = kOk;
  for (const std::string& envelope : sealed->envelopes()) {
    const auto plain = Opened(keys, absl::StrCat("probity/envelope/v1", *round), envelope);
    const auto sitter = plain.has_value() ? SitterIn(*plain) : std::nullopt;
    if (!sitter.has_value()) {
      exit = kRefused;
      continue;
    }
    const std::string hash = codes::CredentialHash(
        *round, sealed->serial(), codes::Credential(sitter->code, *round, sealed->serial()));
    const auto found = ballots.find(hash);
    if (found == ballots.end()) {
      exit = kRefused;
      continue;
    }
    table.Add(
        {sitter->member_no, absl::StrCat(Big(found->second, 1, 4)), BallotText(found->second)});
  }
  if (exit != kOk) std::fprintf(stderr, "有信封不可启封 an envelope does not fit the minutes\n");
  if (!session.json) {
    std::printf("会审 round %s, 编号 serial %s\n", sealed->round_id().c_str(),
                codes::Display(sealed->serial()).c_str());
  }
  table.Print();
  return exit;
}

}  // namespace probity::ctl
