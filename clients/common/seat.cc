#include "clients/common/seat.h"

#include <utility>

#include "common/codes/blind_image.h"
#include "common/codes/codes.h"
#include "common/status/status.h"

namespace probity::clients {
namespace {

using review::v1::CommitteeService;

constexpr size_t kSmallRequest = 128;
constexpr size_t kBallotRequest = 3072;

// Fills `padding` until the message has `size` bytes on the wire, as every request of its kind.
template <typename Message>
Message Padded(Message message, size_t size) {
  message.mutable_padding()->clear();
  const size_t bare = message.ByteSizeLong();
  if (bare + 2 > size) return message;
  message.set_padding(std::string(size - bare - 2, '\0'));
  // A length of 128 or more takes one byte more on the wire.
  while (message.ByteSizeLong() > size) message.mutable_padding()->pop_back();
  return message;
}

}  // namespace

absl::Status RespondInvitation(CommitteeService::Stub& stub, const rpc::CallOptions& options,
                               std::string_view round, std::string_view answer_code,
                               review::v1::InvitationAnswer answer) {
  review::v1::RespondInvitationRequest request;
  request.set_round_id(std::string(round));
  request.set_code(std::string(answer_code));
  request.set_answer(answer);
  return rpc::Invoke(stub, &CommitteeService::Stub::RespondInvitation,
                     Padded(std::move(request), kSmallRequest), options)
      .status();
}

Seat::Seat(CommitteeService::Stub& stub, rpc::CallOptions options, std::string round,
           std::string voting_code)
    : stub_(stub),
      options_(std::move(options)),
      round_(std::move(round)),
      code_(std::move(voting_code)) {}

absl::StatusOr<review::v1::ListSheetsResponse> Seat::ListSheets() const {
  review::v1::ListSheetsRequest request;
  request.set_round_id(round_);
  request.set_credential(codes::DoorCredential(code_, round_));
  return rpc::Invoke(stub_, &CommitteeService::Stub::ListSheets,
                     Padded(std::move(request), kSmallRequest), options_);
}

absl::StatusOr<scoring::v1::SheetBody> Seat::GetSheet(std::string_view serial) const {
  review::v1::GetSheetRequest request;
  request.set_round_id(round_);
  request.set_serial(std::string(serial));
  request.set_credential(codes::Credential(code_, round_, serial));
  PROBITY_ASSIGN_OR_RETURN(const review::v1::GetSheetResponse response,
                           rpc::Invoke(stub_, &CommitteeService::Stub::GetSheet,
                                       Padded(std::move(request), kSmallRequest), options_));
  scoring::v1::SheetBody body;
  if (!body.ParseFromString(response.body())) {
    return absl::InternalError("the sheet is not readable by this version of the client");
  }
  return body;
}

absl::StatusOr<Seat::Image> Seat::GetAttachment(std::string_view serial, int32_t index) const {
  review::v1::GetAttachmentRequest request;
  request.set_round_id(round_);
  request.set_serial(std::string(serial));
  request.set_credential(codes::Credential(code_, round_, serial));
  request.set_index(index);
  PROBITY_ASSIGN_OR_RETURN(const review::v1::GetAttachmentResponse response,
                           rpc::Invoke(stub_, &CommitteeService::Stub::GetAttachment,
                                       Padded(std::move(request), kSmallRequest), options_));
  const auto image = codes::UnpadImage(response.content());
  if (!image.has_value()) return absl::InternalError("the attachment came damaged");
  return Image{response.media(), std::string(*image)};
}

absl::StatusOr<std::string> Seat::Submit(std::string_view serial, uint32_t revision,
                                         const std::vector<review::v1::FindingAnswer>& answers,
                                         std::string_view text) const {
  review::v1::SubmitBallotRequest request;
  request.set_round_id(round_);
  request.set_serial(std::string(serial));
  request.set_credential(codes::Credential(code_, round_, serial));
  request.set_revision(revision);
  request.mutable_answers()->Assign(answers.begin(), answers.end());
  request.set_text(std::string(text));
  PROBITY_ASSIGN_OR_RETURN(review::v1::SubmitBallotResponse response,
                           rpc::Invoke(stub_, &CommitteeService::Stub::SubmitBallot,
                                       Padded(std::move(request), kBallotRequest), options_));
  return std::move(*response.mutable_receipt());
}

absl::StatusOr<review::v1::GetBallotResponse> Seat::GetBallot(std::string_view serial) const {
  review::v1::GetBallotRequest request;
  request.set_round_id(round_);
  request.set_serial(std::string(serial));
  request.set_credential(codes::Credential(code_, round_, serial));
  return rpc::Invoke(stub_, &CommitteeService::Stub::GetBallot,
                     Padded(std::move(request), kSmallRequest), options_);
}

}  // namespace probity::clients
