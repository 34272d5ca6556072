// L5: a member's call that is refused is refused in one way, whatever the cause: what does not
// exist, what is another's, what is over and what is malformed look the same. And a challenge that
// is filed is answered the same whether or not it can match.
#include <set>
#include <utility>

#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/rpc/padding.h"
#include "probity/review/v1/committee_service.pb.h"
#include "probity/scoring/v1/challenge_service.pb.h"
#include "tests/blind/ask.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/blind/world.h"

namespace probity::blind {
namespace {

using review::v1::InvitationAnswer;

constexpr char kService[] = "/probity.review.v1.CommitteeService/";
constexpr std::size_t kSmall = 128;
constexpr std::size_t kBallot = 3072;

// What a caller presents; one of its parts may be wrong.
struct Presented {
  std::string round;
  std::string serial;
  std::string credential;
};

template <typename Request>
Request Carrying(const Presented& presented) {
  Request request;
  request.set_round_id(presented.round);
  request.set_credential(presented.credential);
  if constexpr (requires { request.set_serial(""); }) request.set_serial(presented.serial);
  return request;
}

review::v1::SubmitBallotRequest BallotOf(const Presented& presented) {
  auto request = Carrying<review::v1::SubmitBallotRequest>(presented);
  request.set_revision(1);
  *request.add_answers() = review::Uphold(4);
  return request;
}

template <typename Request>
Request Padded(Request request, std::size_t size) {
  EXPECT_TRUE(rpc::PadTo(size, &request));
  return request;
}

// Asks one method and keeps how it was refused, by cause.
class Oracle {
 public:
  Oracle(std::string method, std::shared_ptr<grpc::Channel> channel)
      : method_(std::move(method)), channel_(std::move(channel)) {}

  template <typename Response>
  void Refused(const std::string& cause, const google::protobuf::MessageLite& request,
               const rpc::CallOptions& options) {
    Response response;
    const Heard heard = Ask(channel_, kService + method_, request, &response, options);
    causes_[heard.Text()].push_back(cause);
    if (heard.code == 0) findings_.push_back(method_ + " is answered though: " + cause);
  }

  template <typename Response>
  void Answered(const google::protobuf::MessageLite& request, const rpc::CallOptions& options) {
    Response response;
    const Heard heard = Ask(channel_, kService + method_, request, &response, options);
    if (heard.code != 0) findings_.push_back(method_ + " refuses what it ought to answer");
  }

  void Use(std::shared_ptr<grpc::Channel> channel) { channel_ = std::move(channel); }
  std::size_t tuples() const { return causes_.size(); }
  Findings findings() const {
    Findings all = findings_;
    if (causes_.size() <= 1) return all;
    for (const auto& [tuple, causes] : causes_) {
      all.push_back(absl::StrCat(method_, ": ", causes.front(), " (and ", causes.size() - 1,
                                 " more) is told by: ", tuple));
    }
    return all;
  }

 private:
  std::string method_;
  std::shared_ptr<grpc::Channel> channel_;
  std::map<std::string, std::vector<std::string>> causes_;
  Findings findings_;
};

rpc::CallOptions Client() {
  return review::ReviewBench::As(options::v1::ROLE_MEMBER_CLIENT, "client");
}

rpc::CallOptions Nobody() {
  rpc::CallOptions options = Client();
  options.caller = {};
  return options;
}

// Rounds in three phases, and what a seat of the voting one holds.
struct Scene {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<review::ReviewBench> bench;
  std::string closed, drawing, voting;  // 16 bytes each
  std::string code, other_code, closed_code;
  std::string serial, other_serial, closed_serial;

  Presented Own() const { return {voting, serial, codes::Credential(code, voting, serial)}; }
};

std::string FirstSerial(review::ReviewBench& bench, const std::string& round, int place) {
  const auto sheets = bench.SeatOf(round, 1, 1).ListSheets();
  EXPECT_TRUE(sheets.ok()) << sheets.status();
  return sheets.ok() ? sheets->sheets(place).serial() : std::string();
}

std::unique_ptr<Scene> MakeScene() {
  auto scene = std::make_unique<Scene>();
  scene->bench = std::make_unique<review::ReviewBench>(review::ReviewBench::Setup{
      "sqlite", nullptr,
      [scene = scene.get()](int port) { return scene->channel = review::Plainly(port); },
      "existence", review::Settings()});
  review::ReviewBench& bench = *scene->bench;
  bench.FillRoster();
  const std::string closed = bench.RoundIn(review::v1::ROUND_PHASE_VOTING);
  scene->closed_serial = FirstSerial(bench, closed, 0);
  bench.Vote(closed, review::AllUphold);
  bench.clock().Advance(absl::Hours(3));
  EXPECT_TRUE(bench.Reaches(closed, review::v1::ROUND_PHASE_DELIVERED));
  const std::string drawing = bench.RoundIn(review::v1::ROUND_PHASE_SCREENED);
  const std::string voting = bench.RoundIn(review::v1::ROUND_PHASE_VOTING);
  scene->serial = FirstSerial(bench, voting, 0);
  scene->other_serial = FirstSerial(bench, voting, 1);
  scene->code = bench.inbox().Code(voting, 1, 1);
  scene->other_code = bench.inbox().Code(voting, 1, 2);
  scene->closed_code = bench.inbox().Code(closed, 1, 1);
  scene->closed = *crypto::FromHex(closed);
  scene->drawing = *crypto::FromHex(drawing);
  scene->voting = *crypto::FromHex(voting);
  return scene;
}

// Everything that can be wrong with what is presented for a case, or for a door.
std::map<std::string, Presented> Wrong(const Scene& scene, bool door) {
  const auto of = [&](const std::string& code, const std::string& round,
                      const std::string& serial) {
    return Presented{
        round, serial,
        door ? codes::DoorCredential(code, round) : codes::Credential(code, round, serial)};
  };
  const std::string unknown_round(16, 'u');
  const std::string strange = "0A1B2C3D4E5F6G7H8J9K0M1N2";
  std::map<std::string, Presented> wrong = {
      {"unknown round", of(scene.code, unknown_round, scene.serial)},
      {"a code never made", of(strange, scene.voting, scene.serial)},
      {"closed round", of(scene.closed_code, scene.closed, scene.closed_serial)},
      {"code of a closed round", of(scene.closed_code, scene.voting, scene.serial)},
      {"round not drawn", of(scene.code, scene.drawing, scene.serial)},
      {"no credential", {scene.voting, scene.serial, ""}},
      {"short credential", {scene.voting, scene.serial, std::string(31, 'c')}},
      {"long credential", {scene.voting, scene.serial, std::string(33, 'c')}},
      {"short round", {std::string(15, 'r'), scene.serial, std::string(32, 'c')}},
      {"nothing", {"", "", ""}}};
  if (door) {
    wrong["credential of a case"] = scene.Own();
    return wrong;
  }
  wrong["unknown serial"] = of(scene.code, scene.voting, "9Z9Z9Z9Z9Z");
  wrong["serial of another round"] = of(scene.code, scene.voting, scene.closed_serial);
  wrong["credential of another case"] = {
      scene.voting, scene.serial, of(scene.code, scene.voting, scene.other_serial).credential};
  wrong["another's case of another serial"] = {
      scene.voting, scene.serial,
      of(scene.other_code, scene.voting, scene.other_serial).credential};
  wrong["door credential"] = {scene.voting, scene.serial,
                              codes::DoorCredential(scene.code, scene.voting)};
  wrong["serial of the door"] = {scene.voting, std::string(codes::kDoorSerial),
                                 codes::DoorCredential(scene.code, scene.voting)};
  wrong["serial as shown"] = of(scene.code, scene.voting, "ABCDE-FGHJK");
  wrong["serial in small letters"] = of(scene.code, scene.voting, "abcdefghjk");
  wrong["serial too long"] = {scene.voting, scene.serial + "0", std::string(32, 'c')};
  return wrong;
}

// The causes every method shares: what is presented, its size, its bytes and its caller.
template <typename Response, typename Request>
void AskWrongly(const Scene& scene, Oracle& oracle, bool door, std::size_t size,
                const std::function<Request(const Presented&)>& make) {
  for (const auto& [cause, presented] : Wrong(scene, door)) {
    oracle.Refused<Response>(cause, Padded(make(presented), size), Client());
  }
  Presented own = scene.Own();
  if (door) own.credential = codes::DoorCredential(scene.code, scene.voting);
  const Request right = Padded(make(own), size);
  oracle.Refused<Response>("not padded", make(own), Client());
  oracle.Refused<Response>("padded too much", Padded(make(own), size + 1), Client());
  oracle.Refused<Response>("empty message", Request(), Client());
  oracle.Refused<Response>("no caller", right, Nobody());
  oracle.Refused<Response>("another role", right,
                           review::ReviewBench::As(options::v1::ROLE_SECRETARY, "secretary"));
  // As a message of another type its first field is no bytes but a number.
  review::v1::GetBallotResponse garbled;
  garbled.set_revision(7);
  oracle.Refused<Response>("another message", garbled, Client());
  oracle.Answered<Response>(right, Client());
}

void AskBallots(const Scene& scene, Oracle& oracle) {
  using Request = review::v1::SubmitBallotRequest;
  const auto refused = [&](const std::string& cause, const std::function<void(Request&)>& spoil) {
    Request request = BallotOf(scene.Own());
    spoil(request);
    oracle.Refused<review::v1::SubmitBallotResponse>(cause, Padded(request, kBallot), Client());
  };
  refused("points above the ceiling", [](auto& r) { r.mutable_answers(0)->set_points(7); });
  refused("points below the floor", [](auto& r) { r.mutable_answers(0)->set_points(1); });
  refused("negative points", [](auto& r) { r.mutable_answers(0)->set_points(-1); });
  refused("unknown choice",
          [](auto& r) { r.mutable_answers(0)->set_choice(static_cast<review::v1::Choice>(99)); });
  refused("unknown reason", [](auto& r) { r.mutable_answers(0)->set_reason_codes(0, "R99"); });
  refused("no reason", [](auto& r) { r.mutable_answers(0)->clear_reason_codes(); });
  refused("no answer", [](auto& r) { r.clear_answers(); });
  refused("an answer too many", [](auto& r) { *r.add_answers() = review::Uphold(4); });
  refused("revision 0", [](auto& r) { r.set_revision(0); });
  refused("long text", [](auto& r) { r.set_text(std::string(1025, 't')); });
  refused("text that is not UTF-8", [](auto& r) { r.set_text("\xFF\xFE"); });
}

void AskImages(const Scene& scene, Oracle& oracle) {
  for (const int index : {-1, 0, 1, 2, 9}) {
    auto request = Carrying<review::v1::GetAttachmentRequest>(scene.Own());
    request.set_index(index);
    oracle.Refused<review::v1::GetAttachmentResponse>(
        absl::StrCat("image ", index, " of a sheet without images"), Padded(request, kSmall),
        Client());
  }
}

void AskInvitations(const Scene& scene, Oracle& oracle) {
  const std::string answer_code = scene.bench->inbox().Code(crypto::Hex(scene.voting), 0, 1);
  const std::map<std::string, std::pair<std::string, std::string>> wrong = {
      {"unknown round", {std::string(16, 'u'), answer_code}},
      {"round that votes", {scene.voting, answer_code}},
      {"closed round", {scene.closed, scene.bench->inbox().Code(crypto::Hex(scene.closed), 0, 1)}},
      {"round not drawn", {scene.drawing, answer_code}},
      {"voting code", {scene.voting, scene.code}},
      {"a code never made", {scene.voting, "0A1B2C3D4E5F6G7H8J9K0M1N2"}},
      {"short code", {scene.voting, "0A1B2"}},
      {"no code", {scene.voting, ""}},
      {"short round", {"r", answer_code}}};
  for (const auto& [cause, presented] : wrong) {
    for (const auto answer :
         {review::v1::INVITATION_ANSWER_ACCEPT, review::v1::INVITATION_ANSWER_DECLINE}) {
      review::v1::RespondInvitationRequest request;
      request.set_round_id(presented.first);
      request.set_code(presented.second);
      request.set_answer(answer);
      oracle.Refused<review::v1::RespondInvitationResponse>(cause, Padded(request, kSmall),
                                                            Client());
    }
  }
  oracle.Refused<review::v1::RespondInvitationResponse>(
      "empty message", review::v1::RespondInvitationRequest(), Client());
  oracle.Refused<review::v1::RespondInvitationResponse>(
      "no caller", review::v1::RespondInvitationRequest(), Nobody());
}

template <typename Request>
std::function<Request(const Presented&)> Plain() {
  return &Carrying<Request>;
}

Findings MembersCalls() {
  using namespace review::v1;  // NOLINT: six pairs of messages
  const std::unique_ptr<Scene> scene = MakeScene();
  std::map<std::string, Oracle> oracles;
  for (const std::string method : {"RespondInvitation", "ListSheets", "GetSheet", "GetAttachment",
                                   "SubmitBallot", "GetBallot"}) {
    oracles.emplace(method, Oracle(method, scene->channel));
  }
  AskWrongly<ListSheetsResponse, ListSheetsRequest>(*scene, oracles.at("ListSheets"), true, kSmall,
                                                    Plain<ListSheetsRequest>());
  AskWrongly<GetSheetResponse, GetSheetRequest>(*scene, oracles.at("GetSheet"), false, kSmall,
                                                Plain<GetSheetRequest>());
  AskWrongly<GetBallotResponse, GetBallotRequest>(*scene, oracles.at("GetBallot"), false, kSmall,
                                                  Plain<GetBallotRequest>());
  AskWrongly<SubmitBallotResponse, SubmitBallotRequest>(*scene, oracles.at("SubmitBallot"), false,
                                                        kBallot, &BallotOf);
  AskBallots(*scene, oracles.at("SubmitBallot"));
  AskImages(*scene, oracles.at("GetAttachment"));
  AskInvitations(*scene, oracles.at("RespondInvitation"));
  for (const auto& [cause, presented] : Wrong(*scene, false)) {
    oracles.at("GetAttachment")
        .Refused<GetAttachmentResponse>(
            cause, Padded(Carrying<GetAttachmentRequest>(presented), kSmall), Client());
  }
  // After the hours of voting, before the round is closed; then with its databases gone.
  scene->bench->clock().Advance(absl::Hours(3));
  const SubmitBallotRequest ballot = Padded(BallotOf(scene->Own()), kBallot);
  oracles.at("SubmitBallot").Refused<SubmitBallotResponse>("the hours are over", ballot, Client());
  scene->bench->Start(false, std::make_shared<review::Lifetime>(0));
  for (auto& [method, oracle] : oracles) oracle.Use(scene->channel);
  oracles.at("SubmitBallot").Refused<SubmitBallotResponse>("no database", ballot, Client());
  oracles.at("GetSheet")
      .Refused<GetSheetResponse>("no database",
                                 Padded(Carrying<GetSheetRequest>(scene->Own()), kSmall), Client());
  Findings findings;
  for (const auto& [method, oracle] : oracles) {
    if (NothingPlanted()) Record("T7", static_cast<double>(oracle.tuples()), "tuples of " + method);
    const Findings of = oracle.findings();
    findings.insert(findings.end(), of.begin(), of.end());
  }
  return findings;
}

// The answer to a challenge of a case by an institution, with all that came with it.
std::string Challenged(World& world, const std::string& case_id, const std::string& institution,
                       scoring::v1::ChallengeTarget kind, const std::string& target) {
  scoring::v1::FileChallengeRequest request;
  request.set_request_id(NewRequestId());
  request.set_case_id(case_id);
  request.set_target_kind(kind);
  request.set_target(target);
  request.set_reason("利害关系 an interest");
  scoring::v1::FileChallengeResponse response;
  return Ask(world.scoring().channel(), "/probity.scoring.v1.ChallengeService/FileChallenge",
             request, &response, scoring::AsInstitution(institution))
      .Text();
}

Findings Challenges() {
  const std::vector<std::string> all = CanaryInstitutions(7);
  Secrets secrets;
  secrets.accused = {all[0], all[1]};
  secrets.bystanders = {all.begin() + 2, all.end()};
  World world(secrets);
  const std::vector<std::string> cases = world.ReferAll();
  const auto institution = scoring::v1::CHALLENGE_TARGET_INSTITUTION;
  const auto person = scoring::v1::CHALLENGE_TARGET_PERSON;
  const std::string unknown = "0196a3c0-1c2d-7e3f-8a4b-5c6d7e8f9a0b";
  std::map<std::string, std::vector<std::string>> answers;
  const auto file = [&](const std::string& how, const std::string& id, const std::string& by,
                        scoring::v1::ChallengeTarget kind, const std::string& target) {
    answers[Challenged(world, id, by, kind, target)].push_back(how);
  };
  file("of nobody", cases[0], all[0], person, "查无此人");
  file("of a member", cases[0], all[0], person, "示例委员N1");
  file("of an institution", cases[0], all[0], institution, all[3]);
  file("a fourth time", cases[0], all[0], institution, all[4]);
  file("of an institution nobody knows", cases[1], all[1], institution, "INST-NOWHERE");
  file("in another's case", cases[0], all[1], person, "示例委员N1");
  file("in no case", unknown, all[0], person, "示例委员N1");
  Findings findings;
  for (const auto& [answer, how] : answers) {
    if (answers.size() > 1) {
      findings.push_back("a challenge " + how.front() + " is told by: " + answer);
    }
  }
  return findings;
}

Findings Existence() {
  Findings findings = MembersCalls();
  const Findings challenges = Challenges();
  findings.insert(findings.end(), challenges.begin(), challenges.end());
  return findings;
}

PROBITY_LEAK_TEST(L5, Existence);

}  // namespace
}  // namespace probity::blind
