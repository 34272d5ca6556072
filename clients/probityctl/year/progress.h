// Progress of long work: a bar that redraws itself in a terminal, a line per stage elsewhere.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_PROGRESS_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_PROGRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace probity::year {

class Progress {
 public:
  // Draws on standard error if it is a terminal; `quiet` prints nothing at all.
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Ends the stage before and begins one of `total` steps (0 = unknown).
  void Stage(std::string_view zh, std::string_view en, int64_t total);
  // `note` is shown beside the bar, e.g. the business date.
  void Step(int64_t done, std::string_view note = "");
  void Finish();

 private:
  void Draw(bool last);

  bool quiet_;
  bool terminal_;
  std::string title_;
  std::string note_;
  int64_t done_ = 0;
  int64_t total_ = 0;
  int drawn_ = -1;
};

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_PROGRESS_H_
