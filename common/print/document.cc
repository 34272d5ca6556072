#include "common/print/document.h"

#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace probity::print {
namespace {

constexpr char kFormat[] = "probity/document/1";

std::string Escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string Unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    out += next == 't' ? '\t' : next == 'n' ? '\n' : next;
  }
  return out;
}

void AddLine(std::string& out, std::string_view name, const std::vector<std::string>& values) {
  absl::StrAppend(&out, ToAbsl(name));
  for (const std::string& value : values) absl::StrAppend(&out, "\t", Escaped(value));
  out += '\n';
}

std::string DateText(absl::CivilDay day) {
  return absl::FormatCivilTime(day);
}

struct FreezeBlock {
  std::string& out;

  void operator()(const Paragraph& one) const {
    AddLine(out, absl::StrCat("p", static_cast<int>(one.style)), {one.text});
  }
  void operator()(const Heading& one) const { AddLine(out, "heading", {one.text}); }
  void operator()(const Table& one) const {
    std::vector<std::string> widths;
    for (const int width : one.widths) widths.push_back(absl::StrCat(width));
    AddLine(out, "table", widths);
    if (!one.head.empty()) AddLine(out, "head", one.head);
    for (const auto& row : one.rows) AddLine(out, "row", row);
  }
  void operator()(const SignatureLine& one) const { AddLine(out, "sign", {one.label}); }
  void operator()(const SealLine& one) const {
    AddLine(out, "seal", {one.agency, DateText(one.date)});
  }
};

using Cells = std::vector<std::string>;

// The values a line must have; nullptr if it has another number of them.
const std::string* Only(const Cells& cells) {
  return cells.size() == 1 ? &cells[0] : nullptr;
}

bool ThawTable(const Cells& cells, Document& document) {
  Table table;
  for (const std::string& cell : cells) {
    int width = 0;
    std::from_chars(cell.data(), cell.data() + cell.size(), width);
    table.widths.push_back(width);
  }
  document.blocks.emplace_back(std::move(table));
  return true;
}

bool ThawRow(std::string_view name, const Cells& cells, Document& document) {
  if (document.blocks.empty()) return false;
  auto* table = std::get_if<Table>(&document.blocks.back());
  if (table == nullptr) return false;
  if (name == "head") {
    table->head = cells;
  } else {
    table->rows.push_back(cells);
  }
  return true;
}

bool ThawHead(std::string_view name, const std::string& text, Document& document) {
  if (name == "agency") {
    document.agency = text;
  } else if (name == "title") {
    document.title = text;
  } else if (name == "number") {
    document.number = text;
  } else if (name == "footer") {
    document.footer = text;
  } else if (name == "date") {
    return absl::ParseCivilTime(text, &document.date);
  } else {
    return false;
  }
  return true;
}

bool ThawLine(std::string_view name, const Cells& cells, Document& document) {
  if (name == "table") return ThawTable(cells, document);
  if (name == "head" || name == "row") return ThawRow(name, cells, document);
  if (name == "seal") {
    SealLine seal;
    if (cells.size() != 2 || !absl::ParseCivilTime(cells[1], &seal.date)) return false;
    seal.agency = cells[0];
    document.blocks.emplace_back(std::move(seal));
    return true;
  }
  const std::string* text = Only(cells);
  if (text == nullptr) return false;
  if (name == "heading") {
    document.blocks.emplace_back(Heading{*text});
  } else if (name == "sign") {
    document.blocks.emplace_back(SignatureLine{*text});
  } else if (name.size() == 2 && name[0] == 'p' && name[1] >= '0' && name[1] <= '3') {
    document.blocks.emplace_back(Paragraph{*text, static_cast<Paragraph::Style>(name[1] - '0')});
  } else {
    return ThawHead(name, *text, document);
  }
  return true;
}

}  // namespace

void StampScenario(bool scenario, Document& document) {
  if (!scenario) return;
  absl::StrAppend(&document.footer, document.footer.empty() ? "" : "　", "演练数据，不具法律效力");
}

std::string Freeze(const Document& document) {
  std::string out = absl::StrCat(kFormat, "\n");
  AddLine(out, "agency", {document.agency});
  AddLine(out, "title", {document.title});
  AddLine(out, "number", {document.number});
  AddLine(out, "footer", {document.footer});
  AddLine(out, "date", {DateText(document.date)});
  for (const Block& block : document.blocks) std::visit(FreezeBlock{out}, block);
  return out;
}

absl::StatusOr<Document> Thaw(std::string_view text) {
  Document document;
  bool first = true;
  bool sound = true;
  for (const absl::string_view line : absl::StrSplit(ToAbsl(text), '\n', absl::SkipEmpty())) {
    if (first) {
      sound = line == kFormat;
      first = false;
      continue;
    }
    Cells cells;
    for (const absl::string_view cell : absl::StrSplit(line, '\t')) {
      cells.push_back(Unescaped(ToStd(cell)));
    }
    const std::string name = cells.front();
    cells.erase(cells.begin());
    sound = sound && ThawLine(name, cells, document);
  }
  // Whatever the reading above let pass does not come out again as it went in.
  if (sound && Freeze(document) == text) return document;
  return absl::DataLossError("this is no document as it was frozen");
}

}  // namespace probity::print
