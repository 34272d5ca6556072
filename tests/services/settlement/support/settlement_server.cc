#include "tests/services/settlement/support/settlement_server.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/crypto/seeded_entropy.h"
#include "common/status/status.h"
#include "services/settlement/api/services.h"
#include "services/settlement/store/migrations.h"

namespace probity::settlement {
namespace {

constexpr char kRegion[] = "demo";

std::shared_ptr<grpc::Channel> ChannelTo(int port) {
  return rpc::MakeChannel(absl::StrCat("127.0.0.1:", port)).value();
}

std::string ReadSourceFile(const std::string& path) {
  std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/" + path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Puts a shipped policy at the fake's disposal; its hash.
std::string Offer(FakeScoring& scoring, const std::string& file) {
  const std::string content = ReadSourceFile("policies/" + file);
  const std::string sha256 = crypto::Hex(crypto::Sha256(content));
  scoring.SetPolicy(sha256, content);
  return sha256;
}

rpc::CallOptions As(options::v1::Role role, const std::string& person) {
  rpc::CallOptions call_options;
  call_options.timeout = absl::Minutes(1);  // a sanitizer on a busy machine takes its time
  call_options.caller.person = person;
  call_options.caller.roles = {role};
  return call_options;
}

}  // namespace

rpc::CallOptions Preparer(const std::string& person) {
  return As(options::v1::ROLE_SETTLEMENT_PREPARER, person);
}
rpc::CallOptions Reviewer(const std::string& person) {
  return As(options::v1::ROLE_SETTLEMENT_REVIEWER, person);
}
rpc::CallOptions Locker(const std::string& person) {
  return As(options::v1::ROLE_SETTLEMENT_LOCKER, person);
}
rpc::CallOptions Auditor() {
  return As(options::v1::ROLE_AUDITOR, "auditor-1");
}
rpc::CallOptions Director(const std::string& person) {
  return As(options::v1::ROLE_DIRECTOR, person);
}
rpc::CallOptions AsInstitution(const std::string& institution_id) {
  rpc::CallOptions call_options = As(options::v1::ROLE_INSTITUTION, "party");
  call_options.caller.institution_id = institution_id;
  return call_options;
}

std::string Refusal(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StrCat(absl::StatusCodeToString(status.code()), "/", DetailOf(status).reason);
}

SettlementServer::SettlementServer(const std::string& engine)
    : database_(engine, Migrations()),
      clock_(absl::CivilDay(kYear + 1, 1, 4)),
      policies_(kRegion),
      page_tokens_(crypto::SystemEntropy()),
      env_{kRegion,   clock_,       crypto::SeededEntropy("settlement"), *database_,
           policies_, page_tokens_, ChannelTo(scoring_.port()),          calendar_,
           progress_} {
  medical_sha256_ = Offer(scoring_, "medical.txtpb");
  pharmacy_sha256_ = Offer(scoring_, "pharmacy.txtpb");
  RegisterServices(env_, router_);
  server_ = rpc::Server::Start(router_, {}).value();
  server_->SetReady(true);
  channel_ = ChannelTo(server_->port());
  inputs_ = v1::InputService::NewStub(channel_);
  runs_ = v1::RunService::NewStub(channel_);
  statements_ = v1::StatementService::NewStub(channel_);
}

SettlementServer::~SettlementServer() {
  server_->Drain();
}

absl::Status SettlementServer::Try(const sql::Body& body) {
  return database_->Transact(absl::Now() + absl::Seconds(20), body);
}

scoring::v1::Standing SettlementServer::Medical(const std::string& id, int64_t points) const {
  scoring::v1::Standing standing;
  standing.set_institution_id(id);
  standing.set_kind(scoring::v1::SUBJECT_KIND_MEDICAL);
  standing.set_year(kYear);
  standing.set_points(points);
  standing.set_policy_sha256(medical_sha256_);
  standing.set_designated_from_date("2020-01-01");
  return standing;
}

scoring::v1::Standing SettlementServer::Pharmacy(const std::string& id, int64_t points) const {
  scoring::v1::Standing standing = Medical(id, points);
  standing.set_kind(scoring::v1::SUBJECT_KIND_PHARMACY);
  standing.set_policy_sha256(pharmacy_sha256_);
  return standing;
}

v1::Budget SettlementServer::Budget(const std::string& id, int64_t total_fen,
                                    int64_t per_visit_fen) {
  v1::Budget budget;
  budget.set_institution_id(id);
  budget.set_year(kYear);
  budget.set_total_budget_fen(total_fen);
  budget.set_per_visit_fen(per_visit_fen);
  budget.set_planned_visits(2000);
  return budget;
}

absl::StatusOr<v1::ImportBudgetsResponse> SettlementServer::Import(
    const std::vector<v1::Budget>& budgets, const std::string& request_id, int32_t replace_year) {
  std::vector<v1::ImportBudgetsRequest> messages(1);
  messages.front().set_request_id(request_id);
  messages.front().set_replace_year(replace_year);
  for (const v1::Budget& budget : budgets) {
    if (messages.back().budgets_size() == rpc::kMaxRows) messages.emplace_back();
    *messages.back().add_budgets() = budget;
  }
  return rpc::InvokeImport(*inputs_, &v1::InputService::Stub::ImportBudgets, messages, Preparer());
}

template <typename Request, typename Class, typename Response>
absl::StatusOr<v1::Run> SettlementServer::Move(
    grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
    const v1::Run& run, const rpc::CallOptions& who, const std::string& request_id) {
  request.set_request_id(request_id);
  request.set_run_id(run.run_id());
  request.set_etag(run.etag());
  auto response = rpc::Invoke(*runs_, method, request, who);
  if (!response.ok()) return response.status();
  return std::move(*response->mutable_run());
}

absl::StatusOr<v1::Run> SettlementServer::Create(const rpc::CallOptions& who, int32_t year) {
  v1::CreateRunRequest request;
  request.set_request_id(NewRequestId());
  request.set_year(year);
  request.set_kind(v1::RUN_KIND_RATES);
  auto response = rpc::Invoke(*runs_, &v1::RunService::Stub::CreateRun, request, who);
  if (!response.ok()) return response.status();
  return std::move(*response->mutable_run());
}

absl::StatusOr<v1::Run> SettlementServer::Freeze(const v1::Run& run, const rpc::CallOptions& who,
                                                 const std::string& request_id) {
  return Move(&v1::RunService::Stub::FreezeRun, v1::FreezeRunRequest(), run, who, request_id);
}
absl::StatusOr<v1::Run> SettlementServer::Calculate(const v1::Run& run,
                                                    const rpc::CallOptions& who) {
  return Move(&v1::RunService::Stub::CalculateRun, v1::CalculateRunRequest(), run, who);
}
absl::StatusOr<v1::Run> SettlementServer::Review(const v1::Run& run, const rpc::CallOptions& who) {
  return Move(&v1::RunService::Stub::ReviewRun, v1::ReviewRunRequest(), run, who);
}
absl::StatusOr<v1::Run> SettlementServer::Sign(const v1::Run& run, const rpc::CallOptions& who) {
  v1::SignLockRequest request;
  request.set_result_sha256(run.result_sha256());
  return Move(&v1::RunService::Stub::SignLock, std::move(request), run, who);
}
absl::StatusOr<v1::Run> SettlementServer::Abandon(const v1::Run& run, const std::string& reason,
                                                  const rpc::CallOptions& who) {
  v1::AbandonRunRequest request;
  request.set_reason(reason);
  return Move(&v1::RunService::Stub::AbandonRun, std::move(request), run, who);
}

absl::StatusOr<v1::Run> SettlementServer::Get(const std::string& run_id) {
  v1::GetRunRequest request;
  request.set_run_id(run_id);
  auto response = rpc::Invoke(*runs_, &v1::RunService::Stub::GetRun, request, Auditor());
  if (!response.ok()) return response.status();
  return std::move(*response->mutable_run());
}

absl::StatusOr<v1::Statement> SettlementServer::Statement(const std::string& run_id,
                                                          const std::string& id,
                                                          const rpc::CallOptions& who) {
  v1::GetStatementRequest request;
  request.set_run_id(run_id);
  request.set_institution_id(id);
  auto response =
      rpc::Invoke(*statements_, &v1::StatementService::Stub::GetStatement, request, who);
  if (!response.ok()) return response.status();
  return std::move(*response->mutable_statement());
}

absl::StatusOr<v1::Run> SettlementServer::Settle(int64_t reserve_fen, int64_t pool_fen) {
  v1::CreateRunRequest request;
  request.set_request_id(NewRequestId());
  request.set_year(kYear);
  request.set_kind(v1::RUN_KIND_FINAL);
  request.set_reserve_fen(reserve_fen);
  request.set_pool_fen(pool_fen);
  auto created = rpc::Invoke(*runs_, &v1::RunService::Stub::CreateRun, request, Preparer());
  if (!created.ok()) return created.status();
  const auto frozen = Freeze(created->run());
  return frozen.ok() ? Calculate(*frozen) : frozen;
}

v1::Run SettlementServer::Calculated(const std::vector<scoring::v1::Standing>& standings,
                                     const std::vector<v1::Budget>& budgets) {
  scoring_.SetStandings(standings);
  const auto imported = Import(budgets);
  EXPECT_TRUE(imported.ok()) << imported.status();
  absl::StatusOr<v1::Run> run = Create();
  if (run.ok()) run = Freeze(*run);
  if (run.ok()) run = Calculate(*run);
  EXPECT_TRUE(run.ok()) << run.status();
  return run.ok() ? *run : v1::Run();
}

}  // namespace probity::settlement
