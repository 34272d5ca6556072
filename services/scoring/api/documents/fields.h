// What the templates may name: the values of a case as they are at the moment of issue, as text in
// the words documents use.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_FIELDS_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_FIELDS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/api/documents/template.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/domain/documents/document.h"
#include "services/scoring/domain/documents/service.h"
#include "services/scoring/domain/documents/types.h"
#include "services/scoring/domain/evidence/evidence.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {

// The service of another document, for its receipt.
struct ServedDocument {
  std::string title;
  std::string number;
  ServiceRecord record;
};

// A ground of the objection, and what was answered to it.
struct PrintedGround {
  std::string text;
  std::string outcome;
  std::string answer;
};

// Everything a document is written from. What is absent prints as nothing.
struct DocumentFacts {
  Bureau bureau;
  absl::CivilDay today;
  std::string actor;
  CaseFile file;
  Institution institution;
  const policy::Policy* policy = nullptr;  // whose clocks run: deadlines of the remedies
  // The catalogue item of each finding's code, in the version that applies to it.
  std::map<int32_t, const policy::CatalogueItem*> items;  // by finding item
  std::set<std::string> unchecked;                        // see CiteForPrint
  std::vector<EvidenceItem> evidence;
  std::vector<PrintedGround> grounds;         // of an objection and its review
  std::map<std::string, std::string> people;  // PersonText by person, where registered
  std::vector<IssuedDocument> documents;      // of the case, in legal order: an index alone asks
  std::string order;                          // what a procedural order orders
  std::string note;                           // the reason given with the step
  std::string effect;  // of a notice: the measure its points may lead to; empty: none
  std::optional<ServedDocument> served;
};

FieldValues FieldsOf(const DocumentFacts& facts);

// The names FieldsOf gives, and those of each list's rows.
std::set<std::string> KnownFields();
std::map<std::string, std::set<std::string>> KnownLists();

// 张三（执法证号12345678）.
std::string PersonText(const Officer& officer);
// 2026年3月12日; nothing for no date.
std::string ChineseDate(const std::optional<absl::CivilDay>& day);
// 1,234.56元.
std::string MoneyText(int64_t fen);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_FIELDS_H_
