// A document as values, before anybody has laid it out: what stands on paper, in which order. The
// look (A4, margins, type sizes) is one for all documents and is common/print's own (pdf.h).
#ifndef PROBITY_COMMON_PRINT_DOCUMENT_H_
#define PROBITY_COMMON_PRINT_DOCUMENT_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace probity::print {

// Running text. A line feed inside `text` begins a new paragraph.
struct Paragraph {
  enum class Style {
    kBody = 0,      // first line indented by two characters
    kFlush = 1,     // no indent: the party addressed (某某医院：)
    kCentered = 2,  // a line in the middle
    kSmall = 3,     // notes, smaller type
  };
  std::string text;
  Style style = Style::kBody;

  bool operator==(const Paragraph&) const = default;
};

// 一、… in bold, kept with what follows.
struct Heading {
  std::string text;

  bool operator==(const Heading&) const = default;
};

// A ruled table over the whole width. Rows break across pages if they must; the head is repeated.
struct Table {
  std::vector<int> widths;        // relative, one for each column, each at least 1
  std::vector<std::string> head;  // empty: a form without a head
  // Each as long as `widths`. In a form (without head) the columns 1, 3, … are labels, in bold.
  std::vector<std::vector<std::string>> rows;

  bool operator==(const Table&) const = default;
};

// A line to be signed by hand: the label, room to write, and a blank date.
struct SignatureLine {
  std::string label;

  bool operator==(const SignatureLine&) const = default;
};

// 落款: the agency above the date, at the right, with room for its seal. Never split, and never
// alone on a page without saying so (此页无正文).
struct SealLine {
  std::string agency;
  absl::CivilDay date;

  bool operator==(const SealLine&) const = default;
};

using Block = std::variant<Paragraph, Heading, Table, SignatureLine, SealLine>;

struct Document {
  std::string agency;   // above the title; empty: none
  std::string title;    // never empty
  std::string number;   // 文号, below the title; empty: none
  std::string footer;   // at the left of each page's foot, beside 第 n 页 共 m 页
  absl::CivilDay date;  // stands in the file as its date of making: no clock is read
  std::vector<Block> blocks;

  bool operator==(const Document&) const = default;
};

// Says at the foot of every page that time was played and the document counts for nothing, if it
// was.
void StampScenario(bool scenario, Document& document);

// The document as text of lines, for keeping: equal documents give equal text, and Thaw gives the
// document back. A person can read it. Thaw: DATA_LOSS for a text that Freeze did not write.
std::string Freeze(const Document& document);
absl::StatusOr<Document> Thaw(std::string_view text);

}  // namespace probity::print

#endif  // PROBITY_COMMON_PRINT_DOCUMENT_H_
