#include "tests/services/review/support/review_server.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/seeded_entropy.h"
#include "common/status/status.h"
#include "services/review/api/services.h"
#include "services/review/store/hearing/migrations.h"
#include "services/review/store/roster/migrations.h"

namespace probity::review {
namespace {

const calendar::Date kToday(2026, 7, 1);

rpc::CallOptions As(options::v1::Role role, const std::string& person) {
  rpc::CallOptions options;
  options.timeout = absl::Minutes(1);  // a sanitizer on a busy machine takes its time
  options.caller.person = person;
  options.caller.roles = {role};
  return options;
}

}  // namespace

rpc::CallOptions Clerk() {
  return As(options::v1::ROLE_ROSTER_CLERK, "clerk-1");
}

rpc::CallOptions MemberClient() {
  return As(options::v1::ROLE_MEMBER_CLIENT, "review-client");
}

std::string Refusal(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StrCat(absl::StatusCodeToString(status.code()), "/", DetailOf(status).reason);
}

policy::Committee DefaultCommittee() {
  policy::Committee committee;
  committee.quotas_first = {1, 1, 3, 2};
  committee.quotas_appeal = {1, 1, 4, 3};
  committee.max_per_employer = 1;
  committee.quorum = 5;
  committee.quorum_per_group = 1;
  committee.min_decisive = 3;
  committee.supermajority_numerator = 2;
  committee.supermajority_denominator = 3;
  committee.round_min = 5;
  committee.round_max = 10;
  committee.attendance_rounds_min = 3;
  return committee;
}

ReviewServer::ReviewServer(const std::string& engine, Settings settings,
                           const rpc::ServeOptions& serve)
    : roster_database_(engine, roster::Migrations()),
      hearing_database_(engine, hearing::Migrations(),
                        [](sql::Options& options) { options.secure_delete = true; }),
      clock_(kToday),
      keys_(Bytes(32, 'R'), Bytes(32, 'H'), crypto::SeededEntropy("keys")),
      notifier_(FolderNotifier(notices_dir()).value()),
      page_tokens_(crypto::SeededEntropy("pages")),
      committee_in_force_(CommitteeInForce{Bytes(32, 'P'), DefaultCommittee()}),
      env_{clock_,
           crypto::SeededEntropy("review"),
           watched_roster_,
           watched_hearing_,
           keys_,
           *notifier_,
           [this](absl::Time) { return committee_in_force_; },
           page_tokens_,
           std::move(settings)} {
  RegisterRoster(env_, router_);
  RegisterCommittee(env_, router_);
  RegisterKeys(env_, router_);
  server_ = rpc::Server::Start(router_, serve).value();
  server_->SetReady(true);
  channel_ = rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port())).value();
  roster_ = v1::RosterService::NewStub(channel_);
  committee_ = v1::CommitteeService::NewStub(channel_);
}

ReviewServer::~ReviewServer() {
  server_->Drain();
}

void ReviewServer::InRoster(const sql::Body& body) {
  const absl::Status status = roster_database_->Transact(absl::Now() + absl::Seconds(30), body);
  ASSERT_TRUE(status.ok()) << status;
}

void ReviewServer::InHearing(const sql::Body& body) {
  const absl::Status status = hearing_database_->Transact(absl::Now() + absl::Seconds(30), body);
  ASSERT_TRUE(status.ok()) << status;
}

}  // namespace probity::review
