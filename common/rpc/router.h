// How a service answers its RPCs: one router, three kinds of handler, everything cross-cutting done
// here once, from the method's descriptor.
//
// A handler is a function from values to values. Before it runs the router has parsed the request
// (malformed bytes and invalid UTF-8 are BAD_REQUEST), put the call on the bounded worker pool
// (full: RESOURCE_EXHAUSTED / QUEUE_FULL with a retry delay), checked the deadline, filled the
// caller's context and enforced the method's `access` option. Afterwards it maps the status to
// google.rpc details and writes the log line. A handler that throws answers INTERNAL with an
// incident id and leaves the server running.
//
//   Router router(env);
//   router.Mutation<OpenCaseRequest, OpenCaseResponse>(
//       "probity.scoring.v1.CaseService.OpenCase", db,
//       [=](sql::Tx& tx, const Call& call, const OpenCaseRequest& request) { … });
#ifndef PROBITY_COMMON_RPC_ROUTER_H_
#define PROBITY_COMMON_RPC_ROUTER_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "google/protobuf/message.h"
#include "probity/options/v1/access.pb.h"

namespace probity::rpc {

// Who calls. Filled once, by the transport's authentication (on loopback from request metadata
// probity-person, probity-roles, probity-institution, probity-service).
struct CallerContext {
  std::string person;          // stable id of the person or the device; never a display name
  std::set<options::v1::Role> roles;
  std::string institution_id;  // set for ROLE_INSTITUTION
  std::string service;         // "review" or "settlement" for ROLE_SERVICE

  bool Has(options::v1::Role role) const { return roles.contains(role); }
};

// What a handler may know about the call it answers.
struct Call {
  CallerContext caller;
  std::string method;  // "probity.scoring.v1.CaseService.OpenCase"
  absl::Time deadline;
  std::function<bool()> cancelled;
};

// Rows of a server stream. Write blocks the worker while the client is slow, at most until the
// call's deadline; an error means the client is gone and the handler should return it.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual absl::Status Write(const google::protobuf::Message& message) = 0;
};

class Router {
 public:
  Router();
  ~Router();

  // A read, or a step that manages its own transactions (idempotent by state).
  template <typename Request, typename Response>
  void Unary(std::string_view method,
             std::function<absl::StatusOr<Response>(const Call&, const Request&)> handler);

  // A change: `request_id` is required (UUID), its record is the transaction's first write and the
  // answer its last, so a repeated call gets the stored answer, and the same id with another
  // content is INVALID_ARGUMENT / REQUEST_ID_REUSED. `db` holds the table of idempotency.h.
  template <typename Request, typename Response>
  void Mutation(
      std::string_view method, sql::Database& db,
      std::function<absl::StatusOr<Response>(sql::Tx&, const Call&, const Request&)> handler);

  // A client stream that is one change: the messages are gathered (bounded: STREAM_TOO_LARGE),
  // then handled like a Mutation. The first message carries `request_id`; a message has at most
  // 500 rows (the handler's field names decide; the router checks every repeated field).
  template <typename Request, typename Response>
  void Import(std::string_view method, sql::Database& db,
              std::function<absl::StatusOr<Response>(sql::Tx&, const Call&,
                                                     const std::vector<Request>&)>
                  handler);

  // A server stream.
  template <typename Request>
  void Stream(std::string_view method,
              std::function<absl::Status(const Call&, const Request&, Sink&)> handler);

  // The erased form the templates above reduce to; see router.cc.
  struct Method;
  const Method* Find(std::string_view path) const;  // "/probity.scoring.v1.CaseService/OpenCase"

  // Fails if a served service has a method without handler or without `access` option, or a
  // handler whose types are not the descriptor's. Called by Server at start.
  absl::Status Verify() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_ROUTER_H_
