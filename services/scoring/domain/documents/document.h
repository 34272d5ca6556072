// A document that was issued: its number and what it says, frozen as values at that moment.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_DOCUMENT_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_DOCUMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/scoring/domain/documents/types.h"

namespace probity::scoring {

struct IssuedDocument {
  std::string document_id;  // 26 Crockford symbols
  std::string case_id;      // 26 symbols; empty if it belongs to no case
  std::string institution_id;
  DocumentType type = DocumentType::kNone;
  int64_t year = 0;    // of `issued`
  int64_t number = 0;  // gapless from 1 within (type, year)
  std::string number_text;
  std::string title;
  // Of a service receipt: the document that was served; of a notice of a measure: the measure; else
  // empty.
  std::string about_id;
  absl::CivilDay issued;
  std::string actor;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
  std::string content;         // print::Freeze
  std::string content_sha256;  // 64 hex digits
  std::string prev_hash;       // 32 bytes; the chain of its type and year
  std::string hash;            // 32 bytes

  bool operator==(const IssuedDocument&) const = default;
};

// The documents of one case in legal order: by section, then as the types stand in types.csv, by
// date and number; a service receipt right behind the document it proves was served.
std::vector<IssuedDocument> OrderCaseFile(std::vector<IssuedDocument> documents,
                                          const DocumentRules& rules);

// The page of its document in a case file: "03-结果告知书-龙医保告〔2026〕12号.pdf". No separator
// of paths, whatever title and number hold.
std::string FileNameOf(size_t position, const IssuedDocument& document);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_DOCUMENT_H_
