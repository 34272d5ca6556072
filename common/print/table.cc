#include "common/print/table.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace probity::print {
namespace {

constexpr double kPadding = 5;  // above and below
constexpr double kMargin = 4;   // left and right
constexpr double kLeading = 16.5;
constexpr TextStyle kCell{.size = 10.5, .leading = kLeading};
constexpr TextStyle kNarrow{.size = 10.5, .leading = kLeading, .centered = true};
constexpr double kNarrowColumn = 62;  // numbers and short words stand in the middle
constexpr TextStyle kLabel{.size = 10.5, .leading = kLeading, .bold = true, .centered = true};

constexpr double kGapBefore = 4;
constexpr double kGapAfter = 8;

using Row = std::vector<std::string>;
using Cells = std::vector<std::vector<SetLine>>;

// 12, 11.5, -3.00, or the dash that stands for none: in a table it stands in the middle of any
// column.
bool IsNumber(const std::string& text) {
  const size_t digits = text.starts_with('-') ? 1 : 0;
  return text == "—" ||
         (text.size() > digits && text.find_first_not_of("0123456789.", digits) == text.npos);
}

class Ruled {
 public:
  Ruled(const Table& table, Composer& out) : table_(table), out_(out) {
    const double sum = std::accumulate(table.widths.begin(), table.widths.end(), 0.0);
    double x = kLeft;
    for (const int width : table.widths) {
      edges_.push_back(x);
      x += kWidth * width / sum;
    }
    edges_.push_back(kRight);
  }

  void Print() {
    out_.Skip(kGapBefore);
    const Cells head = SetRow(table_.head, true);
    const double head_height = Height(head, 0);
    bool need_head = !table_.head.empty();
    for (const Row& row : table_.rows) {
      const Cells cells = SetRow(row, false);
      const double height = Height(cells, 0);
      const double wanted = height + (need_head ? head_height : 0);
      if (out_.Room() < wanted && !out_.AtTop()) {
        out_.NewPage();
        need_head = !table_.head.empty();
      }
      if (need_head) PutRow(head, 0, Lines(head));
      need_head = false;
      PutBroken(cells, head);
    }
    if (table_.rows.empty() && need_head) PutRow(head, 0, Lines(head));
    out_.Skip(kGapAfter);
  }

  double StartHeight() const {
    double height = kGapBefore;
    if (!table_.head.empty()) height += Height(SetRow(table_.head, true), 0);
    if (!table_.rows.empty()) height += Height(SetRow(table_.rows.front(), false), 0);
    return height;
  }

 private:
  bool IsLabel(size_t column) const { return table_.head.empty() && column % 2 == 0; }

  const TextStyle& StyleOf(size_t column, bool head, const std::string& text) const {
    if (head || IsLabel(column)) return kLabel;
    const bool narrow = edges_[column + 1] - edges_[column] < kNarrowColumn;
    return narrow || (!table_.head.empty() && IsNumber(text)) ? kNarrow : kCell;
  }

  Cells SetRow(const Row& row, bool head) const {
    Cells cells;
    for (size_t i = 0; i < row.size(); ++i) {
      cells.push_back(
          out_.Set(row[i], StyleOf(i, head, row[i]), edges_[i + 1] - edges_[i] - 2 * kMargin));
    }
    return cells;
  }

  static size_t Lines(const Cells& cells) {
    size_t most = 1;
    for (const auto& cell : cells) most = std::max(most, cell.size());
    return most;
  }

  static double Height(const Cells& cells, size_t from) {
    return static_cast<double>(Lines(cells) - from) * kLeading + 2 * kPadding;
  }

  // Lines [from, to) of every cell in one ruled box. A cell shorter than its row stands in the
  // middle, unless the row is broken.
  void PutRow(const Cells& cells, size_t from, size_t to) {
    const double height = static_cast<double>(to - from) * kLeading + 2 * kPadding;
    const bool whole = from == 0 && to == Lines(cells);
    const double top = out_.y();
    for (size_t i = 0; i < cells.size(); ++i) {
      const auto spare = static_cast<double>(to - from) - static_cast<double>(cells[i].size());
      double y = top + kPadding + (whole ? spare * kLeading / 2 : 0);
      for (size_t line = from; line < std::min(to, cells[i].size()); ++line) {
        out_.Place(cells[i][line], edges_[i] + kMargin, y, kLeading);
        y += kLeading;
      }
    }
    for (const double x : edges_) out_.Rule(x, top, x, top + height);
    out_.Rule(kLeft, top, kRight, top);
    out_.Rule(kLeft, top + height, kRight, top + height);
    out_.Skip(height);
  }

  // A row, over as many pages as it takes.
  void PutBroken(const Cells& cells, const Cells& head) {
    size_t from = 0;
    const size_t all = Lines(cells);
    while (from < all) {
      const double room = (out_.Room() - 2 * kPadding) / kLeading;
      const size_t fits = std::min(all - from, static_cast<size_t>(std::max(1.0, room)));
      PutRow(cells, from, from + fits);
      from += fits;
      if (from == all) break;
      out_.NewPage();
      if (!table_.head.empty()) PutRow(head, 0, Lines(head));
    }
  }

  const Table& table_;
  Composer& out_;
  std::vector<double> edges_;
};

}  // namespace

void FlowTable(const Table& table, bool joined, Composer& out) {
  if (joined && !out.AtTop()) out.Skip(-kGapAfter - kGapBefore);
  Ruled(table, out).Print();
}

double StartHeight(const Table& table, Composer& out) {
  return Ruled(table, out).StartHeight();
}

}  // namespace probity::print
