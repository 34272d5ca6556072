#include "tests/blind/world.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/crypto/crypto.h"
#include "common/rpc/log.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"

namespace probity::blind {
namespace {

constexpr absl::CivilDay kFiled(2026, 1, 20);
constexpr char kServed[] = "2026-01-21";

scoring::v1::Finding FindingOf(const Secrets& secrets) {
  auto finding = scoring::FindingOf(1, "M201", 6, "2026-01-15");
  if (!secrets.principal.empty()) finding.set_act_ref("act of " + secrets.principal);
  return finding;
}

}  // namespace

std::vector<std::string> CanaryInstitutions(int count) {
  std::vector<std::string> ids;
  for (int i = 1; i <= count; ++i) ids.push_back(absl::StrFormat("INST-CANARY-%04d", i));
  return ids;
}

std::vector<Person> UsualMembers() {
  std::vector<Person> members;
  const auto add = [&](review::v1::MemberGroup group, int count, const char* prefix,
                       const char* employer) {
    for (int i = 1; i <= count; ++i) {
      const std::string number = absl::StrCat(prefix, i);
      members.push_back({group, number, "示例委员" + number,
                         *employer == '\0' ? "" : absl::StrCat(employer, i), "box-" + number});
    }
  };
  add(review::v1::MEMBER_GROUP_ADMINISTRATIVE, 3, "A", "");
  add(review::v1::MEMBER_GROUP_HANDLING_AGENCY, 3, "H", "");
  add(review::v1::MEMBER_GROUP_EXPERT, 8, "X", "E");
  add(review::v1::MEMBER_GROUP_INSTITUTION, 6, "N", "I");
  return members;
}

LogEar::LogEar() {
  rpc::CaptureLog([this](const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
  });
}

LogEar::~LogEar() {
  rpc::CaptureLog(nullptr);
}

std::vector<std::string> LogEar::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

World::World(const Secrets& secrets)
    : secrets_(secrets), scoring_(kFiled, secrets.engine), cases_(scoring_) {
  if (!secrets.accused.empty()) {
    scoring_.PutShippedPolicies();
    Register();
  }
  review_ = std::make_unique<review::ReviewBench>(review::ReviewBench::Setup{
      secrets.engine, secrets.accused.empty() ? nullptr : scoring_.channel(),
      [this](int port) { return channel_ = ear_.Connect(port); }, secrets.seed,
      review::Settings()});
  if (secrets_.members.empty()) secrets_.members = UsualMembers();
  for (const Person& person : secrets_.members) PutMember(person);
}

void World::Register() {
  scoring::v1::ImportInstitutionsRequest message;
  message.set_request_id(NewRequestId());
  std::vector<std::string> ids = secrets_.accused;
  ids.insert(ids.end(), secrets_.bystanders.begin(), secrets_.bystanders.end());
  for (const std::string& id : ids) {
    scoring::v1::Institution& one = *message.add_institutions();
    one.set_institution_id(id);
    one.set_name(absl::StrCat(secrets_.name, "示例机构 ", id));
    one.set_kind(scoring::v1::SUBJECT_KIND_MEDICAL);
    one.set_district(secrets_.district);
    one.set_principal(secrets_.principal);
    one.set_designated_from_date("2020-01-01");
  }
  const auto stub = scoring::v1::RegistryService::NewStub(scoring_.channel());
  const auto imported =
      rpc::InvokeImport(*stub, &scoring::v1::RegistryService::Stub::ImportInstitutions, {message},
                        scoring::As({options::v1::ROLE_SUPERVISOR}, "supervisor"));
  EXPECT_TRUE(imported.ok()) << imported.status();
}

void World::PutMember(const Person& person) {
  review::v1::PutMemberRequest request;
  request.set_request_id(NewRequestId());
  review::v1::Member& member = *request.mutable_member();
  member.set_member_no(person.number);
  member.set_group(person.group);
  member.set_name(person.name);
  member.set_employer_code(person.employer);
  member.set_contact(person.contact);
  member.set_state(review::v1::MEMBER_STATE_ACTIVE);
  const auto stub = review::v1::RosterService::NewStub(channel_);
  const auto put = rpc::Invoke(*stub, &review::v1::RosterService::Stub::PutMember, request,
                               review::ReviewBench::As(options::v1::ROLE_ROSTER_CLERK, "clerk"));
  EXPECT_TRUE(put.ok()) << put.status();
}

std::vector<std::string> World::ReferAll() {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < secrets_.accused.size(); ++i) {
    const auto file =
        cases_.Open(absl::StrCat("CASEREF-", i + 1), secrets_.accused[i], {FindingOf(secrets_)});
    cases_.Notify(file.case_id());
    scoring_.clock().Set(absl::CivilDay(2026, 1, 21));
    cases_.Serve(file.case_id(), kServed);
    cases_.Object(file.case_id(), secrets_.defence);
    cases_.Refer(file.case_id());
    ids.push_back(file.case_id());
  }
  scoring_.clock().Set(absl::CivilDay(2026, 3, 2));
  return ids;
}

void World::CloseAndDeliver(const std::string& round) {
  review_->clock().Advance(absl::Hours(3));
  EXPECT_TRUE(review_->Reaches(round, review::v1::ROUND_PHASE_DELIVERED));
}

std::string World::RoundIn(review::v1::RoundPhase phase, int cases) {
  return review_->RoundIn(phase, cases);
}

}  // namespace probity::blind
