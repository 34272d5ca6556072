#include "tests/services/review/hearings/review_bench.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/clock.h"
#include "common/crypto/crypto.h"
#include "common/rpc/figures.h"
#include "common/status/status.h"
#include "services/review/api/services.h"
#include "services/review/store/hearing/migrations.h"
#include "services/review/store/roster/migrations.h"

namespace probity::review {
namespace {

using v1::HearingAdminService;
namespace role = options::v1;

constexpr int kOfficers = 4;

JobOptions QuickJobs(metrics::Registry& figures) {
  JobOptions options;
  options.metrics = &figures;
  options.tick = absl::Milliseconds(20);
  options.first_retry = absl::Milliseconds(50);
  return options;
}

rpc::ServeOptions Served(const ReviewProcess::Place& place) {
  rpc::ServeOptions options;
  options.reply_grid = place.reply_grid;
  options.metrics = &place.figures;
  return options;
}

}  // namespace

ReviewProcess::ReviewProcess(const Place& place, std::shared_ptr<Lifetime> life, bool with_jobs)
    : roster_(place.roster, life),
      hearing_(place.hearing, life),
      notifier_(place.inbox, std::move(life)),
      page_tokens_(place.entropy),
      scoring_(place.scoring),
      env_{place.clock,
           place.entropy,
           roster_,
           hearing_,
           place.keys,
           notifier_,
           [this, &place_clock = place.clock](absl::Time deadline) {
             return scoring_.GetCommittee(Today(place_clock), deadline);
           },
           page_tokens_,
           place.settings},
      jobs_(env_, scoring_, QuickJobs(place.figures)) {
  RegisterRoster(env_, router_);
  RegisterCommittee(env_, router_);
  RegisterHearingAdmin(jobs_.hearing(), router_);
  server_ = rpc::Server::Start(router_, Served(place)).value();
  server_->SetReady(true);
  channel_ = place.connect(server_->port());
  if (with_jobs) jobs_.Start();
}

ReviewProcess::~ReviewProcess() {
  server_->Drain();
  jobs_.Stop();
}

std::shared_ptr<grpc::Channel> Plainly(int port) {
  return rpc::MakeChannel(absl::StrCat("127.0.0.1:", port)).value();
}

ReviewBench::ReviewBench(Setup setup)
    : roster_(setup.engine, roster::Migrations(),
              [this](sql::Options& options) { options.observer = rpc::ObserveSql(figures_); }),
      hearing_(setup.engine, hearing::Migrations(),
               [this](sql::Options& options) {
                 options.secure_delete = true;
                 options.observer = rpc::ObserveSql(figures_);
               }),
      clock_(absl::CivilDay(2026, 3, 2)),
      entropy_(crypto::SeededEntropy(setup.seed)),
      keys_(Bytes(32, 'r'), Bytes(32, 'h'), entropy_),
      setup_(std::move(setup)) {
  if (setup_.scoring == nullptr) setup_.scoring = scoring_.channel();
  Start();
}

ReviewBench::~ReviewBench() = default;

void ReviewBench::Start(bool with_jobs, std::shared_ptr<Lifetime> life) {
  process_.reset();
  process_ = std::make_unique<ReviewProcess>(
      ReviewProcess::Place{*roster_, *hearing_, clock_, keys_, inbox_, setup_.scoring, entropy_,
                           setup_.connect, setup_.settings, setup_.reply_grid, figures_},
      std::move(life), with_jobs);
  committee_ = v1::CommitteeService::NewStub(process_->channel());
}

rpc::CallOptions ReviewBench::As(role::Role role, const std::string& person) {
  rpc::CallOptions options;
  options.caller.person = person;
  options.caller.roles = {role};
  options.timeout = absl::Seconds(20);
  return options;
}

std::string ReviewBench::hearing_file() const {
  return hearing_.options().url.substr(std::string("sqlite:").size());
}

void ReviewBench::FillRoster() {
  for (int i = 1; i <= 3; ++i) {
    AddMember(v1::MEMBER_GROUP_ADMINISTRATIVE, absl::StrCat("A", i), "");
    AddMember(v1::MEMBER_GROUP_HANDLING_AGENCY, absl::StrCat("H", i), "");
  }
  for (int i = 1; i <= 8; ++i) {
    AddMember(v1::MEMBER_GROUP_EXPERT, absl::StrCat("X", i), absl::StrCat("E", i));
  }
  for (int i = 1; i <= 6; ++i) {
    AddMember(v1::MEMBER_GROUP_INSTITUTION, absl::StrCat("N", i), absl::StrCat("I", i));
  }
}

void ReviewBench::AddMember(v1::MemberGroup group, const std::string& member_no,
                            const std::string& employer) {
  v1::PutMemberRequest request;
  request.set_request_id(NewRequestId());
  v1::Member& member = *request.mutable_member();
  member.set_member_no(member_no);
  member.set_group(group);
  member.set_name("示例委员" + member_no);
  member.set_employer_code(employer);
  member.set_contact("box-" + member_no);
  member.set_state(v1::MEMBER_STATE_ACTIVE);
  const auto stub = v1::RosterService::NewStub(process_->channel());
  const auto put = rpc::Invoke(*stub, &v1::RosterService::Stub::PutMember, request,
                               As(role::ROLE_ROSTER_CLERK, "clerk"));
  ASSERT_TRUE(put.ok()) << put.status();
}

absl::StatusOr<v1::Round> ReviewBench::Get(const std::string& round) {
  v1::GetRoundRequest request;
  request.set_round_id(round);
  PROBITY_ASSIGN_OR_RETURN(const auto got, Call(&HearingAdminService::Stub::GetRound, request,
                                                role::ROLE_AUDITOR, "auditor"));
  return got.round();
}

absl::StatusOr<v1::ReadAuditResponse> ReviewBench::Audit() {
  v1::ReadAuditRequest request;
  request.set_page_size(1000);
  return Call(&HearingAdminService::Stub::ReadAudit, request, role::ROLE_AUDITOR, "auditor");
}

std::vector<std::string> ReviewBench::OpenRounds() {
  const auto listed = Call(&HearingAdminService::Stub::ListRounds, v1::ListRoundsRequest(),
                           role::ROLE_SECRETARY, "secretary");
  EXPECT_TRUE(listed.ok()) << listed.status();
  std::vector<std::string> ids;
  for (const v1::Round& round : listed->rounds()) ids.push_back(round.round_id());
  return ids;
}

absl::Status ReviewBench::ReportLostCode(const std::string& round) {
  v1::ReportLostCodeRequest request;
  request.set_request_id(NewRequestId());
  request.set_round_id(round);
  const auto stub = v1::RosterService::NewStub(process_->channel());
  return rpc::Invoke(*stub, &v1::RosterService::Stub::ReportLostCode, request,
                     As(role::ROLE_ROSTER_CLERK, "clerk"))
      .status();
}

std::vector<int> ReviewBench::AuditKinds() {
  const auto audit = Audit();
  EXPECT_TRUE(audit.ok()) << audit.status();
  std::vector<int> kinds;
  for (const v1::AuditLeaf& leaf : audit->leaves()) {
    if (leaf.kind() != 12) kinds.push_back(leaf.kind());  // the roster's changes come before
  }
  return kinds;
}

v1::RoundPhase ReviewBench::PhaseOf(const std::string& round) {
  const auto got = Get(round);
  EXPECT_TRUE(got.ok()) << got.status();
  return got.ok() ? got->phase() : v1::ROUND_PHASE_UNSPECIFIED;
}

bool ReviewBench::Reaches(const std::string& round, v1::RoundPhase phase) {
  const absl::Time until = absl::Now() + absl::Seconds(20);
  while (PhaseOf(round) != phase) {
    if (absl::Now() > until) return false;
    absl::SleepFor(absl::Milliseconds(10));
  }
  return true;
}

std::string ReviewBench::RoundIn(v1::RoundPhase phase, int cases) {
  scoring_.Queue(cases);
  const auto opened = Open(cases, NewRequestId());
  EXPECT_TRUE(opened.ok()) << opened.status();
  const std::string round = opened.ok() ? opened->round_id() : "";
  const std::vector<std::pair<v1::RoundPhase, std::function<absl::Status()>>> path = {
      {v1::ROUND_PHASE_OPENED, [] { return absl::OkStatus(); }},
      {v1::ROUND_PHASE_COMMITTED,
       [&] {
         absl::Status status;
         for (int g = 1; g <= kOfficers; ++g) status.Update(Commit(round, g).status());
         return status;
       }},
      {v1::ROUND_PHASE_SCREENED, [&] { return Freeze(round).status(); }},
      {v1::ROUND_PHASE_DRAWN,
       [&] {
         absl::Status status;
         for (int g = 1; g <= kOfficers; ++g) status.Update(Reveal(round, g).status());
         status.Update(Draw(round).status());
         return status;
       }},
      {v1::ROUND_PHASE_SEATING, [&] { return Seat(round).status(); }},
      {v1::ROUND_PHASE_SEATED,
       [&] {
         absl::Status status;
         for (const int seat : SeatsWith(round, 0)) {
           status.Update(Answer(round, seat, v1::INVITATION_ANSWER_ACCEPT));
         }
         status.Update(Seat(round).status());
         return status;
       }},
      {v1::ROUND_PHASE_VOTING, [&] { return StartVoting(round).status(); }}};
  for (const auto& [reached, step] : path) {
    if (reached > phase) break;
    const absl::Status status = step();
    EXPECT_TRUE(status.ok()) << "on the way to " << v1::RoundPhase_Name(reached) << ": " << status;
  }
  return round;
}

absl::Status ReviewBench::Answer(const std::string& round, int seat, v1::InvitationAnswer answer) {
  return clients::RespondInvitation(*committee_, As(role::ROLE_MEMBER_CLIENT, "client"),
                                    *crypto::FromHex(round), inbox_.Code(round, 0, seat), answer);
}

clients::Seat ReviewBench::SeatOf(const std::string& round, int issue_no, int seat) {
  return clients::Seat(*committee_, As(role::ROLE_MEMBER_CLIENT, "client"), *crypto::FromHex(round),
                       inbox_.Code(round, issue_no, seat));
}

std::set<int> ReviewBench::SeatsWith(const std::string& round, int issue_no) {
  std::set<int> seats;
  for (const Notice& notice : inbox_.notices()) {
    if (crypto::Hex(notice.round_id) == round && notice.issue_no == issue_no) {
      seats.insert(notice.seat);
    }
  }
  return seats;
}

std::vector<std::string> ReviewBench::Vote(const std::string& round, const Voting& voting) {
  std::vector<std::string> receipts;
  const auto now = Get(round);
  EXPECT_TRUE(now.ok()) << now.status();
  for (const int number : SeatsWith(round, now->issue_no())) {
    const clients::Seat seat = SeatOf(round, now->issue_no(), number);
    const auto sheets = seat.ListSheets();
    EXPECT_TRUE(sheets.ok()) << sheets.status();
    if (!sheets.ok()) continue;
    for (const v1::SheetEntry& entry : sheets->sheets()) {
      const auto sheet = seat.GetSheet(entry.serial());
      EXPECT_TRUE(sheet.ok()) << sheet.status();
      const auto answers = voting(number, sheet->defence());
      if (answers.empty()) continue;
      const auto receipt = seat.Submit(entry.serial(), 1, answers, "依据材料 on the papers");
      EXPECT_TRUE(receipt.ok()) << receipt.status();
      if (receipt.ok()) receipts.push_back(*receipt);
    }
  }
  return receipts;
}

std::string ShareOfGroup(int group) {
  return std::string(32, static_cast<char>(group * 17));
}

v1::FindingAnswer Uphold(int64_t points) {
  v1::FindingAnswer answer = Choose(v1::CHOICE_UPHOLD, "R01");
  answer.set_points(points);
  return answer;
}

v1::FindingAnswer Choose(v1::Choice choice, const std::string& reason_code) {
  v1::FindingAnswer answer;
  answer.set_choice(choice);
  answer.add_reason_codes(reason_code);
  return answer;
}

std::vector<v1::FindingAnswer> AllUphold(int, const std::string&) {
  return {Uphold(4)};
}

std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StrCat(absl::StatusCodeToString(status.code()), "/", DetailOf(status).reason);
}

int64_t Count(sql::Database& database, const std::string& table) {
  int64_t count = -1;
  const absl::Status read =
      database.Read(absl::Now() + absl::Seconds(5), [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                                 tx.QueryOne("SELECT COUNT(*) FROM " + table, {}));
        count = row.Int(0);
        return absl::OkStatus();
      });
  EXPECT_TRUE(read.ok()) << read;
  return count;
}

}  // namespace probity::review
