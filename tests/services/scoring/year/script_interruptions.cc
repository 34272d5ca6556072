// Cases that are interrupted before their decision.
#include "tests/services/scoring/year/script.h"

namespace probity::scoring::year {

std::string_view Interruptions() {
  return R"(
i01 M101 ended when it was only filed
  01-05 file; drop 1 ! WRONG_STATE; suspend
  01-12 resume; is FILED; terminate
  01-13 reopen ! WRONG_STATE; close; archive
i02 M102 ended while it was investigated
  01-05 file; find 1 M201 3; suspend
  01-12 find 2 M202 3 ! WRONG_STATE; resume; is INVESTIGATING; terminate
  01-13 close; archive
i03 M103 ended after the report
  01-05 investigated; suspend
  01-12 resume; is INVESTIGATED; terminate
  01-13 close; archive
i04 M104 ended after the preliminary finding
  01-05 prepared; suspend
  01-12 resume; is PRELIM; terminate
  01-13 close; archive
i05 M105 ended before its notice was served
  01-05 notified; suspend
  01-12 serve ! WRONG_STATE; resume; is NOTIFIED; terminate
  01-13 close; archive
i06 M106 ended in its objection window
  01-05 served; suspend
  01-12 object ! WRONG_STATE; resume; is OBJECTION_OPEN; terminate
  01-13 close; archive
i07 M107 ended after a waiver
  01-06 waived; suspend
  01-13 resume; is WAIVED; terminate
  01-14 close; archive
i08 M108 ended after an objection
  01-06 objected; suspend
  01-13 resume; is OBJECTED; terminate
  01-14 close; archive
i09 M109 ended in the committee's queue, to which it had come back
  01-06 referred; suspend
  01-13 resume; is OBJECTED; refer; is COMMITTEE; terminate
  01-14 close; archive
i10 M110 ended after the verdict
  01-06 judged; suspend
  01-13 resume; is JUDGED; terminate
  01-14 close; archive
i11 M111 ended while it was suspended
  01-06 served; suspend
  01-13 terminate
  01-14 close; archive
i12 M112 ended before the hearing its party asked for
  01-06 heavyserved; ask; suspend
  01-13 resume; terminate
  01-14 close; archive

i21 M121 remanded after the report, and a finding taken back
  01-15 investigated; remand
  01-16 drop 1; report ! NO_FINDING; find 1 M201 2; again
  01-19 is EFFECTIVE 2
i22 M122 remanded after the preliminary finding
  01-15 prepared; remand
  01-16 notice ! G6_NO_REPORT; again
i23 M123 remanded after a waiver
  01-15 waived; remand
  01-16 confirm ! WRONG_STATE; again
i24 M124 remanded after an objection
  01-15 objected; remand
  01-16 again
i25 M125 remanded after the verdict, which stands
  01-15 judged; remand
  01-16 report ! NO_FINDING; find 2 M202 3; again
  01-19 is EFFECTIVE 6

i31 M131 told anew before its notice was served
  02-02 notified; renew; is INVESTIGATING
  02-03 report; prelim; notice; renew 1:3 ! NOT_HEAVIER; renew 1:5; is NOTIFIED
  02-04 confirm ! G7_NOTICE_FIRST; serve; waive; confirm; effect; is EFFECTIVE 5
i32 M132 told anew in its window
  02-02 served; renew
  02-03 report; prelim; notice; serve; renew 1:5
  02-04 serve; waive; confirm; effect; is EFFECTIVE 5
i33 M133 told anew after a waiver
  02-02 waived; renew
  02-03 report; prelim; notice; serve; waive; renew 1:5
  02-04 serve; waive; confirm; effect; is EFFECTIVE 5
i34 M134 told anew after an objection
  02-02 objected; renew
  02-03 report; prelim; notice; serve; object; renew 1:5
  02-04 serve; object; refer; judge up:4; confirm; effect; is EFFECTIVE 4
i35 M135 told anew after the verdict
  02-02 judged; renew
  02-03 find 2 M202 3; report; prelim; notice; serve; object; refer; judge up:3; renew 1:5
  02-04 serve; waive; confirm; effect; is EFFECTIVE 8
i36 M136 has a heavier finding, and a whole new window over the make-up Saturday
  02-12 served
  02-25 renew 1:7 ! POINTS_OUT_OF_RANGE; renew 1:5
  02-27 is NOTIFIED; serve
  03-05 tick; is OBJECTION_OPEN
  03-06 tick; is WAIVED; confirm; effect; is EFFECTIVE 5
i37 M137 keeps the days its window had left over a long suspension
  02-12 served
  02-25 suspend
  04-01 tick; resume
  04-03 is OBJECTION_OPEN
  04-04 is WAIVED
  04-07 finish
)";
}

}  // namespace probity::scoring::year
