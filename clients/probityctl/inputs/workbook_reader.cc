// An XLSX file: a ZIP archive of XML parts (ECMA-376), of which five kinds are read.
#include <zip.h>

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/probityctl/inputs/grid.h"
#include "clients/probityctl/inputs/workbook_styles.h"
#include "clients/probityctl/inputs/xml.h"
#include "common/status/status.h"

namespace probity::inputs {
namespace {

constexpr uint64_t kLargestPart = uint64_t{512} << 20;
constexpr size_t kMostColumns = 16384;

class Archive {
 public:
  explicit Archive(const std::string& bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return;
    zip_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (zip_ == nullptr) zip_source_free(source);
  }
  bool open() const { return zip_ != nullptr; }

  // A part by its name in the archive; absent if there is none, or too large or damaged.
  std::optional<std::string> Part(const std::string& name) const {
    zip_stat_t about;
    if (zip_stat(zip_.get(), name.c_str(), 0, &about) != 0 || about.size > kLargestPart) {
      return std::nullopt;
    }
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
        zip_fopen(zip_.get(), name.c_str(), 0), &zip_fclose);
    if (file == nullptr) return std::nullopt;
    std::string content(about.size, '\0');
    const zip_int64_t got = zip_fread(file.get(), content.data(), about.size);
    if (got < 0 || static_cast<uint64_t>(got) != about.size) return std::nullopt;
    return content;
  }

 private:
  struct Discard {
    void operator()(zip_t* zip) const { zip_discard(zip); }
  };
  std::unique_ptr<zip_t, Discard> zip_;
};

std::string Get(const Attributes& attributes, const std::string& name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? "" : found->second;
}

struct Book {
  bool date1904 = false;
  struct SheetEntry {
    std::string name;
    std::string part;
    bool hidden = false;
  };
  std::vector<SheetEntry> sheets;
  std::vector<std::string> texts;
  std::vector<CellKind> styles;
};

// Names of parts by relation, of xl/workbook.xml.
std::map<std::string, std::string> ReadRelations(std::string_view xml) {
  std::map<std::string, std::string> parts;
  XmlEvents events;
  events.start = [&](std::string_view name, const Attributes& attributes) {
    if (name != "Relationship") return;
    const std::string target = Get(attributes, "Target");
    parts[Get(attributes, "Id")] =
        target.starts_with('/') ? target.substr(1) : absl::StrCat("xl/", target);
  };
  ReadXml(xml, events);
  return parts;
}

bool ReadSheets(std::string_view xml, const std::map<std::string, std::string>& parts, Book& book) {
  XmlEvents events;
  events.start = [&](std::string_view name, const Attributes& attributes) {
    if (name == "workbookPr") {
      const std::string value = Get(attributes, "date1904");
      book.date1904 = value == "1" || value == "true";
    } else if (name == "sheet") {
      const auto part = parts.find(Get(attributes, "id"));
      const std::string state = Get(attributes, "state");
      book.sheets.push_back({Get(attributes, "name"), part == parts.end() ? "" : part->second,
                             state == "hidden" || state == "veryHidden"});
    }
  };
  return ReadXml(xml, events);
}

// The shared texts; phonetic guides are no part of them.
bool ReadTexts(std::string_view xml, std::vector<std::string>& texts) {
  bool in_text = false;
  bool phonetic = false;
  XmlEvents events;
  events.start = [&](std::string_view name, const Attributes&) {
    if (name == "si") texts.emplace_back();
    if (name == "rPh") phonetic = true;
    in_text = name == "t" && !phonetic;
  };
  events.end = [&](std::string_view name) {
    if (name == "rPh") phonetic = false;
    if (name == "t") in_text = false;
  };
  events.text = [&](std::string_view text) {
    if (in_text && !texts.empty()) texts.back().append(text);
  };
  return ReadXml(xml, events);
}

// Row and column of "C7"; a column of kMostColumns or more counts as the row's next.
std::optional<size_t> ColumnOf(std::string_view place) {
  size_t column = 0;
  for (const char c : place) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<size_t>(c - 'A') + 1;
    if (column > kMostColumns) return std::nullopt;
  }
  if (column == 0) return std::nullopt;
  return column - 1;
}

class SheetReader {
 public:
  SheetReader(const Book& book, Grid& grid) : book_(book), grid_(grid) {}

  bool Read(std::string_view xml) {
    XmlEvents events;
    events.start = [this](std::string_view name, const Attributes& a) { Start(name, a); };
    events.end = [this](std::string_view name) { End(name); };
    events.text = [this](std::string_view text) {
      if (taking_) value_.append(text);
    };
    return ReadXml(xml, events);
  }

 private:
  void Start(std::string_view name, const Attributes& attributes) {
    if (name == "row") {
      int line = 0;
      if (!absl::SimpleAtoi(Get(attributes, "r"), &line)) line = last_line_ + 1;
      last_line_ = line;
      grid_.rows.push_back({line, {}});
    } else if (name == "c") {
      type_ = Get(attributes, "t");
      int style = 0;
      style_ = absl::SimpleAtoi(Get(attributes, "s"), &style) && style >= 0
                   ? static_cast<size_t>(style)
                   : 0;
      column_ = ColumnOf(Get(attributes, "r"));
      value_.clear();
      formula_ = false;
      has_value_ = false;
    } else if (name == "f") {
      formula_ = true;
    } else if (name == "rPh") {
      phonetic_ = true;
    } else if (name == "v" || (name == "t" && !phonetic_)) {
      taking_ = true;
      has_value_ = true;
    }
  }

  void End(std::string_view name) {
    if (name == "rPh") phonetic_ = false;
    if (name == "v" || name == "t") taking_ = false;
    if (name == "c" && !grid_.rows.empty()) Put(MakeCell());
  }

  GridCell MakeCell() const {
    if (!has_value_) return {formula_ ? CellKind::kUnknown : CellKind::kText, ""};
    if (type_ == "s") {
      size_t index = 0;
      if (!absl::SimpleAtoi(value_, &index) || index >= book_.texts.size()) {
        return {CellKind::kUnknown, value_};
      }
      return {CellKind::kText, book_.texts[index]};
    }
    if (type_ == "str" || type_ == "inlineStr") return {CellKind::kText, value_};
    if (type_ == "e") return {CellKind::kError, value_};
    if (type_ == "b" || type_ == "d") return {CellKind::kUnknown, value_};
    const std::string decimal = ShownDecimal(value_);
    if (decimal.empty()) return {CellKind::kUnknown, value_};
    const CellKind kind = style_ < book_.styles.size() ? book_.styles[style_] : CellKind::kNumber;
    return {kind, decimal};
  }

  void Put(GridCell cell) {
    std::vector<GridCell>& cells = grid_.rows.back().cells;
    const size_t column = column_.value_or(cells.size());
    if (cells.size() <= column) cells.resize(column + 1, GridCell{CellKind::kText, ""});
    cells[column] = std::move(cell);
  }

  const Book& book_;
  Grid& grid_;
  int last_line_ = 0;
  std::string type_;
  size_t style_ = 0;
  std::optional<size_t> column_;
  std::string value_;
  bool taking_ = false;
  bool formula_ = false;
  bool has_value_ = false;
  bool phonetic_ = false;
};

bool ReadBook(const Archive& archive, Book& book) {
  const auto workbook = archive.Part("xl/workbook.xml");
  const auto relations = archive.Part("xl/_rels/workbook.xml.rels");
  if (!workbook || !relations) return false;
  if (!ReadSheets(*workbook, ReadRelations(*relations), book)) return false;
  if (const auto texts = archive.Part("xl/sharedStrings.xml");
      texts.has_value() && !ReadTexts(*texts, book.texts)) {
    return false;
  }
  if (const auto styles = archive.Part("xl/styles.xml"); styles.has_value()) {
    auto kinds = ReadStyles(*styles);
    if (!kinds.has_value()) return false;
    book.styles = *std::move(kinds);
  }
  return true;
}

// The sheet asked for, or the only one that is shown.
const Book::SheetEntry* Choose(const Book& book, std::string_view sheet, std::string& why) {
  std::vector<std::string> names;
  const Book::SheetEntry* only = nullptr;
  for (const Book::SheetEntry& one : book.sheets) {
    if (!sheet.empty() && one.name == sheet) return &one;
    if (one.hidden) continue;
    names.push_back(one.name);
    only = &one;
  }
  if (sheet.empty() && names.size() == 1) return only;
  why = absl::StrCat(sheet.empty() ? "has several sheets; name one with --sheet: "
                                   : "has no such sheet; there are: ",
                     absl::StrJoin(names, ", "));
  return nullptr;
}

}  // namespace

Grid ReadWorkbook(std::string_view file, const std::string& bytes, std::string_view sheet,
                  scenario::Problems& problems) {
  Grid grid;
  grid.file = std::string(file);
  grid.workbook = true;
  const Archive archive(bytes);
  Book book;
  if (!archive.open() || !ReadBook(archive, book)) {
    problems.AddFile(file, "no workbook that can be read; open it and save it as .xlsx or CSV");
    return grid;
  }
  std::string why;
  const Book::SheetEntry* chosen = Choose(book, sheet, why);
  if (chosen == nullptr) {
    problems.AddFile(file, why);
    return grid;
  }
  grid.date1904 = book.date1904;
  grid.file = absl::StrCat(grid.file, "[", chosen->name, "]");
  const auto part = archive.Part(chosen->part);
  if (!part.has_value() || !SheetReader(book, grid).Read(*part)) {
    problems.AddFile(grid.file, "a damaged sheet; open the file and save it again");
  }
  return grid;
}

}  // namespace probity::inputs
