// A committee member's side of CommitteeService: what a code opens.
//
// The code never leaves this side; the service sees only what is derived from it, one credential
// per case. Every request is padded to its declared size.
#ifndef PROBITY_CLIENTS_COMMON_SEAT_H_
#define PROBITY_CLIENTS_COMMON_SEAT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "probity/review/v1/committee_service.grpc.pb.h"
#include "probity/scoring/v1/sheet.pb.h"

namespace probity::clients {

// The answer of one invitation by its answer code (25 symbols). Repeating it is harmless.
absl::Status RespondInvitation(review::v1::CommitteeService::Stub& stub,
                               const rpc::CallOptions& options, std::string_view round,
                               std::string_view answer_code, review::v1::InvitationAnswer answer);

// A seat, held by its voting code. `round` is 16 bytes, codes 25 symbols without check symbol.
// Refused calls are PERMISSION_DENIED "unavailable" whatever the cause.
class Seat {
 public:
  Seat(review::v1::CommitteeService::Stub& stub, rpc::CallOptions options, std::string round,
       std::string voting_code);

  absl::StatusOr<review::v1::ListSheetsResponse> ListSheets() const;
  absl::StatusOr<scoring::v1::SheetBody> GetSheet(std::string_view serial) const;
  // The image a`index` of a sheet, from 1, without its padding.
  struct Image {
    review::v1::AttachmentMedia media = review::v1::ATTACHMENT_MEDIA_UNSPECIFIED;
    std::string bytes;
  };
  absl::StatusOr<Image> GetAttachment(std::string_view serial, int32_t index) const;
  // Returns the receipt of the ballot that is stored afterwards.
  absl::StatusOr<std::string> Submit(std::string_view serial, uint32_t revision,
                                     const std::vector<review::v1::FindingAnswer>& answers,
                                     std::string_view text) const;
  absl::StatusOr<review::v1::GetBallotResponse> GetBallot(std::string_view serial) const;

 private:
  review::v1::CommitteeService::Stub& stub_;
  rpc::CallOptions options_;
  std::string round_;
  std::string code_;
};

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_SEAT_H_
