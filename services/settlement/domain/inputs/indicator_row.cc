#include "services/settlement/domain/inputs/indicator_row.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

const policy::Indicator* Find(const policy::QualityTerms& terms, const quality::Measurement& row) {
  for (const policy::QualityFamily& family : terms.families) {
    for (const policy::Indicator& one : family.indicators) {
      if (one.code == row.code && (one.peer_group.empty() || one.peer_group == row.peer_group)) {
        return &one;
      }
    }
  }
  return nullptr;
}

}  // namespace

std::vector<RowProblem> CheckIndicator(const IndicatorRow& row) {
  const quality::Measurement& m = row.measured;
  const bool measured = m.status == quality::IndicatorStatus::kMeasured;
  return RowChecks()
      .Institution(row.institution_id)
      .Year(row.year)
      .Code("code", m.code)
      .Code("peer_group", m.peer_group, false)
      .Check(!quality::StatusName(m.status).empty(), "status", Reason::k_BAD_REQUEST,
             "no status of this version")
      .Check(!measured || m.value.has_value(), "value", Reason::k_BAD_REQUEST,
             "an indicator has a value, or a status that says why not")
      .Check(measured || !m.value.has_value(), "value", Reason::k_BAD_REQUEST,
             "a value and a status that says there is none")
      .Visits("denominator", m.denominator.value_or(0))
      .problems();
}

Graded Grade(const policy::QualityTerms& terms, const std::string& institution_id,
             const std::vector<quality::Measurement>& rows, std::vector<UnitProblem>& problems) {
  Graded graded;
  for (const std::string& code : quality::MissingIndicators(terms, rows)) {
    problems.push_back(
        {institution_id, absl::StrCat("indicators.", code), Reason::k_MISSING_INDICATOR,
         absl::StrCat("indicator ", code, " has no row, or a value without the cases behind it")});
  }
  for (const quality::Measurement& row : rows) {
    const policy::Indicator* indicator = Find(terms, row);
    if (indicator == nullptr || !row.value.has_value()) continue;
    const auto scaled = money::ScaledBy(*row.value, indicator->decimals);
    if (scaled.has_value()) {
      graded.indicators[row.code] = *scaled;
    } else {
      problems.push_back(
          {institution_id, absl::StrCat("indicators.", row.code), Reason::k_INDICATOR_OUT_OF_RANGE,
           absl::StrCat("has more than the ", indicator->decimals, " places the policy reads")});
    }
  }
  const absl::StatusOr<quality::Score> score = quality::ScoreOf(terms, rows);
  if (score.ok()) {
    graded.score_centi = score->score_centi;
  } else {
    const bool range = HasReason(score.status(), Reason::k_INDICATOR_OUT_OF_RANGE);
    problems.push_back({institution_id, "score_centi",
                        range ? Reason::k_INDICATOR_OUT_OF_RANGE : Reason::k_ARITHMETIC_OVERFLOW,
                        std::string(score.status().message())});
  }
  return graded;
}

}  // namespace probity::settlement
