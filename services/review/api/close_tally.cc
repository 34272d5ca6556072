#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "services/review/api/ballot_box.h"
#include "services/review/api/close.h"
#include "services/review/api/court.h"
#include "services/review/api/hearing_admin_sheets.h"
#include "services/review/api/sealing.h"
#include "services/review/domain/ballot.h"
#include "services/review/domain/rules.h"

namespace probity::review {
namespace {

struct OpenedBox {
  OpenedBallot opened;
  Bytes ballot;  // as it is receipted
  Bytes receipt;
};

absl::StatusOr<OpenedBox> OpenBox(const RoundSeal& seal, const hearing::CredentialRow& row) {
  OpenedBox box;
  PROBITY_ASSIGN_OR_RETURN(box.opened.group, OpenGroup(seal, row.cred_hash, row.seal));
  PROBITY_ASSIGN_OR_RETURN(const Bytes plain, OpenBallot(seal, row.cred_hash, row.ballot));
  PROBITY_ASSIGN_OR_RETURN(BoxedBallot boxed, UnboxBallot(plain));
  PROBITY_ASSIGN_OR_RETURN(box.opened.ballot, DecodeBallot(boxed.ballot));
  box.ballot = std::move(boxed.ballot);
  box.receipt = std::move(boxed.receipt);
  return box;
}

absl::StatusOr<CaseTerms> TermsOfSheet(const RoundSeal& seal, const hearing::SheetRow& sheet) {
  PROBITY_ASSIGN_OR_RETURN(const StoredSheet stored, OpenSheet(seal, sheet.serial, sheet.sealed));
  scoring::v1::SheetBody body;
  if (!body.ParseFromString(stored.body)) return absl::InternalError("a stored sheet is damaged");
  return TermsOf(body);
}

using Boxes = std::map<Bytes, Bytes>;  // ballots by hash of their credential

absl::Status AddMinutes(const ReviewEnv& env, const hearing::Round& round,
                        const std::map<std::string, Boxes>& by_case, Tallied& tallied) {
  if (!env.settings.officers.has_value()) return absl::OkStatus();
  const std::size_t seats =
      std::accumulate(round.quotas.begin(), round.quotas.end(), std::size_t{0});
  for (const auto& [serial, boxes] : by_case) {
    hearing::MinutesRow& row = tallied.minutes.emplace_back();
    row.serial = serial;
    PROBITY_ASSIGN_OR_RETURN(row.ciphertext, SealMinutes(env, *env.settings.officers,
                                                         round.round_id, serial, boxes, seats));
  }
  return absl::OkStatus();
}

absl::StatusOr<Tallied> Tally(const RoundSeal& seal, const ReviewEnv& env,
                              const hearing::Round& round,
                              const std::vector<hearing::SheetRow>& sheets,
                              const std::vector<hearing::CredentialRow>& rows) {
  const policy::Committee& committee = round.committee;
  Tallied tallied;
  std::map<std::string, Boxes> boxes;
  std::map<std::string, std::vector<OpenedBallot>> by_case;
  for (const hearing::CredentialRow& row : rows) {
    if (row.serial == codes::kDoorSerial) continue;
    PROBITY_ASSIGN_OR_RETURN(OpenedBox box, OpenBox(seal, row));
    if (!IsAbsent(box.opened.ballot)) tallied.receipts.push_back(std::move(box.receipt));
    by_case[row.serial].push_back(std::move(box.opened));
    boxes[row.serial][row.cred_hash] = std::move(box.ballot);
  }
  for (const hearing::SheetRow& sheet : sheets) {
    PROBITY_ASSIGN_OR_RETURN(const CaseTerms terms, TermsOfSheet(seal, sheet));
    PROBITY_ASSIGN_OR_RETURN(CaseVerdict verdict,
                             TallyCase(TallyRulesOf(committee), terms, by_case[sheet.serial]));
    tallied.cases.push_back({sheet, std::move(verdict)});
  }
  PROBITY_RETURN_IF_ERROR(AddMinutes(env, round, boxes, tallied));
  return tallied;
}

}  // namespace

absl::StatusOr<Tallied> TallyRound(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round) {
  PROBITY_ASSIGN_OR_RETURN(const auto sheets, hearing::SheetsOf(tx, round.round_id));
  PROBITY_ASSIGN_OR_RETURN(const auto rows, hearing::CredentialsOf(tx, round.round_id));
  PROBITY_ASSIGN_OR_RETURN(const Bytes wrapped, hearing::WrappedRoundKey(tx, round.round_id));
  PROBITY_ASSIGN_OR_RETURN(Bytes key, env.keys.UnwrapRoundKey(round.round_id, wrapped));
  absl::StatusOr<Tallied> tallied =
      Tally({round.round_id, key, env.entropy}, env, round, sheets, rows);
  crypto::Cleanse(key);
  return tallied;
}

}  // namespace probity::review
