// Images that go before the committee with a case's sheet, made anew and padded, and the second
// person's look at each.
#ifndef PROBITY_SERVICES_SCORING_STORE_SHEETS_ATTACHMENTS_H_
#define PROBITY_SERVICES_SCORING_STORE_SHEETS_ATTACHMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"

namespace probity::scoring {

struct AttachmentCheck {
  bool passed = false;
  std::string reason;
  std::string actor;
  absl::CivilDay date;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
  bool operator==(const AttachmentCheck&) const = default;
};

struct Attachment {
  std::string case_id;        // 26 symbols
  int32_t attachment_no = 0;  // in the case, from 1; given by the store
  int32_t media = 0;          // codes::ImageMedia
  int32_t width = 0;          // pixels
  int32_t height = 0;
  int32_t redactions = 0;     // rectangles blacked out
  std::string source_sha256;  // 32 bytes, of what was brought
  int64_t size_class = 0;     // bytes of `content`
  std::string content;        // codes::PadImage; empty where not asked for
  std::string statement;      // what was redacted, signed by `actor`
  std::string actor;
  absl::CivilDay date;
  int64_t recorded_time = 0;
  bool scenario = false;
  std::optional<AttachmentCheck> check;
  bool operator==(const Attachment&) const = default;
};

// Gives the attachment its number in the case, whose row the caller holds.
absl::StatusOr<int32_t> InsertAttachment(sql::Tx& tx, std::string_view region,
                                         const Attachment& attachment);

// ALREADY_EXISTS if it was checked.
absl::Status InsertCheck(sql::Tx& tx, std::string_view region, std::string_view case_id,
                         int32_t attachment_no, const AttachmentCheck& check);

// By number, without their content.
absl::StatusOr<std::vector<Attachment>> AttachmentsOf(sql::Tx& tx, std::string_view region,
                                                      std::string_view case_id);

// With its content; UNKNOWN_ATTACHMENT.
absl::StatusOr<Attachment> GetAttachment(sql::Tx& tx, std::string_view region,
                                         std::string_view case_id, int32_t attachment_no);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_SHEETS_ATTACHMENTS_H_
