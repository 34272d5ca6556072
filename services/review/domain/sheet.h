// What review checks of a blinded sheet on arrival, though scoring has checked it already: a sheet
// that could name its institution must not reach a member.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_SHEET_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_SHEET_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/review/domain/ballot.h"

namespace probity::review {

inline constexpr std::size_t kSheetBytes = 8 * 1024;     // the size class every body is padded to
inline constexpr std::size_t kFreeTextBytes = 5 * 1024;  // of one sheet together
inline constexpr std::size_t kDigitRun = 7;              // so many in a row could be a number of
                                                         // a person, a case or a telephone

// One text of a sheet and where it stands: `findings[2].facts`.
struct SheetText {
  std::string field;
  std::string text;
};

struct ArrivedSheet {
  std::size_t encoded_bytes = 0;        // of the body as it came, before padding
  bool has_unknown_fields = false;      // anything the contract does not name
  std::vector<FindingBounds> findings;  // in the order of the sheet
  std::vector<SheetText> free_texts;    // facts and defence
  std::vector<SheetText> typed_texts;   // codes
};

// OK, or FAILED_PRECONDITION, reason SHEET_NOT_BLIND, naming every offending field. No text of the
// sheet is repeated. Refused are: a body beyond its size class, unknown fields, no finding or more
// than 32, a floor below 0 or above its ceiling, more than 5 KiB of free text, a text that is not
// UTF-8, and seven or more digits in a row, in whatever width and whatever invisible characters
// stand between them.
absl::Status CheckArrival(const ArrivedSheet& sheet);

// Images that come with one sheet.
inline constexpr int kMaxAttachments = 8;

// OK, or SHEET_NOT_BLIND for an image that is not in a size class, not padded with zeros, or holds
// anything beside its pixels (codes::ImageFault). `media` is codes::ImageMedia.
absl::Status CheckAttachmentArrival(int media, std::string_view content);

// True if `utf8` holds such a run of digits.
bool HasLongDigitRun(std::string_view utf8);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_SHEET_H_
