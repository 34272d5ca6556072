// Publication of a decision (公示): which, from when until when, and what ends it early. Life cycle
// after 《市场监督管理行政处罚信息公示规定》 (PRECEDENT), withdrawal after 处罚法 48 (LAW).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PUBLICITY_PUBLICATION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PUBLICITY_PUBLICATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"

namespace probity::scoring {

// The numbers are those of publicity_service.proto.
enum class PublicationWeight { kNone = 0, kLight = 1, kOther = 2, kSevere = 3 };
enum class PublicationState { kDue = 1, kPublished = 2, kEndedEarly = 3, kWithdrawn = 4 };

struct Publication {
  std::string publication_id;  // 16 bytes
  std::string case_id;         // 26 symbols
  std::string institution_id;
  PublicationState state = PublicationState::kDue;
  PublicationWeight weight = PublicationWeight::kNone;
  absl::CivilDay decided;
  absl::CivilDay publish_by;
  std::optional<absl::CivilDay> published;
  std::optional<absl::CivilDay> end;    // last day
  std::optional<absl::CivilDay> ended;  // first day not shown, if ended early or withdrawn
  std::string title;
  std::string body;
  std::string reason;
  std::optional<absl::CivilDay> withdraw_by;
  std::optional<absl::CivilDay> withdrawal_confirmed;
  int64_t etag = 0;

  bool operator==(const Publication&) const = default;
};

// What the decision brought, as far as its time in public depends on it.
struct DecisionWeight {
  bool suspends = false;
  bool cancels = false;
  bool lowers_rate = false;
  int64_t fine_fen = 0;
  std::optional<absl::CivilDay> ban_until;
};
PublicationWeight Weigh(const DecisionWeight& decision, const policy::Publicity& rules);

// Last day in public: some months from `published`, or as long as the ban if that is longer.
absl::CivilDay EndOfPublication(PublicationWeight weight, const DecisionWeight& decision,
                                const policy::Publicity& rules, absl::CivilDay published);

// PUBLICATION_STATE unless the publication is in `state`.
absl::Status CheckPublicationState(const Publication& publication, PublicationState state);

struct PublishedText {
  std::string title;
  std::string body;
};
// In public from `today`. PUBLICATION_STATE; NOT_PUBLISHED_BY_RULE if the policy publishes nothing.
absl::StatusOr<Publication> Publish(Publication publication, const DecisionWeight& decision,
                                    const policy::Publicity& rules, const PublishedText& text,
                                    absl::CivilDay today);

struct EarlyEnd {
  bool performed = false;
  bool corrected = false;
  bool repeated = false;  // a further breach took effect since
  std::string reason;
};
// Not shown from `today` on. PUBLICATION_STATE; EARLY_END_NOT_ALLOWED for a severe measure, before
// the shortest time, without performance or correction, or after a further breach.
absl::StatusOr<Publication> EndEarly(Publication publication, const EarlyEnd& facts,
                                     const policy::Publicity& rules, absl::CivilDay today);

// After the decision was revoked: not shown from `today` on, to be taken down elsewhere by
// `withdraw_by`. What was never published needs no withdrawal. Absent if it is withdrawn already.
std::optional<Publication> Withdraw(Publication publication, std::string_view reason,
                                    absl::CivilDay today, absl::CivilDay withdraw_by);

// PUBLICATION_STATE unless a withdrawal waits for it.
absl::StatusOr<Publication> ConfirmWithdrawal(Publication publication, std::string_view reason,
                                              absl::CivilDay today);

// Whether the public list shows it, as published or as withdrawn with reasons.
bool Shown(const Publication& publication, absl::CivilDay day);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PUBLICITY_PUBLICATION_H_
