#include "common/print/compose.h"

#include <algorithm>

#include "common/print/fonts.h"

namespace probity::print {
namespace {

constexpr double kUnits = PANGO_SCALE;

int Units(double points) {
  return static_cast<int>(points * kUnits);
}

template <typename Object>
std::shared_ptr<Object> Owned(Object* object) {
  return std::shared_ptr<Object>(object, [](Object* one) { g_object_unref(one); });
}

void SetFont(PangoLayout* layout, const TextStyle& style) {
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, kFamily);
  pango_font_description_set_size(font, Units(style.size));
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  // No other font takes part: what ours lacks has been replaced before.
  PangoAttrList* attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
}

}  // namespace

Composer::Composer() {
  const auto map = Owned(pango_cairo_font_map_new());
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map.get()), 72.0);
  context_ = Owned(pango_font_map_create_context(map.get()));
  pango_context_set_language(context_.get(), pango_language_from_string("zh-cn"));
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  pages_.emplace_back();
}

std::vector<SetLine> Composer::Set(const std::string& text, const TextStyle& style,
                                   double width) const {
  const auto layout = Owned(pango_layout_new(context_.get()));
  SetFont(layout.get(), style);
  pango_layout_set_auto_dir(layout.get(), FALSE);
  pango_layout_set_width(layout.get(), Units(width));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_indent(layout.get(), Units(style.indent * style.size));
  pango_layout_set_alignment(layout.get(), style.centered ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  std::vector<SetLine> lines;
  PangoLayoutIter* at = pango_layout_get_iter(layout.get());
  do {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(at, nullptr, &logical);
    const int baseline = pango_layout_iter_get_baseline(at);
    lines.push_back({layout, pango_layout_iter_get_line_readonly(at), logical.x / kUnits,
                     logical.width / kUnits, (baseline - logical.y) / kUnits,
                     (logical.y + logical.height - baseline) / kUnits});
  } while (pango_layout_iter_next_line(at) != FALSE);
  pango_layout_iter_free(at);
  return lines;
}

void Composer::Place(const SetLine& line, double x, double top, double leading) {
  const double baseline = top + (leading + line.ascent - line.descent) / 2;
  pages_.back().emplace_back(TextMark{line, x + line.x, baseline});
}

void Composer::PlaceRight(const SetLine& line, double right, double top, double leading) {
  Place(line, right - line.width - line.x, top, leading);
}

void Composer::Rule(double x0, double y0, double x1, double y1) {
  pages_.back().emplace_back(RuleMark{x0, y0, x1, y1});
}

void Composer::NewPage() {
  pages_.emplace_back();
  y_ = kTop;
}

void Composer::Need(double points) {
  if (Room() < points && !AtTop()) NewPage();
}

void Composer::Flow(const std::string& text, const TextStyle& style) {
  const std::vector<SetLine> lines = Set(text, style, kWidth);
  size_t next = 0;
  while (next < lines.size()) {
    const size_t left = lines.size() - next;
    size_t fits = std::min(left, static_cast<size_t>(std::max(0.0, Room() / style.leading)));
    if (fits < left && fits == 1) fits = 0;
    if (fits > 2 && left - fits == 1) --fits;
    if (fits == 0) {
      NewPage();
      continue;
    }
    for (; fits > 0; --fits, ++next) {
      Place(lines[next], kLeft, y_, style.leading);
      y_ += style.leading;
    }
  }
}

void Composer::Draw(cairo_t* context, size_t page) const {
  for (const Mark& mark : pages_.at(page)) {
    if (const auto* text = std::get_if<TextMark>(&mark)) {
      cairo_move_to(context, text->x, text->baseline);
      pango_cairo_show_layout_line(context, text->line.line);
      continue;
    }
    const auto& rule = std::get<RuleMark>(mark);
    cairo_set_line_width(context, 0.6);
    cairo_move_to(context, rule.x0, rule.y0);
    cairo_line_to(context, rule.x1, rule.y1);
    cairo_stroke(context);
  }
}

}  // namespace probity::print
