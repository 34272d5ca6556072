#include "services/review/api/court.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/codes/bytes.h"
#include "common/crypto/crypto.h"
#include "common/crypto/hpke.h"
#include "common/status/status.h"
#include "services/review/domain/ballot.h"

namespace probity::review {
namespace {

constexpr char kMinutesLabel[] = "probity/minutes/v1";
constexpr char kEnvelopeLabel[] = "probity/envelope/v1";

absl::StatusOr<Bytes> Seal(const ReviewEnv& env, const OfficerKeys& officers,
                           const std::string& info, Bytes plain) {
  absl::StatusOr<Bytes> sealed =
      crypto::SealToBoth(officers[0].public_key, officers[1].public_key, info, plain, env.entropy);
  crypto::Cleanse(plain);
  return sealed;
}

}  // namespace

absl::StatusOr<Bytes> SealMinutes(const ReviewEnv& env, const OfficerKeys& officers,
                                  std::string_view round_id, std::string_view serial,
                                  std::map<Bytes, Bytes> ballots, std::size_t seats) {
  while (ballots.size() < seats) ballots[env.entropy(kHashBytes)] = AbsentBallotBytes();
  Bytes plain;
  for (auto& [hash, ballot] : ballots) {
    absl::StrAppend(&plain, hash, ballot);
    crypto::Cleanse(ballot);
  }
  return Seal(env, officers, absl::StrCat(kMinutesLabel, ToAbsl(round_id), ToAbsl(serial)),
              std::move(plain));
}

absl::StatusOr<Bytes> SealEnvelope(const ReviewEnv& env, const OfficerKeys& officers,
                                   std::string_view round_id, std::string_view member_no,
                                   std::string_view code) {
  if (1 + member_no.size() + code.size() > kEnvelopeBytes) {
    return absl::InternalError("a member's number does not fit an envelope");
  }
  codes::ByteString plain;
  plain.U8(static_cast<std::uint8_t>(member_no.size())).Raw(member_no).Raw(code);
  return Seal(env, officers, absl::StrCat(kEnvelopeLabel, ToAbsl(round_id)),
              plain.PadTo(kEnvelopeBytes).str());
}

}  // namespace probity::review
