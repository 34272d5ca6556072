// Images of sheets, sealed under the round's key; they are deleted with their sheets.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_ATTACHMENTS_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_ATTACHMENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/review/domain/values.h"

namespace probity::review::hearing {

struct AttachmentRow {
  std::string serial;  // of its sheet
  int index = 0;       // from 1: a1, a2, …
  int size_class = 0;  // 1 to 3, by codes::kImageClasses
  Bytes sealed;        // SealAttachment
  bool operator==(const AttachmentRow&) const = default;
};

absl::Status InsertAttachments(sql::Tx& tx, const Bytes& round_id,
                               std::vector<AttachmentRow> attachments);
absl::StatusOr<std::optional<AttachmentRow>> FindAttachment(sql::Tx& tx, const Bytes& round_id,
                                                            const std::string& serial, int index);

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_ATTACHMENTS_H_
