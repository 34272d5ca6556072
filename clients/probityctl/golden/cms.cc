#include "clients/probityctl/golden/cms.h"

#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "clients/probityctl/scenario/csv.h"
#include "common/money/decimal.h"
#include "common/quality/score.h"
#include "common/status/status.h"

namespace probity::golden {
namespace {

using money::Decimal;
using policy::FamilyCode;
using scenario::CsvRow;
using scenario::CsvTable;

constexpr std::string_view kAbsent = "Not Available";
constexpr std::string_view kHospital = "Facility ID";
constexpr std::string_view kSums = "hvbp_tps.csv";
constexpr std::string_view kTotal = "Total Performance Score";
constexpr int kPlaces = 12;

// Where a family's values and scores are published.
struct Domain {
  FamilyCode family;
  std::string_view file;
  std::string_view unweighted;
  std::string_view weighted;
  bool dimensions;  // "Dimension Score", plain numbers, base and consistency
};

constexpr std::array<Domain, 4> kDomains = {{
    {FamilyCode::kCycle, "hvbp_clinical_outcomes.csv",
     "Unweighted Normalized Clinical Outcomes Domain Score",
     "Weighted Normalized Clinical Outcomes Domain Score", false},
    {FamilyCode::kExperience, "hvbp_person_and_community_engagement.csv",
     "Unweighted Person And Community Engagement Domain Score",
     "Weighted Person And Community Engagement Domain Score", true},
    {FamilyCode::kService, "hvbp_safety.csv", "Unweighted Normalized Safety Domain Score",
     "Weighted Safety Domain Score", false},
    {FamilyCode::kUnit, "hvbp_efficiency_and_cost_reduction.csv",
     "Unweighted Normalized Efficiency And Cost Reduction Domain Score",
     "Weighted Efficiency And Cost Reduction Domain Score", false},
}};

// One row of a file and how it names a place in it.
struct Place {
  const CsvTable* table = nullptr;
  const CsvRow* row = nullptr;

  // Absent if there is no such column.
  std::optional<std::string_view> Text(std::string_view column) const {
    const int index = table->Column(column);
    if (index < 0) return std::nullopt;
    return std::string_view(row->cells[static_cast<size_t>(index)]);
  }
  std::string At(std::string_view column) const {
    return absl::StrCat(table->file, ":", row->line, ": ", ToAbsl(column));
  }
};

struct File {
  CsvTable table;
  std::map<std::string, const CsvRow*> hospitals;
};

absl::StatusOr<File> ReadTable(const std::filesystem::path& folder, std::string_view name) {
  PROBITY_ASSIGN_OR_RETURN(std::string bytes, clients::ReadFile(folder / name));
  scenario::Problems problems;
  File file;
  file.table = scenario::ParseCsv(name, std::move(bytes), {std::string(kHospital)}, problems);
  if (!problems.empty()) return BadRequest({{std::string(name), problems.Text()}});
  return file;
}

absl::Status IndexHospitals(File& file) {
  const auto column = static_cast<size_t>(file.table.Column(kHospital));
  for (const CsvRow& row : file.table.rows) {
    if (file.hospitals.emplace(row.cells[column], &row).second) continue;
    return BadRequest({{Place{&file.table, &row}.At(kHospital), "a hospital stands twice"}});
  }
  return absl::OkStatus();
}

// Reads values; the first thing that cannot be read is kept and ends the comparison.
class Values {
 public:
  const absl::Status& status() const { return status_; }

  std::optional<Decimal> Number(const Place& place, std::string_view column) {
    std::optional<std::string_view> text = place.Text(column);
    if (!text.has_value()) {
      Fail(place, column, "missing column");
      return std::nullopt;
    }
    if (*text == kAbsent) return std::nullopt;
    if (text->ends_with('%')) text->remove_suffix(1);
    // Points read "3 out of 10".
    const std::optional<Decimal> value = money::ParseDecimal(text->substr(0, text->find(' ')));
    if (!value.has_value()) Fail(place, column, "no exact decimal");
    return value;
  }

  void Expect(const Place& place, std::string_view column, std::optional<Decimal> stated) {
    const std::optional<Decimal> published = Number(place, column);
    if (status_.ok() && published != stated) {
      Fail(place, column, "not what the policy file states");
    }
  }

 private:
  void Fail(const Place& place, std::string_view column, std::string_view why) {
    if (status_.ok()) status_ = BadRequest({{place.At(column), std::string(why)}});
  }

  absl::Status status_;
};

std::string Column(std::string_view code, std::string_view what) {
  return absl::StrCat(ToAbsl(code), " ", ToAbsl(what));
}

std::string ScoreColumn(const Domain& domain, std::string_view code) {
  return Column(code, domain.dimensions ? "Dimension Score" : "Measure Score");
}

quality::Measurement ReadMeasurement(const Domain& domain, const policy::Indicator& indicator,
                                     const Place& place, Values& values) {
  quality::Measurement row;
  row.code = indicator.code;
  if (indicator.given) {
    row.value = values.Number(place, ScoreColumn(domain, indicator.code));
  } else {
    values.Expect(place, Column(indicator.code, "Achievement Threshold"), indicator.threshold);
    values.Expect(place, Column(indicator.code, "Benchmark"), indicator.benchmark);
    if (domain.dimensions) values.Expect(place, Column(indicator.code, "Floor"), indicator.floor);
    row.value = values.Number(place, Column(indicator.code, "Performance Rate"));
    row.baseline = values.Number(place, Column(indicator.code, "Baseline Rate"));
  }
  if (!row.value.has_value()) row.status = quality::IndicatorStatus::kTooFew;
  return row;
}

// Compares cells as they are written.
class Cells {
 public:
  explicit Cells(Comparison& result) : result_(result) {}

  void Compare(const Place& place, std::string_view column, const std::string& computed) {
    const std::string_view published = place.Text(column).value_or("(no such column)");
    ++result_.compared;
    if (published == computed) return;
    if (++result_.wrong <= static_cast<int64_t>(Comparison::kShown)) {
      result_.differences.push_back(absl::StrCat(place.At(column), ": published ",
                                                 ToAbsl(published), ", computed ", computed));
    }
  }

 private:
  Comparison& result_;
};

std::string PointsText(const std::optional<int64_t>& points, std::string_view of) {
  return points.has_value() ? absl::StrCat(*points, ToAbsl(of)) : std::string(kAbsent);
}

std::string PointsText(const std::optional<Decimal>& points, std::string_view of) {
  return points.has_value() ? absl::StrCat(money::FormatDecimal(*points), ToAbsl(of))
                            : std::string(kAbsent);
}

absl::StatusOr<std::string> RatioText(const std::optional<quality::Ratio>& value, int places) {
  if (!value.has_value()) return std::string(kAbsent);
  return quality::FormatRatio(*value, places);
}

void CompareIndicators(const Domain& domain, const policy::QualityFamily& terms,
                       const quality::FamilyScore& family, const Place& place, Cells& cells) {
  const std::string_view of_ten = domain.dimensions ? "" : " out of 10";
  std::map<std::string, int> scored_strata;
  for (size_t i = 0; i < terms.indicators.size(); ++i) {
    if (!terms.indicators[i].part_of.empty() && family.indicators[i].points.has_value()) {
      ++scored_strata[terms.indicators[i].part_of];
    }
  }
  for (size_t i = 0; i < terms.indicators.size(); ++i) {
    const quality::IndicatorScore& score = family.indicators[i];
    if (!terms.indicators[i].given) {
      cells.Compare(place, Column(score.code, "Achievement Points"),
                    PointsText(score.achievement, " out of 10"));
      cells.Compare(place, Column(score.code, "Improvement Points"),
                    PointsText(score.improvement, " out of 9"));
    } else if (scored_strata[score.code] > 1) {
      continue;  // taken as published
    }
    cells.Compare(place, ScoreColumn(domain, score.code), PointsText(score.points, of_ten));
  }
}

class Comparer {
 public:
  Comparer(const policy::QualityTerms& terms, Comparison& result) : terms_(terms), cells_(result) {}

  absl::Status Load(const std::filesystem::path& folder) {
    PROBITY_ASSIGN_OR_RETURN(sums_, ReadTable(folder, kSums));
    PROBITY_RETURN_IF_ERROR(IndexHospitals(sums_));
    for (size_t i = 0; i < kDomains.size(); ++i) {
      PROBITY_ASSIGN_OR_RETURN(files_[i], ReadTable(folder, kDomains[i].file));
      PROBITY_RETURN_IF_ERROR(IndexHospitals(files_[i]));
    }
    return absl::OkStatus();
  }

  absl::Status Run() {
    for (const CsvRow& row : sums_.table.rows) PROBITY_RETURN_IF_ERROR(Hospital(row));
    return absl::OkStatus();
  }

 private:
  const policy::QualityFamily* Terms(FamilyCode code) const {
    for (const policy::QualityFamily& family : terms_.families) {
      if (family.code == code) return &family;
    }
    return nullptr;
  }

  absl::StatusOr<Place> PlaceOf(size_t domain, const std::string& hospital) const {
    const auto found = files_[domain].hospitals.find(hospital);
    if (found == files_[domain].hospitals.end()) {
      return BadRequest(
          {{std::string(kDomains[domain].file), absl::StrCat("no row for hospital ", hospital)}});
    }
    return Place{&files_[domain].table, found->second};
  }

  absl::Status Hospital(const CsvRow& row) {
    const Place sums{&sums_.table, &row};
    const std::string hospital(*sums.Text(kHospital));
    std::array<Place, kDomains.size()> places;
    std::vector<quality::Measurement> rows;
    Values values;
    for (size_t i = 0; i < kDomains.size(); ++i) {
      PROBITY_ASSIGN_OR_RETURN(places[i], PlaceOf(i, hospital));
      const policy::QualityFamily* family = Terms(kDomains[i].family);
      if (family == nullptr) continue;
      for (const policy::Indicator& indicator : family->indicators) {
        rows.push_back(ReadMeasurement(kDomains[i], indicator, places[i], values));
      }
    }
    PROBITY_RETURN_IF_ERROR(values.status());
    PROBITY_ASSIGN_OR_RETURN(const quality::Score score, quality::ScoreOf(terms_, rows));
    for (size_t i = 0; i < kDomains.size(); ++i) {
      PROBITY_RETURN_IF_ERROR(Family(kDomains[i], score, places[i], sums));
    }
    PROBITY_ASSIGN_OR_RETURN(const std::string total, RatioText(score.score, kPlaces));
    cells_.Compare(sums, kTotal, total);
    return absl::OkStatus();
  }

  absl::Status Family(const Domain& domain, const quality::Score& score, const Place& place,
                      const Place& sums) {
    for (size_t i = 0; i < terms_.families.size(); ++i) {
      if (terms_.families[i].code != domain.family) continue;
      const quality::FamilyScore& family = score.families[i];
      CompareIndicators(domain, terms_.families[i], family, place, cells_);
      if (domain.dimensions) {
        PROBITY_ASSIGN_OR_RETURN(const std::string base, RatioText(family.sum, 0));
        cells_.Compare(place, "Hcahps Base Score", base);
        cells_.Compare(place, "Hcahps Consistency Score", PointsText(family.consistency, ""));
      }
      PROBITY_ASSIGN_OR_RETURN(const std::string unweighted, RatioText(family.score, kPlaces));
      PROBITY_ASSIGN_OR_RETURN(const std::string weighted, RatioText(family.weighted, kPlaces));
      cells_.Compare(sums, domain.unweighted, unweighted);
      cells_.Compare(sums, domain.weighted, weighted);
    }
    return absl::OkStatus();
  }

  const policy::QualityTerms& terms_;
  Cells cells_;
  File sums_;
  std::array<File, kDomains.size()> files_;
};

}  // namespace

absl::StatusOr<Comparison> CompareCms(const std::filesystem::path& folder,
                                      const policy::QualityTerms& terms) {
  Comparison result;
  Comparer comparer(terms, result);
  PROBITY_RETURN_IF_ERROR(comparer.Load(folder));
  PROBITY_RETURN_IF_ERROR(comparer.Run());
  return result;
}

}  // namespace probity::golden
