// Sheets between their arrival and the box they lie in until the vote.
#ifndef PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_SHEETS_H_
#define PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_SHEETS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "probity/scoring/v1/screening_service.pb.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "services/review/api/sealing.h"
#include "services/review/domain/ballot.h"
#include "services/review/domain/tally.h"
#include "services/review/store/hearing/attachments.h"
#include "services/review/store/hearing/ballots.h"
#include "services/review/store/hearing/openings.h"

namespace probity::review {

// What is asked of scoring for a round, word for word the same each time it is asked.
scoring::v1::TakeSheetsRequest TakingOf(const hearing::Opening& opening);

// SHEET_NOT_BLIND, naming the offending fields of the first such sheet without its text, for any
// sheet CheckArrival refuses, for a token that is no token or comes twice, and for more attachments
// than a sheet has.
absl::Status CheckSheets(const scoring::v1::TakeSheetsResponse& taken);

// Checked sheets with random serials and ordinals, sealed for their rows.
absl::StatusOr<std::vector<hearing::SheetRow>> SealSheets(
    const RoundSeal& seal, const scoring::v1::TakeSheetsResponse& taken);

// An image as it came from scoring.
struct TakenAttachment {
  Bytes case_token;  // of one of the sheets
  int index = 0;     // from 1
  int media = 0;
  Bytes content;
};

// Checked images, sealed for the rows of the sheets they came with. SHEET_NOT_BLIND as CheckSheets.
absl::StatusOr<std::vector<hearing::AttachmentRow>> SealAttachments(
    const RoundSeal& seal, const std::vector<hearing::SheetRow>& sheets,
    const std::vector<TakenAttachment>& attachments);

// What the tally needs of a sheet.
CaseTerms TermsOf(const scoring::v1::SheetBody& body);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_SHEETS_H_
