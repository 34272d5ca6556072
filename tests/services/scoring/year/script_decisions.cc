// What the party says to a notice, what the committee makes of it, and the decision.
#include "tests/services/scoring/year/script.h"

namespace probity::scoring::year {

std::string_view Decisions() {
  return R"(
d01 M201 says nothing: the scheduler records the lapse after five workdays, over the new year
  02-12 served
  02-26 tick; is OBJECTION_OPEN; confirm ! G7_NOTICE_FIRST
  02-27 tick; is WAIVED; confirm; is CONFIRMED 3; effect; execute; publish; close; archive
d02 M202 waives, and is lowered with a reason
  03-02 waived; confirm 1:2 unreasoned ! G14_REASON_REQUIRED; confirm 1:2; is REVISED_DOWN 2
  03-03 effect; execute; publish; close; archive
d03 M203 waives, and is dismissed: nothing is posted or published
  03-02 waived; confirm 1:0; is DISMISSED 0
  03-03 effect; execute; close; archive
d04 M204 objects, and is upheld as notified
  03-04 judged; confirm; is CONFIRMED 3
  03-05 effect; execute; publish; close; archive
d05 M205 objects, and is lowered by the committee
  03-04 referred; judge up:2; confirm 1:3 ! G8_HEAVIER_THAN_NOTIFIED; confirm; is REVISED_DOWN 2
  03-05 effect
d06 M206 objects, and is dismissed by the committee
  03-04 referred; judge no; confirm; is DISMISSED 0
  03-05 effect; execute; close; archive
d07 M207 comes back from the committee for evidence and is judged the second time
  03-04 referred; judge back; is OBJECTED; confirm ! WRONG_STATE
  03-09 refer; judge up:3; confirm; is CONFIRMED 3; effect
d08 M208 has one finding of two upheld
  03-04 file; find 1 M201 3; find 2 M202 3; report; prelim; notice; serve; object; refer
  03-04 judge no up:3; is JUDGED; confirm; is REVISED_DOWN 3; effect
d09 M209 is decided by the director once every panel has failed
  03-10 referred; direct 3 ! COMMITTEE_FIRST; fail; direct 4 ! G8_HEAVIER_THAN_NOTIFIED
  03-10 direct 2 ! G12_COLLECTIVE_DISCUSSION; discuss; direct 2
  03-10 is JUDGED; confirm; is REVISED_DOWN 2
  03-11 effect
d10 M210 is freed by the director once every panel has failed
  03-10 referred; fail; discuss; direct no; confirm; is DISMISSED 0; effect
d11 M211 is judged within the bounds of its sheet alone
  03-12 referred; judge up:4 ! VERDICT_INVALID; judge no no ! VERDICT_INVALID; judge up:3
  03-12 confirm; is CONFIRMED 3; effect
d12 M212 is named in its own defence, which goes to the committee without the name
  03-12 notified; serve; object named; refer ! SHEET_NOT_BLIND; refer redacted; judge up:1
  03-12 confirm; is REVISED_DOWN 1; effect
d13 M213 objects a day late
  03-16 served
  03-24 object ! OUTSIDE_OBJECTION_WINDOW; is WAIVED; confirm; effect
d14 M214 objects on the last day
  03-16 served
  03-23 object; refer; judge up:3; confirm; effect
d15 M215 objects, is judged, and the director goes below the committee
  03-16 judged; confirm 1:1; is REVISED_DOWN 1; effect
)";
}

}  // namespace probity::scoring::year
