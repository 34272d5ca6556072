#include "common/rpc/call_reactor.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/planted/planted.h"
#include "common/rpc/error.h"
#include "common/rpc/even_finish.h"
#include "common/rpc/incident.h"
#include "common/rpc/limits.h"
#include "common/rpc/log.h"
#include "common/rpc/origins.h"
#include "common/rpc/refusals.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

// The trace a caller is at; none if what it says of it is not one thing and well-formed.
std::optional<trace::SpanContext> TraceOf(const grpc::GenericCallbackServerContext& context) {
  const auto [first, last] = context.client_metadata().equal_range(trace::kTraceparent);
  if (first == last || std::next(first) != last) return std::nullopt;
  return trace::ParseTraceparent({first->second.data(), first->second.size()});
}

// The constant every failure of a uniform service becomes.
grpc::Status UniformRefusal(const absl::Status& cause) {
  constexpr auto kDenied = grpc::StatusCode::PERMISSION_DENIED;
  if (PROBITY_PLANTED(kCauseInMessage)) return {kDenied, std::string(ToStd(cause.message()))};
  if (PROBITY_PLANTED(kCauseInTrailer)) {
    return {kDenied, "unavailable", ToGrpc(cause).error_details()};
  }
  if (PROBITY_PLANTED(kNotFound) && absl::IsNotFound(cause)) {
    return {grpc::StatusCode::NOT_FOUND, "unavailable"};
  }
  return grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "unavailable");
}

}  // namespace

// Owned by the job. Whoever drops the job answers the call.
class CallReactor::Ticket {
 public:
  explicit Ticket(CallReactor* reactor) : reactor_(reactor) {}
  ~Ticket() {
    Reply(Refuse(absl::StatusCode::kUnavailable, Reason::k_SHUTTING_DOWN,
                 "the server is stopping; nothing was changed, try again"));
  }
  CallReactor& reactor() { return *reactor_; }
  void Reply(absl::Status status) {
    if (CallReactor* const reactor = std::exchange(reactor_, nullptr)) {
      reactor->Reply(std::move(status));
    }
  }

 private:
  CallReactor* reactor_;
};

CallReactor::CallReactor(Dispatcher& dispatcher, grpc::GenericCallbackServerContext* context)
    : dispatcher_(dispatcher),
      context_(context),
      method_(dispatcher.router().Find(context->method())),
      uniform_(dispatcher.router().IsUniform(context->method())),
      peer_(context->peer()),
      address_(AddressOfPeer(peer_)),
      parent_(uniform_ ? std::nullopt : TraceOf(*context)),
      span_(uniform_ ? trace::SpanContext() : trace::NewSpan(parent_)) {}

CallReactor::~CallReactor() {
  dispatcher_.origins().Leave(address_, bytes_);
}

void CallReactor::Start() {
  const absl::Status admitted = Admit(dispatcher_.origins().Enter(address_));
  if (!admitted.ok()) return Reply(admitted);
  AwaitMessage();
}

// The next message, whole and in time; whoever of the two comes first, OnReadDone or the end of
// our patience, goes on with the call.
void CallReactor::AwaitMessage() {
  const absl::Time by = std::min(deadline_, absl::Now() + dispatcher_.options().patience);
  message_due_ = dispatcher_.overdue().Expect(by, [this] {
    answered_.store(true);  // before it is withdrawn, for who enters only then
    dispatcher_.reading().Withdraw(ReadingKey(), this);
    Reply(MessageOverdue());
  });
  dispatcher_.reading().Enter(ReadingKey(), this, [this] { StartRead(&incoming_); });
  // OnCancel, or the end of our patience, may have come too early to see it wait.
  if (cancelled_->load() || answered_.load()) EndUnread();
}

void CallReactor::OnReadDone(bool ok) {
  if (begun_) return OnUploadRead(ok);
  dispatcher_.reading().Leave(ReadingKey());
  if (!dispatcher_.overdue().Forget(message_due_)) return;  // answered already
  if (method_->upload) return OnUploadRead(ok);
  if (!ok && context_->IsCancelled()) return Reply(TooLate());
  const bool import = static_cast<bool>(method_->import);
  if (!ok && (!import || messages_.empty())) return Reply(NoMessage());
  if (ok) {
    const absl::Status kept = Keep();
    if (!kept.ok()) return Reply(kept);
    if (import) return AwaitMessage();
  }
  Enqueue();
}

void CallReactor::OnUploadRead(bool ok) {
  {
    // Notified under the lock: once it is released the handler may finish the call.
    const std::lock_guard<std::mutex> lock(mutex_);
    arrived_ = ok;
    ended_ = !ok;
    if (begun_) return came_.notify_all();
  }
  begun_ = true;
  if (!ok) return Reply(context_->IsCancelled() ? TooLate() : NoMessage());
  Enqueue();
}

absl::Status CallReactor::Hold(size_t size) {
  const auto bytes = static_cast<int64_t>(size);
  bytes_ += bytes;
  if (dispatcher_.origins().Hold(address_, bytes)) return absl::OkStatus();
  return QueueFull("too much from this address waits here; try again");
}

absl::Status CallReactor::Keep() {
  const absl::Status held = Hold(incoming_.Length() + kMessageOverhead);
  messages_.push_back(std::move(incoming_));
  incoming_ = grpc::ByteBuffer();
  const int64_t limit = dispatcher_.options().max_stream_bytes;
  if (method_->import && bytes_ > limit) {
    return Refuse(
        absl::StatusCode::kInvalidArgument, Reason::k_STREAM_TOO_LARGE,
        absl::StrCat("a stream holds at most ", limit, " bytes; split it into several imports"));
  }
  return held;
}

void CallReactor::Enqueue() {
  const auto ticket = std::make_shared<Ticket>(this);
  WorkerPool::Job job = [ticket, waiting = uniform_ ? nullptr : dispatcher_.Wait()]() mutable {
    waiting.reset();
    ticket->reactor().Work(*ticket);
  };
  if (uniform_) return dispatcher_.pool().Push(QueueKey(), std::move(job));
  WorkerPool& pool = method_->transfer ? dispatcher_.transfers() : dispatcher_.pool();
  if (!pool.Offer(QueueKey(), job)) {
    ticket->Reply(QueueFull("all workers are busy and the queue is full; try again"));
  }
}

void CallReactor::Work(Ticket& ticket) {
  if (cancelled_->load() || absl::Now() >= deadline_) return ticket.Reply(TooLate());
  std::optional<trace::Silence> silence;
  std::optional<trace::Scope> scope;
  if (uniform_) {
    silence.emplace();
  } else {
    scope.emplace(span_);
  }
  absl::Status status;
  try {
    status = Handle();
  } catch (const std::exception& exception) {
    status = absl::InternalError(absl::StrCat("exception: ", exception.what()));
  } catch (...) {
    status = absl::InternalError("exception of an unknown type");
  }
  // A write still on its way would be overtaken by the status.
  if (!WaitUntilWritten(Patience())) {
    context_->TryCancel();
    WaitUntilWritten(absl::InfiniteFuture());
  }
  ticket.Reply(std::move(status));
}

void CallReactor::OnCancel() {
  if (!answered_.load()) Waste();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    cancelled_->store(true);
    came_.notify_all();
  }
  EndUnread();
}

// A call whose message nobody asked for yet hears of its end here alone.
void CallReactor::EndUnread() {
  if (!dispatcher_.reading().Withdraw(ReadingKey(), this)) return;
  if (dispatcher_.overdue().Forget(message_due_)) Reply(TooLate());
}

void CallReactor::OnDone() {
  dispatcher_.overdue().Forget(taking_due_);
  delete this;
}

void CallReactor::Reply(absl::Status status) {
  answered_.store(true);
  if (uniform_) {
    CountRefusal(status);
    if (PROBITY_PLANTED(kCallCounted)) Record(status);
    const grpc::Status wire = status.ok() ? grpc::Status::OK : UniformRefusal(status);
    return dispatcher_.grid().AtNextTick([this, wire] { Send(wire); });
  }
  const trace::Scope scope(span_);  // for the log; outlives this call
  const std::string method = method_ == nullptr ? "unknown" : call_.method;
  status = HideInternals(status, method);
  Record(status);
  LogRpc({method, absl::StatusCodeToString(status.code()), DetailOf(status).reason,
          absl::Now() - started_, call_.caller.person});
  Send(ToGrpc(status));
}

void CallReactor::Record(const absl::Status& status) const {
  const absl::Time now = absl::Now();
  if (CallFigures* const figures = dispatcher_.figures()) {
    figures->Answered(method_, status, now - started_);
  }
  const trace::Sink& spans = dispatcher_.options().spans;
  if (!spans || !span_.sampled) return;
  trace::Span span;
  span.self = span_;
  if (parent_.has_value()) span.parent_span_id = parent_->span_id;
  span.service = method_ == nullptr ? "unknown" : method_->descriptor->service()->full_name();
  span.method = method_ == nullptr ? "unknown" : method_->descriptor->name();
  span.code = status.code();
  span.start = started_;
  span.end = now;
  spans(std::move(span));
}

void CallReactor::Send(const grpc::Status& status) {
  dispatcher_.origins().Answered(address_);
  const absl::Time by = absl::Now() + dispatcher_.options().patience;
  taking_due_ = dispatcher_.overdue().Expect(by, [this] { context_->TryCancel(); });
  if (uniform_ && status.ok()) note_ = NoteAsOfAnError();
  if (status.ok() && has_answer_) return StartWriteAndFinish(&outgoing_, {}, status);
  Finish(status);
}

}  // namespace probity::rpc
