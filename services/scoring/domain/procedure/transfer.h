// Transfer (移送) of what a case turned up to the authority that may act on it, tracked until it is
// answered or given up; and publicity (公示) as a fact of the case.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_TRANSFER_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_TRANSFER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/procedure/facts.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

// "HEALTH 卫生健康".
std::string_view AuthorityTitle(Authority authority);

struct HandOver {
  Authority authority = Authority::kHealth;
  std::string document_no;  // 移送函
  absl::CivilDay handed_over;
  std::string reason;  // what is handed over, and why
};
// `due` is the policy's `transfer_answer` from the hand-over. DATE_INVALID unless the hand-over
// lies between the opening of the case and today; BAD_REQUEST without number or reason; WRONG_STATE
// for a closed file.
absl::StatusOr<CaseRecord> TransferCase(const CaseFile& file, const HandOver& hand_over,
                                        absl::CivilDay due, absl::CivilDay today);

// What comes back: the receipt, then the answer. UNKNOWN_RECORD; WRONG_STATE if the transfer has
// ended, or is received already; DATE_INVALID before the hand-over or in the future; BAD_REQUEST
// without number.
absl::StatusOr<CaseRecord> ReceiveTransfer(const ProcedureFacts& facts, int64_t transfer,
                                           std::string_view receipt_no, absl::CivilDay received,
                                           absl::CivilDay today);
struct AnswerOfAuthority {
  int64_t transfer = 0;
  TransferAnswer answer = TransferAnswer::kAccepted;
  std::string document_no;
  absl::CivilDay answered;
  std::string reason;  // what it says, may be empty
};
absl::StatusOr<CaseRecord> AnswerTransfer(const ProcedureFacts& facts,
                                          const AnswerOfAuthority& answer, absl::CivilDay today);

// UNKNOWN_RECORD, WRONG_STATE; BAD_REQUEST without a reason.
absl::StatusOr<CaseRecord> GiveUpTransfer(const ProcedureFacts& facts, int64_t transfer,
                                          std::string_view reason, absl::CivilDay today);

// That a decision was published, or why it is not to be. WRONG_STATE before the decision takes
// effect and for a closed file; DATE_INVALID; BAD_REQUEST without the number of the publication, or
// without the reason for none.
absl::StatusOr<CaseRecord> RecordPublicity(const CaseFile& file, PublicityFact fact,
                                           std::string_view document_no, std::string_view reason,
                                           absl::CivilDay date, absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_TRANSFER_H_
