#include "tests/services/review/support/voting_round.h"

#include <gtest/gtest.h>

#include <utility>

#include "common/codes/codes.h"
#include "common/rpc/padding.h"
#include "common/status/status.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "services/review/domain/ballot.h"
#include "services/review/store/hearing/ballots.h"
#include "services/review/store/hearing/rounds.h"

namespace probity::review {
namespace {

constexpr std::int64_t kVotingSeconds = 7200;
constexpr Group kSeatGroups[] = {
    Group::kAdministrative, Group::kHandlingAgency, Group::kExpert,     Group::kExpert,
    Group::kExpert,         Group::kInstitution,    Group::kInstitution};

std::string Body(const std::string& serial) {
  scoring::v1::SheetBody body;
  for (int i = 0; i < 2; ++i) {
    scoring::v1::SheetFinding& finding = *body.add_findings();
    finding.set_violation_code("YB-1.1");
    finding.set_points_floor(kFloor);
    finding.set_points_ceiling(kCeiling);
  }
  body.set_defence("被检查单位陈述 " + serial);
  return body.SerializeAsString();
}

// The rows of one seat: its door and a box for each case.
absl::Status AddSeat(const RoundSeal& seal, const VotingRound& round, int seat,
                     std::vector<hearing::CredentialRow>* rows) {
  const std::string& code = round.codes[seat];
  const Group group = kSeatGroups[seat % 7];
  std::vector<std::string> serials = round.serials;
  serials.push_back(std::string(codes::kDoorSerial));
  for (const std::string& serial : serials) {
    const Bytes hash = codes::CredentialHash(round.round_id, serial,
                                             codes::Credential(code, round.round_id, serial));
    const Bytes ballot = serial == codes::kDoorSerial ? SealDoor(seal, hash, round.doors[seat])
                                                      : SealBallot(seal, hash, AbsentBallotBytes());
    rows->push_back({hash, 1, serial, SealGroup(seal, hash, group), ballot});
  }
  return absl::OkStatus();
}

absl::Status Insert(sql::Tx& tx, const ReviewEnv& env, const VotingRound& round) {
  const Bytes key = env.keys.NewKey();
  const RoundSeal seal{round.round_id, key, env.entropy};
  hearing::Round row;
  row.round_id = round.round_id;
  row.phase = Phase::kVoting;
  row.policy_hash = Bytes(32, 'P');
  row.committee = DefaultCommittee();
  row.quotas = {1, 1, 3, 2};
  row.case_count = static_cast<int>(round.serials.size());
  row.issue_no = 1;
  row.closes_at_seconds = round.closes_at_seconds;
  PROBITY_RETURN_IF_ERROR(
      hearing::InsertRound(tx, row, NowSeconds(env), env.keys.WrapRoundKey(round.round_id, key)));
  std::vector<hearing::SheetRow> sheets;
  for (std::size_t i = 0; i < round.serials.size(); ++i) {
    const std::string& serial = round.serials[i];
    PROBITY_ASSIGN_OR_RETURN(Bytes sealed, SealSheet(seal, serial, {0, Body(serial)}));
    sheets.push_back({serial, static_cast<int>(i) + 1, env.entropy(16), std::move(sealed)});
  }
  PROBITY_RETURN_IF_ERROR(hearing::InsertSheets(tx, round.round_id, sheets));
  std::vector<hearing::CredentialRow> rows;
  for (std::size_t seat = 0; seat < round.codes.size(); ++seat) {
    PROBITY_RETURN_IF_ERROR(AddSeat(seal, round, static_cast<int>(seat), &rows));
  }
  return hearing::ReplaceCredentials(tx, round.round_id, std::move(rows));
}

constexpr std::size_t kSmall = 128;
constexpr std::size_t kBallot = 3072;

template <typename Request>
void PadRequest(std::size_t size, Request& request) {
  ASSERT_TRUE(rpc::PadTo(size, &request)) << request.ByteSizeLong();
}

std::string CaseCredential(const VotingRound& round, int seat, int sheet) {
  return codes::Credential(round.codes[seat], round.round_id, round.serials[sheet]);
}

}  // namespace

VotingRound OpenVoting(ReviewServer& server, int cases, int seats) {
  const crypto::Entropy& entropy = server.env().entropy;
  VotingRound round;
  round.round_id = entropy(kIdBytes);
  round.serials = codes::MakeSerials(static_cast<std::size_t>(cases), entropy);
  for (int seat = 0; seat < seats; ++seat) {
    round.codes.push_back(codes::MakeCode(entropy));
    round.doors.push_back({entropy(kIdBytes), entropy(kIdBytes), entropy(kIdBytes)});
  }
  round.closes_at_seconds = NowSeconds(server.env()) + kVotingSeconds;
  server.InHearing([&](sql::Tx& tx) { return Insert(tx, server.env(), round); });
  return round;
}

void Pad(v1::ListSheetsRequest& request) {
  PadRequest(kSmall, request);
}
void Pad(v1::GetSheetRequest& request) {
  PadRequest(kSmall, request);
}
void Pad(v1::GetBallotRequest& request) {
  PadRequest(kSmall, request);
}
void Pad(v1::GetAttachmentRequest& request) {
  PadRequest(kSmall, request);
}
void Pad(v1::SubmitBallotRequest& request) {
  PadRequest(kBallot, request);
}

v1::ListSheetsRequest ListRequest(const VotingRound& round, int seat) {
  v1::ListSheetsRequest request;
  request.set_round_id(round.round_id);
  request.set_credential(codes::DoorCredential(round.codes[seat], round.round_id));
  Pad(request);
  return request;
}

v1::GetSheetRequest SheetRequest(const VotingRound& round, int seat, int sheet) {
  v1::GetSheetRequest request;
  request.set_round_id(round.round_id);
  request.set_serial(round.serials[sheet]);
  request.set_credential(CaseCredential(round, seat, sheet));
  Pad(request);
  return request;
}

v1::GetBallotRequest BallotRequest(const VotingRound& round, int seat, int sheet) {
  v1::GetBallotRequest request;
  request.set_round_id(round.round_id);
  request.set_serial(round.serials[sheet]);
  request.set_credential(CaseCredential(round, seat, sheet));
  Pad(request);
  return request;
}

v1::GetAttachmentRequest ImageRequest(const VotingRound& round, int seat, int sheet, int index) {
  v1::GetAttachmentRequest request;
  request.set_round_id(round.round_id);
  request.set_serial(round.serials[sheet]);
  request.set_credential(CaseCredential(round, seat, sheet));
  request.set_index(index);
  Pad(request);
  return request;
}

v1::SubmitBallotRequest SubmitRequest(const VotingRound& round, int seat, int sheet,
                                      std::uint32_t revision, std::int64_t points) {
  v1::SubmitBallotRequest request;
  request.set_round_id(round.round_id);
  request.set_serial(round.serials[sheet]);
  request.set_credential(CaseCredential(round, seat, sheet));
  request.set_revision(revision);
  for (int i = 0; i < 2; ++i) {
    v1::FindingAnswer& answer = *request.add_answers();
    answer.set_choice(v1::CHOICE_UPHOLD);
    answer.set_points(points);
    answer.add_reason_codes("R01");
  }
  request.set_text("证据充分");
  Pad(request);
  return request;
}

}  // namespace probity::review
