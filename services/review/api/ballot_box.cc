#include "services/review/api/ballot_box.h"

#include "common/status/status.h"
#include "services/review/domain/ballot.h"

namespace probity::review {
namespace {

constexpr std::size_t kTail = kBallotBytes - kHashBytes;

}  // namespace

absl::StatusOr<Bytes> BoxBallot(const BoxedBallot& boxed) {
  const bool fits = boxed.ballot.size() == kBallotBytes && boxed.receipt.size() == kHashBytes &&
                    boxed.ballot.substr(kTail) == Bytes(kHashBytes, '\0');
  if (!fits) return absl::InternalError("a ballot leaves no room for its receipt");
  return boxed.ballot.substr(0, kTail) + boxed.receipt;
}

absl::StatusOr<BoxedBallot> UnboxBallot(std::string_view box) {
  if (box.size() != kBallotBytes) return absl::InternalError("a stored ballot has another size");
  return BoxedBallot{Bytes(box.substr(0, kTail)) + Bytes(kHashBytes, '\0'),
                     Bytes(box.substr(kTail))};
}

}  // namespace probity::review
