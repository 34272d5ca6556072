// Draws a panel again from its transcript and compares everything: commitments, pool, seed, ranks,
// houses, seats, replacements; and, with the audit log, that each was fixed before the next.
#ifndef PROBITY_CLIENTS_PROBITYCTL_DRAW_CHECK_DRAW_H_
#define PROBITY_CLIENTS_PROBITYCTL_DRAW_CHECK_DRAW_H_

#include <string>
#include <string_view>
#include <vector>

#include "clients/probityctl/draw/log_file.h"

namespace probity::draw_check {

struct DrawReport {
  std::string problem;  // in words; empty if everything agrees
  std::string round;    // hex
  size_t pool = 0;
  size_t eligible = 0;
  size_t seats = 0;
  size_t replaced = 0;
};

// `log`: all leaves as ReadLog gives them, or nullptr to leave the log out.
DrawReport CheckDraw(std::string_view transcript, const std::vector<LogLeaf>* log);

}  // namespace probity::draw_check

#endif  // PROBITY_CLIENTS_PROBITYCTL_DRAW_CHECK_DRAW_H_
