#include "services/scoring/api/documents/template.h"

#include <charconv>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

std::string Trim(absl::string_view text) {
  return std::string(absl::StripAsciiWhitespace(text));
}

// The names between braces; absent if a brace stays open.
std::optional<std::vector<std::string>> NamesIn(std::string_view text) {
  std::vector<std::string> names;
  for (size_t at = 0; (at = text.find('{', at)) != std::string_view::npos; ++at) {
    const size_t end = text.find('}', at);
    if (end == std::string_view::npos) return std::nullopt;
    names.emplace_back(text.substr(at + 1, end - at - 1));
    at = end;
  }
  return names;
}

std::vector<std::string> CellsOf(absl::string_view row) {
  absl::ConsumePrefix(&row, "|");
  absl::ConsumeSuffix(&row, "|");
  std::vector<std::string> cells;
  for (const absl::string_view cell : absl::StrSplit(row, '|')) cells.push_back(Trim(cell));
  return cells;
}

}  // namespace

class DocumentTemplate::Parser {
 public:
  explicit Parser(DocumentTemplate& made) : made_(made) {}

  absl::Status Parse(std::string_view text) {
    for (const absl::string_view line : absl::StrSplit(ToAbsl(text), '\n')) {
      ++number_;
      const std::string trimmed = Trim(line);
      if (trimmed.empty() || trimmed.starts_with("# ")) continue;
      PROBITY_RETURN_IF_ERROR(ParseLine(trimmed));
    }
    return open_.empty() ? absl::OkStatus() : Wrong("an @if, @unless or @each without @end");
  }

 private:
  using Kind = Line::Kind;

  absl::Status Wrong(std::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(made_.name_, ":", number_, ": ", ToAbsl(what)));
  }

  Line& Add(Kind kind, std::string text) {
    Line line;
    line.kind = kind;
    line.number = number_;
    line.text = std::move(text);
    return made_.lines_.emplace_back(std::move(line));
  }

  absl::Status ParseLine(absl::string_view line) {
    if (absl::ConsumePrefix(&line, "|")) return ParseRow(line);
    if (absl::ConsumePrefix(&line, "@")) return ParseCommand(line);
    if (absl::ConsumePrefix(&line, "## ")) {
      Add(Kind::kHeading, Trim(line));
    } else if (absl::ConsumePrefix(&line, "> ")) {
      Add(Kind::kParagraph, Trim(line)).style = print::Paragraph::Style::kFlush;
    } else if (absl::ConsumePrefix(&line, "^ ")) {
      Add(Kind::kParagraph, Trim(line)).style = print::Paragraph::Style::kCentered;
    } else if (absl::ConsumePrefix(&line, "~ ")) {
      Add(Kind::kParagraph, Trim(line)).style = print::Paragraph::Style::kSmall;
    } else {
      Add(Kind::kParagraph, Trim(line));
    }
    columns_ = 0;  // a table ends where text begins
    return NamesIn(ToStd(line)).has_value() ? absl::OkStatus() : Wrong("a brace stays open");
  }

  absl::Status ParseRow(absl::string_view line) {
    Line& row = Add(Kind::kRow, "");
    row.cells = CellsOf(line);
    if (row.cells.size() != columns_) return Wrong("the row does not fit the table before it");
    return NamesIn(ToStd(line)).has_value() ? absl::OkStatus() : Wrong("a brace stays open");
  }

  absl::Status ParseCommand(absl::string_view line) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    const std::string rest = Trim(parts.second);
    const absl::string_view command = parts.first;
    if (command == "field") return ParseField(rest);
    if (command == "form") return ParseTable(rest, "");
    if (command == "table") {
      const size_t bar = rest.find('|');
      if (bar == std::string::npos) return Wrong("a table has a head; @form has none");
      return ParseTable(rest.substr(0, bar), rest.substr(bar));
    }
    if (command == "title") {
      Add(Kind::kTitle, rest);
    } else if (command == "sign") {
      Add(Kind::kSign, rest);
    } else if (command == "seal") {
      Add(Kind::kSeal, "");
    } else if (command == "if" || command == "unless" || command == "each") {
      open_.push_back(made_.lines_.size());
      Add(command == "if" ? Kind::kIf : command == "unless" ? Kind::kUnless : Kind::kEach, rest);
      return rest.empty() ? Wrong("which field?") : absl::OkStatus();
    } else if (command == "end") {
      if (open_.empty()) return Wrong("@end of nothing");
      made_.lines_[open_.back()].end = made_.lines_.size();
      open_.pop_back();
      Add(Kind::kEnd, "");
    } else {
      return Wrong(absl::StrCat("unknown command @", command));
    }
    return absl::OkStatus();
  }

  absl::Status ParseField(const std::string& rest) {
    const std::vector<std::string> words = absl::StrSplit(rest, ' ', absl::SkipEmpty());
    if (words.size() < 2 || words.size() > 3 || (words.size() == 3 && words[2] != "optional")) {
      return Wrong("@field name label [optional]");
    }
    made_.hand_fields_.push_back({words[0], words[1], words.size() == 3});
    return absl::OkStatus();
  }

  absl::Status ParseTable(absl::string_view widths, absl::string_view head) {
    Line& table = Add(Kind::kTable, "");
    for (const absl::string_view word : absl::StrSplit(widths, ' ', absl::SkipEmpty())) {
      int width = 0;
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), width);
      if (error != std::errc() || end != word.data() + word.size() || width < 1) {
        return Wrong("the widths of a table are whole numbers from 1");
      }
      table.widths.push_back(width);
    }
    if (!head.empty()) table.cells = CellsOf(head);
    columns_ = table.widths.size();
    const bool fits = columns_ > 0 && (head.empty() || table.cells.size() == columns_);
    return fits ? absl::OkStatus() : Wrong("the head does not fit the widths");
  }

  DocumentTemplate& made_;
  size_t number_ = 0;
  size_t columns_ = 0;  // of the table a row would belong to; 0: none
  std::vector<size_t> open_;
};

class DocumentTemplate::Filler {
 public:
  Filler(const DocumentTemplate& made, const FieldValues& values, print::Document& out)
      : made_(made), values_(values), out_(out) {}

  void Run(size_t from, size_t to, const FieldMap* row) {
    for (size_t i = from; i < to; ++i) {
      const Line& line = made_.lines_[i];
      switch (line.kind) {
        case Line::Kind::kIf:
        case Line::Kind::kUnless:
          if (Value(line.text, row).empty() == (line.kind == Line::Kind::kUnless)) {
            Run(i + 1, line.end, row);
          }
          i = line.end;
          break;
        case Line::Kind::kEach: {
          const auto list = values_.lists.find(line.text);
          if (list != values_.lists.end()) {
            for (const FieldMap& one : list->second) Run(i + 1, line.end, &one);
          }
          i = line.end;
          break;
        }
        default:
          Put(line, row);
      }
    }
  }

 private:
  const std::string& Value(const std::string& name, const FieldMap* row) const {
    static const std::string kNothing;
    if (row != nullptr) {
      if (const auto found = row->find(name); found != row->end()) return found->second;
    }
    const auto found = values_.fields.find(name);
    return found == values_.fields.end() ? kNothing : found->second;
  }

  std::string Filled(const std::string& text, const FieldMap* row) const {
    std::string filled;
    size_t at = 0;
    for (size_t open; (open = text.find('{', at)) != std::string::npos;) {
      const size_t close = text.find('}', open);
      filled.append(text, at, open - at);
      filled += Value(text.substr(open + 1, close - open - 1), row);
      at = close + 1;
    }
    return filled.append(text, at);
  }

  std::vector<std::string> FilledCells(const std::vector<std::string>& cells,
                                       const FieldMap* row) const {
    std::vector<std::string> filled;
    for (const std::string& cell : cells) filled.push_back(Filled(cell, row));
    return filled;
  }

  void Put(const Line& line, const FieldMap* row) {
    switch (line.kind) {
      case Line::Kind::kHeading:
        out_.blocks.emplace_back(print::Heading{Filled(line.text, row)});
        break;
      case Line::Kind::kTable:
        out_.blocks.emplace_back(print::Table{line.widths, FilledCells(line.cells, row), {}});
        break;
      case Line::Kind::kRow:
        if (out_.blocks.empty()) break;
        if (auto* table = std::get_if<print::Table>(&out_.blocks.back())) {
          table->rows.push_back(FilledCells(line.cells, row));
        }
        break;
      case Line::Kind::kSign:
        out_.blocks.emplace_back(print::SignatureLine{Filled(line.text, row)});
        break;
      case Line::Kind::kSeal:
        out_.blocks.emplace_back(print::SealLine{out_.agency, out_.date});
        break;
      case Line::Kind::kTitle:
        out_.title = Filled(line.text, row);
        break;
      default: {
        std::string text = Filled(line.text, row);
        if (text.empty()) break;
        out_.blocks.emplace_back(print::Paragraph{std::move(text), line.style});
      }
    }
  }

  const DocumentTemplate& made_;
  const FieldValues& values_;
  print::Document& out_;
};

absl::StatusOr<DocumentTemplate> DocumentTemplate::Parse(std::string_view name,
                                                         std::string_view text) {
  DocumentTemplate made;
  made.name_ = std::string(name);
  PROBITY_RETURN_IF_ERROR(Parser(made).Parse(text));
  return made;
}

absl::Status DocumentTemplate::CheckFields(
    const std::set<std::string>& known,
    const std::map<std::string, std::set<std::string>>& known_lists) const {
  std::set<std::string> all = known;
  for (const HandField& field : hand_fields_) all.insert(field.name);
  const std::set<std::string>* list = nullptr;
  size_t list_end = 0;
  for (size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    if (list != nullptr && i >= list_end) list = nullptr;
    const auto wrong = [&](const std::string& what) {
      return absl::InvalidArgumentError(absl::StrCat(name_, ":", line.number, ": unknown ", what));
    };
    if (line.kind == Line::Kind::kEach) {
      const auto found = known_lists.find(line.text);
      if (found == known_lists.end()) return wrong(absl::StrCat("list ", line.text));
      list = &found->second;
      list_end = line.end;
      continue;
    }
    std::vector<std::string> names = NamesIn(line.text).value_or(std::vector<std::string>());
    for (const std::string& cell : line.cells) {
      for (std::string& one : NamesIn(cell).value_or(std::vector<std::string>())) {
        names.push_back(std::move(one));
      }
    }
    if (line.kind == Line::Kind::kIf || line.kind == Line::Kind::kUnless) names = {line.text};
    for (const std::string& one : names) {
      const bool sound = all.contains(one) || (list != nullptr && list->contains(one));
      if (!sound) return wrong(absl::StrCat("field {", one, "}"));
    }
  }
  return absl::OkStatus();
}

print::Document DocumentTemplate::Fill(const FieldValues& values, print::Document base) const {
  Filler(*this, values, base).Run(0, lines_.size(), nullptr);
  return base;
}

}  // namespace probity::scoring
