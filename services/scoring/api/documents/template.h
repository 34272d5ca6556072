// What a document says, as data: a text with named fields (policies/documents/*.txt).
//
//   # comment
//   @field respondent 被询问人           a value given by hand; `optional` after the label
//   @title 不予记分决定书                 another title than that of types.csv
//   @if defence … @unless … @end         lines only with (without) a value
//   @each findings … @end                lines once for each, with that one's fields
//   @form 1 3 1 3                        a form of labels and values; its rows follow
//   @table 1 2 5 | 项 | 条目 | 事实       a table with its head; its rows follow
//   | {item} | {code} | {facts} |        a row
//   ## 一、认定的事实                      heading        > flush left    ^ centred    ~ small
//   @sign 承办人（签名）：                 a line to sign  @seal            agency, date, room for
//   the seal
//
// Any other line is a paragraph; a paragraph that comes out empty is left out. {name} stands for a
// field; what a party wrote is put in as text and never read as a template.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_TEMPLATE_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_TEMPLATE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/print/document.h"

namespace probity::scoring {

using FieldMap = std::map<std::string, std::string>;

// The values of a document: fields by name, and lists of such.
struct FieldValues {
  FieldMap fields;
  std::map<std::string, std::vector<FieldMap>> lists;
};

// A field that is given by hand.
struct HandField {
  std::string name;
  std::string label;
  bool optional = false;

  bool operator==(const HandField&) const = default;
};

class DocumentTemplate {
 public:
  // INVALID_ARGUMENT naming `name` and the line for a line it does not understand, an @end too many
  // or too few, or a row that does not fit its table.
  static absl::StatusOr<DocumentTemplate> Parse(std::string_view name, std::string_view text);

  const std::vector<HandField>& hand_fields() const { return hand_fields_; }

  // INVALID_ARGUMENT naming the line of a field that is neither in `known` (inside a list: in the
  // list's) nor given by hand: such a field would print as nothing for ever.
  absl::Status CheckFields(const std::set<std::string>& known,
                           const std::map<std::string, std::set<std::string>>& known_lists) const;

  // The document; `base` has agency, title, number, footer and date. A field without a value is
  // empty.
  print::Document Fill(const FieldValues& values, print::Document base) const;

 private:
  struct Line {
    enum class Kind {
      kParagraph,
      kHeading,
      kTable,
      kRow,
      kSign,
      kSeal,
      kTitle,
      kIf,
      kUnless,
      kEach,
      kEnd,
    };
    Kind kind = Kind::kParagraph;
    size_t number = 0;
    std::string text;  // paragraph, heading, label, field or list name
    print::Paragraph::Style style = print::Paragraph::Style::kBody;
    std::vector<int> widths;         // of a table
    std::vector<std::string> cells;  // of a row, or a table's head
    size_t end = 0;                  // of a block: the index of its @end
  };
  class Parser;
  class Filler;

  std::string name_;
  std::vector<Line> lines_;
  std::vector<HandField> hand_fields_;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_TEMPLATE_H_
