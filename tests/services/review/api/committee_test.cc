// What a member's client may do, and that nobody else learns anything from trying.
#include <gmock/gmock.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "common/codes/blind_image.h"
#include "common/codes/codes.h"
#include "common/rpc/padding.h"
#include "common/status/status.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "services/review/api/ballot_box.h"
#include "services/review/api/sealing.h"
#include "services/review/domain/ballot.h"
#include "services/review/store/hearing/attachments.h"
#include "services/review/store/hearing/ballots.h"
#include "services/review/store/hearing/rounds.h"
#include "tests/services/review/api/one_tuple.h"
#include "tests/services/review/support/review_server.h"
#include "tests/services/review/support/voting_round.h"

namespace probity::review {
namespace {

using ::testing::ElementsAreArray;
using CommitteeStub = v1::CommitteeService::Stub;

class CommitteeTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::StatusOr<v1::GetAttachmentResponse> Image(const v1::GetAttachmentRequest& request) {
    return rpc::Invoke(server_.committee(), &CommitteeStub::GetAttachment, request, MemberClient());
  }
  // The first case gets an image of the smallest class.
  void AttachImage() {
    server_.InHearing([&](sql::Tx& tx) -> absl::Status {
      const ReviewEnv& env = server_.env();
      PROBITY_ASSIGN_OR_RETURN(const Bytes wrapped, hearing::WrappedRoundKey(tx, round_.round_id));
      PROBITY_ASSIGN_OR_RETURN(const Bytes key, env.keys.UnwrapRoundKey(round_.round_id, wrapped));
      const RoundSeal seal{round_.round_id, key, env.entropy};
      const Bytes content = codes::PadImage("an image").value();
      return hearing::InsertAttachments(
          tx, round_.round_id,
          {{round_.serials[0], 1, 1, SealAttachment(seal, round_.serials[0], 1, {1, content})}});
    });
  }

  absl::StatusOr<v1::ListSheetsResponse> List(const v1::ListSheetsRequest& request) {
    return rpc::Invoke(server_.committee(), &CommitteeStub::ListSheets, request, MemberClient());
  }
  absl::StatusOr<v1::GetSheetResponse> Sheet(const v1::GetSheetRequest& request) {
    return rpc::Invoke(server_.committee(), &CommitteeStub::GetSheet, request, MemberClient());
  }
  absl::StatusOr<v1::SubmitBallotResponse> Submit(const v1::SubmitBallotRequest& request) {
    return rpc::Invoke(server_.committee(), &CommitteeStub::SubmitBallot, request, MemberClient());
  }
  absl::StatusOr<v1::GetBallotResponse> Ballot(const v1::GetBallotRequest& request) {
    return rpc::Invoke(server_.committee(), &CommitteeStub::GetBallot, request, MemberClient());
  }

  void MoveTo(Phase phase) {
    server_.InHearing([&](sql::Tx& tx) {
      return hearing::MovePhase(tx, round_.round_id, Phase::kVoting, phase, 1);
    });
  }

  ReviewServer server_{GetParam()};
  VotingRound round_ = OpenVoting(server_);
};

PROBITY_ON_EVERY_ENGINE(CommitteeTest);

TEST_P(CommitteeTest, DoorShowsSheetsByOrdinalAndTheSeatsOwnPseudonyms) {
  const auto listed = List(ListRequest(round_, 3));
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->closes_at_seconds(), round_.closes_at_seconds);
  EXPECT_EQ(listed->draw_pseudonym(), round_.doors[3].draw);
  EXPECT_EQ(listed->house(), round_.doors[3].house);
  EXPECT_EQ(listed->blind(), round_.doors[3].blind);
  std::vector<std::string> serials;
  for (const v1::SheetEntry& entry : listed->sheets()) {
    serials.push_back(entry.serial());
    EXPECT_EQ(entry.ordinal(), static_cast<int>(serials.size()));
  }
  EXPECT_THAT(serials, ElementsAreArray(round_.serials));
}

TEST_P(CommitteeTest, CaseCredentialOpensItsSheet) {
  const auto got = Sheet(SheetRequest(round_, 0, 2));
  ASSERT_TRUE(got.ok()) << got.status();
  scoring::v1::SheetBody body;
  ASSERT_TRUE(body.ParseFromString(got->body()));
  EXPECT_EQ(body.defence(), "被检查单位陈述 " + round_.serials[2]);
  EXPECT_EQ(body.findings_size(), 2);
}

TEST_P(CommitteeTest, KeepsABallotAndGivesAReceiptOfIt) {
  const v1::SubmitBallotRequest request = SubmitRequest(round_, 2, 1, 1, 4);
  const auto submitted = Submit(request);
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  const auto shown = Ballot(BallotRequest(round_, 2, 1));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->revision(), 1u);
  EXPECT_EQ(shown->text(), "证据充分");
  ASSERT_EQ(shown->answers_size(), 2);
  EXPECT_EQ(shown->answers(0).points(), 4);
  EXPECT_EQ(shown->answers(0).reason_codes(0), "R01");
  EXPECT_EQ(shown->receipt(), submitted->receipt());

  review::Ballot expected;
  expected.revision = 1;
  expected.answers.assign(2, {Choice::kUphold, 4, {ReasonCode::kR01}});
  expected.text = "证据充分";
  EXPECT_EQ(submitted->receipt(), codes::Receipt(round_.round_id, round_.serials[1],
                                                 request.credential(), *EncodeBallot(expected)));
}

TEST_P(CommitteeTest, KeepsTheReceiptInTheBoxForTheClose) {
  const auto submitted = Submit(SubmitRequest(round_, 2, 1, 1, 4));
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  server_.InHearing([&](sql::Tx& tx) -> absl::Status {
    const Bytes hash = codes::CredentialHash(
        round_.round_id, round_.serials[1],
        codes::Credential(round_.codes[2], round_.round_id, round_.serials[1]));
    PROBITY_ASSIGN_OR_RETURN(const Bytes wrapped, hearing::WrappedRoundKey(tx, round_.round_id));
    PROBITY_ASSIGN_OR_RETURN(const Bytes key,
                             server_.env().keys.UnwrapRoundKey(round_.round_id, wrapped));
    PROBITY_ASSIGN_OR_RETURN(const auto row, hearing::FindCredential(tx, round_.round_id, hash));
    const RoundSeal seal{round_.round_id, key, server_.env().entropy};
    PROBITY_ASSIGN_OR_RETURN(const Bytes box, OpenBallot(seal, hash, row->ballot));
    PROBITY_ASSIGN_OR_RETURN(const BoxedBallot boxed, UnboxBallot(box));
    EXPECT_EQ(boxed.receipt, submitted->receipt());
    return absl::OkStatus();
  });
}

TEST_P(CommitteeTest, AnEmptyBoxShowsRevisionZero) {
  const auto shown = Ballot(BallotRequest(round_, 0, 0));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->revision(), 0u);
  EXPECT_EQ(shown->answers_size(), 0);
}

// The ballot that lies there after two submissions, and whose receipt the second one got.
struct RevisionCase {
  std::uint32_t first;
  std::uint32_t second;
  std::int64_t kept_points;
};
TEST_P(CommitteeTest, AHigherRevisionReplacesAndNoOtherChangesAnything) {
  int sheet = 0;
  for (const RevisionCase& one :
       {RevisionCase{1, 2, 6}, RevisionCase{2, 2, 3}, RevisionCase{3, 1, 3}}) {
    const auto first = Submit(SubmitRequest(round_, 0, sheet, one.first, 3));
    const auto second = Submit(SubmitRequest(round_, 0, sheet, one.second, 6));
    ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
    const auto shown = Ballot(BallotRequest(round_, 0, sheet));
    ASSERT_TRUE(shown.ok()) << shown.status();
    EXPECT_EQ(shown->answers(0).points(), one.kept_points)
        << "revision " << one.second << " after " << one.first;
    EXPECT_EQ(second->receipt(), shown->receipt());
    EXPECT_EQ(second->receipt() == first->receipt(), one.kept_points == 3);
    ++sheet;
  }
}

using Change = std::function<void(v1::SubmitBallotRequest&)>;
struct BadBallot {
  const char* what;
  Change change;
};
const BadBallot kBadBallots[] = {
    {"points above the ceiling",
     [](auto& request) { request.mutable_answers(0)->set_points(kCeiling + 1); }},
    {"points below the floor",
     [](auto& request) { request.mutable_answers(1)->set_points(kFloor - 1); }},
    {"points without upholding",
     [](auto& request) { request.mutable_answers(0)->set_choice(v1::CHOICE_NOT_UPHOLD); }},
    {"a finding unanswered", [](auto& request) { request.mutable_answers()->RemoveLast(); }},
    {"a finding that is not there",
     [](auto& request) { *request.add_answers() = request.answers(0); }},
    {"no reason", [](auto& request) { request.mutable_answers(0)->clear_reason_codes(); }},
    {"a reason that does not fit the choice",
     [](auto& request) { request.mutable_answers(0)->set_reason_codes(0, "R07"); }},
    {"a reason nobody knows",
     [](auto& request) { request.mutable_answers(0)->set_reason_codes(0, "R99"); }},
    {"no choice", [](auto& request) { request.mutable_answers(0)->clear_choice(); }},
    {"a choice of the future",
     [](auto& request) { request.mutable_answers(0)->set_choice(static_cast<v1::Choice>(257)); }},
    {"revision 0", [](auto& request) { request.set_revision(0); }},
    {"a text too long", [](auto& request) { request.set_text(std::string(1025, 'x')); }},
};

TEST_P(CommitteeTest, RefusesABallotThatIsNotValidAndKeepsTheOneBefore) {
  ASSERT_TRUE(Submit(SubmitRequest(round_, 0, 0, 1, 4)).ok());
  for (const BadBallot& bad : kBadBallots) {
    v1::SubmitBallotRequest request = SubmitRequest(round_, 0, 0, 2, 5);
    bad.change(request);
    Pad(request);
    EXPECT_FALSE(Submit(request).ok()) << bad.what;
    const auto shown = Ballot(BallotRequest(round_, 0, 0));
    ASSERT_TRUE(shown.ok()) << shown.status();
    EXPECT_EQ(shown->revision(), 1u) << bad.what;
  }
}

TEST_P(CommitteeTest, TakesNoBallotFromTheCloseOnThoughItsSheetsCanBeRead) {
  server_.clock().Set(absl::FromUnixSeconds(round_.closes_at_seconds) - absl::Seconds(1));
  EXPECT_TRUE(Submit(SubmitRequest(round_, 0, 0, 1, 4)).ok());
  server_.clock().Set(absl::FromUnixSeconds(round_.closes_at_seconds));
  EXPECT_FALSE(Submit(SubmitRequest(round_, 0, 0, 2, 5)).ok());
  const auto shown = Ballot(BallotRequest(round_, 0, 0));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->revision(), 1u);
}

// What may be wrong with a call for a case; every RPC that takes a case credential gets each.
template <typename Request>
std::vector<std::pair<std::string, std::function<void(Request&)>>> CaseFaults(
    const VotingRound& round) {
  const auto door = codes::DoorCredential(round.codes[0], round.round_id);
  const auto other_case = codes::Credential(round.codes[0], round.round_id, round.serials[1]);
  const auto other_seat = codes::Credential(std::string(25, '7'), round.round_id, round.serials[0]);
  return {
      {"unknown round", [](Request& r) { r.set_round_id(Bytes(16, 'u')); }},
      {"round id cut short", [](Request& r) { r.set_round_id("short"); }},
      {"no round id", [](Request& r) { r.clear_round_id(); }},
      {"foreign code", [=](Request& r) { r.set_credential(other_seat); }},
      {"credential of another case", [=](Request& r) { r.set_credential(other_case); }},
      {"door credential", [=](Request& r) { r.set_credential(door); }},
      {"door credential and door serial",
       [=](Request& r) {
         r.set_credential(door);
         r.set_serial(std::string(codes::kDoorSerial));
       }},
      {"serial of no case", [](Request& r) { r.set_serial("ZZZZZZZZZZ"); }},
      {"serial that is none", [](Request& r) { r.set_serial("第一号"); }},
      {"no credential", [](Request& r) { r.clear_credential(); }},
  };
}

TEST_P(CommitteeTest, RefusesEveryCauseWithOneTuple) {
  CommitteeStub& stub = server_.committee();
  for (const auto& [cause, spoil] : CaseFaults<v1::GetSheetRequest>(round_)) {
    auto request = SheetRequest(round_, 0, 0);
    spoil(request);
    Pad(request);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::GetSheet, request), kOneTuple) << cause;
  }
  for (const auto& [cause, spoil] : CaseFaults<v1::GetBallotRequest>(round_)) {
    auto request = BallotRequest(round_, 0, 0);
    spoil(request);
    Pad(request);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::GetBallot, request), kOneTuple) << cause;
  }
  for (const auto& [cause, spoil] : CaseFaults<v1::SubmitBallotRequest>(round_)) {
    auto request = SubmitRequest(round_, 0, 0, 1, 4);
    spoil(request);
    Pad(request);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::SubmitBallot, request), kOneTuple) << cause;
  }
  auto bad_ballot = SubmitRequest(round_, 0, 0, 1, kCeiling + 1);
  EXPECT_EQ(TupleOf(stub, &CommitteeStub::SubmitBallot, bad_ballot), kOneTuple);
}

// What may be wrong with a call for an image: whatever may be with its case's, and the image.
std::vector<std::pair<std::string, std::function<void(v1::GetAttachmentRequest&)>>> ImageFaults(
    const VotingRound& round) {
  auto faults = CaseFaults<v1::GetAttachmentRequest>(round);
  for (const int index : {0, 2, -1, 9, 2147483647}) {
    faults.emplace_back(absl::StrCat("image ", index),
                        [index](v1::GetAttachmentRequest& r) { r.set_index(index); });
  }
  faults.emplace_back("a case without images", [&round](v1::GetAttachmentRequest& r) {
    r.set_serial(round.serials[1]);
    r.set_credential(codes::Credential(round.codes[0], round.round_id, round.serials[1]));
  });
  return faults;
}

TEST_P(CommitteeTest, RefusesEveryCauseForAnImageWithTheSameTuple) {
  AttachImage();
  ASSERT_TRUE(Image(ImageRequest(round_, 0, 0, 1)).ok());
  CommitteeStub& stub = server_.committee();
  for (const auto& [cause, spoil] : ImageFaults(round_)) {
    auto request = ImageRequest(round_, 0, 0, 1);
    spoil(request);
    Pad(request);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::GetAttachment, request), kOneTuple) << cause;
  }
  auto odd = ImageRequest(round_, 0, 0, 1);
  odd.mutable_padding()->push_back('\0');
  EXPECT_EQ(TupleOf(stub, &CommitteeStub::GetAttachment, odd), kOneTuple) << "another size";
  for (const Phase phase : {Phase::kSeated, Phase::kClosed, Phase::kDelivered, Phase::kAborted}) {
    round_ = OpenVoting(server_);
    AttachImage();
    MoveTo(phase);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::GetAttachment, ImageRequest(round_, 0, 0, 1)),
              kOneTuple);
  }
}

TEST_P(CommitteeTest, OpensTheDoorToNothingButItsOwnCredential) {
  CommitteeStub& stub = server_.committee();
  const std::vector<std::pair<std::string, std::function<void(v1::ListSheetsRequest&)>>> faults = {
      {"unknown round", [](auto& r) { r.set_round_id(Bytes(16, 'u')); }},
      {"no round", [](auto& r) { r.clear_round_id(); }},
      {"credential of a case",
       [&](auto& r) {
         r.set_credential(codes::Credential(round_.codes[0], round_.round_id, round_.serials[0]));
       }},
      {"no credential", [](auto& r) { r.clear_credential(); }}};
  for (const auto& [cause, spoil] : faults) {
    auto request = ListRequest(round_, 0);
    spoil(request);
    Pad(request);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::ListSheets, request), kOneTuple) << cause;
  }
}

TEST_P(CommitteeTest, AnswersNobodyOutsideVoting) {
  CommitteeStub& stub = server_.committee();
  for (const Phase phase : {Phase::kSeated, Phase::kClosed, Phase::kDelivered, Phase::kAborted}) {
    round_ = OpenVoting(server_);
    MoveTo(phase);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::ListSheets, ListRequest(round_, 0)), kOneTuple);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::GetSheet, SheetRequest(round_, 0, 0)), kOneTuple);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::GetBallot, BallotRequest(round_, 0, 0)), kOneTuple);
    EXPECT_EQ(TupleOf(stub, &CommitteeStub::SubmitBallot, SubmitRequest(round_, 0, 0, 1, 4)),
              kOneTuple);
  }
}

// Requests have a size, too: one that differs would tell the network what it carries.
TEST_P(CommitteeTest, AnswersOnlyRequestsOfTheirSize) {
  auto request = SheetRequest(round_, 0, 0);
  request.mutable_padding()->push_back('\0');
  EXPECT_EQ(TupleOf(server_.committee(), &CommitteeStub::GetSheet, request), kOneTuple);
}

// A row copied into another row's place opens there no more.
TEST_P(CommitteeTest, FindsNoBallotInARowItWasNotSealedFor) {
  ASSERT_TRUE(Submit(SubmitRequest(round_, 0, 0, 1, 4)).ok());
  server_.InHearing([&](sql::Tx& tx) -> absl::Status {
    const auto hash = [&](int seat) {
      return codes::CredentialHash(
          round_.round_id, round_.serials[0],
          codes::Credential(round_.codes[seat], round_.round_id, round_.serials[0]));
    };
    PROBITY_ASSIGN_OR_RETURN(const auto row, hearing::FindCredential(tx, round_.round_id, hash(0)));
    return hearing::StoreBallot(tx, round_.round_id, hash(1), row->ballot);
  });
  EXPECT_EQ(TupleOf(server_.committee(), &CommitteeStub::GetBallot, BallotRequest(round_, 1, 0)),
            kOneTuple);
}

TEST_P(CommitteeTest, GivesEveryAnswerItsDeclaredSize) {
  for (int sheet = 0; sheet < 5; ++sheet) {
    const auto request = SubmitRequest(round_, sheet, sheet, 1, sheet % 4 + 2);
    EXPECT_EQ(Submit(request)->ByteSizeLong(), 128u);
    EXPECT_EQ(Ballot(BallotRequest(round_, sheet, sheet))->ByteSizeLong(), 3072u);
    EXPECT_EQ(Sheet(SheetRequest(round_, sheet, sheet))->ByteSizeLong(), 8192u);
  }
  EXPECT_EQ(Ballot(BallotRequest(round_, 6, 0))->ByteSizeLong(), 3072u) << "an empty box";
  EXPECT_EQ(List(ListRequest(round_, 0))->ByteSizeLong(), 2048u);
  const VotingRound large = OpenVoting(server_, 10);
  EXPECT_EQ(List(ListRequest(large, 0))->ByteSizeLong(), 2048u);
}

TEST_P(CommitteeTest, ShowsNoTurnoutInRowsOrSizes) {
  const auto shape = [&] {
    std::string text;
    server_.InHearing([&](sql::Tx& tx) -> absl::Status {
      for (const char* table : {"credential", "sheet", "round", "idempotency", "audit", "receipt",
                                "outcome", "verdict_outbox", "ballast"}) {
        PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                                 tx.QueryOne(absl::StrCat("SELECT COUNT(*) FROM ", table), {}));
        absl::StrAppend(&text, table, " ", row.Int(0), "\n");
      }
      PROBITY_ASSIGN_OR_RETURN(
          const std::vector<sql::Row> sizes,
          tx.Query("SELECT DISTINCT length(seal), length(ballot) FROM credential", {}));
      for (const sql::Row& row : sizes) absl::StrAppend(&text, row.Int(0), " ", row.Int(1), "\n");
      return absl::OkStatus();
    });
    return text;
  };
  const std::string before = shape();
  for (int seat = 0; seat < 6; ++seat) {
    ASSERT_TRUE(Submit(SubmitRequest(round_, seat, 0, 1, 4)).ok());
  }
  ASSERT_FALSE(Submit(SubmitRequest(round_, 0, 0, 2, 99)).ok());
  EXPECT_EQ(shape(), before);
}

TEST_P(CommitteeTest, RunsTheSameStatementsWhateverComesOfTheCall) {
  const auto traces = [&](auto call, auto good, const auto& faults) {
    server_.watched_hearing().Take();
    EXPECT_TRUE(call(good).ok());
    const std::vector<std::string> accepted = server_.watched_hearing().Take();
    EXPECT_GE(accepted.size(), 4u);
    for (const auto& [cause, spoil] : faults) {
      auto request = good;
      spoil(request);
      Pad(request);
      EXPECT_FALSE(call(request).ok()) << cause;
      EXPECT_EQ(server_.watched_hearing().Take(), accepted) << cause;
    }
  };
  auto ballot_faults = CaseFaults<v1::SubmitBallotRequest>(round_);
  for (const BadBallot& bad : kBadBallots) ballot_faults.emplace_back(bad.what, bad.change);
  traces([&](const auto& request) { return Submit(request); }, SubmitRequest(round_, 0, 0, 1, 4),
         ballot_faults);
  traces([&](const auto& request) { return Sheet(request); }, SheetRequest(round_, 0, 0),
         CaseFaults<v1::GetSheetRequest>(round_));
  traces([&](const auto& request) { return Ballot(request); }, BallotRequest(round_, 0, 0),
         CaseFaults<v1::GetBallotRequest>(round_));
  AttachImage();
  traces([&](const auto& request) { return Image(request); }, ImageRequest(round_, 0, 0, 1),
         ImageFaults(round_));
  const std::vector<std::pair<std::string, std::function<void(v1::ListSheetsRequest&)>>> door = {
      {"unknown round", [](auto& r) { r.set_round_id(Bytes(16, 'u')); }},
      {"no credential", [](auto& r) { r.clear_credential(); }}};
  traces([&](const auto& request) { return List(request); }, ListRequest(round_, 0), door);
}

TEST_P(CommitteeTest, KeepsBallotsOfAllSeatsApart) {
  for (int seat = 0; seat < 7; ++seat) {
    ASSERT_TRUE(Submit(SubmitRequest(round_, seat, 0, 1, seat % 5 + 2)).ok());
  }
  for (int seat = 0; seat < 7; ++seat) {
    const auto shown = Ballot(BallotRequest(round_, seat, 0));
    ASSERT_TRUE(shown.ok()) << shown.status();
    EXPECT_EQ(shown->answers(0).points(), seat % 5 + 2);
  }
}

}  // namespace
}  // namespace probity::review
