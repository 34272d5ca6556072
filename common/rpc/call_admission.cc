// Whether a call is taken: who makes it, until when, and whose shares it counts against.
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/rpc/call_reactor.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/rpc/refusals.h"
#include "common/status/status.h"
#include "probity/options/v1/duration.pb.h"

namespace probity::rpc {
namespace {

constexpr absl::Duration kAnswerTravel = absl::Milliseconds(20);
// A client without a deadline shows as one in the far future.
constexpr absl::Duration kNoDeadline = absl::Hours(24 * 365);

Metadata MetadataOf(const grpc::GenericCallbackServerContext& context) {
  Metadata metadata;
  for (const auto& [key, value] : context.client_metadata()) {
    metadata.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
  return metadata;
}

// True where the call itself was refused, and not for want of something of ours.
bool IsRefusal(const absl::Status& status) {
  return absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status) ||
         absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
         absl::IsFailedPrecondition(status) || absl::IsUnimplemented(status);
}

}  // namespace

absl::Status CallReactor::Admit(bool room) {
  if (!room) {
    Waste();
    return QueueFull("too many calls at once from this address");
  }
  if (Limited()) return QueueFull("too many refused calls from this address");
  if (method_ == nullptr) return NobodyAnswers(context_->method());
  call_.method = method_->descriptor->full_name();
  call_.cancelled = [flag = cancelled_] { return flag->load(); };
  PROBITY_ASSIGN_OR_RETURN(call_.caller, Identify());
  PROBITY_RETURN_IF_ERROR(Authorise(*method_->descriptor, call_.caller));
  return SetDeadline();
}

// Codes are tried on uniform services only; an address that tried too many waits.
bool CallReactor::Limited() const {
  const auto& refusals = dispatcher_.options().uniform_refusals;
  return uniform_ && refusals != nullptr && !refusals->Has(address_);
}

void CallReactor::CountRefusal(const absl::Status& status) const {
  const auto& refusals = dispatcher_.options().uniform_refusals;
  if (!uniform_ || refusals == nullptr || !IsRefusal(status)) return;
  refusals->Take(address_);
}

// Who goes on sending calls that come to nothing loses the connection.
void CallReactor::Waste() const {
  const std::string who = QueueKey();
  if (!dispatcher_.origins().Waste(who.empty() ? address_ : who)) {
    dispatcher_.Cut(peer_);
  }
}

bool CallReactor::Nameless() const {
  return call_.caller.Has(options::v1::ROLE_MEMBER_CLIENT) ||
         call_.caller.Has(options::v1::ROLE_PUBLIC);
}

// Whose turn it is in the queue: a person or service, or, of callers without a name, an address.
std::string CallReactor::QueueKey() const {
  return Nameless() ? address_ : call_.caller.person;
}

// Whose turn it is to be read. Terminals behind one gateway must not wait for one that sends half a
// message: of them it is the connection.
std::string CallReactor::ReadingKey() const {
  return Nameless() ? peer_ : call_.caller.person;
}

absl::StatusOr<CallerContext> CallReactor::Identify() const {
  const ServeOptions& serve = dispatcher_.options();
  if (serve.tls_dir.empty()) return CallerFromMetadata(peer_, MetadataOf(*context_));
  PROBITY_ASSIGN_OR_RETURN(const std::string peer,
                           PeerName(*context_->auth_context(), serve.trust_domain));
  return CallerOfPeer(peer, MetadataOf(*context_), *method_->descriptor, serve.tokens);
}

absl::Status CallReactor::SetDeadline() {
  const absl::Time wanted = absl::FromChrono(context_->deadline());
  const bool given = wanted < started_ + kNoDeadline;
  const ServeOptions& serve = dispatcher_.options();
  const bool long_lasting =
      method_->transfer || method_->descriptor->options().GetExtension(options::v1::whole_region);
  deadline_ = std::min(wanted, started_ + (long_lasting ? serve.max_transfer : serve.max_deadline));
  call_.deadline = deadline_ - kAnswerTravel;
  const absl::Duration least = dispatcher_.options().min_deadline;
  if (!given || wanted - started_ >= least) return absl::OkStatus();
  return Refuse(absl::StatusCode::kDeadlineExceeded, Reason::k_DEADLINE_TOO_SHORT,
                absl::StrCat("less than ", absl::ToInt64Milliseconds(least),
                             " ms remain; call with a longer deadline"));
}

}  // namespace probity::rpc
