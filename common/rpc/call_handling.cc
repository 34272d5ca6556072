// What a worker does with a call: the handler, and the messages it takes and gives.
#include <algorithm>
#include <memory>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/rpc/call_messages.h"
#include "common/rpc/call_reactor.h"
#include "common/rpc/refusals.h"
#include "common/status/status.h"

namespace probity::rpc {

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

}  // namespace probity::rpc
