#include "clients/probityctl/year/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "clients/common/width.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

constexpr int kWidth = 28;
constexpr size_t kTitleWidth = 28;  // of the longest title, so that the bars stand below each other

}  // namespace

Progress::Progress(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  Finish();
}

void Progress::Stage(std::string_view zh, std::string_view en, int64_t total) {
  Finish();
  title_ = absl::StrCat(ToAbsl(zh), " ", ToAbsl(en));
  title_.append(kTitleWidth - std::min(kTitleWidth, clients::DisplayWidth(title_)), ' ');
  total_ = total;
  done_ = 0;
  drawn_ = -1;
  note_.clear();
  if (terminal_) Draw(false);
}

void Progress::Step(int64_t done, std::string_view note) {
  done_ = done;
  note_ = note;
  const int filled = total_ == 0 ? 0 : static_cast<int>(done_ * kWidth / total_);
  if (!terminal_ || (filled == drawn_ && done_ != total_)) return;
  drawn_ = filled;
  Draw(false);
}

void Progress::Finish() {
  if (!title_.empty()) Draw(true);
  title_.clear();
}

void Progress::Draw(bool last) {
  if (quiet_ || (!terminal_ && !last)) return;
  const int filled =
      total_ == 0 ? kWidth : static_cast<int>(std::min(done_, total_) * kWidth / total_);
  std::string line = absl::StrCat("  ", title_, "  ");
  if (terminal_) {
    for (int i = 0; i < kWidth; ++i) line += i < filled ? "█" : "░";
  }
  if (total_ > 0) absl::StrAppend(&line, "  ", done_, "/", total_);
  if (!note_.empty()) absl::StrAppend(&line, "  ", note_);
  std::fprintf(stderr, "%s%s%s", terminal_ ? "\r" : "", line.c_str(),
               terminal_ ? (last ? "\033[K\n" : "\033[K") : "\n");
  std::fflush(stderr);
}

}  // namespace probity::year
