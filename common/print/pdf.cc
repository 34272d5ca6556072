#include "common/print/pdf.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/print/compose.h"
#include "common/print/fonts.h"
#include "common/print/table.h"
#include "common/status/status.h"

namespace probity::print {
namespace {

constexpr TextStyle kAgency{.size = 16, .leading = 30, .bold = true, .centered = true};
constexpr TextStyle kTitle{.size = 22, .leading = 36, .bold = true, .centered = true};
constexpr TextStyle kNumber{.size = 13, .leading = 30, .centered = true};
constexpr TextStyle kBody{.size = 14, .leading = 25, .indent = 2};
constexpr TextStyle kFlush{.size = 14, .leading = 25};
constexpr TextStyle kCentered{.size = 14, .leading = 25, .centered = true};
constexpr TextStyle kSmall{.size = 10.5, .leading = 17};
constexpr TextStyle kHeading{.size = 14, .leading = 27, .bold = true, .indent = 2};
constexpr TextStyle kFoot{.size = 9, .leading = 12};
constexpr double kSignHeight = 34;
constexpr double kSealGap = 40;  // above the agency's name, so that the seal covers no text
constexpr double kSealHeight = kSealGap + 3 * kBody.leading;
constexpr double kMostKept = 300;  // height of what is kept together on one page

// The document with every text made printable, or the first thing wrong with it.
class Cleaner {
 public:
  explicit Cleaner(const Coverage& coverage) : coverage_(coverage) {}

  absl::StatusOr<Document> Clean(Document document) {
    if (document.title.empty()) return absl::InvalidArgumentError("a document needs a title");
    Fix(document.agency);
    Fix(document.title);
    Fix(document.number);
    Fix(document.footer);
    for (Block& block : document.blocks) {
      std::visit([this](auto& one) { FixBlock(one); }, block);
    }
    if (!status_.ok()) return status_;
    return document;
  }

 private:
  void Fix(std::string& text) {
    absl::StatusOr<std::string> printable = coverage_.Printable(text);
    if (printable.ok()) {
      text = *std::move(printable);
    } else {
      status_.Update(printable.status());
    }
  }
  void FixBlock(Paragraph& one) { Fix(one.text); }
  void FixBlock(Heading& one) { Fix(one.text); }
  void FixBlock(SignatureLine& one) { Fix(one.label); }
  void FixBlock(SealLine& one) { Fix(one.agency); }
  void FixBlock(Table& one) {
    const auto fits = [&](const auto& row) { return row.size() == one.widths.size(); };
    const bool sound =
        !one.widths.empty() &&
        std::all_of(one.widths.begin(), one.widths.end(), [](int width) { return width > 0; }) &&
        (one.head.empty() || fits(one.head)) && std::all_of(one.rows.begin(), one.rows.end(), fits);
    if (!sound)
      status_.Update(absl::InvalidArgumentError("a table's rows do not match its widths"));
    for (std::string& cell : one.head) Fix(cell);
    for (auto& row : one.rows) {
      for (std::string& cell : row) Fix(cell);
    }
  }

  const Coverage& coverage_;
  absl::Status status_;
};

struct Put {
  Composer& out;
  bool joined = false;          // the block before is a form, as this one
  const Table* next = nullptr;  // if a table follows

  void operator()(const Paragraph& one) const {
    switch (one.style) {
      case Paragraph::Style::kBody:
        return out.Flow(one.text, kBody);
      case Paragraph::Style::kFlush:
        return out.Flow(one.text, kFlush);
      case Paragraph::Style::kCentered:
        return out.Flow(one.text, kCentered);
      case Paragraph::Style::kSmall:
        return out.Flow(one.text, kSmall);
    }
  }

  void operator()(const Heading& one) const {
    const double start = next == nullptr ? 2 * kBody.leading : StartHeight(*next, out);
    out.Need(kHeading.leading + std::min(start, kMostKept));
    out.Flow(one.text, kHeading);
  }

  void operator()(const Table& one) const { FlowTable(one, joined, out); }

  void operator()(const SignatureLine& one) const {
    constexpr double kDateWidth = 120;
    out.Need(kSignHeight);
    const SetLine label = out.Set(one.label, kFlush, kWidth).front();
    const double top = out.y() + 6;
    out.Place(label, kLeft, top, kBody.leading);
    const double from = std::min(kLeft + label.width + 4, kRight - kDateWidth - 60);
    out.Rule(from, top + kBody.leading - 3, kRight - kDateWidth - 6, top + kBody.leading - 3);
    out.PlaceRight(out.Set("年　　月　　日", kFlush, kWidth).front(), kRight, top, kBody.leading);
    out.Skip(kSignHeight);
  }

  void operator()(const SealLine& one) const {
    if (out.Room() < kSealHeight && !out.AtTop()) {
      out.NewPage();
      out.Flow("（此页无正文）", kFlush);
    }
    out.Skip(kSealGap);
    const SetLine agency = out.Set(one.agency, kFlush, kWidth).front();
    const std::string date =
        absl::StrFormat("%d年%d月%d日", one.date.year(), one.date.month(), one.date.day());
    // The date is centred under the agency, two characters from the right.
    const double half = std::max(agency.width / 2, 60.0);
    const double middle = kRight - 2 * kBody.size - half;
    for (const SetLine& line : {agency, out.Set(date, kFlush, kWidth).front(),
                                out.Set("（印章）", kSmall, kWidth).front()}) {
      out.Place(line, middle - line.width / 2, out.y(), kBody.leading);
      out.Skip(kBody.leading);
    }
  }
};

// What ends a document: lines to sign, the seal, and notes below them.
bool EndsDocument(const Block& block) {
  const auto* text = std::get_if<Paragraph>(&block);
  return std::holds_alternative<SignatureLine>(block) || std::holds_alternative<SealLine>(block) ||
         (text != nullptr && text->style == Paragraph::Style::kSmall);
}

double HeightOfEnd(const Block& block, const Composer& out) {
  if (std::holds_alternative<SignatureLine>(block)) return kSignHeight;
  if (std::holds_alternative<SealLine>(block)) return kSealHeight;
  const auto* text = std::get_if<Paragraph>(&block);
  if (text == nullptr) return 0;
  const TextStyle& style = text->style == Paragraph::Style::kSmall ? kSmall : kBody;
  return static_cast<double>(out.Set(text->text, style, kWidth).size()) * style.leading;
}

// The last paragraph, with the heading above it, goes to the next page with what is signed or
// sealed below it: nobody signs a page that says nothing. A longer end is broken where it must be.
void KeepEnd(const std::vector<Block>& blocks, size_t at, Composer& out) {
  double height = 0;
  size_t text = at;
  if (std::holds_alternative<Heading>(blocks[at])) {
    height = kHeading.leading;
    ++text;
  }
  const bool last_text =
      text + 1 < blocks.size() && std::holds_alternative<Paragraph>(blocks[text]) &&
      !EndsDocument(blocks[text]) &&
      std::all_of(blocks.begin() + static_cast<ptrdiff_t>(text) + 1, blocks.end(), &EndsDocument);
  if (!last_text) return;
  for (size_t i = text; i < blocks.size(); ++i) height += HeightOfEnd(blocks[i], out);
  if (height <= kMostKept) out.Need(height);
}

void Compose(const Document& document, Composer& out) {
  if (!document.agency.empty()) out.Flow(document.agency, kAgency);
  out.Flow(document.title, kTitle);
  if (!document.number.empty()) out.Flow(document.number, kNumber);
  out.Skip(10);
  bool after_form = false;
  for (size_t i = 0; i < document.blocks.size(); ++i) {
    const Block& block = document.blocks[i];
    KeepEnd(document.blocks, i, out);
    const auto* table = std::get_if<Table>(&block);
    const bool form = table != nullptr && table->head.empty();
    const Block* const below = i + 1 < document.blocks.size() ? &document.blocks[i + 1] : nullptr;
    std::visit(Put{out, after_form && form, std::get_if<Table>(below)}, block);
    after_form = form;
  }
}

void DrawFoot(const Document& document, size_t page, size_t pages, Composer& feet) {
  if (!document.footer.empty()) {
    feet.Place(feet.Set(document.footer, kFoot, kWidth * 0.7).front(), kLeft, kFootBaseline,
               kFoot.leading);
  }
  const std::string text = absl::StrCat("第 ", page + 1, " 页 共 ", pages, " 页");
  feet.PlaceRight(feet.Set(text, kFoot, kWidth).front(), kRight, kFootBaseline, kFoot.leading);
}

cairo_status_t Append(void* out, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

void Describe(const Document& document, cairo_surface_t* surface) {
  const std::string moment = absl::StrCat(absl::FormatCivilTime(document.date), "T00:00:00+08:00");
  const std::string title =
      document.number.empty() ? document.title : absl::StrCat(document.title, " ", document.number);
  cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, document.agency.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, moment.c_str());
}

// `feet` holds one page of foot lines for each page of `body`.
absl::StatusOr<std::string> Write(const Document& document, const Composer& body,
                                  const Composer& feet) {
  std::string bytes;
  cairo_surface_t* surface =
      cairo_pdf_surface_create_for_stream(&Append, &bytes, kPageWidth, kPageHeight);
  Describe(document, surface);
  cairo_t* context = cairo_create(surface);
  for (size_t page = 0; page < body.pages(); ++page) {
    body.Draw(context, page);
    feet.Draw(context, page);
    cairo_show_page(context);
  }
  cairo_destroy(context);
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status == CAIRO_STATUS_SUCCESS) return bytes;
  return absl::InternalError(
      absl::StrCat("the document cannot be printed: ", cairo_status_to_string(status)));
}

}  // namespace

absl::StatusOr<std::string> RenderPdf(const Document& document) {
  PROBITY_ASSIGN_OR_RETURN(const Coverage coverage, Coverage::Load());
  PROBITY_ASSIGN_OR_RETURN(const Document clean, Cleaner(coverage).Clean(document));
  Composer body;
  Compose(clean, body);
  Composer feet;
  for (size_t page = 0; page < body.pages(); ++page) {
    if (page > 0) feet.NewPage();
    DrawFoot(clean, page, body.pages(), feet);
  }
  return Write(clean, body, feet);
}

size_t PageCount(std::string_view pdf) {
  // Cairo writes each page's object in plain text; "/Pages" is the tree above them.
  constexpr std::string_view kMark = "/Type /Page";
  size_t pages = 0;
  for (size_t at = 0; (at = pdf.find(kMark, at)) != std::string_view::npos;) {
    at += kMark.size();
    pages += at < pdf.size() && pdf[at] != 's';
  }
  return pages;
}

}  // namespace probity::print
