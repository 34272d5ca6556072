#include "services/scoring/domain/standing.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "common/policy/evaluate.h"

namespace probity::scoring {
namespace {

using calendar::Period;

// Entries of one case and kind recorded together: one crossing at most.
struct Posting {
  EntryKind kind = EntryKind::kPost;
  absl::CivilDay effective_date;
  const policy::Policy* policy = nullptr;
  std::vector<const Entry*> entries;  // at least one

  int64_t Points() const {
    int64_t sum = 0;
    for (const Entry* entry : entries) sum += entry->points;
    return sum;
  }
  int32_t ChosenMonths() const {
    int32_t months = 0;
    for (const Entry* entry : entries) months = std::max(months, entry->chosen_months);
    return months;
  }
};

// The state between two postings.
struct Track {
  int64_t gross = 0;                       // of the decisions that stand
  int64_t repaired = 0;                    // of the repairs that stand
  int64_t peak = 0;                        // the most points so far: bands up to it have fired
  std::map<std::string, int64_t> carried;  // points that had their consequence, by predecessor
  absl::CivilDay last_service = absl::CivilDay::min();
  std::vector<Crossing> crossings;
  Consequence consequence;
  std::vector<Period> earlier;

  // Repairs that outlive a reversed decision count against what the subject has or gets, so that
  // no order of recording changes the sum.
  int64_t Points() const { return std::max<int64_t>(0, gross - repaired); }
};

std::vector<Posting> GroupPostings(const StandingRules& rules, const std::vector<Entry>& entries,
                                   const AsOf& at) {
  std::vector<Posting> postings;
  const Entry* last = nullptr;
  for (const Entry& entry : entries) {
    if (!Visible(entry, at)) continue;
    if (last == nullptr || last->case_id != entry.case_id || last->kind != entry.kind) {
      const auto pinned = rules.decided.find(entry.policy_sha256);
      postings.push_back({entry.kind,
                          entry.effective_date,
                          pinned == rules.decided.end() ? &rules.year : pinned->second,
                          {}});
    }
    postings.back().entries.push_back(&entry);
    last = &entry;
  }
  return postings;
}

void Cut(Track& track, absl::CivilDay last_day) {
  if (!track.consequence.suspension.has_value()) return;
  const Period served = {track.consequence.suspension->first,
                         std::min(track.consequence.suspension->last, last_day)};
  if (served.first <= served.last) track.earlier.push_back(served);
  track.consequence.suspension.reset();
}

void Cancel(Track& track, absl::CivilDay served) {
  if (track.consequence.cancelled) return;
  Cut(track, served);
  track.consequence.suspend_months = 0;
  track.consequence.cancelled = true;
  track.consequence.cancelled_date = served + 1;
}

void SuspendFor(Track& track, policy::WhileSuspended rule, absl::CivilDay served, int32_t months) {
  if (track.consequence.cancelled) return;
  std::optional<Period>& running = track.consequence.suspension;
  const Period fresh = calendar::MonthsAfter(served, months);
  track.consequence.suspend_months = months;
  if (!running.has_value() || running->last < served || rule == policy::WhileSuspended::kRestart) {
    Cut(track, served);
    running = fresh;
    return;
  }
  const absl::CivilDay wanted = rule == policy::WhileSuspended::kExtend
                                    ? calendar::MonthsAfter(running->first - 1, months).last
                                    : fresh.last;
  running->last = std::max(running->last, wanted);
}

// The crossing of `band` by `posting`, which took the year's points from `before` to what they are.
Crossing MakeCrossing(const Track& track, const Posting& posting, size_t band, int64_t before) {
  const policy::Policy& policy = *posting.policy;
  const Entry& last = *posting.entries.back();
  Crossing crossing;
  crossing.subject = last.subject;
  crossing.year = last.year;
  crossing.band_first = policy::FirstPoints(policy.bands[band]);
  crossing.effects = policy::Evaluate(policy, crossing.band_first);
  crossing.band = crossing.effects.band_text;
  const policy::Outcome& effects = crossing.effects;
  crossing.suspend_months =
      posting.ChosenMonths() == 0
          ? effects.suspend_months
          : std::clamp(posting.ChosenMonths(), effects.suspend_months,
                       std::max(effects.suspend_months, effects.suspend_months_max));
  crossing.policy_sha256 = policy.sha256;
  crossing.case_id = last.case_id;
  crossing.entry_seq = last.recorded_seq;
  crossing.points_before = before;
  crossing.points_after = track.Points();
  crossing.effective_date = track.last_service;
  return crossing;
}

void Fire(Track& track, policy::WhileSuspended rule, Crossing crossing) {
  if (crossing.effects.terminate) {
    Cancel(track, track.last_service);
  } else if (crossing.suspend_months > 0) {
    SuspendFor(track, rule, track.last_service, crossing.suspend_months);
  }
  track.crossings.push_back(std::move(crossing));
}

// True if the points were carried by a succession after they had taken effect for the predecessor.
bool FiredBefore(const Posting& posting) {
  return posting.kind == EntryKind::kCarry &&
         posting.entries.front()->act_end < posting.effective_date;
}

// What one predecessor brought counts together, so that no order of its decisions matters. Every
// carried entry of one succession gives the same reason, which begins with the predecessor's id.
void TakeOver(Track& track, const Posting& posting) {
  int64_t& carried = track.carried[posting.entries.front()->reason];
  carried += posting.Points();
  track.gross += posting.Points();
  track.peak = std::max(track.peak, carried);
  track.last_service = std::max(track.last_service, posting.effective_date);
}

void Add(Track& track, const Posting& posting) {
  const policy::Policy& policy = *posting.policy;
  const int64_t had = track.Points();
  const int64_t from = policy.consequences.once_per_period ? track.peak : had;
  if (posting.kind == EntryKind::kRestore) {
    track.repaired -= posting.Points();
  } else {
    track.gross += posting.Points();
  }
  track.peak = std::max(track.peak, track.Points());
  track.last_service = std::max(track.last_service, posting.effective_date);
  const size_t before = policy::EvaluateBand(policy, from);
  const size_t after = policy::EvaluateBand(policy, track.Points());
  if (after <= before) return;
  const bool each = policy.consequences.crossing == policy::Crossing::kEach;
  for (size_t band = each ? before + 1 : after; band <= after; ++band) {
    Fire(track, policy.consequences.while_suspended, MakeCrossing(track, posting, band, had));
  }
}

void Apply(Track& track, const Posting& posting) {
  if (FiredBefore(posting)) return TakeOver(track, posting);
  if (Adds(posting.kind)) Add(track, posting);
  if (posting.kind == EntryKind::kReduce) track.repaired += posting.Points();
}

Track Replay(const std::vector<Posting>& live) {
  Track track;
  for (const Posting& posting : live) Apply(track, posting);
  return track;
}

// Takes the entries that `reversal` names out of the postings that stand.
void Remove(std::vector<Posting>& live, const Posting& reversal) {
  const auto reversed = [&](const Entry* entry) {
    return std::any_of(reversal.entries.begin(), reversal.entries.end(), [&](const Entry* taken) {
      return taken->case_id == entry->case_id && taken->item == entry->item;
    });
  };
  for (Posting& posting : live) {
    const bool given = posting.kind == EntryKind::kPost || posting.kind == EntryKind::kCarry;
    if (given) std::erase_if(posting.entries, reversed);
  }
  std::erase_if(live, [](const Posting& posting) { return posting.entries.empty(); });
}

// What of `span` lies outside `cover`.
std::vector<Period> Outside(const Period& span, const Period& cover) {
  std::vector<Period> rest;
  if (cover.last < span.first || span.last < cover.first) return {span};
  if (span.first < cover.first) rest.push_back({span.first, cover.first - 1});
  if (cover.last < span.last) rest.push_back({cover.last + 1, span.last});
  return rest;
}

// Adds the days of `span` that `track` does not account for yet.
void AddServed(Track& track, const Period& span) {
  std::vector<Period> rest = {span};
  std::vector<Period> covers = track.earlier;
  if (track.consequence.suspension.has_value()) covers.push_back(*track.consequence.suspension);
  for (const Period& cover : covers) {
    std::vector<Period> next;
    for (const Period& piece : rest) {
      for (const Period& outside : Outside(piece, cover)) next.push_back(outside);
    }
    rest = std::move(next);
  }
  track.earlier.insert(track.earlier.end(), rest.begin(), rest.end());
}

// `track` after a reversal that was served on `served`, when `before` had been in force.
void KeepServedDays(Track& track, Track before, absl::CivilDay served) {
  Cut(before, served);
  for (const Period& span : before.earlier) AddServed(track, span);
}

}  // namespace

bool Visible(const Entry& entry, const AsOf& at) {
  return entry.effective_date <= at.date && entry.recorded_time <= at.known &&
         entry.recorded_seq <= at.known_seq;
}

Standing FoldStanding(const StandingRules& rules, const std::vector<Entry>& entries,
                      const AsOf& at) {
  std::vector<Posting> live;
  Track track;
  Standing standing;
  for (const Posting& posting : GroupPostings(rules, entries, at)) {
    if (posting.kind == EntryKind::kExpire) {
      standing.expired = posting.effective_date;
      standing.expired_points += posting.Points();
      standing.expired_seq = posting.entries.back()->recorded_seq;
    } else if (posting.kind == EntryKind::kReverse) {
      Remove(live, posting);
      Track before = std::exchange(track, Replay(live));
      KeepServedDays(track, std::move(before), posting.effective_date);
    } else {
      live.push_back(posting);
      Apply(track, posting);
    }
    // Points taken back lapse no more; given anew they lapse anew.
    standing.expired_points = std::min(standing.expired_points, track.Points());
  }
  standing.points = track.Points();
  if (standing.expired_points < standing.points) standing.expired_seq = 0;
  const policy::Outcome outcome = policy::Evaluate(rules.year, standing.points);
  standing.band = outcome.band_text;
  standing.rate_bp = outcome.rate_bp.value_or(0);
  standing.consequence = track.consequence;
  standing.qualifications = outcome.grants;
  for (const Posting& posting : live) {
    for (const Entry* entry : posting.entries) standing.veto |= entry->veto;
  }
  std::sort(track.earlier.begin(), track.earlier.end(),
            [](const Period& a, const Period& b) { return a.first < b.first; });
  standing.earlier_suspensions = std::move(track.earlier);
  standing.crossings = std::move(track.crossings);
  return standing;
}

}  // namespace probity::scoring
