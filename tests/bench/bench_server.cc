#include "tests/bench/bench_server.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "empty.pb.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "services/scoring/api/services.h"
#include "services/scoring/store/migrations.h"

namespace probity::bench {
namespace {

constexpr char kRegion[] = "demo";
constexpr char kPolicy[] = "medical.txtpb";

absl::StatusOr<std::string> ReadPolicy() {
  const std::string path = absl::StrCat(PROBITY_SOURCE_DIR, "/policies/", kPolicy);
  std::ifstream in(path, std::ios::binary);
  if (!in.good()) return absl::NotFoundError(path);
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

}  // namespace

BenchServer::BenchServer(std::unique_ptr<sql::Database> database,
                         calendar::WorkCalendar work_calendar)
    : database_(std::move(database)),
      clock_(absl::CivilDay(2026, 2, 12)),
      calendar_(std::move(work_calendar)),
      policies_(kRegion),
      page_tokens_(crypto::SystemEntropy()),
      env_{kRegion,   clock_,      crypto::SystemEntropy(), calendar_, *database_,
           policies_, page_tokens_} {}

absl::StatusOr<std::unique_ptr<BenchServer>> BenchServer::Start(const std::string& folder) {
  sql::Options options;
  options.url = absl::StrCat("sqlite:", folder, "/scoring.db");
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database,
                           sql::Open(options, scoring::Migrations()));
  PROBITY_ASSIGN_OR_RETURN(calendar::WorkCalendar work_calendar, calendar::ShippedCalendar());
  std::unique_ptr<BenchServer> server(
      new BenchServer(std::move(database), std::move(work_calendar)));
  PROBITY_RETURN_IF_ERROR(server->Listen());
  PROBITY_RETURN_IF_ERROR(server->PutPolicy());
  return server;
}

BenchServer::~BenchServer() {
  if (server_ != nullptr) server_->Drain();
}

absl::Status BenchServer::Listen() {
  scoring::RegisterServices(env_, router_);
  router_.Unary<v1::DoNothingRequest, v1::DoNothingResponse>(
      "probity.bench.v1.EmptyService.DoNothing",
      [](const rpc::Call&, const v1::DoNothingRequest&) { return v1::DoNothingResponse(); });
  PROBITY_ASSIGN_OR_RETURN(server_, rpc::Server::Start(router_, {}));
  server_->SetReady(true);
  return absl::OkStatus();
}

absl::Status BenchServer::PutPolicy() {
  namespace api = scoring::v1;
  PROBITY_ASSIGN_OR_RETURN(const auto channel, Connect());
  const auto stub = api::PolicyService::NewStub(channel);
  api::PutPolicyRequest request;
  request.set_request_id(RandomUuid(env_.entropy));
  request.set_file_name(kPolicy);
  PROBITY_ASSIGN_OR_RETURN(*request.mutable_content(), ReadPolicy());
  return rpc::Invoke(*stub, &api::PolicyService::Stub::PutPolicy, request,
                     As(options::v1::ROLE_SUPERVISOR, "supervisor"))
      .status();
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> BenchServer::Connect() const {
  return rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port()));
}

rpc::CallOptions As(options::v1::Role role, const std::string& person) {
  rpc::CallOptions call_options;
  call_options.caller.person = person;
  call_options.caller.roles = {role};
  return call_options;
}

}  // namespace probity::bench
