#include "services/review/domain/sheet.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/codes/blind_image.h"
#include "common/codes/text.h"
#include "common/planted/planted.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

class Violations {
 public:
  void Check(bool ok, std::string field, std::string description) {
    if (!ok) found_.push_back({std::move(field), std::move(description)});
  }
  absl::Status Result() const {
    if (found_.empty()) return absl::OkStatus();
    return WithDetail(absl::StatusCode::kFailedPrecondition,
                      "a sheet on arrival is not blind; it must be corrected where it was made",
                      {std::string(ReasonName(Reason::k_SHEET_NOT_BLIND)), {}, found_});
  }

 private:
  std::vector<FieldViolation> found_;
};

void CheckBounds(const std::vector<FindingBounds>& findings, Violations& violations) {
  violations.Check(!findings.empty() && findings.size() <= kMaxFindings, "findings",
                   "a sheet holds 1 to 32 findings");
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::string path = absl::StrCat("findings[", i, "].points_floor");
    violations.Check(findings[i].points_floor >= 0, path, "is below 0");
    violations.Check(findings[i].points_floor <= findings[i].points_ceiling, path,
                     "is above points_ceiling");
  }
}

void CheckTexts(const std::vector<SheetText>& texts, Violations& violations) {
  for (const SheetText& text : texts) {
    violations.Check(codes::CodePoints(text.text).has_value(), text.field, "is not UTF-8");
    violations.Check(!HasLongDigitRun(text.text), text.field, "has seven or more digits in a row");
  }
}

}  // namespace

bool HasLongDigitRun(std::string_view utf8) {
  const std::optional<std::vector<char32_t>> points = codes::CodePoints(utf8);
  if (!points.has_value()) return false;
  std::size_t run = 0;
  for (const char32_t point : *points) {
    if (codes::IsInvisible(point)) continue;
    run = codes::IsFoldedDigit(point) ? run + 1 : 0;
    if (run >= kDigitRun) return true;
  }
  return false;
}

absl::Status CheckAttachmentArrival(int media, std::string_view content) {
  const bool known = media == static_cast<int>(codes::ImageMedia::kPng) ||
                     media == static_cast<int>(codes::ImageMedia::kJpeg);
  const std::optional<std::string_view> image = codes::UnpadImage(content);
  std::string fault = "another size than its class, or padding that is not zero";
  if (!known) fault = "neither PNG nor JPEG";
  if (known && image.has_value()) {
    fault = codes::ImageFault(static_cast<codes::ImageMedia>(media), *image);
    if (PROBITY_PLANTED(kTrailingBytesPassed) && fault == "bytes after its end") fault.clear();
  }
  Violations violations;
  violations.Check(fault.empty(), "attachment", fault);
  return violations.Result();
}

absl::Status CheckArrival(const ArrivedSheet& sheet) {
  Violations violations;
  violations.Check(sheet.encoded_bytes <= kSheetBytes, "body", "is larger than 8 KiB");
  violations.Check(!sheet.has_unknown_fields, "body", "holds fields the contract does not name");
  CheckBounds(sheet.findings, violations);
  std::size_t free_bytes = 0;
  for (const SheetText& text : sheet.free_texts) free_bytes += text.text.size();
  violations.Check(free_bytes <= kFreeTextBytes, "body", "holds more than 5 KiB of free text");
  CheckTexts(sheet.free_texts, violations);
  CheckTexts(sheet.typed_texts, violations);
  return violations.Result();
}

}  // namespace probity::review
