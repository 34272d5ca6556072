// The bureau's documents as data: types.csv, bureaus.csv, unchecked.txt and templates/*.txt of
// policies/documents, compiled in so that they are at hand where no file is.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_BOOK_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_BOOK_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/scoring/api/documents/template.h"
#include "services/scoring/domain/documents/types.h"

namespace probity::scoring {

class DocumentBook {
 public:
  // `files` by path below policies/documents. INVALID_ARGUMENT naming file and line for anything
  // wrong: a type without rule or template, a template of no type, a field nobody fills.
  static absl::StatusOr<DocumentBook> Parse(const std::map<std::string, std::string>& files);

  const DocumentRules& rules() const { return rules_; }
  const DocumentTemplate& TemplateOf(DocumentType type) const;
  // Instruments whose article numbers are not printed.
  const std::set<std::string>& unchecked() const { return unchecked_; }
  Bureau BureauOf(std::string_view region) const;

 private:
  DocumentRules rules_;
  std::vector<DocumentTemplate> templates_;  // by type
  std::set<std::string> unchecked_;
  std::string bureaus_;
};

// What is compiled in, by path. Generated.
std::map<std::string, std::string> ShippedDocumentFiles();

// The book of these files, read once. The pointer is valid for as long as the process.
absl::StatusOr<const DocumentBook*> ShippedBook();

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_BOOK_H_
