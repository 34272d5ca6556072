#include "services/scoring/api/ledger/repetition.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/consequences/termination.h"
#include "services/scoring/api/lapse.h"
#include "services/scoring/domain/ledger/multi_year.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/ledger/proposals.h"

namespace probity::scoring {
namespace {

using consequences::YearChange;

constexpr int64_t kAll = std::numeric_limits<int64_t>::max();

// What the subject's years come to.
absl::StatusOr<History> HistoryOf(sql::Tx& tx, const ServiceEnv& env, const YearChange& change,
                                  const std::vector<Entry>& entries) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  std::map<int32_t, std::vector<Entry>> years;
  for (const Entry& entry : entries) years[entry.year].push_back(entry);
  StandingRules rules{*change.policy};
  for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
  History history;
  for (const auto& year : years) {
    Standing standing = FoldStanding(rules, year.second);
    history.points[year.first] = standing.points;
    history.crossings.insert(history.crossings.end(), standing.crossings.begin(),
                             standing.crossings.end());
  }
  for (const Entry& entry : entries) {
    if (entry.kind != EntryKind::kPost && entry.kind != EntryKind::kCarry) continue;
    const auto on = history.on.emplace(entry.year, entry.effective_date).first;
    on->second = std::max(on->second, entry.effective_date);
  }
  PROBITY_ASSIGN_OR_RETURN(history.terms, AgreementTerms(tx, env.region, change.subject));
  return history;
}

// Whether the change takes a decision back.
bool Reverses(const std::vector<Entry>& entries, const YearChange& change) {
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.recorded_seq == change.last_seq && entry.kind == EntryKind::kReverse;
  });
}

bool Rests(const Proposal& proposal, const History& history) {
  return StillRests(proposal.completed_by, absl::StrSplit(proposal.occurrences, '\n'), history);
}

Proposal MakeProposal(const ServiceEnv& env, const YearChange& change, const Repetition& met) {
  Proposal one;
  one.proposal_id = TimeOrderedId(change.at.time, env.entropy).Bytes();
  one.subject = change.subject;
  one.completed_by = met.key;
  one.rule = static_cast<int32_t>(met.rule);
  one.policy_sha256 = change.policy->sha256;
  one.case_id = met.case_id;
  one.occurrences = absl::StrJoin(met.occurrences, "\n");
  one.window = met.window;
  one.last_seq = change.last_seq;
  one.date = calendar::DateOf(change.at.time);
  one.recorded_time = absl::ToUnixMicros(change.at.time);
  one.scenario = change.at.scenario;
  return one;
}

absl::Status Propose(sql::Tx& tx, const ServiceEnv& env, const YearChange& change,
                     const Repetition& met) {
  const Proposal one = MakeProposal(env, change, met);
  PROBITY_RETURN_IF_ERROR(InsertProposal(tx, env.region, one));
  ledger::Fields fields;
  fields.AddHex("proposal_id", one.proposal_id)
      .Add("subject_kind", static_cast<int64_t>(one.subject.kind))
      .Add("subject_id", one.subject.id)
      .Add("completed_by", one.completed_by)
      .Add("policy_sha256", one.policy_sha256)
      .Add("occurrences", one.occurrences);
  return AppendAudit(tx, env.region, AuditKind::kProposalMade, fields, change.at).status();
}

absl::Status Withdraw(sql::Tx& tx, const ServiceEnv& env, const YearChange& change,
                      const Proposal& one) {
  ProposalDecision decision;
  decision.outcome = ProposalOutcome::kWithdrawn;
  decision.reason = "what it rested on was revoked / 所依据的决定已撤销";
  decision.actor = std::string(kServiceActor);
  decision.date = calendar::DateOf(change.at.time);
  decision.recorded_time = absl::ToUnixMicros(change.at.time);
  decision.scenario = change.at.scenario;
  PROBITY_RETURN_IF_ERROR(InsertProposalDecision(tx, env.region, one.proposal_id, decision));
  ledger::Fields fields;
  fields.AddHex("proposal_id", one.proposal_id)
      .Add("outcome", static_cast<int64_t>(decision.outcome))
      .Add("actor", decision.actor);
  return AppendAudit(tx, env.region, AuditKind::kProposalDecided, fields, change.at).status();
}

}  // namespace

absl::Status FollowRepetition(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  const std::vector<policy::MultiYearRule>& rules = change.policy->multi_year;
  const bool by_points = std::any_of(rules.begin(), rules.end(), [](const auto& rule) {
    return rule.event == policy::RepeatedEvent::kPointsAtLeast;
  });
  const bool crossed = !change.fired.empty() || !change.undone.empty();
  if (rules.empty() || (!crossed && !by_points)) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Proposal> known,
                           ListProposals(tx, env.region, {change.subject, false, "", kAll}));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfSubject(tx, env.region, change.subject));
  PROBITY_ASSIGN_OR_RETURN(const History history, HistoryOf(tx, env, change, entries));
  const std::vector<Repetition> met = Repetitions(*change.policy, history);
  for (const Repetition& one : met) {
    const bool made = std::any_of(known.begin(), known.end(), [&](const Proposal& proposal) {
      return proposal.completed_by == one.key && proposal.outcome() != ProposalOutcome::kWithdrawn;
    });
    if (!made) PROBITY_RETURN_IF_ERROR(Propose(tx, env, change, one));
  }
  if (!Reverses(entries, change)) return absl::OkStatus();
  for (const Proposal& proposal : known) {
    const bool stands = std::any_of(met.begin(), met.end(), [&](const Repetition& one) {
      return proposal.completed_by == one.key;
    });
    if (stands || Rests(proposal, history)) continue;
    if (proposal.outcome() == ProposalOutcome::kOpen) {
      PROBITY_RETURN_IF_ERROR(Withdraw(tx, env, change, proposal));
    } else if (proposal.outcome() == ProposalOutcome::kAdopted) {
      PROBITY_RETURN_IF_ERROR(consequences::EndTermination(
          env, tx, proposal.proposal_id, {change.effective_date, change.actor, change.at}));
    }
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
