// Leaks planted on purpose, so that the tests of blindness can be shown to catch them.
//
//   if (PROBITY_PLANTED(kClearGroupByte)) return Bytes(1, group);
//
// Only a build for tests knows them (CMake PROBITY_PLANTED_LEAKS, never with Release); in every
// other the condition is a constant false and its branch is not compiled into anything. Even in a
// build for tests nothing leaks until a test plants one leak, or a process is started with its name
// in the environment variable PROBITY_PLANT.
#ifndef PROBITY_COMMON_PLANTED_PLANTED_H_
#define PROBITY_COMMON_PLANTED_PLANTED_H_

#include <string_view>
#include <vector>

namespace probity::planted {

// Name, the test that has to catch it, and what leaks. A BYTE leak puts a secret's own bytes, or
// what gives them away at a glance, where they can be read; no such leak may ever escape.
// clang-format off
#define PROBITY_LEAKS(LEAK) \
  LEAK(kInstitutionInSheet, L1, BYTE, "the institution's id stands in the sheet's body") \
  LEAK(kNameInLog, L1, BYTE, "an invited member's name is written to the log, in hex") \
  LEAK(kTokenFromCase, L1, BYTE, "a case token holds the case's id") \
  LEAK(kClearPageToken, L1, BYTE, "page tokens are not sealed") \
  LEAK(kDoctorInSheet, L1, BYTE, "the record of the act, which names the doctor, stands in the facts") \
  LEAK(kTokenFromInstitution, L2, PATTERN, "a case token is made from the institution") \
  LEAK(kMemberIdFromName, L2, PATTERN, "a member's random id is made from the name") \
  LEAK(kReceiptsUnpadded, L2, PATTERN, "receipts are not filled up, so their number is the turnout") \
  LEAK(kOrdinalByArrival, L3, PATTERN, "ordinals follow the order of intake") \
  LEAK(kSerialFromCounter, L3, PATTERN, "serials follow the order of intake") \
  LEAK(kTokenReused, L3, BYTE, "a case heard again keeps half of its token") \
  LEAK(kGivenInOrder, L3, PATTERN, "sheets are given to a round in the order of the referrals") \
  LEAK(kPointsInNonce, L3, BYTE, "the nonce beside an outcome holds the points") \
  LEAK(kRecusalAnswered, L4, BYTE, "an abstention for recognition is answered otherwise than a ballot") \
  LEAK(kNoDecoys, L4, PATTERN, "nobody is struck but for a real conflict") \
  LEAK(kStrikesAnswered, L4, BYTE, "the freeze answers how many were struck") \
  LEAK(kSubsetScreened, L4, BYTE, "a part of a round's cases can be screened alone") \
  LEAK(kNotFound, L5, BYTE, "an unknown round is NOT_FOUND") \
  LEAK(kCauseInMessage, L5, BYTE, "a refusal says its cause") \
  LEAK(kCauseInTrailer, L5, BYTE, "a refusal carries details in its trailers") \
  LEAK(kChallengeAnswered, L5, BYTE, "a challenge in an unknown case is answered so") \
  LEAK(kSheetUnpadded, L6, BYTE, "a sheet's answer has the size of its text") \
  LEAK(kBallotUnpadded, L6, BYTE, "a ballot's answer has the size of its text") \
  LEAK(kWorkSkipped, L7, PATTERN, "a refused call does less than an accepted one") \
  LEAK(kListUnpadded, L6, BYTE, "the list of sheets has the size of their number") \
  LEAK(kBallotCounted, L8, BYTE, "a round's answer counts the ballots before the close") \
  LEAK(kRowsOnVote, L8, BYTE, "a ballot adds a row when it is cast") \
  LEAK(kBallotLeaf, L8, BYTE, "a ballot leaves a line in the audit log") \
  LEAK(kBallotLogged, L8, BYTE, "a ballot leaves a line in the program's log") \
  LEAK(kCallCounted, L8, BYTE, "a member's call is counted in the figures") \
  LEAK(kClearGroup, L9, BYTE, "the group lies beside the ballot in clear") \
  LEAK(kClearBallot, L9, BYTE, "ballots are stored in clear") \
  LEAK(kSingleSeatReissue, L9, PATTERN, "one seat's credentials are written anew alone") \
  LEAK(kSeatOrder, L9, PATTERN, "credentials are numbered by seat") \
  LEAK(kRoundKeyKept, L9, BYTE, "the round's key survives the close") \
  LEAK(kTokenKept, L9, BYTE, "case tokens survive the delivery") \
  LEAK(kFineTime, L9, BYTE, "times are stored to the millisecond") \
  LEAK(kMetadataPassed, L11, BYTE, "an attachment's metadata goes through") \
  LEAK(kTrailingBytesPassed, L11, BYTE, "review takes what follows an image's end") \
  LEAK(kZeroWidthPassed, L12, BYTE, "zero-width characters hide a name from the scan") \
  LEAK(kShortNamePassed, L12, BYTE, "an institution's short names are not sought") \
  LEAK(kHouseWithoutBlind, L13, BYTE, "a house's commitment has no blind") \
  LEAK(kOwnRank, L13, BYTE, "the draw prefers the pool's first member") \
  LEAK(kClosedRoundVotes, L14, BYTE, "a ballot is accepted after the close") \
  LEAK(kPointsUnbounded, L14, BYTE, "points above the ceiling are accepted") \
  LEAK(kChainRewritten, L15, BYTE, "the log is rewritten over an edited line")
// clang-format on

enum class Leak {
  kNone,
#define PROBITY_LEAK_ENUMERATOR(name, test, level, what) name,
  PROBITY_LEAKS(PROBITY_LEAK_ENUMERATOR)
#undef PROBITY_LEAK_ENUMERATOR
};

struct Description {
  Leak leak = Leak::kNone;
  std::string_view name;  // "kClearGroupByte"
  std::string_view test;  // "L9"
  bool byte_level = false;
  std::string_view what;
};
// In the order of the list above.
std::vector<Description> Catalogue();

#ifdef PROBITY_PLANTED_LEAKS
bool Active(Leak leak);

// Plants one leak in this process until it goes out of scope; one at a time.
class Planted {
 public:
  explicit Planted(Leak leak);
  ~Planted();
  Planted(const Planted&) = delete;
  Planted& operator=(const Planted&) = delete;
};

#define PROBITY_PLANTED(name) ::probity::planted::Active(::probity::planted::Leak::name)
#else
#define PROBITY_PLANTED(name) false
#endif

}  // namespace probity::planted

#endif  // PROBITY_COMMON_PLANTED_PLANTED_H_
