#include "tests/services/scoring/support/scoring_server.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/seeded_entropy.h"
#include "common/rpc/figures.h"
#include "common/status/status.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"
#include "services/scoring/api/services.h"
#include "services/scoring/api/witness/witness_service.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/migrations.h"
#include "services/scoring/store/seal/seal.h"

namespace probity::scoring {
namespace {

constexpr char kRegion[] = "demo";

rpc::CallOptions Supervisor() {
  return As({options::v1::ROLE_SUPERVISOR}, "supervisor");
}

}  // namespace

ScoringServer::ScoringServer(absl::CivilDay today, const std::string& engine)
    : opened_(engine, Migrations(),
              [this](sql::Options& options) { options.observer = rpc::ObserveSql(figures_); }),
      clock_(today),
      database_(SealRows(*opened_, kRegion,
                         [this] {
                           return RecordedAt{clock_.Now(), clock_.scenario()};
                         })),
      calendar_(calendar::ShippedCalendar().value()),
      policies_(kRegion),
      page_tokens_(crypto::SystemEntropy()),
      env_{kRegion,   clock_,      crypto::SeededEntropy("scoring"), calendar_, *database_,
           policies_, page_tokens_} {
  RegisterServices(env_, router_);
  RegisterWitnessService(env_, audit_key_, router_);
  CertifyOfficers({"officer-a", "officer-b", "officer-c", "officer-1", "officer-2"});
  rpc::ServeOptions serve;
  serve.metrics = &figures_;
  server_ = rpc::Server::Start(router_, serve).value();
  server_->SetReady(true);
  channel_ = rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port())).value();
}

ScoringServer::~ScoringServer() {
  server_->Drain();
}

absl::Status ScoringServer::Try(const sql::Body& body) {
  return database_->Transact(absl::Now() + absl::Seconds(20), body);
}

void ScoringServer::Change(const sql::Body& body) {
  const absl::Status status = Try(body);
  EXPECT_TRUE(status.ok()) << status;
}

void ScoringServer::CertifyOfficers(const std::vector<std::string>& persons) {
  std::vector<Officer> officers;
  for (const std::string& person : persons) {
    officers.push_back({person, person, absl::StrCat("certificate of ", person), "示例区医保局",
                        absl::CivilDay(2010, 1, 1), absl::CivilDay(2039, 12, 31)});
  }
  Change([&](sql::Tx& tx) { return InsertOfficers(tx, kRegion, officers, 0); });
}

void ScoringServer::PutShippedPolicies() {
  const auto stub = v1::PolicyService::NewStub(channel_);
  for (const std::string name : {"medical.txtpb", "pharmacy.txtpb"}) {
    v1::PutPolicyRequest request;
    request.set_request_id(NewRequestId());
    request.set_file_name(name);
    request.set_content(ReadSourceFile("policies/" + name));
    const auto put = rpc::Invoke(*stub, &v1::PolicyService::Stub::PutPolicy, request, Supervisor());
    EXPECT_TRUE(put.ok()) << put.status();
  }
}

void ScoringServer::Register(v1::SubjectKind kind, const std::vector<std::string>& ids) {
  const auto stub = v1::RegistryService::NewStub(channel_);
  std::vector<v1::ImportInstitutionsRequest> messages(1);
  messages.front().set_request_id(NewRequestId());
  for (const std::string& id : ids) {
    if (messages.back().institutions_size() == rpc::kMaxRows) messages.emplace_back();
    v1::Institution& one = *messages.back().add_institutions();
    one.set_institution_id(id);
    one.set_name("示例机构 " + id);
    one.set_kind(kind);
    one.set_district("示例区");
    one.set_designated_from_date("2020-01-01");
  }
  const auto imported = rpc::InvokeImport(*stub, &v1::RegistryService::Stub::ImportInstitutions,
                                          messages, Supervisor());
  EXPECT_TRUE(imported.ok()) << imported.status();
}

rpc::CallOptions As(std::set<options::v1::Role> roles, const std::string& person) {
  rpc::CallOptions call_options;
  call_options.timeout = absl::Minutes(1);  // a sanitizer on a busy machine takes its time
  call_options.caller.person = person;
  call_options.caller.roles = std::move(roles);
  return call_options;
}

rpc::CallOptions AsInstitution(const std::string& institution_id) {
  rpc::CallOptions call_options = As({options::v1::ROLE_INSTITUTION}, "party");
  call_options.caller.institution_id = institution_id;
  return call_options;
}

std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StrCat(absl::StatusCodeToString(status.code()), "/", DetailOf(status).reason);
}

std::string ReadSourceFile(const std::string& path) {
  std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/" + path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace probity::scoring
