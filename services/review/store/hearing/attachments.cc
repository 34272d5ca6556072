#include "services/review/store/hearing/attachments.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "common/status/status.h"

namespace probity::review::hearing {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO attachment (round_id, serial, idx, size_class, sealed) VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view kFind =
    "SELECT serial, idx, size_class, sealed FROM attachment "
    "WHERE round_id = ? AND serial = ? AND idx = ?";

}  // namespace

absl::Status InsertAttachments(sql::Tx& tx, const Bytes& round_id,
                               std::vector<AttachmentRow> attachments) {
  std::sort(attachments.begin(), attachments.end(),
            [](const AttachmentRow& a, const AttachmentRow& b) {
              return std::tie(a.serial, a.index) < std::tie(b.serial, b.index);
            });
  for (AttachmentRow& row : attachments) {
    PROBITY_RETURN_IF_ERROR(
        tx.Execute(kInsert, {sql::Blob{round_id}, row.serial, std::int64_t{row.index},
                             std::int64_t{row.size_class}, sql::Blob{std::move(row.sealed)}})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<AttachmentRow>> FindAttachment(sql::Tx& tx, const Bytes& round_id,
                                                            const std::string& serial, int index) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kFind, {sql::Blob{round_id}, serial, std::int64_t{index}}));
  if (rows.empty()) return std::optional<AttachmentRow>();
  const sql::Row& row = rows.front();
  return std::optional<AttachmentRow>(
      {row.Text(0), static_cast<int>(row.Int(1)), static_cast<int>(row.Int(2)), row.Bytes(3)});
}

}  // namespace probity::review::hearing
