// Where cases come from, how papers reach who cannot be found, and what points bring together.
#include "tests/services/scoring/year/script.h"

namespace probity::scoring::year {

std::string_view Services() {
  return R"(
s01 M501 comes from a complaint
  06-01 lead M204; find 1 M204 6 act=s01-1; again
  06-02 execute; publish; close; archive
s02 M502 is told by public notice, and counts as told after thirty days
  03-02 notified; announce
  04-01 tick; is NOTIFIED
  04-02 tick; is OBJECTION_OPEN
  04-09 is OBJECTION_OPEN
  04-10 tick; is WAIVED; confirm; effect
s03 M503 is served its decision by public notice, and its points count then
  03-02 decided; announce
  04-01 tick; is CONFIRMED
  04-02 tick; is EFFECTIVE 3; execute; publish; close
s04 M504 is decided after the time to decide was over, and is listed meanwhile
  06-01 file; find 1 M201 3
  09-10 tick; extend 30 ! EXTENSION_TOO_LATE; again
s05 M505 comes near a suspension with its first case
  06-02 file; find 1 M301 12; again
s06 M505 is suspended by what its second case adds
  06-03 file; find 1 M204 6; report; prelim; notice ! G10_HEARING_RIGHT; tell; notice; serve
  06-03 forgo; waive; review; discuss; confirm; effect
s07 M507 reaches thirty points at once
  06-03 file; find 1 M301 12; find 2 M204 6; find 3 M205 6; find 4 M206 6; report; prelim; tell
  06-03 notice; serve; forgo; waive; review; discuss; confirm; is CONFIRMED 30; effect
s08 M508 has much to give back: such a case is discussed, however light
  06-04 file; find 1 M101 1 recovery=10000000; report; prelim; notice; serve; waive
  06-04 confirm ! G12_COLLECTIVE_DISCUSSION; discuss; confirm; effect
s09 M509 is decided under the newer policy, which is lighter
  06-08 file; find 1 M202 3; report; prelim; notice; serve; waive
  06-15 policy M202=2 M205=8; confirm; is REVISED_DOWN 2; effect
s10 M510 is decided under the older policy, as the newer one is heavier
  06-08 file; find 1 M205 6; report; prelim; notice; serve; waive
  06-15 confirm; is CONFIRMED 6; effect
s11 M511 acts under the newer policy
  07-01 file; find 1 M205 6 end=2026-06-16 ! POINTS_OUT_OF_RANGE; find 1 M205 8 end=2026-06-16
  07-01 again; is EFFECTIVE 8
s12 M512 is found in the last days of the year
  12-28 served
  12-31 waive; confirm; effect; is EFFECTIVE 3
)";
}

}  // namespace probity::scoring::year
