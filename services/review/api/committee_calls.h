// What the files of CommitteeService share: reading a member's call, finding its rows, and the
// stand-in that makes a refused call cost what an accepted one costs.
//
// A handler always runs through: what was found is either the member's own rows or the stand-in's,
// the same hashes, openings and statements follow, and only the last line tells them apart.
#ifndef PROBITY_SERVICES_REVIEW_API_COMMITTEE_CALLS_H_
#define PROBITY_SERVICES_REVIEW_API_COMMITTEE_CALLS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/router.h"
#include "google/protobuf/message.h"
#include "services/review/api/environment.h"
#include "services/review/api/sealing.h"
#include "services/review/domain/values.h"
#include "services/review/store/hearing/ballots.h"

namespace probity::review {

// Sizes on the wire, requests and answers, in bytes.
inline constexpr std::size_t kSmallRequestBytes = 128;
inline constexpr std::size_t kBallotMessageBytes = 3072;
inline constexpr std::size_t kRespondAnswerBytes = 32;
inline constexpr std::size_t kListAnswerBytes = 2048;
inline constexpr std::size_t kSheetAnswerBytes = 8192;
inline constexpr std::size_t kReceiptAnswerBytes = 128;

// The one refusal; what a caller sees of it is the router's constant.
absl::Status Unavailable();

// What a call presents. Ill-formed parts are replaced by ones that open nothing.
struct Presented {
  Bytes round_id;
  std::string serial;
  Bytes credential;
  Bytes cred_hash;
};
Presented Present(std::string_view round_id, std::string_view serial, std::string_view credential,
                  bool well_formed);

// False for a code that was used too often of late, right or wrong. By what the code hashes to.
bool WithinLimit(const ReviewEnv& env, std::string_view code_hash);

// The rows behind it, and what was presented for them.
struct Box {
  Presented presented;
  hearing::VotingRound voting;
  std::vector<hearing::SheetRow> sheets;  // of a door all, by ordinal; of a case its own
  std::optional<hearing::CredentialRow> credential;
};

// Fill the box of a case from what it presents: by reading, or holding round and credential until
// the transaction ends, so that no ballot is stored after the close. Always three statements.
absl::Status FindCase(sql::Tx& tx, Box* box);
absl::Status HoldCase(sql::Tx& tx, Box* box);

// Two boxes of a round that never was, complete and sealed under a key of this process. Made once.
struct StandIn {
  Box door;
  Box one_case;
};
absl::StatusOr<StandIn> MakeStandIn(const ReviewEnv& env);

// The member's own box or the stand-in, and under which key it opens.
struct Admitted {
  bool allowed = false;
  const Box* box = nullptr;
  Bytes round_key;
  ~Admitted() { crypto::Cleanse(round_key); }

  RoundSeal Seal(const ReviewEnv& env) const {
    return {box->presented.round_id, round_key, env.entropy};
  }
};

// Allowed is who presents a credential of a round in VOTING that has the sheets asked for. Both
// arguments outlive the answer. INTERNAL if the round's key does not open.
absl::StatusOr<Admitted> Admit(const ReviewEnv& env, const Box& own, const Box& stand_in);

void RegisterCommitteeAnswer(const ReviewEnv& env, rpc::Router& router);
void RegisterCommitteeSheets(const ReviewEnv& env, rpc::Router& router);
void RegisterCommitteeAttachments(const ReviewEnv& env, rpc::Router& router);
void RegisterCommitteeBallots(const ReviewEnv& env, rpc::Router& router);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_COMMITTEE_CALLS_H_
