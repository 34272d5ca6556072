#include <map>
#include <string>
#include <utility>

#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "services/review/api/ballot_box.h"
#include "services/review/api/close.h"
#include "services/review/api/hearing_admin_sheets.h"
#include "services/review/api/sealing.h"
#include "services/review/domain/ballot.h"
#include "services/review/domain/rules.h"

namespace probity::review {
namespace {

struct OpenedBox {
  OpenedBallot opened;
  Bytes receipt;
};

absl::StatusOr<OpenedBox> OpenBox(const RoundSeal& seal, const hearing::CredentialRow& row) {
  OpenedBox box;
  PROBITY_ASSIGN_OR_RETURN(box.opened.group, OpenGroup(seal, row.cred_hash, row.seal));
  PROBITY_ASSIGN_OR_RETURN(const Bytes plain, OpenBallot(seal, row.cred_hash, row.ballot));
  PROBITY_ASSIGN_OR_RETURN(BoxedBallot boxed, UnboxBallot(plain));
  PROBITY_ASSIGN_OR_RETURN(box.opened.ballot, DecodeBallot(boxed.ballot));
  box.receipt = std::move(boxed.receipt);
  return box;
}

absl::StatusOr<CaseTerms> TermsOfSheet(const RoundSeal& seal, const hearing::SheetRow& sheet) {
  PROBITY_ASSIGN_OR_RETURN(const StoredSheet stored, OpenSheet(seal, sheet.serial, sheet.sealed));
  scoring::v1::SheetBody body;
  if (!body.ParseFromString(stored.body)) return absl::InternalError("a stored sheet is damaged");
  return TermsOf(body);
}

absl::StatusOr<Tallied> Tally(const RoundSeal& seal, const policy::Committee& committee,
                              const std::vector<hearing::SheetRow>& sheets,
                              const std::vector<hearing::CredentialRow>& rows) {
  Tallied tallied;
  std::map<std::string, std::vector<OpenedBallot>> by_case;
  for (const hearing::CredentialRow& row : rows) {
    if (row.serial == codes::kDoorSerial) continue;
    PROBITY_ASSIGN_OR_RETURN(OpenedBox box, OpenBox(seal, row));
    if (!IsAbsent(box.opened.ballot)) tallied.receipts.push_back(std::move(box.receipt));
    by_case[row.serial].push_back(std::move(box.opened));
  }
  for (const hearing::SheetRow& sheet : sheets) {
    PROBITY_ASSIGN_OR_RETURN(const CaseTerms terms, TermsOfSheet(seal, sheet));
    PROBITY_ASSIGN_OR_RETURN(CaseVerdict verdict,
                             TallyCase(TallyRulesOf(committee), terms, by_case[sheet.serial]));
    tallied.cases.push_back({sheet, std::move(verdict)});
  }
  return tallied;
}

}  // namespace

absl::StatusOr<Tallied> TallyRound(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round) {
  PROBITY_ASSIGN_OR_RETURN(const auto sheets, hearing::SheetsOf(tx, round.round_id));
  PROBITY_ASSIGN_OR_RETURN(const auto rows, hearing::CredentialsOf(tx, round.round_id));
  PROBITY_ASSIGN_OR_RETURN(const Bytes wrapped, hearing::WrappedRoundKey(tx, round.round_id));
  PROBITY_ASSIGN_OR_RETURN(Bytes key, env.keys.UnwrapRoundKey(round.round_id, wrapped));
  absl::StatusOr<Tallied> tallied =
      Tally({round.round_id, key, env.entropy}, round.committee, sheets, rows);
  crypto::Cleanse(key);
  return tallied;
}

}  // namespace probity::review
