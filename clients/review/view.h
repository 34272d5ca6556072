// A sheet and a ballot as a member reads them, and as scripts do.
#ifndef PROBITY_CLIENTS_REVIEW_VIEW_H_
#define PROBITY_CLIENTS_REVIEW_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "clients/review/titles.h"
#include "probity/review/v1/committee_service.pb.h"
#include "probity/scoring/v1/sheet.pb.h"

namespace probity::member {

// "第3号 N5RFR-SW2VX-9".
std::string CaseName(const review::v1::SheetEntry& entry);

// The close of voting on the bureau's clock: "2026-05-08 16:00 (UTC+8)"; for scripts RFC 3339.
std::string ClosingText(int64_t closes_at_seconds);
std::string ClosingForScripts(int64_t closes_at_seconds);

// "3–6", or "4" where floor and ceiling are one.
std::string PointsText(const scoring::v1::SheetFinding& finding);

// One finding's heading: number, code and title, in lines.
std::string FindingTitle(const scoring::v1::SheetBody& sheet, int index, const Titles& titles,
                         size_t columns);

// In lines of at most `columns`, ending with a newline.
std::string SheetText(const review::v1::SheetEntry& entry, const scoring::v1::SheetBody& sheet,
                      const Titles& titles, size_t columns);
// Answers and minutes, recorded or not.
std::string DraftText(std::span<const review::v1::FindingAnswer> answers, std::string_view minutes,
                      size_t columns);
std::string BallotText(const review::v1::GetBallotResponse& ballot, size_t columns);

// JSON; `null` for a ballot that is not there.
std::string SheetJson(const review::v1::SheetEntry& entry, const scoring::v1::SheetBody& sheet,
                      const Titles& titles, const review::v1::GetBallotResponse& ballot);
std::string BallotJson(const review::v1::GetBallotResponse& ballot);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_VIEW_H_
