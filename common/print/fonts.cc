#include "common/print/fonts.h"

#include <fontconfig/fontconfig.h>
#include <glib.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/print/pdf.h"
#include "common/status/status.h"

namespace probity::print {

struct Coverage::Charset {
  explicit Charset(FcCharSet* copied) : set(copied) {}
  ~Charset() { FcCharSetDestroy(set); }
  Charset(const Charset&) = delete;
  Charset& operator=(const Charset&) = delete;

  FcCharSet* set;
};

namespace {

using Pattern = std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)>;

const FcChar8* AsFc(const char* text) {
  return reinterpret_cast<const FcChar8*>(text);
}

// The best match for the family; another family if ours is not installed.
Pattern Match() {
  const Pattern wanted(FcPatternCreate(), &FcPatternDestroy);
  FcPatternAddString(wanted.get(), FC_FAMILY, AsFc(kFamily));
  FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
  FcDefaultSubstitute(wanted.get());
  FcResult result = FcResultMatch;
  return {FcFontMatch(nullptr, wanted.get(), &result), &FcPatternDestroy};
}

bool IsOfFamily(const FcPattern& font) {
  FcChar8* name = nullptr;
  for (int i = 0; FcPatternGetString(&font, FC_FAMILY, i, &name) == FcResultMatch; ++i) {
    if (FcStrCmp(name, AsFc(kFamily)) == 0) return true;
  }
  return false;
}

// What has no look of its own, whatever a font claims: it could hide text or turn it round.
bool IsInvisible(gunichar symbol) {
  switch (g_unichar_type(symbol)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return true;
    default:
      return false;
  }
}

// Documents are in Chinese: what deploy/images/font.py leaves in a font is what is printed
// anywhere.
bool IsOfTheScript(gunichar symbol) {
  return g_unichar_get_script(symbol) != G_UNICODE_SCRIPT_HANGUL;
}

}  // namespace

absl::StatusOr<Coverage> Coverage::Load() {
  const Pattern font = Match();
  FcCharSet* charset = nullptr;
  if (font != nullptr && IsOfFamily(*font) &&
      FcPatternGetCharSet(font.get(), FC_CHARSET, 0, &charset) == FcResultMatch &&
      FcCharSetHasChar(charset, U'医') && FcCharSetHasChar(charset, U'〔')) {
    return Coverage(std::make_shared<const Charset>(FcCharSetCopy(charset)));
  }
  return Precondition(
      Reason::k_FONT_MISSING,
      absl::StrCat("the font \"", kFamily,
                   "\" is not installed, so no Chinese document can be printed: apt-get install "
                   "fonts-noto-cjk; 缺少中文字体，无法生成文书"));
}

absl::StatusOr<std::string> Coverage::Printable(std::string_view text) const {
  if (!g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr)) {
    return absl::InvalidArgumentError("the text of a document is not UTF-8");
  }
  std::string out;
  out.reserve(text.size());
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end; at = g_utf8_next_char(at)) {
    const gunichar symbol = g_utf8_get_char(at);
    if (symbol == '\t') {
      out += "\u3000";
    } else if (symbol == '\n') {
      out += '\n';
    } else if (symbol == '\r') {
      continue;
    } else if (IsInvisible(symbol) || !IsOfTheScript(symbol) ||
               FcCharSetHasChar(charset_->set, symbol) == FcFalse) {
      absl::StrAppend(&out, "〓", absl::StrFormat("U+%04X", symbol));
    } else {
      out.append(at, static_cast<size_t>(g_utf8_next_char(at) - at));
    }
  }
  return out;
}

absl::Status CheckFonts() {
  return Coverage::Load().status();
}

}  // namespace probity::print
