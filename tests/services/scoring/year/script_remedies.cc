// What follows a decision: execution, remedies, reversal, a second decision, closing, archive.
#include "tests/services/scoring/year/script.h"

namespace probity::scoring::year {

std::string_view Remedies() {
  return R"(
r01 M301 applies for reconsideration before execution, and then sues in time
  03-02 effective
  03-16 reconsider; outcome UPHELD; is EFFECTIVE
  03-31 sue; outcome WITHDRAWN; is EFFECTIVE; execute; publish; close; archive
r02 M302 applies after execution, and sues too late
  03-02 executed
  03-16 reconsider; outcome UPHELD; is EXECUTED
  04-01 sue ! REMEDY_LATE; publish; close
r03 M303 applies after the case was closed
  03-02 closed
  03-16 reconsider; outcome UPHELD; is CLOSED
r04 M304 applies after the case went to the archive
  03-02 archived
  03-16 reconsider; outcome WITHDRAWN; is ARCHIVED
r05 M305 sues before execution
  03-03 effective
  04-03 sue; outcome UPHELD; is EFFECTIVE
r06 M306 sues after execution
  03-03 executed
  04-03 sue; outcome UPHELD; is EXECUTED
r07 M307 sues after the case was closed
  03-03 closed
  04-03 sue; outcome UPHELD; is CLOSED; archive
r08 M308 sues after the case went to the archive
  03-03 archived
  09-03 sue; outcome WITHDRAWN; is ARCHIVED
r09 M309 is executed while the reconsideration runs
  03-04 effective
  03-18 reconsider; execute; is RECONSIDERATION; outcome WITHDRAWN; is EXECUTED
r10 M310 is executed while the suit runs, as nobody stayed it
  03-04 effective
  03-18 sue; execute; is LITIGATION; outcome UPHELD; is EXECUTED; publish; close
r11 M311 has its execution stayed
  03-04 effective
  03-18 sue stay; execute ! EXECUTION_STAYED
  05-18 outcome UPHELD; execute; publish; close
r12 M312 is reversed before execution, by two persons, and not handled anew
  04-07 effective; reverse; approve by=director ! G22_TWO_PERSONS; approve; is REVOKED
  04-08 close; archive
r13 M313 is reversed after execution
  04-07 executed; approve ! REVERSAL_NOT_REQUESTED; reverse; approve; is REVOKED; close
r14 M314 is reversed after it was closed
  04-07 closed; reverse; approve; is REVOKED; close
r15 M315 is reversed after it went to the archive
  04-07 archived; reverse; approve; is REVOKED; close; archive
r16 M316 is struck down on reconsideration and decided a second time
  04-08 effective
  04-20 reconsider; outcome REVOKED; execute ! REVERSAL_DUE; reverse; approve; reopen
  04-21 is INVESTIGATING; again; is EFFECTIVE 3; execute; publish; close; archive
r17 M317 is made lighter by the court, and not decided heavier again
  04-08 executed
  04-20 sue; outcome CHANGED 1:4 ! REMEDY_HEAVIER; outcome CHANGED 1:1; is EXECUTED
  04-21 close ! REVERSAL_DUE; reverse; approve; reopen; find 2 M202 3; report; prelim
  04-21 notice ! HEAVIER_THAN_REMEDY; remand; drop 2; again; is EFFECTIVE 1
r18 M318 has a veto item, and its designation ends after execution
  04-09 fraud; execute; publish; close ! G20_TERMINATION_UNDECIDED; designation ends; close
r19 M319 has a veto item, and keeps its designation
  04-09 fraud; designation stays; designation ends ! NO_TERMINATION_PROPOSAL
  04-10 execute; publish; close; archive
r20 M320 is reversed, and its act is taken up by the next case
  04-09 revoked
  04-13 reopen ! G16_SAME_ACT; close
r21 M320 takes up the act of the case before
  04-08 file; find 1 M201 3
  04-10 find 2 M201 3 act=r20-1; drop 1
  04-13 again; is EFFECTIVE 3
)";
}

}  // namespace probity::scoring::year
