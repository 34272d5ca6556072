// How the handlers of a service are put into the router: one line for each RPC.
//
//   Registrar(env, router, "probity.scoring.v1.LeadService.")
//       .Change("ReportLead", &HandleReportLead)
//       .Read("GetLead", &HandleGetLead);
#ifndef PROBITY_SERVICES_SCORING_API_REGISTRAR_H_
#define PROBITY_SERVICES_SCORING_API_REGISTRAR_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

class Registrar {
 public:
  // `service` is the full name with a dot at its end. `env` outlives the router.
  Registrar(const ServiceEnv& env, rpc::Router& router, std::string service)
      : env_(env), router_(router), service_(std::move(service)) {}

  // A change in one transaction, with the record of its request_id (rpc::Router::Mutation).
  template <typename Request, typename Response>
  Registrar& Change(const char* method,
                    absl::StatusOr<Response> (*handle)(const ServiceEnv&, sql::Tx&,
                                                       const rpc::Call&, const Request&)) {
    router_.Mutation<Request, Response>(
        service_ + method, env_.database,
        [&env = env_, handle](sql::Tx& tx, const rpc::Call& call, const Request& request) {
          return handle(env, tx, call, request);
        });
    return *this;
  }

  // A read, or a step that manages its own transactions (rpc::Router::Unary).
  template <typename Request, typename Response>
  Registrar& Read(const char* method,
                  absl::StatusOr<Response> (*handle)(const ServiceEnv&, const rpc::Call&,
                                                     const Request&)) {
    router_.Unary<Request, Response>(
        service_ + method, [&env = env_, handle](const rpc::Call& call, const Request& request) {
          return handle(env, call, request);
        });
    return *this;
  }

  // A client stream that is one change (rpc::Router::Import).
  template <typename Request, typename Response>
  Registrar& Import(const char* method,
                    absl::StatusOr<Response> (*handle)(const ServiceEnv&, sql::Tx&,
                                                       const rpc::Call&,
                                                       const std::vector<Request>&)) {
    router_.Import<Request, Response>(service_ + method, env_.database,
                                      [&env = env_, handle](sql::Tx& tx, const rpc::Call& call,
                                                            const std::vector<Request>& messages) {
                                        return handle(env, tx, call, messages);
                                      });
    return *this;
  }

  // A server stream (rpc::Router::Stream).
  template <typename Request>
  Registrar& Stream(const char* method, absl::Status (*handle)(const ServiceEnv&, const rpc::Call&,
                                                               const Request&, rpc::Sink&)) {
    router_.Stream<Request>(
        service_ + method,
        [&env = env_, handle](const rpc::Call& call, const Request& request, rpc::Sink& sink) {
          return handle(env, call, request, sink);
        });
    return *this;
  }

 private:
  const ServiceEnv& env_;
  rpc::Router& router_;
  const std::string service_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_REGISTRAR_H_
