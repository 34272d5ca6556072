#include "services/scoring/api/documents/book.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/api/documents/fields.h"

namespace probity::scoring {
namespace {

std::string TemplatePath(DocumentType type) {
  return absl::StrCat("templates/", absl::AsciiStrToLower(ToAbsl(DocumentTypeName(type))), ".txt");
}

absl::StatusOr<std::string> FileOf(const std::map<std::string, std::string>& files,
                                   const std::string& path) {
  const auto found = files.find(path);
  if (found != files.end()) return found->second;
  return absl::InvalidArgumentError(absl::StrCat("policies/documents/", path, " is missing"));
}

}  // namespace

absl::StatusOr<DocumentBook> DocumentBook::Parse(const std::map<std::string, std::string>& files) {
  DocumentBook book;
  PROBITY_ASSIGN_OR_RETURN(const std::string types, FileOf(files, "types.csv"));
  PROBITY_ASSIGN_OR_RETURN(book.rules_, DocumentRules::Parse(types));
  PROBITY_ASSIGN_OR_RETURN(book.bureaus_, FileOf(files, "bureaus.csv"));
  PROBITY_RETURN_IF_ERROR(FindBureau(book.bureaus_, "").status());
  PROBITY_ASSIGN_OR_RETURN(const std::string unchecked, FileOf(files, "unchecked.txt"));
  book.unchecked_ = absl::StrSplit(unchecked, '\n', absl::SkipEmpty());
  const std::set<std::string> known = KnownFields();
  const auto known_lists = KnownLists();
  book.templates_.emplace_back();
  for (int number = 1; number <= kLastDocumentType; ++number) {
    const std::string path = TemplatePath(static_cast<DocumentType>(number));
    PROBITY_ASSIGN_OR_RETURN(const std::string text, FileOf(files, path));
    PROBITY_ASSIGN_OR_RETURN(DocumentTemplate made, DocumentTemplate::Parse(path, text));
    PROBITY_RETURN_IF_ERROR(made.CheckFields(known, known_lists));
    book.templates_.push_back(std::move(made));
  }
  if (files.size() == kLastDocumentType + 3U) return book;
  return absl::InvalidArgumentError("policies/documents has a file that belongs to no type");
}

const DocumentTemplate& DocumentBook::TemplateOf(DocumentType type) const {
  return templates_.at(static_cast<size_t>(type));
}

Bureau DocumentBook::BureauOf(std::string_view region) const {
  // The table was read whole by Parse.
  return FindBureau(bureaus_, region).value_or(Bureau());
}

absl::StatusOr<const DocumentBook*> ShippedBook() {
  static const absl::StatusOr<DocumentBook> book = DocumentBook::Parse(ShippedDocumentFiles());
  if (!book.ok()) return book.status();
  return &*book;
}

}  // namespace probity::scoring
