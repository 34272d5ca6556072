#include "services/scoring/domain/publicity/publication.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

absl::Status WrongState() {
  return Precondition(Reason::k_PUBLICATION_STATE,
                      "the publication is not in a state for this; 公示状态不允许此操作");
}

absl::Status NotYet(std::string_view why) {
  return Precondition(Reason::k_EARLY_END_NOT_ALLOWED, why);
}

}  // namespace

absl::Status CheckPublicationState(const Publication& publication, PublicationState state) {
  return publication.state == state ? absl::OkStatus() : WrongState();
}

PublicationWeight Weigh(const DecisionWeight& decision, const policy::Publicity& rules) {
  if (decision.suspends || decision.cancels) return PublicationWeight::kSevere;
  if (decision.lowers_rate || decision.fine_fen > rules.small_fine_fen) {
    return PublicationWeight::kOther;
  }
  return PublicationWeight::kLight;
}

absl::CivilDay EndOfPublication(PublicationWeight weight, const DecisionWeight& decision,
                                const policy::Publicity& rules, absl::CivilDay published) {
  const bool light = weight == PublicationWeight::kLight;
  const int32_t months = light ? rules.light_months : rules.other_months;
  const absl::CivilDay end = calendar::MonthsAfter(published, months).last;
  if (light || !decision.ban_until.has_value()) return end;
  return std::max(end, *decision.ban_until);
}

absl::StatusOr<Publication> Publish(Publication publication, const DecisionWeight& decision,
                                    const policy::Publicity& rules, const PublishedText& text,
                                    absl::CivilDay today) {
  if (publication.state != PublicationState::kDue) return WrongState();
  if (!rules.publish_decisions) {
    return Precondition(Reason::k_NOT_PUBLISHED_BY_RULE,
                        "the policy publishes no decisions; 政策规定不公示");
  }
  publication.state = PublicationState::kPublished;
  publication.weight = Weigh(decision, rules);
  publication.published = today;
  publication.end = EndOfPublication(publication.weight, decision, rules, today);
  publication.title = text.title;
  publication.body = text.body;
  return publication;
}

absl::StatusOr<Publication> EndEarly(Publication publication, const EarlyEnd& facts,
                                     const policy::Publicity& rules, absl::CivilDay today) {
  if (publication.state != PublicationState::kPublished || today > *publication.end) {
    return WrongState();
  }
  if (!rules.early_end) return NotYet("the policy knows no early end; 政策不设提前停止公示");
  if (publication.weight == PublicationWeight::kSevere) {
    return NotYet("a severe measure stays published for its whole time; 严重处罚不得提前停止公示");
  }
  if (today <= calendar::MonthsAfter(*publication.published, rules.early_end_min_months).last) {
    return NotYet(absl::StrCat("it is published for ", rules.early_end_min_months,
                               " months at least; 公示未满", rules.early_end_min_months, "个月"));
  }
  if (!facts.performed || !facts.corrected) {
    return NotYet("the decision must be performed and the conduct corrected; 须已履行并改正");
  }
  if (facts.repeated) return NotYet("a further breach took effect; 期间又有失信行为");
  publication.state = PublicationState::kEndedEarly;
  publication.ended = today;
  publication.reason = facts.reason;
  return publication;
}

std::optional<Publication> Withdraw(Publication publication, std::string_view reason,
                                    absl::CivilDay today, absl::CivilDay withdraw_by) {
  if (publication.state == PublicationState::kWithdrawn) return std::nullopt;
  const bool was_public = publication.published.has_value();
  publication.state = PublicationState::kWithdrawn;
  publication.reason = std::string(reason);
  if (!publication.ended.has_value()) publication.ended = today;
  if (was_public) publication.withdraw_by = withdraw_by;
  return publication;
}

absl::StatusOr<Publication> ConfirmWithdrawal(Publication publication, std::string_view reason,
                                              absl::CivilDay today) {
  if (publication.state != PublicationState::kWithdrawn || !publication.withdraw_by.has_value() ||
      publication.withdrawal_confirmed.has_value()) {
    return WrongState();
  }
  publication.withdrawal_confirmed = today;
  publication.reason = std::string(reason);
  return publication;
}

bool Shown(const Publication& publication, absl::CivilDay day) {
  if (!publication.published.has_value() || day < *publication.published ||
      day > *publication.end) {
    return false;
  }
  return publication.state == PublicationState::kPublished ||
         publication.state == PublicationState::kWithdrawn;
}

}  // namespace probity::scoring
