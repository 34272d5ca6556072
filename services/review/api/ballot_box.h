// What lies in a credential's box: the ballot and the receipt its member holds. At the close nobody
// could compute the receipt any more, for the credential is stored nowhere; so it is kept in the
// tail of the ballot's fixed size that no ballot uses.
#ifndef PROBITY_SERVICES_REVIEW_API_BALLOT_BOX_H_
#define PROBITY_SERVICES_REVIEW_API_BALLOT_BOX_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "services/review/domain/values.h"

namespace probity::review {

struct BoxedBallot {
  Bytes ballot;   // as EncodeBallot or AbsentBallotBytes gives it
  Bytes receipt;  // 32 bytes; zeros while the ballot is ABSENT
  bool operator==(const BoxedBallot&) const = default;
};

// kBallotBytes, for SealBallot. INTERNAL if the ballot uses its tail or a size is wrong.
absl::StatusOr<Bytes> BoxBallot(const BoxedBallot& boxed);
// The reverse, for what OpenBallot gives. AbsentBallotBytes() is an ABSENT ballot's box.
absl::StatusOr<BoxedBallot> UnboxBallot(std::string_view box);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_BALLOT_BOX_H_
