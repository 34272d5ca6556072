// A round in VOTING as seating and StartVoting leave it, put into the hearings' database: sheets,
// a panel of codes, and the complete set of credentials.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_VOTING_ROUND_H_
#define PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_VOTING_ROUND_H_

#include <cstdint>
#include <string>
#include <vector>

#include "probity/review/v1/committee_service.pb.h"
#include "services/review/api/environment.h"
#include "services/review/api/sealing.h"
#include "services/review/domain/values.h"
#include "tests/services/review/support/review_server.h"

namespace probity::review {

// The points of the two findings of every sheet.
inline constexpr std::int64_t kFloor = 2;
inline constexpr std::int64_t kCeiling = 6;

struct VotingRound {
  Bytes round_id;
  std::vector<std::string> serials;  // by ordinal
  std::vector<std::string> codes;    // by seat: voting codes
  std::vector<Door> doors;           // by seat
  std::int64_t closes_at_seconds = 0;
};

// Closes two hours after the server's clock.
VotingRound OpenVoting(ReviewServer& server, int cases = 5, int seats = 7);

// Requests of a seat, padded to their size.
v1::ListSheetsRequest ListRequest(const VotingRound& round, int seat);
v1::GetSheetRequest SheetRequest(const VotingRound& round, int seat, int sheet);
v1::GetBallotRequest BallotRequest(const VotingRound& round, int seat, int sheet);
// The image of this index, from 1; the round has none unless a test attaches it.
v1::GetAttachmentRequest ImageRequest(const VotingRound& round, int seat, int sheet, int index);
// Upholds both findings with `points`.
v1::SubmitBallotRequest SubmitRequest(const VotingRound& round, int seat, int sheet,
                                      std::uint32_t revision, std::int64_t points);
// Pads again after a change.
void Pad(v1::ListSheetsRequest& request);
void Pad(v1::GetSheetRequest& request);
void Pad(v1::GetBallotRequest& request);
void Pad(v1::GetAttachmentRequest& request);
void Pad(v1::SubmitBallotRequest& request);

}  // namespace probity::review

#endif  // PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_VOTING_ROUND_H_
