// What the records of a case come to: the facts the guards decide by.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_FACTS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_FACTS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/policy/procedure_rules.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

struct RecusalApplication {
  int64_t seq = 0;
  std::string officer;
  bool ruled = false;
};

// Of the present notice: a new one begins afresh.
struct HearingFacts {
  bool told = false;
  bool told_with_notice = false;
  std::optional<absl::CivilDay> told_served;  // of a telling apart from the notice
  bool requested = false;
  bool waived = false;  // in writing, or by staying away
  std::optional<absl::CivilDay> called_for;
  std::string host;
  bool held = false;
  int64_t last_seq = 0;  // of its last record
};

struct GroundAnswer {
  int64_t seq = 0;
  GroundOutcome outcome = GroundOutcome::kNotSustained;
  std::vector<int32_t> items;  // findings it must lower
};

struct GroundFacts {
  int64_t seq = 0;
  std::string text;
  std::vector<std::string> evidence;
  std::optional<GroundAnswer> answer;  // the last one given
};

struct ReviewFacts {
  int64_t seq = 0;
  bool agreed = false;
  std::string person;
};

struct TransferFacts {
  int64_t seq = 0;
  Authority authority = Authority::kHealth;
  std::string document_no;
  absl::CivilDay handed_over;
  absl::CivilDay due;
  bool received = false;
  bool ended = false;  // answered, or given up with a reason
};

struct ProcedureFacts {
  int64_t steps = 0;                   // steps recorded
  CaseState state = CaseState::kNone;  // after the last of them
  std::vector<RecusalApplication> applications;
  std::set<std::string> recused;  // officers who stood down, for ever
  HearingFacts hearing;
  // Of the present findings: an earlier opinion does not cover what was found or heard later.
  std::optional<ReviewFacts> review;
  bool discussed = false;
  std::vector<GroundFacts> grounds;  // in the order filed
  std::vector<TransferFacts> transfers;
  std::optional<policy::Measure> weighed;  // at the last notice or decision
  int32_t weighed_months = 0;              // of that measure
  bool publicity = false;
};

ProcedureFacts FactsOf(const std::vector<CaseRecord>& records);

const GroundFacts* FindGround(const ProcedureFacts& facts, int64_t seq);
const TransferFacts* FindTransfer(const ProcedureFacts& facts, int64_t seq);
const RecusalApplication* FindApplication(const ProcedureFacts& facts, int64_t seq);

// True for an officer of the case, now or before a recusal: who investigated stays one who did.
bool HasInvestigated(const CaseFile& file, const ProcedureFacts& facts, std::string_view person);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_FACTS_H_
