#include "tests/services/scoring/year/edges.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring::year {
namespace {

// Steps that share an edge with another are told apart by who took them and what he noted.
bool MayBe(CaseStep step, const v1::TimelineEntry& entry) {
  const std::string& note = entry.note();
  switch (step) {
    case CaseStep::kAddFinding:
      return absl::StartsWith(note, "+ ");
    case CaseStep::kRemoveFinding:
      return absl::StartsWith(note, "- ");
    case CaseStep::kLapse:
      return entry.actor() == "scoring";
    case CaseStep::kRecordWaiver:
      return entry.actor() != "scoring";
    case CaseStep::kDeliverVerdict:
      return entry.actor() == "review";
    case CaseStep::kDecideWithoutCommittee:
      return entry.actor() != "review";
    case CaseStep::kRemandCase:
      return absl::StartsWith(note, "remanded");
    case CaseStep::kRenewNotice:
      return absl::StartsWith(note, "new notice");
    case CaseStep::kDecideTermination:
      return absl::StartsWith(note, "designation ");
    case CaseStep::kReverseDecision:
      return !absl::StartsWith(note, "designation ");
    default:
      return true;
  }
}

}  // namespace

std::string EdgeText(const StepEdge& edge) {
  return absl::StrCat(std::string(RuleOf(edge.step).name), " ",
                      std::string(CaseStateName(edge.from)), " -> ",
                      std::string(CaseStateName(edge.to)));
}

std::vector<StepEdge> EdgesOf(const v1::TimelineEntry& entry) {
  std::vector<StepEdge> edges;
  for (const StepEdge& edge : AllEdges()) {
    const bool here = static_cast<int>(edge.from) == static_cast<int>(entry.from_state()) &&
                      static_cast<int>(edge.to) == static_cast<int>(entry.to_state());
    if (here && MayBe(edge.step, entry)) edges.push_back(edge);
  }
  return edges;
}

}  // namespace probity::scoring::year
