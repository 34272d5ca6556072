// Documents on paper: PDF on A4 with the Chinese font embedded, so that it looks the same and can
// be searched everywhere. Pango sets the lines, Cairo writes the file.
//
// The same document gives the same bytes on every machine with the same packages: no clock, no
// random id, no font but ours takes part.
#ifndef PROBITY_COMMON_PRINT_PDF_H_
#define PROBITY_COMMON_PRINT_PDF_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/print/document.h"

namespace probity::print {

// FONT_MISSING, naming the Debian package, unless the Chinese font is installed. Asked once
// at start, so that a bureau learns it before the first document is wanted.
absl::Status CheckFonts();

// The document as a PDF file. A character the font lacks, and every control or direction mark, is
// printed as 〓 with its number (〓U+202E), never left out: nothing a party writes can stop a
// document or make it say something else. INVALID_ARGUMENT without a title, with a table whose rows
// do not match its columns, or for text that is no UTF-8; refuses as CheckFonts does. Safe to call
// from several threads.
absl::StatusOr<std::string> RenderPdf(const Document& document);

// Pages of a PDF that RenderPdf made.
size_t PageCount(std::string_view pdf);

}  // namespace probity::print

#endif  // PROBITY_COMMON_PRINT_PDF_H_
