// What a verdict of the committee does to a case.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_VERDICT_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_VERDICT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/sheet.h"

namespace probity::scoring {

struct FindingOutcome {
  FindingVerdict verdict = FindingVerdict::kNone;
  int64_t points = 0;  // 0 unless upheld
  std::vector<std::string> reason_codes;
};

struct CaseVerdict {
  bool no_quorum = false;
  std::vector<FindingOutcome> findings;  // in the sheet's order
};

// What the sheet asked, in its order.
struct AskedFinding {
  int32_t item = 0;
  PointsBounds bounds;
};

// VERDICT_INVALID unless there is one outcome for each finding of the sheet, upheld points lie
// within the bounds, nothing else has points, and without quorum all is remanded without codes.
absl::Status CheckVerdict(const std::vector<AskedFinding>& asked, const CaseVerdict& verdict);

// The case in state JUDGED, or OBJECTED again while findings are remanded; what is decided stands.
//
// A remand without quorum never counts, nor one with reason codes, which sends the finding back for
// evidence; any other counts, and the `remand_limit`-th closes the finding as not upheld: nobody
// holds a casting vote, so doubt ends with the lighter outcome.
absl::StatusOr<CaseFile> ApplyVerdict(CaseFile file, const std::vector<AskedFinding>& asked,
                                      const CaseVerdict& verdict, int32_t remand_limit);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_VERDICT_H_
