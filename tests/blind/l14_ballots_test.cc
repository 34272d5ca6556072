// L14: no ballot but a member's own, for its own case and round, while the vote is open, within the
// bounds of its sheet; whatever else is sent is refused as everything is, and changes nothing.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/rpc/padding.h"
#include "tests/blind/gate.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::blind {
namespace {

using review::ReviewBench;
using review::v1::CommitteeService;
using review::v1::SubmitBallotRequest;

constexpr std::size_t kBallotRequestBytes = 3072;

// Two rounds in VOTING at once, and one more whose codes were issued anew.
class Forger {
 public:
  Forger() : bench_(WithEar()) {
    bench_.Start(/*with_jobs=*/false);
    bench_.FillRoster();
    round_ = bench_.RoundIn(review::v1::ROUND_PHASE_VOTING);
    bench_.Vote(round_, review::AllUphold);
    other_ = bench_.RoundIn(review::v1::ROUND_PHASE_SEATED);
    EXPECT_TRUE(bench_.ReportLostCode(other_).ok());
    EXPECT_TRUE(bench_.Seat(other_).ok());
    EXPECT_TRUE(bench_.StartVoting(other_).ok());
    Reconnect();
    const auto sheets = bench_.SeatOf(round_, 1, 1).ListSheets();
    EXPECT_TRUE(sheets.ok()) << sheets.status();
    for (const auto& entry : sheets->sheets()) serials_.push_back(entry.serial());
    const auto others = bench_.SeatOf(other_, 2, 1).ListSheets();
    EXPECT_TRUE(others.ok()) << others.status();
    other_serial_ = others->sheets(0).serial();
  }

  Findings Run() {
    const std::string before = AllBallots();
    Forge();
    ForgeBytes();
    Stale();
    CopyRow();
    if (AllBallots() != before) Find("a ballot that was refused left a trace");
    AfterTheTime();
    Close();
    if (tuples_.size() != 1) Find(absl::StrCat(tuples_.size(), " different refusals"));
    return findings_;
  }

 private:
  static ReviewBench::Setup WithEar() { return {}; }

  void Find(const std::string& what) { findings_.push_back(what); }
  void Reconnect() { stub_ = CommitteeService::NewStub(bench_.channel()); }
  std::string Raw(const std::string& round) const { return *crypto::FromHex(round); }
  std::string Code(const std::string& round, int issue, int seat) {
    return bench_.inbox().Code(round, issue, seat);
  }

  SubmitBallotRequest Ballot(const std::string& round, const std::string& serial,
                             const std::string& credential, std::uint32_t revision = 9,
                             std::int64_t points = 3) {
    SubmitBallotRequest request;
    request.set_round_id(Raw(round));
    request.set_serial(serial);
    request.set_credential(credential);
    request.set_revision(revision);
    *request.add_answers() = review::Uphold(points);
    return request;
  }
  std::string Credential(const std::string& code, const std::string& round,
                         const std::string& serial) {
    return codes::Credential(code, Raw(round), serial);
  }
  SubmitBallotRequest Own(std::uint32_t revision = 9, std::int64_t points = 3) {
    return Ballot(round_, serials_[0], Credential(Code(round_, 1, 1), round_, serials_[0]),
                  revision, points);
  }

  absl::StatusOr<review::v1::SubmitBallotResponse> Send(SubmitBallotRequest request,
                                                        bool pad = true) {
    if (pad) rpc::PadTo(kBallotRequestBytes, &request);
    return rpc::Invoke(*stub_, &CommitteeService::Stub::SubmitBallot, request,
                       ReviewBench::As(options::v1::ROLE_MEMBER_CLIENT, "client"));
  }
  void Refused(const std::string& what, const SubmitBallotRequest& request, bool pad = true) {
    const auto sent = Send(request, pad);
    if (sent.ok()) {
      Find(absl::StrCat("accepted: ", what));
    } else {
      tuples_.insert(sent.status().ToString());
    }
  }

  // What every seat of both rounds reads of its own ballots.
  std::string AllBallots() {
    std::string all;
    for (int seat = 1; seat <= 7; ++seat) {
      for (const std::string& serial : serials_) {
        const auto ballot = bench_.SeatOf(round_, 1, seat).GetBallot(serial);
        absl::StrAppend(&all, ballot.ok() ? ballot->SerializeAsString() : "refused", "\n");
      }
      const auto ballot = bench_.SeatOf(other_, 2, seat).GetBallot(other_serial_);
      absl::StrAppend(&all, ballot.ok() ? ballot->SerializeAsString() : "refused", "\n");
    }
    return all;
  }

  void Forge() {
    const std::string code = Code(round_, 1, 1);
    Refused("a credential of another case",
            Ballot(round_, serials_[0], Credential(code, round_, serials_[1])));
    Refused("a code of another round",
            Ballot(round_, serials_[0],
                   codes::Credential(Code(other_, 2, 1), Raw(round_), serials_[0])));
    Refused("a credential of another round",
            Ballot(round_, other_serial_, Credential(Code(other_, 2, 1), other_, other_serial_)));
    Refused("a case of another round",
            Ballot(other_, serials_[0], Credential(code, other_, serials_[0])));
    Refused("an issue of codes that was replaced",
            Ballot(other_, other_serial_, Credential(Code(other_, 1, 1), other_, other_serial_)));
    Refused("the key to the door",
            Ballot(round_, serials_[0], codes::DoorCredential(code, Raw(round_))));
    Refused("a ballot for the door",
            Ballot(round_, "0000000000", codes::DoorCredential(code, Raw(round_))));
    Refused("a credential made up", Ballot(round_, serials_[0], std::string(32, 'x')));
    std::string off = Credential(code, round_, serials_[0]);
    off[31] ^= 1;
    Refused("a credential off by a bit", Ballot(round_, serials_[0], off));
    Refused("a round that never was",
            Ballot(std::string(32, '7'), serials_[0], Credential(code, round_, serials_[0])));
  }

  void ForgeBytes() {
    Refused("points above the ceiling", Own(9, 7));
    Refused("points below the floor", Own(9, 1));
    Refused("points below nothing", Own(9, -4));
    Refused("revision 0", Own(0, 3));
    Refused("another size", Own(), /*pad=*/false);
    SubmitBallotRequest request = Own();
    *request.add_answers() = review::Uphold(3);
    Refused("an answer too many", request);
    request.clear_answers();
    Refused("no answer", request);
    request = Own();
    request.mutable_answers(0)->set_reason_codes(0, "R99");
    Refused("a reason there is not", request);
    request.mutable_answers(0)->set_reason_codes(0, "R07");
    Refused("recognition that upholds", request);
    request = Own();
    request.mutable_answers(0)->set_choice(static_cast<review::v1::Choice>(77));
    Refused("a choice there is not", request);
    request = Own();
    request.set_text(std::string(1025, 'x'));
    Refused("a text too long", request);
  }

  // OK, with the receipt of what lies there.
  void Stale() {
    const auto stored = bench_.SeatOf(round_, 1, 1).GetBallot(serials_[0]);
    const auto sent = Send(Own(/*revision=*/1, /*points=*/2));
    if (!sent.ok() || sent->receipt() != stored->receipt()) {
      Find("a stale revision is not answered with the stored receipt");
    }
  }

  // Whoever writes to the database copies a ballot into another row: it opens nowhere.
  void CopyRow() {
    const auto hash = [&](int seat) {
      return codes::CredentialHash(Raw(round_), serials_[0],
                                   Credential(Code(round_, 1, seat), round_, serials_[0]));
    };
    std::string kept;
    const auto write = [&](sql::Tx& tx, int seat, const std::string& ballot) {
      return tx
          .Execute("UPDATE credential SET ballot = ? WHERE cred_hash = ?",
                   {sql::Blob{ballot}, sql::Blob{hash(seat)}})
          .status();
    };
    const auto change = [&](const sql::Body& body) {
      const absl::Status done =
          bench_.hearing_database().Transact(absl::Now() + absl::Seconds(10), body);
      EXPECT_TRUE(done.ok()) << done;
    };
    change([&](sql::Tx& tx) -> absl::Status {
      for (const int seat : {1, 2}) {
        const auto row = tx.QueryOne("SELECT ballot FROM credential WHERE cred_hash = ?",
                                     {sql::Blob{hash(seat)}});
        if (!row.ok()) return row.status();
        if (seat == 1) kept = row->Bytes(0);
        if (seat == 2) return write(tx, 1, row->Bytes(0));
      }
      return absl::OkStatus();
    });
    const auto read = bench_.SeatOf(round_, 1, 1).GetBallot(serials_[0]);
    if (read.ok()) {
      Find("a ballot copied from another row opens");
    } else {
      tuples_.insert(read.status().ToString());
    }
    Refused("a ballot over a copied one", Own());
    change([&](sql::Tx& tx) { return write(tx, 1, kept); });
  }

  void AfterTheTime() {
    bench_.clock().Advance(absl::Hours(3));
    Refused("a ballot after the time", Own());
  }

  void Close() {
    const auto closed = bench_.Close(round_);
    if (!closed.ok()) return Find(absl::StrCat("no close: ", closed.status().ToString()));
    Refused("a ballot after the close", Own());
    review::v1::ListOutcomesRequest request;
    request.set_round_id(round_);
    const auto outcomes = bench_.Call(&review::v1::HearingAdminService::Stub::ListOutcomes, request,
                                      options::v1::ROLE_AUDITOR, "auditor");
    EXPECT_TRUE(outcomes.ok()) << outcomes.status();
    for (const auto& one : outcomes->outcomes()) {
      if (one.outcome() != review::v1::OUTCOME_WORD_UPHELD) Find("a verdict was swayed");
    }
  }

  ReviewBench bench_;
  std::unique_ptr<CommitteeService::Stub> stub_;
  std::string round_;
  std::string other_;
  std::vector<std::string> serials_;
  std::string other_serial_;
  std::set<std::string> tuples_;
  Findings findings_;
};

// A process that dies while a ballot is stored, or while a round closes, loses and doubles nothing.
Findings Killed() {
  Findings findings;
  ReviewBench bench;
  bench.Start(/*with_jobs=*/false);
  bench.FillRoster();
  const std::string round = bench.RoundIn(review::v1::ROUND_PHASE_VOTING);
  bench.Vote(round, review::AllUphold);
  const auto sheets = bench.SeatOf(round, 1, 1).ListSheets();
  const std::string serial = sheets->sheets(0).serial();
  bench.Start(false, std::make_shared<review::Lifetime>(1));
  if (bench.SeatOf(round, 1, 1).Submit(serial, 2, {review::Uphold(5)}, "").ok()) {
    findings.push_back("a ballot was acknowledged by a process that was dead");
  }
  bench.Start(false);
  const auto stored = bench.SeatOf(round, 1, 1).GetBallot(serial);
  const auto again = bench.SeatOf(round, 1, 1).Submit(serial, 2, {review::Uphold(5)}, "");
  if (!stored.ok() || !again.ok() || stored->revision() != 2 || *again != stored->receipt()) {
    findings.push_back("a ballot whose acknowledgment was lost is not there, or not the same");
  }
  bench.clock().Advance(absl::Hours(3));
  bench.Start(false, std::make_shared<review::Lifetime>(1));
  bench.Close(round).status().IgnoreError();
  bench.Start(false);
  const auto closed = bench.Close(round);
  if (!closed.ok() || closed->phase() != review::v1::ROUND_PHASE_CLOSED) {
    findings.push_back(absl::StrCat("a close that was cut short: ", closed.status().ToString()));
  }
  const std::vector<int> kinds = bench.AuditKinds();
  if (std::count(kinds.begin(), kinds.end(), 9) != 1) findings.push_back("a round closed twice");
  bench.Start();
  EXPECT_TRUE(bench.Reaches(round, review::v1::ROUND_PHASE_DELIVERED));
  for (const auto& [defence, verdict] : bench.scoring().verdicts()) {
    if (verdict.findings(0).points() != 4) {
      findings.push_back(absl::StrCat(defence, ": ", verdict.findings(0).points(),
                                      " points, though six of seven said 4"));
    }
  }
  return findings;
}

Findings Ballots() {
  Findings findings = Forger().Run();
  return findings.empty() ? Killed() : findings;
}

PROBITY_LEAK_TEST(L14, Ballots);

}  // namespace
}  // namespace probity::blind
