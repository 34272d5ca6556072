// The guards, by number: the nearest wrong step is refused, the right one taken.
#include "tests/services/scoring/year/script.h"

namespace probity::scoring::year {

std::string_view Guards() {
  return R"(
g01 M401 G1: two officers, each with a valid certificate of his own
  05-06 file alone ! G1_TWO_OFFICERS; file with=stranger ! G1_CERTIFICATE_INVALID
  05-06 file shown=somebody ! G1_CERTIFICATE_MISMATCH; file unshown ! G1_CERTIFICATE_NOT_SHOWN
  05-06 file
  05-06 find 1 M201 3; again
g02 M402 G2: an officer stands down for another; the head rules on what the party asks
  05-06 file; recuse officer-b ! G1_TWO_OFFICERS; recuse officer-b for=officer-c
  05-06 find 1 M201 3 by=officer-b ! NOT_AN_OFFICER_OF_THE_CASE
  05-06 find 1 M201 3; recuse officer-a for=officer-b ! G2_RECUSED; report; prelim; notice; serve
  05-07 apply officer-a; waive; confirm ! G2_APPLICATION_OPEN
  05-08 rule granted ! G1_TWO_OFFICERS; rule refused; confirm; effect
g03 P403 G3: the item fits the kind of the subject
  05-06 file; find 1 M201 3 ! G3_WRONG_KIND; find 1 P101 2; again
g04 M404 G4: two years from the end of the act
  05-06 file; find 1 M201 3 end=2024-05-05 ! G4_LIMITATION; find 1 M201 3 end=2024-05-06
  05-06 again
g05 M405 G5: a recording of the equipment passes a legal and a technical review
  05-07 file; find 1 M204 6; evidence recording; report ! G5_MONITORING_REVIEW
  05-08 examine legal; report ! G5_MONITORING_REVIEW
  05-09 examine technical; again
g06 M406 G6: the report comes before the notice
  05-07 file; notice ! G6_NO_REPORT; find 1 M201 3; notice ! G6_NO_REPORT; report
  05-08 notice ! WRONG_STATE; prelim; notice; serve; waive; confirm; effect
g07 M407 G7: the decision waits for service and for the window, a make-up Saturday its last day
  04-29 notified; confirm ! G7_NOTICE_FIRST; serve; confirm ! G7_NOTICE_FIRST
  05-09 confirm ! G7_NOTICE_FIRST
  05-10 confirm; effect
g08 M408 G8: no decision is heavier than what was told
  05-11 waived; confirm 1:4 ! G8_HEAVIER_THAN_NOTIFIED; confirm 1:3; effect
g08m M408 G8: no decision recovers more than what was told
  05-12 file; find 1 M202 3 recovery=1000; report; prelim; notice; serve; waive
  05-12 confirm recovers=1001 ! G8_HEAVIER_THAN_NOTIFIED
  05-12 confirm recovers=999 unreasoned ! G14_REASON_REQUIRED; confirm recovers=999; effect
g08e M429 G8: what was decided since the notice makes the same points weigh more
  05-11 file; find 1 M204 6; find 2 M201 5; report; prelim; notice; serve; waive
  05-13 confirm ! G8_EFFECT_NOT_NOTIFIED; renew heavier; serve ! G10_HEARING_RIGHT; tell; serve
  05-13 waive; forgo; confirm ! G11_LEGAL_REVIEW; review; discuss; confirm; effect
g08f M429 G8: is decided in between
  05-12 file; find 1 M204 6; find 2 M201 5; report; prelim; tell; notice; serve; waive
  05-12 confirm; effect
g09 M409 G9: every ground is answered, and what is sustained is adopted
  05-11 served; ground log
  05-19 confirm ! G9_GROUND_UNANSWERED; answer sustained ! G9_EVIDENCE_NOT_ADOPTED
  05-19 answer sustained adopted; confirm ! G9_EVIDENCE_NOT_ADOPTED; confirm 1:2; effect
g10 M410 G10 to G12: told, called in time, heard by another, reviewed, discussed
  02-12 heavy; notice ! G10_HEARING_RIGHT; tell; notice; serve
  02-13 ask; summon 2026-02-28 ! G10_NOTICE_TOO_SHORT
  02-13 summon 2026-03-02 host=officer-b ! G10_HOST_INVESTIGATED
  02-13 summon 2029-03-02 ! BEYOND_CALENDAR; summon 2026-03-02
  02-27 confirm ! G10_HEARING_FIRST
  03-02 hear; confirm ! G11_LEGAL_REVIEW; review returned; confirm ! G11_LEGAL_REVIEW
  03-03 review; confirm ! G12_COLLECTIVE_DISCUSSION; discuss few ! G12_COLLECTIVE_DISCUSSION
  03-03 discuss; confirm; is CONFIRMED 18; effect; execute; publish; close; archive
g11 M411 G10: asks for its hearing a day late, the make-up Saturday counted
  02-26 heavyserved
  03-04 confirm ! G7_NOTICE_FIRST
  03-05 ask ! G10_REQUEST_TOO_LATE; confirm ! G11_LEGAL_REVIEW; review; discuss; confirm; effect
g12 M412 G10: stays away from the hearing it asked for
  05-12 heavyserved; ask; summon 2026-05-20 ! G10_NOTICE_TOO_SHORT; summon 2026-05-21
  05-21 hear absent; review; discuss; confirm; effect
g14 M414 G14: a value chosen from a range has its reason
  05-12 file; find 1 M201 5 unreasoned ! G14_REASON_REQUIRED; find 1 M201 5; again
g15 M415 G15: served electronically only with the party's signature
  05-13 notified; serve electronic ! G15_SERVICE_REQUIRED; serve electronic signed; waive; confirm
  05-13 effect electronic ! G15_SERVICE_REQUIRED; effect electronic signed; is EFFECTIVE 3
g16 M416 G16: has an act that another case then finds too
  05-13 file; find 1 M204 6; again
g17 M416 G16: the same act is not counted twice, another is
  05-14 file; find 1 M204 6 act=g16-1 ! G16_SAME_ACT; find 1 M204 6 act=g17-1
  05-14 report; prelim; notice; serve; waive; confirm; effect
g18 M418 G18: a run of a year that is over is locked once, with what it knew of the ledger
  05-14 file; find 1 M201 3; lock 2026 knew=0 ! YEAR_NOT_OVER; lock 2025 knew=0
  05-14 lock 2025 knew=1 ! YEAR_LOCK_CONFLICT; lock 2025 knew=0; again
g19 M419 G19, G22: a hold needs suspected fraud, the refusal on record, and a second person
  05-14 file; find 1 M204 6; hold M101 ! G19_HOLD_NOT_ALLOWED
  05-14 hold M204 unrecorded ! G19_HOLD_NOT_ALLOWED; hold M204
  05-15 grant by=officer-a ! G22_TWO_PERSONS; grant
  05-18 again
g21 M421 G21: days that are not counted lie in the past, within the clock, and apart
  05-18 file; find 1 M201 3; extend 31 ! EXTENSION_CAP
  05-25 exclude 2026-05-17 2026-05-20 ! G21_EXCLUDED_SPAN
  05-25 exclude 2026-05-20 2026-05-26 ! G21_EXCLUDED_SPAN; exclude 2026-05-19 2026-05-22
  05-25 exclude 2026-05-22 2026-05-25 ! G21_EXCLUDED_SPAN; exclude 2026-05-23 2026-05-25
  05-26 extend 30; again
g23 M423 G23: closed with its papers, and then shut
  05-19 executed; inquire; close ! CHECKLIST_INCOMPLETE; publish; transfer; close ! TRANSFER_OPEN
  05-20 answered; close; inquire ! CASE_FILE_CLOSED; evidence copy ! EVIDENCE_CASE_CLOSED
  05-20 publish ! CASE_FILE_CLOSED; archive
)";
}

}  // namespace probity::scoring::year
