#include "services/scoring/domain/documents/types.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr std::array<std::string_view, kLastDocumentType + 1> kNames = {
    "",
    "FILING_APPROVAL",
    "RECUSAL_DECISION",
    "INQUIRY_RECORD",
    "ON_SITE_RECORD",
    "EVIDENCE_LIST",
    "REGISTRATION_HOLD",
    "INVESTIGATION_REPORT",
    "PRELIMINARY_FINDING",
    "RESULT_NOTICE",
    "OBJECTION",
    "REVIEW_OPINION",
    "HEARING_NOTICE",
    "HEARING_RECORD",
    "HEARING_REPORT",
    "REVIEW_MINUTES",
    "COLLECTIVE_DISCUSSION",
    "LEGAL_REVIEW_OPINION",
    "POINTS_DECISION",
    "PENALTY_DECISION",
    "REVERSAL_DECISION",
    "SERVICE_RECEIPT",
    "SUSPENSION_NOTICE",
    "RESTORATION_NOTICE",
    "TERMINATION_NOTICE",
    "SETTLEMENT_STATEMENT",
    "CONFIRMATION_LETTER",
    "TRANSFER_LETTER",
    "CASE_ORDER",
    "CLOSING_REPORT",
    "FILE_INDEX",
    "WAIVER",
    "LAPSE_NOTE",
    "REMEDY_FILING",
    "REMEDY_OUTCOME",
    "MEASURE_CHANGE_NOTICE",
    "HOLD_NOTICE",
    "HOLD_RELEASE_NOTICE",
    "PERSON_NOTICE",
    "PERSON_DECISION",
};

struct SectionName {
  std::string_view name;
  FileSection section;
  std::string_view title;
};
constexpr std::array kSections = {
    SectionName{"DECISION", FileSection::kDecision, "决定"},
    SectionName{"FILING", FileSection::kFiling, "立案"},
    SectionName{"INVESTIGATION", FileSection::kInvestigation, "调查取证"},
    SectionName{"NOTICE", FileSection::kNotice, "认定与告知"},
    SectionName{"REVIEW", FileSection::kReview, "异议、复核与审核"},
    SectionName{"EXECUTION", FileSection::kExecution, "执行"},
    SectionName{"CLOSING", FileSection::kClosing, "结案"},
};

constexpr std::string_view kTypesHead = "type,word,title,section,issued_by,served";
constexpr std::string_view kBureausHead = "region,word,agency,reconsideration_body,court";

absl::Status Wrong(std::string_view file, size_t line, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(ToAbsl(file), ":", line, ": ", ToAbsl(what)));
}

struct CsvLine {
  size_t number = 0;
  std::vector<std::string> cells;
};

// A table without quoted cells: no name here has a comma.
absl::StatusOr<std::vector<CsvLine>> ReadTable(std::string_view csv, std::string_view file,
                                               std::string_view head) {
  std::vector<CsvLine> lines;
  size_t number = 0;
  const size_t columns = 1 + static_cast<size_t>(std::count(head.begin(), head.end(), ','));
  for (const absl::string_view text : absl::StrSplit(ToAbsl(csv), '\n')) {
    ++number;
    if (number == 1) {
      if (text != ToAbsl(head)) return Wrong(file, 1, absl::StrCat("expected ", ToAbsl(head)));
      continue;
    }
    if (text.empty()) continue;
    CsvLine line{number, absl::StrSplit(text, ',')};
    const bool whole = line.cells.size() == columns &&
                       std::none_of(line.cells.begin(), line.cells.end(),
                                    [](const std::string& cell) { return cell.empty(); });
    if (!whole) return Wrong(file, number, absl::StrCat(columns, " cells, none empty"));
    lines.push_back(std::move(line));
  }
  return lines;
}

absl::StatusOr<bool> YesOrNo(const CsvLine& line, size_t column) {
  if (line.cells[column] == "yes") return true;
  if (line.cells[column] == "no") return false;
  return Wrong("types.csv", line.number, "yes or no");
}

absl::StatusOr<DocumentRule> RuleOfLine(const CsvLine& line) {
  DocumentRule rule;
  rule.type = DocumentTypeOf(line.cells[0]);
  if (rule.type == DocumentType::kNone) return Wrong("types.csv", line.number, "unknown type");
  rule.word = line.cells[1];
  rule.title = line.cells[2];
  const auto* section =
      std::find_if(kSections.begin(), kSections.end(),
                   [&](const SectionName& one) { return one.name == line.cells[3]; });
  if (section == kSections.end()) return Wrong("types.csv", line.number, "unknown section");
  rule.section = section->section;
  rule.order = line.number;
  if (line.cells[4] != "STEP") rule.issuers = absl::StrSplit(line.cells[4], '|');
  PROBITY_ASSIGN_OR_RETURN(rule.served, YesOrNo(line, 5));
  return rule;
}

}  // namespace

std::string_view DocumentTypeName(DocumentType type) {
  return kNames.at(static_cast<size_t>(type));
}

DocumentType DocumentTypeOf(std::string_view name) {
  const auto* found = std::find(kNames.begin() + 1, kNames.end(), name);
  return found == kNames.end() ? DocumentType::kNone
                               : static_cast<DocumentType>(found - kNames.begin());
}

std::string_view FileSectionTitle(FileSection section) {
  for (const SectionName& one : kSections) {
    if (one.section == section) return one.title;
  }
  return "";
}

absl::StatusOr<DocumentRules> DocumentRules::Parse(std::string_view csv) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CsvLine> lines,
                           ReadTable(csv, "types.csv", kTypesHead));
  DocumentRules rules;
  rules.rules_.resize(kLastDocumentType + 1);
  std::set<std::string> words;
  for (const CsvLine& line : lines) {
    PROBITY_ASSIGN_OR_RETURN(DocumentRule rule, RuleOfLine(line));
    DocumentRule& place = rules.rules_[static_cast<size_t>(rule.type)];
    if (place.type != DocumentType::kNone) return Wrong("types.csv", line.number, "named twice");
    if (!words.insert(rule.word).second) {
      return Wrong("types.csv", line.number, "two types would share their numbers' word");
    }
    place = std::move(rule);
  }
  for (int type = 1; type <= kLastDocumentType; ++type) {
    if (rules.rules_[static_cast<size_t>(type)].type == DocumentType::kNone) {
      return Wrong("types.csv", 1,
                   absl::StrCat("without ", ToAbsl(kNames[static_cast<size_t>(type)])));
    }
  }
  return rules;
}

const DocumentRule& DocumentRules::Of(DocumentType type) const {
  return rules_.at(static_cast<size_t>(type));
}

absl::StatusOr<Bureau> FindBureau(std::string_view csv, std::string_view region) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CsvLine> lines,
                           ReadTable(csv, "bureaus.csv", kBureausHead));
  std::set<std::string> regions;
  std::optional<Bureau> any;
  std::optional<Bureau> own;
  for (const CsvLine& line : lines) {
    const Bureau bureau = {line.cells[0], line.cells[1], line.cells[2], line.cells[3],
                           line.cells[4]};
    if (!regions.insert(bureau.region).second) {
      return Wrong("bureaus.csv", line.number, "the region is named twice");
    }
    if (bureau.region == "*") any = bureau;
    if (bureau.region == region) own = bureau;
  }
  if (!any.has_value()) return Wrong("bureaus.csv", 1, "without a line for every other region, *");
  return own.has_value() ? *own : *any;
}

std::string DocumentNumber(std::string_view bureau_word, std::string_view type_word, int64_t year,
                           int64_t number) {
  return absl::StrCat(ToAbsl(bureau_word), ToAbsl(type_word), "〔", year, "〕", number, "号");
}

}  // namespace probity::scoring
