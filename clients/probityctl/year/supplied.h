// What a scenario folder does not state and `year run` supplies through the public RPCs.
// docs/scenarios.md lists every value; officers and other persons come from
// clients/common/actors.h.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_SUPPLIED_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_SUPPLIED_H_

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::year {

inline constexpr std::string_view kFacts =
    "事实与证据见证据清单。 Facts as in the list of evidence.";
inline constexpr std::string_view kReason = "按违规情节取值。 Value chosen by the circumstances.";
inline constexpr std::string_view kBallotText = "依据材料评议。 Judged on the papers.";
inline constexpr std::string_view kSmallRound =
    "场景脚本：待审案件不足。 Scenario: few cases left.";
inline constexpr std::string_view kSmallRegister =
    "场景脚本：机构数少，同意送审。 Scenario: few institutions, agreed.";
// What a case says whose sheet waits for a second signature.
inline constexpr std::string_view kSheetResidual = "SHEET_RESIDUAL";
inline constexpr std::string_view kConclusion =
    "同意拟作出的决定。 The decision proposed is agreed to.";
inline constexpr std::string_view kHeavierEffect =
    "累计记分已达更重档次。 The points reach a heavier band by now.";
inline constexpr std::string_view kVenue = "ROOM-1";
// The certificates of the officers.
inline constexpr std::string_view kUnit = "示例医疗保障局";
inline constexpr std::string_view kCertifiedFrom = "2000-01-01";
inline constexpr std::string_view kCertifiedTo = "2099-12-31";

// Numbers of papers: report, service receipts.
inline std::string PaperNo(std::string_view kind, std::string_view case_ref) {
  return absl::StrCat(ToAbsl(kind), "-", ToAbsl(case_ref));
}

// Findings of one folder are distinct acts, whatever their dates. A reference too long to be said
// in the 64 characters an act may have is said by its hash.
inline std::string ActRef(std::string_view case_ref, int item) {
  constexpr size_t kLongest = 60;
  if (case_ref.size() <= kLongest) return absl::StrCat(ToAbsl(case_ref), "/", item);
  return absl::StrCat(crypto::Hex(crypto::Sha256(case_ref).substr(0, 16)), "/", item);
}

// Twelve letters by which a scripted ballot finds its case: they stand in the party's defence and
// are read back from the sheet. The services know nothing of them.
inline std::string MarkOf(std::string_view folder_sha256, std::string_view case_ref) {
  const std::string hash = crypto::Sha256(absl::StrCat(ToAbsl(folder_sha256), ToAbsl(case_ref)));
  std::string mark;
  for (int i = 0; i < 12; ++i) {
    mark.push_back(static_cast<char>('A' + static_cast<unsigned char>(hash[i]) % 26));
  }
  return mark;
}

inline std::string Defence(std::string_view mark) {
  return absl::StrCat("被检查单位对认定结果有异议。 The party objects. 标记 mark: ", ToAbsl(mark));
}

// What stands on the sheet instead where a registered name or id occurs in these sentences: the
// mark alone, in groups of so many letters.
inline constexpr std::string_view kRedactedFacts = "…";
inline constexpr int kMarkGroups[] = {12, 3, 2, 1};

inline std::string SpelledMark(std::string_view mark, int group) {
  std::string spelled;
  for (size_t i = 0; i < mark.size(); ++i) {
    if (i > 0 && i % static_cast<size_t>(group) == 0) spelled.push_back('-');
    spelled.push_back(mark[i]);
  }
  return spelled;
}

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_SUPPLIED_H_
