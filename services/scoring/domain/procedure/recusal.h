// Recusal of officers (回避, G2): an officer with an interest stands down, or the party asks for it
// and the head decides while the investigation goes on. It never leaves fewer than two (G1).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_RECUSAL_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_RECUSAL_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/procedure/facts.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

// G2_RECUSED if the unit of one of these certificates is the inspected institution, by its id or
// its registered name: such an officer is always out.
absl::Status CheckNobodyOfTheParty(const Institution& institution,
                                   const std::vector<Officer>& certificates);

// An officer who goes, and who comes.
struct OfficerChange {
  std::string out;
  std::string in;  // empty: nobody
};

struct RecusalResult {
  CaseRecord record;
  OfficerChange change;  // `out` empty: the officers stay
};

// The officer himself. NOT_AN_OFFICER_OF_THE_CASE; G1_TWO_OFFICERS if fewer than two would be left;
// G2_RECUSED if the replacement stood down before; ALREADY_EXISTS if the replacement is an officer
// already; BAD_REQUEST without a reason; WRONG_STATE after the decision. `replacement` may be
// empty.
absl::StatusOr<RecusalResult> RecuseOfficer(const CaseFile& file, const ProcedureFacts& facts,
                                            std::string_view officer, std::string_view replacement,
                                            std::string_view reason, absl::CivilDay today);

// The party asks. NOT_AN_OFFICER_OF_THE_CASE; ALREADY_EXISTS while an application against the same
// officer waits; BAD_REQUEST without a reason; WRONG_STATE after the decision.
absl::StatusOr<CaseRecord> ApplyForRecusal(const CaseFile& file, const ProcedureFacts& facts,
                                           std::string_view officer, std::string_view reason,
                                           absl::CivilDay today);

struct RecusalRuling {
  int64_t application = 0;  // seq
  Ruling ruling = Ruling::kRefused;
  std::string replacement;  // only if granted; empty: nobody
  std::string reason;
  std::string document_no;  // 回避决定书
};
// The head decides. UNKNOWN_RECORD; WRONG_STATE if it was ruled on; else as RecuseOfficer.
absl::StatusOr<RecusalResult> RuleOnRecusal(const CaseFile& file, const ProcedureFacts& facts,
                                            const RecusalRuling& ruling, absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_RECUSAL_H_
