#include <atomic>
#include <thread>

#include "common/crypto/crypto.h"
#include "services/review/store/hearing/ballots.h"
#include "services/review/store/hearing/committee_text.h"
#include "services/review/store/hearing/results.h"
#include "services/review/store/hearing/rounds.h"
#include "tests/services/review/store/databases.h"

namespace probity::review::hearing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

PROBITY_ON_EVERY_ENGINE(HearingStoreTest);

policy::Committee Terms() {
  policy::Committee terms;
  terms.quotas_first = {1, 1, 3, 2};
  terms.quotas_appeal = {1, 1, 4, 3};
  terms.quorum = 5;
  terms.disjoint_keep_months = 12;
  terms.blind_fields = {"town", "tab\there\\n"};
  terms.reason_codes = {{"R06", {"需补充\n证据", "more evidence"}, {policy::BallotChoice::kRemand}},
                        {"R01", {"", ""}, {}}};
  return terms;
}

Round RoundNo(int n) {
  Round round;
  round.round_id = Id16(n);
  round.policy_hash = Hash32(7);
  round.committee = Terms();
  round.quotas = {1, 1, 3, 2};
  round.case_count = 5;
  return round;
}

CredentialRow Credential(int n, const std::string& serial = "N5RFRSW2VX", int issue_no = 1) {
  return {Hash32(n), issue_no, serial, Bytes(29, 's'), Bytes(2076, 'b')};
}

TEST(CommitteeTextTest, ReadsBackWhatItWroteAndNothingElse) {
  const std::string text = CommitteeText(Terms());
  ASSERT_TRUE(CommitteeFromText(text).ok());
  EXPECT_EQ(*CommitteeFromText(text), Terms());
  EXPECT_EQ(CommitteeFromText(text + "quorum\t7\n").status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(CommitteeFromText("unknown\t1\n").status().code(), absl::StatusCode::kInternal);
}

TEST_P(HearingStoreTest, KeepsARoundUnderTheTermsItWasOpenedWith) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertRound(tx, RoundNo(1), kNoon, "wrapped"));
    EXPECT_EQ(*GetRound(tx, Id16(1)), RoundNo(1));
    EXPECT_EQ(*LockRound(tx, Id16(1)), RoundNo(1));
    EXPECT_TRUE(HasReason(GetRound(tx, Id16(2)).status(), Reason::k_UNKNOWN_ROUND));
    EXPECT_EQ(*WrappedRoundKey(tx, Id16(1)), "wrapped");
    PROBITY_RETURN_IF_ERROR(DestroyRoundKey(tx, Id16(1)));
    EXPECT_EQ(WrappedRoundKey(tx, Id16(1)).status().code(), absl::StatusCode::kNotFound);
    PROBITY_RETURN_IF_ERROR(SetIssue(tx, Id16(1), 2));
    PROBITY_RETURN_IF_ERROR(SetCloses(tx, Id16(1), kNoon + 7200, true));
    PROBITY_RETURN_IF_ERROR(SetAbort(tx, Id16(1), AbortCode::kBySecretary));
    Round changed = RoundNo(1);
    changed.issue_no = 2;
    changed.closes_at_seconds = kNoon + 7200;
    changed.extended = true;
    changed.abort_code = AbortCode::kBySecretary;
    EXPECT_EQ(*GetRound(tx, Id16(1)), changed);
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, MovesAPhaseOnlyFromTheOneExpectedAndNotesWhen) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertRound(tx, RoundNo(1), kNoon, "wrapped"));
    PROBITY_RETURN_IF_ERROR(MovePhase(tx, Id16(1), Phase::kOpened, Phase::kCommitted, kNoon + 60));
    EXPECT_EQ(MovePhase(tx, Id16(1), Phase::kOpened, Phase::kCommitted, kNoon + 61).code(),
              absl::StatusCode::kAborted);
    EXPECT_EQ(GetRound(tx, Id16(1))->phase, Phase::kCommitted);
    EXPECT_THAT(*PhaseTimes(tx, Id16(1)),
                ElementsAre(Pair(Phase::kOpened, kNoon), Pair(Phase::kCommitted, kNoon + 60)));
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, ListsRoundsThatAreNotOver) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    for (const int n : {3, 1, 2}) {
      PROBITY_RETURN_IF_ERROR(InsertRound(tx, RoundNo(n), kNoon, "wrapped"));
    }
    PROBITY_RETURN_IF_ERROR(MovePhase(tx, Id16(1), Phase::kOpened, Phase::kAborted, kNoon));
    PROBITY_RETURN_IF_ERROR(MovePhase(tx, Id16(2), Phase::kOpened, Phase::kDelivered, kNoon));
    EXPECT_THAT(*UnfinishedRounds(tx), ElementsAre(RoundNo(3)));
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, HoldsAGroupToItsFirstCommitment) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertCommitment(tx, Id16(1), Group::kExpert, Hash32(1)));
    PROBITY_RETURN_IF_ERROR(InsertCommitment(tx, Id16(1), Group::kExpert, Hash32(1)));
    EXPECT_TRUE(HasReason(InsertCommitment(tx, Id16(1), Group::kExpert, Hash32(2)),
                          Reason::k_COMMITMENT_EXISTS));
    PROBITY_RETURN_IF_ERROR(InsertCommitment(tx, Id16(1), Group::kAdministrative, Hash32(3)));
    PROBITY_RETURN_IF_ERROR(SetShare(tx, Id16(1), Group::kExpert, Hash32(4)));
    EXPECT_FALSE(SetShare(tx, Id16(1), Group::kInstitution, Hash32(4)).ok());
    EXPECT_THAT(*SeedParts(tx, Id16(1)),
                ElementsAre(SeedPart{Group::kAdministrative, Hash32(3), ""},
                            SeedPart{Group::kExpert, Hash32(1), Hash32(4)}));
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, KeepsSheetsByOrdinalAndForgetsTheirTokens) {
  const SheetRow first = {"ZZZZZZZZZZ", 1, Id16(1), "sealed one"};
  const SheetRow second = {"0000000001", 2, Id16(2), "sealed two"};
  In(*database_, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertSheets(tx, Id16(9), {second, first}));
    EXPECT_THAT(*SheetsOf(tx, Id16(9)), ElementsAre(first, second));
    EXPECT_EQ(**FindSheet(tx, Id16(9), "0000000001"), second);
    EXPECT_FALSE(FindSheet(tx, Id16(8), "0000000001")->has_value());
    PROBITY_RETURN_IF_ERROR(ForgetToken(tx, Id16(9), Id16(2)));
    EXPECT_EQ((*FindSheet(tx, Id16(9), "0000000001"))->case_token, "");
    EXPECT_EQ((*FindSheet(tx, Id16(9), "ZZZZZZZZZZ"))->case_token, Id16(1));
    PROBITY_RETURN_IF_ERROR(EraseSheets(tx, Id16(9)));
    EXPECT_THAT(*SheetsOf(tx, Id16(9)), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, ReplacesCredentialsAsOneWholeSet) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(ReplaceCredentials(tx, Id16(9), {Credential(2), Credential(1)}));
    EXPECT_THAT(*CredentialsOf(tx, Id16(9)), ElementsAre(Credential(1), Credential(2)));
    PROBITY_RETURN_IF_ERROR(ReplaceCredentials(tx, Id16(9), {Credential(3, "N5RFRSW2VX", 2)}));
    EXPECT_THAT(*CredentialsOf(tx, Id16(9)), ElementsAre(Credential(3, "N5RFRSW2VX", 2)));
    EXPECT_FALSE(FindCredential(tx, Id16(9), Hash32(1))->has_value());
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, StoresABallotInItsRowAndARefusedOneNowhere) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(ReplaceCredentials(tx, Id16(9), {Credential(1), Credential(2)}));
    PROBITY_RETURN_IF_ERROR(StoreBallot(tx, Id16(9), Hash32(2), Bytes(2076, 'v')));
    EXPECT_EQ((*LockCredential(tx, Id16(9), Hash32(2)))->ballot, Bytes(2076, 'v'));
    EXPECT_EQ((*LockCredential(tx, Id16(9), Hash32(1)))->ballot, Bytes(2076, 'b'));
    PROBITY_RETURN_IF_ERROR(StoreNothing(tx, Bytes(2076, 'x')));
    EXPECT_EQ((*LockCredential(tx, Id16(9), Hash32(1)))->ballot, Bytes(2076, 'b'));
    EXPECT_FALSE(StoreBallot(tx, Id16(9), Hash32(3), Bytes(2076, 'v')).ok());
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, ShowsACallWhetherItsRoundVotes) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    EXPECT_FALSE(FindVoting(tx, Id16(1))->found);
    PROBITY_RETURN_IF_ERROR(InsertRound(tx, RoundNo(1), kNoon, "wrapped"));
    PROBITY_RETURN_IF_ERROR(SetCloses(tx, Id16(1), kNoon, false));
    const VotingRound voting = *HoldVoting(tx, Id16(1));
    EXPECT_TRUE(voting.found);
    EXPECT_EQ(voting.phase, Phase::kOpened);
    EXPECT_EQ(voting.closes_at_seconds, kNoon);
    EXPECT_EQ(*CommitteeFromText(voting.committee_text), Terms());
    EXPECT_EQ(voting.wrapped_key, "wrapped");
    PROBITY_RETURN_IF_ERROR(DestroyRoundKey(tx, Id16(1)));
    EXPECT_EQ(FindVoting(tx, Id16(1))->wrapped_key, "");
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, KeepsTranscriptOutcomesAndReceipts) {
  const OutcomeRow upheld = {"ZZZZZZZZZZ", 1, CaseOutcome::kUpheld, Id16(1)};
  const OutcomeRow partly = {"0000000001", 2, CaseOutcome::kPartly, Id16(2)};
  In(*database_, [&](sql::Tx& tx) -> absl::Status {
    EXPECT_FALSE(FindTranscript(tx, Id16(9))->has_value());
    PROBITY_RETURN_IF_ERROR(PutTranscript(tx, Id16(9), {"{\"v\":1}", Hash32(1)}));
    PROBITY_RETURN_IF_ERROR(PutTranscript(tx, Id16(9), {"{\"v\":1,…}", Hash32(2)}));
    EXPECT_EQ((*FindTranscript(tx, Id16(9)))->json, "{\"v\":1,…}");
    EXPECT_EQ((*FindTranscript(tx, Id16(9)))->sha256, Hash32(2));
    PROBITY_RETURN_IF_ERROR(InsertOutcomes(tx, Id16(9), {partly, upheld}));
    EXPECT_THAT(*OutcomesOf(tx, Id16(9)), ElementsAre(upheld, partly));
    PROBITY_RETURN_IF_ERROR(InsertReceipts(tx, Id16(9), {Hash32(5), Hash32(4)}));
    EXPECT_THAT(*ReceiptsOf(tx, Id16(9)), ElementsAre(Hash32(4), Hash32(5)));
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, LetsAVerdictWaitForItsAcknowledgment) {
  const outbox::Message verdict = {{sql::Blob{Id16(9)}, sql::Blob{Id16(1)}}, "verdict"};
  In(*database_, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(outbox::Put(tx, VerdictOutbox(), verdict));
    EXPECT_EQ(*VerdictsWaiting(tx, Id16(9)), 1);
    EXPECT_EQ(*VerdictsWaiting(tx, Id16(8)), 0);
    EXPECT_EQ((*outbox::Find(tx, VerdictOutbox(), verdict.key))->payload, "verdict");
    EXPECT_TRUE(*outbox::Remove(tx, VerdictOutbox(), verdict.key));
    EXPECT_EQ(*VerdictsWaiting(tx, Id16(9)), 0);
    return absl::OkStatus();
  });
}

TEST_P(HearingStoreTest, ChainsTheLogAndLogsAChangeOfTheRosterOnce) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(AppendAudit(tx, AuditKind::kPolicy, PolicyBody(Hash32(1))).status());
    PROBITY_RETURN_IF_ERROR(AppendRosterChange(tx, Hash32(2)));
    PROBITY_RETURN_IF_ERROR(AppendRosterChange(tx, Hash32(2)));
    const std::vector<audit::Entry> leaves = *AuditLog().List(tx, 0, 10);
    EXPECT_EQ(leaves.size(), 2u);
    EXPECT_EQ(leaves.back().kind, 12);
    EXPECT_EQ(leaves.back().body, RosterChangedBody(Hash32(2)));
    EXPECT_EQ(AuditLog().Verify(tx)->seq, 2);
    return absl::OkStatus();
  });
}

// "the log" of section 4: an abort leaves the chain, the round's row and its phases.
TEST_P(HearingStoreTest, ErasesARoundButNotItsTrace) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    for (const int n : {1, 2}) {
      PROBITY_RETURN_IF_ERROR(InsertRound(tx, RoundNo(n), kNoon, "wrapped"));
      PROBITY_RETURN_IF_ERROR(InsertCommitment(tx, Id16(n), Group::kExpert, Hash32(1)));
      PROBITY_RETURN_IF_ERROR(InsertSheets(tx, Id16(n), {{"0000000001", 1, Id16(n), "sealed"}}));
      PROBITY_RETURN_IF_ERROR(ReplaceCredentials(tx, Id16(n), {Credential(1)}));
      PROBITY_RETURN_IF_ERROR(PutTranscript(tx, Id16(n), {"{}", Hash32(1)}));
      PROBITY_RETURN_IF_ERROR(
          tx.Execute("INSERT INTO idempotency (request_id, caller, method, scope, request_hash, "
                     "response) VALUES (?, 'a', 'b', ?, ?, ?)",
                     {sql::Blob{Id16(n)}, crypto::Hex(Id16(n)), sql::Blob{Hash32(1)}, sql::Blob{}})
              .status());
    }
    PROBITY_RETURN_IF_ERROR(AppendAudit(tx, AuditKind::kAborted, "body").status());
    PROBITY_RETURN_IF_ERROR(EraseRoundContents(tx, Id16(1)));
    PROBITY_RETURN_IF_ERROR(EraseAnswers(tx, Id16(1)));
    for (const char* table : {"round_key", "seed", "sheet", "credential", "draw", "idempotency"}) {
      PROBITY_ASSIGN_OR_RETURN(const sql::Row left,
                               tx.QueryOne(std::string("SELECT COUNT(*) FROM ") + table, {}));
      EXPECT_EQ(left.Int(0), 1) << table << ": only the other round's";
    }
    EXPECT_EQ(GetRound(tx, Id16(1))->round_id, Id16(1));
    EXPECT_EQ(PhaseTimes(tx, Id16(1))->size(), 1u);
    EXPECT_EQ(AuditLog().GetHead(tx)->seq, 1);
    return absl::OkStatus();
  });
}

// A ballot that is being stored holds the round in its phase; the close waits for it.
TEST_P(HearingStoreTest, ClosesOnlyAfterABallotUnderWay) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertRound(tx, RoundNo(1), kNoon, "wrapped"));
    PROBITY_RETURN_IF_ERROR(ReplaceCredentials(tx, Id16(1), {Credential(1)}));
    return MovePhase(tx, Id16(1), Phase::kOpened, Phase::kVoting, kNoon);
  });
  std::atomic<bool> closed = false;
  std::thread closing;
  In(*database_, [&](sql::Tx& tx) -> absl::Status {
    EXPECT_EQ(HoldVoting(tx, Id16(1))->phase, Phase::kVoting);
    closing = std::thread([&] {
      const absl::Status status = Try(*database_, [](sql::Tx& other) {
        return MovePhase(other, Id16(1), Phase::kVoting, Phase::kClosed, kNoon + 1);
      });
      EXPECT_TRUE(status.ok()) << status;
      closed = true;
    });
    absl::SleepFor(absl::Milliseconds(300));  // ample for an unhindered close
    EXPECT_FALSE(closed);
    return StoreBallot(tx, Id16(1), Hash32(1), Bytes(2076, 'v'));
  });
  closing.join();
  EXPECT_TRUE(closed);
}

}  // namespace
}  // namespace probity::review::hearing
