#include "services/review/api/committee_calls.h"

#include <utility>

#include "common/codes/codes.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "services/review/api/services.h"
#include "services/review/domain/ballot.h"
#include "services/review/store/hearing/committee_text.h"

namespace probity::review {
namespace {

constexpr int kStandInFindings = 2;
constexpr std::size_t kStandInTextBytes = 1000;

Bytes Zeros(std::size_t count) {
  return Bytes(count, '\0');
}

std::string StandInBody() {
  scoring::v1::SheetBody body;
  for (int i = 0; i < kStandInFindings; ++i) {
    body.add_findings()->set_facts(std::string(kStandInTextBytes, '-'));
  }
  return body.SerializeAsString();
}

absl::StatusOr<Box> MakeBox(const ReviewEnv& env, std::string_view serial) {
  Box box;
  const Bytes round_id = env.entropy(kIdBytes);
  box.presented = Present(round_id, serial, env.entropy(kHashBytes), /*well_formed=*/true);
  Bytes key = env.keys.NewKey();
  const RoundSeal seal{round_id, key, env.entropy};
  box.voting.found = true;
  box.voting.phase = Phase::kVoting;
  box.voting.committee_text = hearing::CommitteeText({});
  box.voting.wrapped_key = env.keys.WrapRoundKey(round_id, key);
  PROBITY_ASSIGN_OR_RETURN(Bytes sealed, SealSheet(seal, serial, {0, StandInBody()}));
  box.sheets.push_back({std::string(serial), 1, "", std::move(sealed)});
  const Bytes& hash = box.presented.cred_hash;
  box.credential =
      hearing::CredentialRow{hash, 1, std::string(serial), SealGroup(seal, hash, Group::kExpert),
                             SealBallot(seal, hash, AbsentBallotBytes())};
  crypto::Cleanse(key);
  return box;
}

absl::Status FindSheetOf(sql::Tx& tx, Box* box) {
  PROBITY_ASSIGN_OR_RETURN(std::optional<hearing::SheetRow> sheet,
                           hearing::FindSheet(tx, box->presented.round_id, box->presented.serial));
  box->sheets.clear();
  if (sheet.has_value()) box->sheets.push_back(*std::move(sheet));
  return absl::OkStatus();
}

}  // namespace

absl::Status Unavailable() {
  return absl::PermissionDeniedError("unavailable");
}

Presented Present(std::string_view round_id, std::string_view serial, std::string_view credential,
                  bool well_formed) {
  const bool usable = well_formed && round_id.size() == kIdBytes &&
                      codes::AreSymbols(serial, codes::kSerialSymbols) &&
                      credential.size() == kHashBytes;
  Presented presented{Zeros(kIdBytes), std::string(codes::kDoorSerial), Zeros(kHashBytes), ""};
  if (usable) presented = {Bytes(round_id), std::string(serial), Bytes(credential), ""};
  presented.cred_hash =
      codes::CredentialHash(presented.round_id, presented.serial, presented.credential);
  return presented;
}

bool WithinLimit(const ReviewEnv& env, std::string_view code_hash) {
  const auto& limit = env.settings.calls_per_code;
  return limit == nullptr || limit->Take(code_hash);
}

absl::Status FindCase(sql::Tx& tx, Box* box) {
  const Presented& presented = box->presented;
  PROBITY_ASSIGN_OR_RETURN(box->voting, hearing::FindVoting(tx, presented.round_id));
  PROBITY_RETURN_IF_ERROR(FindSheetOf(tx, box));
  PROBITY_ASSIGN_OR_RETURN(box->credential,
                           hearing::FindCredential(tx, presented.round_id, presented.cred_hash));
  return absl::OkStatus();
}

absl::Status HoldCase(sql::Tx& tx, Box* box) {
  const Presented& presented = box->presented;
  PROBITY_ASSIGN_OR_RETURN(box->voting, hearing::HoldVoting(tx, presented.round_id));
  PROBITY_RETURN_IF_ERROR(FindSheetOf(tx, box));
  PROBITY_ASSIGN_OR_RETURN(box->credential,
                           hearing::LockCredential(tx, presented.round_id, presented.cred_hash));
  return absl::OkStatus();
}

absl::StatusOr<StandIn> MakeStandIn(const ReviewEnv& env) {
  StandIn made;
  PROBITY_ASSIGN_OR_RETURN(made.door, MakeBox(env, codes::kDoorSerial));
  const std::string serial = codes::MakeSerials(1, env.entropy).front();
  PROBITY_ASSIGN_OR_RETURN(made.one_case, MakeBox(env, serial));
  return made;
}

absl::StatusOr<Admitted> Admit(const ReviewEnv& env, const Box& own, const Box& stand_in) {
  if (PROBITY_PLANTED(kNotFound) && !own.voting.found) return absl::NotFoundError("no such round");
  Admitted admitted;
  admitted.allowed = own.voting.found && own.voting.phase == Phase::kVoting &&
                     !own.voting.wrapped_key.empty() && own.credential.has_value() &&
                     !own.sheets.empty();
  admitted.box = admitted.allowed ? &own : &stand_in;
  PROBITY_ASSIGN_OR_RETURN(
      admitted.round_key,
      env.keys.UnwrapRoundKey(admitted.box->presented.round_id, admitted.box->voting.wrapped_key));
  return admitted;
}

void RegisterCommittee(const ReviewEnv& env, rpc::Router& router) {
  RegisterCommitteeAnswer(env, router);
  RegisterCommitteeSheets(env, router);
  RegisterCommitteeAttachments(env, router);
  RegisterCommitteeBallots(env, router);
}

}  // namespace probity::review
