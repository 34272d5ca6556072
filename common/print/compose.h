// Setting lines and filling pages, in points from the top left corner. Internal to common/print.
#ifndef PROBITY_COMMON_PRINT_COMPOSE_H_
#define PROBITY_COMMON_PRINT_COMPOSE_H_

#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace probity::print {

inline constexpr double kPageWidth = 595.276;  // A4
inline constexpr double kPageHeight = 841.89;
inline constexpr double kLeft = 79.4;  // 28 mm, left free for binding
inline constexpr double kRight = kPageWidth - 68.0;
inline constexpr double kTop = 90.0;
inline constexpr double kBottom = kPageHeight - 88.0;
inline constexpr double kFootBaseline = kPageHeight - 52.0;
inline constexpr double kWidth = kRight - kLeft;

struct TextStyle {
  double size = 14;     // of the type
  double leading = 24;  // from line to line
  bool bold = false;
  bool centered = false;
  int indent = 0;  // of each paragraph's first line, in characters
};

// A line that is set but has no place yet.
struct SetLine {
  std::shared_ptr<PangoLayout> layout;  // keeps `line` alive
  PangoLayoutLine* line = nullptr;
  double x = 0;  // from the left of the column
  double width = 0;
  double ascent = 0;
  double descent = 0;
};

class Composer {
 public:
  Composer();

  // Lines of `text` (printable UTF-8) in a column `width` wide.
  std::vector<SetLine> Set(const std::string& text, const TextStyle& style, double width) const;

  // Puts a line into the box of `leading` height whose top left corner is (x, top).
  void Place(const SetLine& line, double x, double top, double leading);
  // The same, with its right end at `right`.
  void PlaceRight(const SetLine& line, double right, double top, double leading);
  void Rule(double x0, double y0, double x1, double y1);

  double y() const { return y_; }
  double Room() const { return kBottom - y_; }
  bool AtTop() const { return y_ <= kTop; }
  void Skip(double points) { y_ += points; }
  void NewPage();
  // A new page unless `points` are left on this one.
  void Need(double points);

  // A whole block of text, broken over pages without leaving single lines behind.
  void Flow(const std::string& text, const TextStyle& style);

  size_t pages() const { return pages_.size(); }
  void Draw(cairo_t* context, size_t page) const;

 private:
  struct TextMark {
    SetLine line;
    double x;
    double baseline;
  };
  struct RuleMark {
    double x0, y0, x1, y1;
  };
  using Mark = std::variant<TextMark, RuleMark>;

  std::shared_ptr<PangoContext> context_;
  std::vector<std::vector<Mark>> pages_;
  double y_ = kTop;
};

}  // namespace probity::print

#endif  // PROBITY_COMMON_PRINT_COMPOSE_H_
