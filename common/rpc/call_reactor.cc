#include "common/rpc/call_reactor.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/planted/planted.h"
#include "common/rpc/caller.h"
#include "common/rpc/error.h"
#include "common/rpc/even_finish.h"
#include "common/rpc/incident.h"
#include "common/rpc/limits.h"
#include "common/rpc/log.h"
#include "common/rpc/peer.h"
#include "common/status/status.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/proto_buffer_writer.h"
#include "probity/options/v1/duration.pb.h"

namespace probity::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr absl::Duration kRetryDelay = absl::Milliseconds(100);
constexpr absl::Duration kAnswerTravel = absl::Milliseconds(20);
// A client without a deadline shows as one in the far future.
constexpr absl::Duration kNoDeadline = absl::Hours(24 * 365);

absl::Status QueueFull(std::string_view text) {
  return Refuse(absl::StatusCode::kResourceExhausted, Reason::k_QUEUE_FULL, text,
                {{kRetryDelayKey, absl::StrCat(absl::ToInt64Milliseconds(kRetryDelay))}});
}

absl::Status TooLate() {
  return Refuse(absl::StatusCode::kDeadlineExceeded, Reason::k_DEADLINE_TOO_SHORT,
                "the deadline passed before the call's turn came; nothing was changed");
}

absl::Status MessageOverdue() {
  return Refuse(absl::StatusCode::kDeadlineExceeded, Reason::k_DEADLINE_TOO_SHORT,
                "no whole message came in time; send it again");
}

absl::Status NoMessage() {
  return BadRequest({{"request", "the call carried no message"}});
}

absl::Status Parse(grpc::ByteBuffer& bytes, Message* message) {
  grpc::ProtoBufferReader reader(&bytes);
  if (reader.status().ok() && message->ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  return BadRequest({{"request", "the bytes are not this message, or its text is not UTF-8"}});
}

bool PrintableAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// Ids are printable ASCII in every service. A database whose columns say so fails on any other
// symbol where another finds nothing, so that they are refused here, before either is asked.
absl::Status CheckIds(const Message& request) {
  const google::protobuf::Descriptor& type = *request.GetDescriptor();
  FieldCheck check;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.type() != FieldDescriptor::TYPE_STRING || field.is_repeated() ||
        !absl::EndsWith(field.name(), "_id")) {
      continue;
    }
    check.Check(PrintableAscii(request.GetReflection()->GetString(request, &field)), field.name(),
                "printable ASCII characters");
  }
  return check.Result();
}

absl::Status Serialise(const Message& message, grpc::ByteBuffer* bytes) {
  if (message.ByteSizeLong() > static_cast<size_t>(kMaxMessageBytes)) {
    return absl::InternalError(absl::StrCat("an answer of ", message.ByteSizeLong(), " bytes"));
  }
  bool own = false;
  const grpc::Status status =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, bytes, &own);
  return status.ok() ? absl::OkStatus() : absl::InternalError("an answer did not serialise");
}

absl::Status CheckRows(const Message& message, size_t index) {
  FieldCheck check;
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (!field->is_repeated()) continue;
    check.Check(message.GetReflection()->FieldSize(message, field) <= kMaxRows,
                absl::StrCat("[", index, "].", field->name()),
                absl::StrCat("has more than ", kMaxRows, " rows; send several messages"));
  }
  return check.Result();
}

Metadata MetadataOf(const grpc::GenericCallbackServerContext& context) {
  Metadata metadata;
  for (const auto& [key, value] : context.client_metadata()) {
    metadata.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
  return metadata;
}

// The trace a caller is at; none if what it says of it is not one thing and well-formed.
std::optional<trace::SpanContext> TraceOf(const grpc::GenericCallbackServerContext& context) {
  const auto [first, last] = context.client_metadata().equal_range(trace::kTraceparent);
  if (first == last || std::next(first) != last) return std::nullopt;
  return trace::ParseTraceparent({first->second.data(), first->second.size()});
}

// A peer as gRPC writes it, "ipv4:10.0.0.5:4711", without its port.
std::string AddressOf(const std::string& peer) {
  return peer.substr(0, peer.rfind(':'));
}

// True where the call itself was refused, and not for want of something of ours.
bool IsRefusal(const absl::Status& status) {
  return absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status) ||
         absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
         absl::IsFailedPrecondition(status) || absl::IsUnimplemented(status);
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
      address_(AddressOf(peer_)),
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

absl::Status CallReactor::Admit(bool room) {
  if (!room) {
    Waste();
    return QueueFull("too many calls at once from this address");
  }
  if (Limited()) return QueueFull("too many refused calls from this address");
  if (method_ == nullptr) {
    return Refuse(absl::StatusCode::kUnimplemented, Reason::k_BAD_REQUEST,
                  absl::StrCat("nobody answers ", context_->method(), " here"));
  }
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

absl::Status CallReactor::Handle() {
  if (method_->import) return HandleImport();
  if (method_->upload) return HandleUpload();
  return method_->stream ? HandleStream() : HandleUnary();
}

absl::Status CallReactor::HandleUnary() {
  const std::unique_ptr<Message> request(method_->request->New());
  PROBITY_RETURN_IF_ERROR(Parse(messages_[0], request.get()));
  PROBITY_RETURN_IF_ERROR(CheckIds(*request));
  const std::unique_ptr<Message> response(method_->response->New());
  PROBITY_RETURN_IF_ERROR(method_->unary(call_, *request, response.get()));
  return Answer(*response);
}

absl::Status CallReactor::HandleStream() {
  const std::unique_ptr<Message> request(method_->request->New());
  PROBITY_RETURN_IF_ERROR(Parse(messages_[0], request.get()));
  PROBITY_RETURN_IF_ERROR(CheckIds(*request));
  return method_->stream(call_, *request, *this);
}

absl::Status CallReactor::HandleImport() {
  const std::unique_ptr<Gathered> gathered = method_->gather();
  for (size_t i = 0; i < messages_.size(); ++i) {
    Message* const message = gathered->Add();
    PROBITY_RETURN_IF_ERROR(Parse(messages_[i], message));
    PROBITY_RETURN_IF_ERROR(CheckRows(*message, i));
    messages_[i].Clear();
  }
  const std::unique_ptr<Message> response(method_->response->New());
  PROBITY_RETURN_IF_ERROR(method_->import(call_, *gathered, response.get()));
  return Answer(*response);
}

absl::Status CallReactor::HandleUpload() {
  const std::unique_ptr<Message> response(method_->response->New());
  PROBITY_RETURN_IF_ERROR(method_->upload(call_, *this, response.get()));
  return Answer(*response);
}

absl::StatusOr<bool> CallReactor::Read(Message* message) {
  if (message->GetDescriptor() != method_->descriptor->input_type()) {
    return absl::InternalError(absl::StrCat("a message of type ", message->GetTypeName()));
  }
  grpc::ByteBuffer bytes;
  PROBITY_ASSIGN_OR_RETURN(const bool came, TakeMessage(&bytes));
  if (!came) return false;
  StartRead(&incoming_);
  PROBITY_RETURN_IF_ERROR(Parse(bytes, message));
  PROBITY_RETURN_IF_ERROR(CheckRows(*message, uploaded_++));
  return true;
}

absl::StatusOr<bool> CallReactor::TakeMessage(grpc::ByteBuffer* bytes) {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto news = [this] { return arrived_ || ended_ || cancelled_->load(); };
  if (!came_.wait_until(lock, absl::ToChronoTime(Patience()), news)) {
    return MessageOverdue();
  }
  if (cancelled_->load()) return absl::CancelledError("the caller is gone");
  if (!arrived_) return false;
  arrived_ = false;
  bytes->Swap(&incoming_);  // which was given empty
  return true;
}

// How long a transfer waits for its client, who may well be alive and reading something else.
absl::Time CallReactor::Patience() const {
  if (!method_->transfer) return deadline_;
  return std::min(deadline_, absl::Now() + dispatcher_.options().patience);
}

absl::Status CallReactor::Answer(const Message& response) {
  PROBITY_RETURN_IF_ERROR(Serialise(response, &outgoing_));
  // Counted, never refused: what the call was to do is done.
  Hold(outgoing_.Length()).IgnoreError();
  has_answer_ = true;
  return absl::OkStatus();
}

absl::Status CallReactor::Write(const Message& message) {
  if (message.GetDescriptor() != method_->descriptor->output_type()) {
    return absl::InternalError(absl::StrCat("a row of type ", message.GetTypeName()));
  }
  grpc::ByteBuffer bytes;
  PROBITY_RETURN_IF_ERROR(Serialise(message, &bytes));
  if (!WaitUntilWritten(Patience())) return TooLate();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (broken_ || cancelled_->load()) return absl::CancelledError("the caller is gone");
    outgoing_ = bytes;  // a reference to the same slices
    writing_ = true;
  }
  StartWrite(&outgoing_);
  return absl::OkStatus();
}

bool CallReactor::WaitUntilWritten(absl::Time deadline) {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto idle = [this] { return !writing_; };
  if (deadline == absl::InfiniteFuture()) {
    written_.wait(lock, idle);
    return true;
  }
  return written_.wait_until(lock, absl::ToChronoTime(deadline), idle);
}

void CallReactor::OnWriteDone(bool ok) {
  // Notified under the lock: once it is released the worker may finish the call.
  const std::lock_guard<std::mutex> lock(mutex_);
  writing_ = false;
  if (!ok) broken_ = true;
  written_.notify_all();
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
  const absl::Time by = absl::Now() + dispatcher_.options().patience;
  taking_due_ = dispatcher_.overdue().Expect(by, [this] { context_->TryCancel(); });
  if (uniform_ && status.ok()) note_ = NoteAsOfAnError();
  if (status.ok() && has_answer_) return StartWriteAndFinish(&outgoing_, {}, status);
  Finish(status);
}

}  // namespace probity::rpc
