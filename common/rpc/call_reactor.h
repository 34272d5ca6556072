// One RPC on its way: read, queued, handled, answered. Answered exactly once: by Reply, which the
// job's ticket calls from its destructor if nobody else did.
//
// call_admission.cc: whether it is taken, and whose shares it counts against; call_handling.cc:
// what a worker does with it; call_reactor.cc: everything between.
#ifndef PROBITY_COMMON_RPC_CALL_REACTOR_H_
#define PROBITY_COMMON_RPC_CALL_REACTOR_H_

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/dispatch.h"
#include "common/trace/context.h"
#include "grpcpp/generic/async_generic_service.h"

namespace probity::rpc {

class CallReactor final : public grpc::ServerGenericBidiReactor, public Sink, public Source {
 public:
  CallReactor(Dispatcher& dispatcher, grpc::GenericCallbackServerContext* context);

  void Start();

  // Sink, for the handler of a server stream, on its worker.
  absl::Status Write(const google::protobuf::Message& message) override;

  // Source, for the handler of an upload, on its thread.
  absl::StatusOr<bool> Read(google::protobuf::Message* message) override;

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  class Ticket;
  using Message = google::protobuf::Message;

  ~CallReactor() override;

  absl::Status Admit(bool room);
  absl::StatusOr<CallerContext> Identify() const;
  bool Limited() const;
  void CountRefusal(const absl::Status& status) const;
  absl::Status SetDeadline();
  bool Nameless() const;
  std::string QueueKey() const;
  std::string ReadingKey() const;
  void Waste() const;
  void AwaitMessage();
  void EndUnread();
  absl::Status Hold(size_t size);
  absl::Status Keep();  // the message just read, of an import
  void OnUploadRead(bool ok);
  void Enqueue();

  // On the worker.
  void Work(Ticket& ticket);
  absl::Status Handle();
  absl::Status HandleUnary();
  absl::Status HandleStream();
  absl::Status HandleImport();
  absl::Status HandleUpload();
  absl::StatusOr<bool> TakeMessage(grpc::ByteBuffer* bytes);
  absl::Time Patience() const;
  absl::Status Answer(const Message& response);
  bool WaitUntilWritten(absl::Time deadline);

  void Reply(absl::Status status);
  void Record(const absl::Status& status) const;
  void Send(const grpc::Status& status);

  Dispatcher& dispatcher_;
  grpc::GenericCallbackServerContext* const context_;  // valid until Send
  const Router::Method* const method_;                 // null: unknown
  const bool uniform_;
  const std::string peer_;                          // the connection the call came on
  const std::string address_;                       // the same without its port
  const std::optional<trace::SpanContext> parent_;  // of the trace the caller is at
  const trace::SpanContext span_;                   // empty of a uniform service
  const absl::Time started_ = absl::Now();
  absl::Time deadline_ = absl::InfiniteFuture();
  Call call_;
  // Shared with Call::cancelled, which a handler may keep longer than this object lives.
  const std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);

  grpc::ByteBuffer incoming_;
  std::vector<grpc::ByteBuffer> messages_;
  int64_t bytes_ = 0;        // of what came and waits, and of an answer not taken yet
  Overdue::Id message_due_;  // what the client owes
  Overdue::Id taking_due_;   // of the answer
  std::atomic<bool> answered_ = false;

  std::mutex mutex_;  // of what follows, up to the empty line
  std::condition_variable written_;
  bool writing_ = false;
  bool broken_ = false;
  std::condition_variable came_;  // a message of an upload, or the news that none will
  bool arrived_ = false;          // incoming_ holds one nobody has taken
  bool ended_ = false;

  bool begun_ = false;   // an upload's first message has been read
  size_t uploaded_ = 0;  // messages taken
  grpc::ByteBuffer outgoing_;
  bool has_answer_ = false;
  absl::Status note_;  // of an answer of a uniform service
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_CALL_REACTOR_H_
