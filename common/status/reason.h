// Every reason a caller of Probity can be refused for. The names are API: a reason is never
// renamed or reused. probity.options.v1.Reason is the same list on the wire (a test compares them).
#ifndef PROBITY_COMMON_STATUS_REASON_H_
#define PROBITY_COMMON_STATUS_REASON_H_

#include <string_view>

namespace probity {

// X(NAME, number): numbers are those of probity.options.v1.Reason.
// 1-29 any service, 30-69 policies and scoring's registers, 70-119 cases, 120-149 screening,
// 150-199 review, 200-249 settlement, 300-319 the whole procedure of a case.
#define PROBITY_REASONS(X)              \
  X(BAD_REQUEST, 1)                     \
  X(REQUEST_ID_REUSED, 2)               \
  X(CONFLICT, 3)                        \
  X(NOT_FOUND, 4)                       \
  X(ALREADY_EXISTS, 5)                  \
  X(ROLE_REQUIRED, 6)                   \
  X(NOT_YOURS, 7)                       \
  X(UNAUTHENTICATED, 8)                 \
  X(ETAG_MISMATCH, 9)                   \
  X(PAGE_TOKEN_INVALID, 10)             \
  X(QUEUE_FULL, 11)                     \
  X(DEADLINE_TOO_SHORT, 12)             \
  X(STORAGE_FULL, 13)                   \
  X(STORAGE_UNAVAILABLE, 14)            \
  X(INTERNAL, 15)                       \
  X(BAD_ROWS, 16)                       \
  X(STREAM_TOO_LARGE, 17)               \
  X(SHUTTING_DOWN, 18)                  \
  X(SEPARATION_OF_DUTIES, 19)           \
  X(ROLES_INCOMPATIBLE, 20)             \
  X(CLOCK_BACKWARDS, 21)                \
  X(BEYOND_CALENDAR, 22)                \
  X(DEPENDENCY_UNAVAILABLE, 23)         \
  X(POLICY_INVALID, 30)                 \
  X(POLICY_NOT_IN_FORCE, 31)            \
  X(POLICY_OVERLAP, 32)                 \
  X(POLICY_APPROVERS, 33)               \
  X(UNKNOWN_INSTITUTION, 34)            \
  X(DUPLICATE_INSTITUTION, 35)          \
  X(UNKNOWN_CASE, 70)                   \
  X(UNKNOWN_FINDING, 71)                \
  X(WRONG_STATE, 72)                    \
  X(G1_TWO_OFFICERS, 73)                \
  X(G2_RECUSED, 74)                     \
  X(G3_WRONG_KIND, 75)                  \
  X(G4_LIMITATION, 76)                  \
  X(G5_MONITORING_REVIEW, 77)           \
  X(G6_NO_REPORT, 78)                   \
  X(G7_NOTICE_FIRST, 79)                \
  X(G8_HEAVIER_THAN_NOTIFIED, 80)       \
  X(G9_GROUND_UNANSWERED, 81)           \
  X(G12_COLLECTIVE_DISCUSSION, 82)      \
  X(G14_REASON_REQUIRED, 83)            \
  X(G15_SERVICE_REQUIRED, 84)           \
  X(G16_SAME_ACT, 85)                   \
  X(G22_TWO_PERSONS, 86)                \
  X(POINTS_OUT_OF_RANGE, 87)            \
  X(CAP_PER_CASE, 88)                   \
  X(NO_FINDING, 89)                     \
  X(OUTSIDE_OBJECTION_WINDOW, 90)       \
  X(UNKNOWN_VIOLATION_CODE, 91)         \
  X(OFFICER_OF_THE_CASE, 92)            \
  X(NOT_AN_OFFICER_OF_THE_CASE, 93)     \
  X(SERVICE_DATE_INVALID, 94)           \
  X(MORE_MEMBERS_NEEDED, 95)            \
  X(REVERSAL_NOT_REQUESTED, 96)         \
  X(LEDGER_BROKEN, 97)                  \
  X(UNKNOWN_TOKEN, 120)                 \
  X(TOKEN_SUBSET, 121)                  \
  X(VERDICT_INVALID, 122)               \
  X(SHEET_NOT_BLIND, 123)               \
  X(NO_SHEETS, 124)                     \
  X(SMALL_ROUND, 125)                   \
  X(NOT_DRAWABLE, 126)                  \
  X(UNKNOWN_ROUND, 150)                 \
  X(WRONG_PHASE, 151)                   \
  X(COMMITMENT_MISMATCH, 152)           \
  X(COMMITMENT_EXISTS, 153)             \
  X(TOO_EARLY, 154)                     \
  X(TOO_SHORT_NOTICE, 155)              \
  X(QUORUM_NOT_MET, 156)                \
  X(NO_QUORUM, 157)                     \
  X(DUPLICATE_MEMBER, 158)              \
  X(UNKNOWN_MEMBER, 159)                \
  X(TOO_FEW_ROUNDS, 160)                \
  X(AFFILIATION_KIND, 161)              \
  X(NEGATIVE_AMOUNT, 200)               \
  X(AMOUNT_OUT_OF_RANGE, 201)           \
  X(DUPLICATE_UNIT, 202)                \
  X(MISSING_BUDGET, 203)                \
  X(RUN_STATE, 204)                     \
  X(SAME_OFFICER, 205)                  \
  X(YEAR_CLOSED, 206)                   \
  X(UNKNOWN_RUN, 207)                   \
  X(POLICY_CHANGED_AFTER_FREEZE, 208)   \
  X(INPUTS_CHANGED_AFTER_FREEZE, 209)   \
  X(REPLAY_MISMATCH, 210)               \
  X(ARITHMETIC_OVERFLOW, 211)           \
  X(YEAR_NOT_OVER, 212)                 \
  X(STANDINGS_INCOMPLETE, 213)          \
  X(VOLUME_OUT_OF_RANGE, 214)           \
  X(SCORE_OUT_OF_RANGE, 215)            \
  X(DAYS_OUT_OF_RANGE, 216)             \
  X(COMMITTEE_FIRST, 300)               \
  X(WITH_THE_COMMITTEE, 301)            \
  X(EXECUTION_STAYED, 302)              \
  X(EXECUTION_DATE_INVALID, 303)        \
  X(REMEDY_DATE_INVALID, 304)           \
  X(REMEDY_LATE, 305)                   \
  X(REMEDY_HEAVIER, 306)                \
  X(REVERSAL_DUE, 307)                  \
  X(G20_TERMINATION_UNDECIDED, 308)     \
  X(NO_TERMINATION_PROPOSAL, 309)       \
  X(HEAVIER_THAN_REMEDY, 310)           \
  X(NOT_HEAVIER, 311)                   \
  X(G1_CERTIFICATE_INVALID, 312)        \
  X(G1_CERTIFICATE_MISMATCH, 313)       \
  X(GROUND_NOT_IN_POLICY, 314)          \
  X(GROUND_CONTRADICTED, 315)           \
  X(POINTS_AGAINST_GROUND, 316)         \
  X(DUPLICATE_OFFICER, 317)             \
  X(NO_TRANSCRIPT, 318)                 \
  X(G2_APPLICATION_OPEN, 320)           \
  X(G9_EVIDENCE_NOT_ADOPTED, 321)       \
  X(G10_HEARING_RIGHT, 322)             \
  X(G10_HEARING_FIRST, 323)             \
  X(G10_REQUEST_TOO_LATE, 324)          \
  X(G10_NOTICE_TOO_SHORT, 325)          \
  X(G10_HOST_INVESTIGATED, 326)         \
  X(G11_LEGAL_REVIEW, 327)              \
  X(UNKNOWN_RECORD, 328)                \
  X(TRANSFER_OPEN, 329)                 \
  X(CHECKLIST_INCOMPLETE, 330)          \
  X(DATE_INVALID, 331)                  \
  X(G21_EXCLUDED_SPAN, 345)             \
  X(EXCLUDED_SPAN_KIND, 346)            \
  X(UNKNOWN_CLOCK, 347)                 \
  X(CLOCK_RUNNING, 348)                 \
  X(CLOCK_NOT_RUNNING, 349)             \
  X(EXTENSION_NOT_ALLOWED, 350)         \
  X(EXTENSION_CAP, 351)                 \
  X(EXTENSION_TOO_LATE, 352)            \
  X(UNKNOWN_DEADLINE, 353)              \
  X(UNKNOWN_DOCUMENT, 360)                 \
  X(DOCUMENT_NOT_BY_HAND, 361)             \
  X(CASE_FILE_CLOSED, 362)                 \
  X(DOCUMENT_DAMAGED, 363)                 \
  X(DOCUMENT_NOT_SERVED, 364)              \
  X(SERVICE_ALREADY_RECORDED, 365)         \
  X(FONT_MISSING, 366)                     \
  X(EVIDENCE_CASE_CLOSED, 380)          \
  X(EVIDENCE_INCOMPLETE, 381)           \
  X(EVIDENCE_HASH_MISMATCH, 382)        \
  X(EVIDENCE_TYPE_MISMATCH, 383)        \
  X(UNKNOWN_EVIDENCE, 384)              \
  X(EVIDENCE_ALREADY_REVIEWED, 385)     \
  X(EVIDENCE_REVIEWER, 386)             \
  X(NOT_MONITORING_EVIDENCE, 387)       \
  X(NOT_THE_HOLDER, 388)                \
  X(UNKNOWN_LEAD, 389)                  \
  X(LEAD_STATE, 390)                    \
  X(LEAD_OVERDUE, 391)                  \
  X(LEAD_ALREADY_EXTENDED, 392)         \
  X(LEAD_CONFLICT, 393)                 \
  X(SEVERAL_INSTITUTIONS, 394)        \
  X(UNKNOWN_DELIVERY, 395)              \
  X(NO_INFORMANT, 396)                  \
  X(REPAIR_NOT_OFFERED, 400)            \
  X(REPAIR_CAP, 401)                    \
  X(REPAIR_FULL_SCORE, 402)             \
  X(REPAIR_AFTER_FRAUD, 403)            \
  X(REPAIR_EXCEEDS_POINTS, 404)         \
  X(REPAIR_YEAR_OVER, 405)              \
  X(UNKNOWN_ADJUSTMENT, 406)            \
  X(ADJUSTMENT_DECIDED, 407)            \
  X(REPAIR_NOT_STANDING, 408)           \
  X(UNKNOWN_PROPOSAL, 409)              \
  X(PROPOSAL_DECIDED, 410)              \
  X(NOTHING_TO_REVERSE, 411)            \
  X(UNKNOWN_MEASURE, 415)               \
  X(MEASURE_STATE, 416)                 \
  X(MEASURE_LENGTH, 417)                \
  X(MEASURE_SCOPE, 418)                 \
  X(LIFT_OUTSIDE_SPAN, 419)             \
  X(LIFT_NOT_REQUESTED, 420)            \
  X(G19_HOLD_NOT_ALLOWED, 421)          \
  X(UNKNOWN_SWITCH_COMMAND, 422)        \
  X(SWITCH_SUPERSEDED, 423)             \
  X(BARRED, 424)                        \
  X(QUALIFICATIONS_TOO_EARLY, 425)      \
  X(UNKNOWN_PUBLICATION, 426)           \
  X(PUBLICATION_STATE, 427)             \
  X(PUBLICATION_NOT_MASKED, 428)        \
  X(NOT_PUBLISHED_BY_RULE, 429)         \
  X(EARLY_END_NOT_ALLOWED, 430)         \
  X(UNKNOWN_NOMINATION, 431)            \
  X(NOT_SERIOUS, 432)                   \
  X(RECOVERY_OVERPAID, 433)             \
  X(NOMINATION_STATE, 434)              \
  X(UNKNOWN_PERSON, 435)                \
  X(DUPLICATE_PERSON, 436)              \
  X(PERSON_BARRED, 437)                 \
  X(INSTITUTION_DECISION_FIRST, 438)    \
  X(NOT_EMPLOYED_THERE, 439)            \
  X(PENALTY_REQUIRED, 440)              \
  X(REPEAT_ITEM_REQUIRED, 441)          \
  X(NO_REPETITION, 442)                 \
  X(SUSPENSION_MONTHS, 443)             \
  X(UNKNOWN_PERSON_SCORING, 444)        \
  X(UNKNOWN_AGREEMENT, 445)             \
  X(AGREEMENT_OVERLAP, 446)             \
  X(AGREEMENT_STATE, 447)               \
  X(EXIT_TOO_SHORT, 448)                \
  X(EXIT_NOT_ALLOWED, 449)              \
  X(UNKNOWN_INSURED, 450)               \
  /* 451 was INSURED_MEASURE_STATE, never refused: a measure in another state is MEASURE_STATE */ \
  X(RAW_ID_NUMBER, 452)                 \
  X(EMPLOYMENT_OVERLAP, 453)            \
  X(PERSON_NOT_REGISTERED, 454)         \
  X(SUSPENSION_TOO_LONG, 455)              \
  X(UNKNOWN_CAMPAIGN, 460)                 \
  X(TOO_FEW_COMMITMENTS, 461)              \
  X(STRATUM_TOO_SMALL, 462)                \
  X(TOO_FEW_INSPECTORS, 463)               \
  X(NOT_ASSIGNED, 464)                     \
  X(SHARE_NOT_REVEALED, 465)               \
  X(DRAW_NOT_REPRODUCED, 466)               \
  X(ALREADY_SUCCEEDED, 467)                 \
  X(UNKNOWN_SUBJECT_CHANGE, 468)

enum class Reason {
#define PROBITY_REASON_ENUMERATOR(name, number) k_##name = number,
  PROBITY_REASONS(PROBITY_REASON_ENUMERATOR)
#undef PROBITY_REASON_ENUMERATOR
};

// "G8_HEAVIER_THAN_NOTIFIED" for Reason::k_G8_HEAVIER_THAN_NOTIFIED.
std::string_view ReasonName(Reason reason);

}  // namespace probity

#endif  // PROBITY_COMMON_STATUS_REASON_H_
