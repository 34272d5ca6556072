// How a service answers its RPCs: one router, six kinds of handler, everything cross-cutting done
// here once, from the method's descriptor.
//
// A handler is a function from values to values. Before it runs the router has filled the caller's
// context and enforced the method's `access` option, put the call on the bounded worker pool (full:
// RESOURCE_EXHAUSTED / QUEUE_FULL with a retry delay), checked the deadline and parsed the request
// (malformed bytes, invalid UTF-8 and, in a field *_id, anything but printable ASCII are
// BAD_REQUEST). Afterwards it maps the status to google.rpc details and writes the log line. A
// handler that throws answers INTERNAL with an incident id and leaves the server running.
//
//   Router router;
//   router.Mutation<OpenCaseRequest, OpenCaseResponse>(
//       "probity.scoring.v1.CaseService.OpenCase", db,
//       [=](sql::Tx& tx, const Call& call, const OpenCaseRequest& request) { … });
//
// A service with option `uniform_refusal` answers every failure, whatever its cause, with one
// constant status, and leaves no log line (docs/rpc.md).
#ifndef PROBITY_COMMON_RPC_ROUTER_H_
#define PROBITY_COMMON_RPC_ROUTER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/idempotency.h"
#include "common/sql/database.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace probity::rpc {

// Rows of a server stream. Write blocks the worker while the client is slow, at most until the
// call's deadline; an error means the client is gone and the handler should return it.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual absl::Status Write(const google::protobuf::Message& message) = 0;
};

// The messages of an upload, taken one by one. The next message is asked for only when the one
// before was taken, so a fast client waits for a slow handler instead of filling its memory: at
// most two messages of a stream are held at any time.
class Source {
 public:
  virtual ~Source() = default;

  // Fills `message` with the next one; false at the end of the stream. Blocks the handler's thread
  // while the client is slow, at most ServeOptions::patience and until the call's deadline:
  // DEADLINE_EXCEEDED. BAD_REQUEST for bytes that are no such message; CANCELLED if the client is
  // gone. A connection that breaks may look like the end: a handler that must know whether
  // everything came compares it with what was declared in the first message.
  virtual absl::StatusOr<bool> Read(google::protobuf::Message* message) = 0;
};

// The messages of a client stream, parsed one by one into the handler's own type.
class Gathered {
 public:
  virtual ~Gathered() = default;
  virtual google::protobuf::Message* Add() = 0;
  virtual std::vector<const google::protobuf::Message*> Messages() const = 0;
};

class Router {
 public:
  template <typename Request, typename Response>
  using UnaryHandler = std::function<absl::StatusOr<Response>(const Call&, const Request&)>;
  template <typename Request, typename Response>
  using MutationHandler =
      std::function<absl::StatusOr<Response>(sql::Tx&, const Call&, const Request&)>;
  template <typename Request, typename Response>
  using ImportHandler =
      std::function<absl::StatusOr<Response>(sql::Tx&, const Call&, const std::vector<Request>&)>;
  template <typename Request>
  using StreamHandler = std::function<absl::Status(const Call&, const Request&, Sink&)>;
  template <typename Response>
  using UploadHandler = std::function<absl::StatusOr<Response>(const Call&, Source&)>;

  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  // A read, or a step that manages its own transactions (with Idempotent, or idempotent by state).
  template <typename Request, typename Response>
  void Unary(std::string_view method, UnaryHandler<Request, Response> handler);

  // A change: `request_id` is required (UUID), its record is the transaction's first write and the
  // answer its last, so a repeated call gets the stored answer, and the same id with another
  // content is INVALID_ARGUMENT / REQUEST_ID_REUSED. `db` holds the table of idempotency.h.
  template <typename Request, typename Response>
  void Mutation(std::string_view method, sql::Database& db,
                MutationHandler<Request, Response> handler);

  // A client stream that is one change: the messages are gathered (bounded: STREAM_TOO_LARGE),
  // then handled like a Mutation. The first message carries `request_id`; a message has at most
  // kMaxRows entries in each of its repeated fields.
  template <typename Request, typename Response>
  void Import(std::string_view method, sql::Database& db, ImportHandler<Request, Response> handler);

  // A server stream.
  template <typename Request>
  void Stream(std::string_view method, StreamHandler<Request> handler);

  // A client stream too large to be gathered: the handler takes message by message, and its
  // transactions are its own affair. Transfers run on threads of their own
  // (ServeOptions::transfers) and may last until ServeOptions::max_transfer, so that none keeps an
  // ordinary call waiting.
  template <typename Request, typename Response>
  void Upload(std::string_view method, UploadHandler<Response> handler);

  // A server stream that may last as long as an upload, on the same threads.
  template <typename Request>
  void Download(std::string_view method, StreamHandler<Request> handler);

  // The erased form the templates above reduce to. Exactly one of the four functions is set.
  struct Method {
    using Message = google::protobuf::Message;
    const google::protobuf::MethodDescriptor* descriptor = nullptr;
    const Message* request = nullptr;  // prototypes; `response` is null for a server stream
    const Message* response = nullptr;
    bool uniform = false;   // of the service's option uniform_refusal
    bool transfer = false;  // an upload or a download
    std::function<absl::Status(const Call&, const Message&, Message*)> unary;
    std::function<absl::Status(const Call&, const Message&, Sink&)> stream;
    std::function<absl::Status(const Call&, const Gathered&, Message*)> import;
    std::function<std::unique_ptr<Gathered>()> gather;  // beside `import`
    std::function<absl::Status(const Call&, Source&, Message*)> upload;
  };

  // The method of a path "/probity.scoring.v1.CaseService/OpenCase"; null if nobody handles it.
  const Method* Find(std::string_view path) const;

  // True if the path belongs to a served service of option uniform_refusal, known method or not.
  bool IsUniform(std::string_view path) const;

  // Full names of the services that have at least one handler.
  std::vector<std::string> Services() const;

  // Fails if a served service has a method without handler, a handler whose types or kind are not
  // the descriptor's, or streams although its refusals are uniform, or a method that admits
  // services without naming them. Called by Server at start.
  absl::Status Verify() const;

 private:
  struct Impl;
  using Message = google::protobuf::Message;

  void Add(std::string_view name, const Message& request, const Message* response, Method method);

  std::unique_ptr<Impl> impl_;
};

// What follows is the erasure of types; the work is in dispatch.cc and idempotency.cc.

namespace internal {

template <typename Request>
class GatheredOf final : public Gathered {
 public:
  google::protobuf::Message* Add() override { return &messages_.emplace_back(); }
  std::vector<const google::protobuf::Message*> Messages() const override {
    std::vector<const google::protobuf::Message*> pointers;
    for (const Request& message : messages_) pointers.push_back(&message);
    return pointers;
  }
  const std::vector<Request>& values() const { return messages_; }

 private:
  std::vector<Request> messages_;
};

template <typename Response>
absl::Status Assign(absl::StatusOr<Response> result, google::protobuf::Message* response) {
  if (!result.ok()) return result.status();
  *static_cast<Response*>(response) = *std::move(result);
  return absl::OkStatus();
}

}  // namespace internal

template <typename Request, typename Response>
void Router::Unary(std::string_view method, UnaryHandler<Request, Response> handler) {
  Method erased;
  erased.unary = [handler = std::move(handler)](const Call& call, const Message& request,
                                                Message* response) {
    return internal::Assign<Response>(handler(call, static_cast<const Request&>(request)),
                                      response);
  };
  Add(method, Request::default_instance(), &Response::default_instance(), std::move(erased));
}

template <typename Request, typename Response>
void Router::Mutation(std::string_view method, sql::Database& db,
                      MutationHandler<Request, Response> handler) {
  Method erased;
  erased.unary = [&db, handler = std::move(handler)](const Call& call, const Message& request,
                                                     Message* response) {
    return RunOnce(db, call, {&request}, response, [&](sql::Tx& tx) {
      return internal::Assign<Response>(handler(tx, call, static_cast<const Request&>(request)),
                                        response);
    });
  };
  Add(method, Request::default_instance(), &Response::default_instance(), std::move(erased));
}

template <typename Request, typename Response>
void Router::Import(std::string_view method, sql::Database& db,
                    ImportHandler<Request, Response> handler) {
  Method erased;
  erased.gather = [] { return std::make_unique<internal::GatheredOf<Request>>(); };
  erased.import = [&db, handler = std::move(handler)](const Call& call, const Gathered& gathered,
                                                      Message* response) {
    const auto& messages = static_cast<const internal::GatheredOf<Request>&>(gathered).values();
    return RunOnce(db, call, gathered.Messages(), response, [&](sql::Tx& tx) {
      return internal::Assign<Response>(handler(tx, call, messages), response);
    });
  };
  Add(method, Request::default_instance(), &Response::default_instance(), std::move(erased));
}

namespace internal {

template <typename Request>
Router::Method StreamMethod(Router::StreamHandler<Request> handler) {
  using google::protobuf::Message;
  Router::Method erased;
  erased.stream = [handler = std::move(handler)](const Call& call, const Message& request,
                                                 Sink& sink) {
    return handler(call, static_cast<const Request&>(request), sink);
  };
  return erased;
}

}  // namespace internal

template <typename Request>
void Router::Stream(std::string_view method, StreamHandler<Request> handler) {
  Add(method, Request::default_instance(), nullptr,
      internal::StreamMethod<Request>(std::move(handler)));
}

template <typename Request>
void Router::Download(std::string_view method, StreamHandler<Request> handler) {
  Method erased = internal::StreamMethod<Request>(std::move(handler));
  erased.transfer = true;
  Add(method, Request::default_instance(), nullptr, std::move(erased));
}

template <typename Request, typename Response>
void Router::Upload(std::string_view method, UploadHandler<Response> handler) {
  Method erased;
  erased.transfer = true;
  erased.upload = [handler = std::move(handler)](const Call& call, Source& source,
                                                 Message* response) {
    return internal::Assign<Response>(handler(call, source), response);
  };
  Add(method, Request::default_instance(), &Response::default_instance(), std::move(erased));
}

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_ROUTER_H_
