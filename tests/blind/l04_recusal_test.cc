// L4: nobody learns that a member was struck for a conflict: not by a reply, a panel, a notice or
// the log, not by asking about fewer cases, and not by counting, for others are struck by chance.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/crypto/crypto.h"
#include "services/scoring/domain/screening.h"
#include "tests/blind/ear.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/blind/sizes.h"
#include "tests/services/review/hearings/review_bench.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::blind {
namespace {

using review::ReviewBench;

// --- what a member, the secretary and an auditor see of a round ----------------------------------

struct World4 {
  World4() : bench(SetupOf(ear)) { bench.Start(/*with_jobs=*/false); }
  static ReviewBench::Setup SetupOf(Ear& ear) {
    ReviewBench::Setup setup;
    setup.connect = [&ear](int port) { return ear.Connect(port); };
    return setup;
  }
  Ear ear;
  ReviewBench bench;
};

// Long runs of hex digits (roots, rounds, digests) by their length alone.
std::string Masked(const std::string& text) {
  constexpr std::size_t kLong = 16;
  std::string masked, run;
  const auto end = [&] {
    absl::StrAppend(&masked, run.size() >= kLong ? absl::StrCat("<", run.size(), " hex>") : run);
    run.clear();
  };
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) {
      run += c;
      continue;
    }
    end();
    masked += c;
  }
  end();
  return masked;
}

std::string ShapeOf(const Heard& heard) {
  std::string shape = absl::StrCat(heard.method, " ", heard.code, " ", heard.message, " ",
                                   heard.details, " ", heard.head.size(), "/", heard.tail.size());
  const bool of_member = absl::StrContains(heard.method, "CommitteeService");
  for (const std::string& message : heard.messages) {
    absl::StrAppend(&shape, " ", message.size());
    // A member's own answers hold serials, pseudonyms and receipts; roots are other in every round.
    if (!of_member) absl::StrAppend(&shape, " ", Masked(message));
  }
  return shape;
}

// Everything but hashes that anybody sees of a round led to the vote after these preparations.
std::vector<std::string> Listed(
    const std::function<void(ReviewBench&, const std::string& earlier)>& prepare,
    const std::string& member) {
  World4 world;
  ReviewBench& bench = world.bench;
  bench.FillRoster();
  bench.AddMember(review::v1::MEMBER_GROUP_EXPERT, member, absl::StrCat("E-", member));
  const std::string earlier = bench.RoundIn(review::v1::ROUND_PHASE_VOTING);
  prepare(bench, earlier);
  world.ear.Forget();
  const std::size_t notices_before = bench.inbox().notices().size();
  const std::string round = bench.RoundIn(review::v1::ROUND_PHASE_VOTING);
  bench.Vote(round, review::AllUphold);
  const auto audit = bench.Audit();
  std::vector<std::string> seen;
  for (const Heard& heard : world.ear.heard()) {
    // The log names each leaf; hashes apart they are looked at below.
    if (!absl::StrContains(heard.method, "ReadAudit")) seen.push_back(ShapeOf(heard));
  }
  const auto notices = bench.inbox().notices();
  for (std::size_t i = notices_before; i < notices.size(); ++i) {
    seen.push_back(absl::StrCat("notice ", notices[i].issue_no, "/", notices[i].seat, " of ",
                                notices[i].code.size(), " symbols"));
  }
  for (const auto& leaf : audit->leaves()) {
    seen.push_back(absl::StrCat("leaf ", leaf.seq(), ": kind ", leaf.kind(), ", ",
                                leaf.body().size(), " bytes"));
  }
  return seen;
}

Findings Replies() {
  const auto nothing = [](ReviewBench&, const std::string&) {};
  const std::vector<std::string> plain = Listed(nothing, "X9");
  const auto strike = [](const std::vector<std::string>& employers) {
    return [employers](ReviewBench& bench, const std::string&) {
      for (const std::string& one : employers) bench.scoring().Strike(one);
    };
  };
  const std::vector<std::pair<std::string, std::vector<std::string>>> worlds = {
      {"a member has a conflict, or is challenged", Listed(strike({"E1"}), "X9")},
      {"decoys are struck", Listed(strike({"E2", "E5", "I3"}), "X9")},
      {"an earlier panel is avoided",
       Listed([](ReviewBench& bench,
                 const std::string& earlier) { bench.scoring().Avoid({earlier}, false); },
              "X9")},
      {"another member is in the pool", Listed(nothing, "X8A")}};
  Findings findings;
  for (const auto& [what, seen] : worlds) {
    if (seen.size() != plain.size()) {
      findings.push_back(
          absl::StrCat("where ", what, " there are ", seen.size(), " signs, not ", plain.size()));
      continue;
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
      // Member numbers of another length are the test's own doing.
      if (seen[i] != plain[i]) {
        findings.push_back(absl::StrCat("where ", what, ": ", seen[i], "\n    not ", plain[i]));
      }
    }
  }
  return findings;
}

// A member who recognises a case abstains throughout: answered as any ballot.
Findings Recognised() {
  World4 world;
  world.bench.FillRoster();
  const std::string round = world.bench.RoundIn(review::v1::ROUND_PHASE_VOTING);
  const clients::Seat seat = world.bench.SeatOf(round, 1, 4);
  const std::string serial = seat.ListSheets()->sheets(0).serial();
  const auto answers = [&](std::uint32_t revision, const review::v1::FindingAnswer& answer) {
    world.ear.Forget();
    seat.Submit(serial, revision, {answer}, "").status().IgnoreError();
    seat.GetBallot(serial).status().IgnoreError();
    std::vector<std::string> shapes;
    for (const Heard& heard : world.ear.heard()) {
      shapes.push_back(absl::StrCat(ShapeOf(heard), " sent ", heard.sent_bytes));
    }
    return shapes;
  };
  const auto voted = answers(1, review::Uphold(4));
  const auto recognised = answers(2, review::Choose(review::v1::CHOICE_ABSTAIN, "R07"));
  if (voted == recognised && voted.size() == 2) return {};
  return {absl::StrCat("an abstention is answered by ", recognised.front(), ", a ballot by ",
                       voted.front())};
}

// --- what review may ask of scoring
// ---------------------------------------------------------------

constexpr int kScreened = 10;
constexpr int kInstitutions = 40;
constexpr std::array<int, 4> kSizes = {8, 6, 14, 12};
constexpr int kOffices = 14;  // members of the first two groups

class Screening {
 public:
  Screening() : server_(absl::CivilDay(2026, 1, 20)), cases_(server_) {
    server_.PutShippedPolicies();
    std::vector<std::string> ids;
    for (int i = 0; i < kScreened; ++i) ids.push_back(Institution(i));
    server_.Register(scoring::v1::SUBJECT_KIND_MEDICAL, ids);
    for (int i = 0; i < kScreened; ++i) {
      cases_.Referred(absl::StrCat("CASEREF-", i), ids[static_cast<std::size_t>(i)],
                      {scoring::FindingOf(1, "M201", 6, "2026-01-15")}, "2026-01-20");
    }
  }

  static std::string Institution(int i) { return absl::StrFormat("INST-%02d", i); }

  // The request of a new round over all cases, by members employed from this institution on.
  scoring::v1::ScreenMembersRequest NewRound(int number, int first_employer) {
    const std::string round = absl::StrFormat("%032x", number);
    scoring::v1::ScreenMembersRequest request;
    request.set_round_id(round);
    const auto taken = cases_.Take(round, kScreened);
    for (const auto& sheet : taken.sheets()) {
      request.add_case_tokens(sheet.case_token());
    }
    int employer = first_employer;
    for (std::size_t g = 0; g < kSizes.size(); ++g) {
      for (int i = 0; i < kSizes[g]; ++i) {
        scoring::v1::ScreenedMember& member = *request.add_members();
        member.set_pseudonym(
            crypto::Hex(crypto::Sha256(absl::StrCat(number, "/", employer))).substr(0, 32));
        member.set_group(static_cast<int>(g) + 1);
        scoring::v1::Affiliation& affiliation = *member.add_affiliations();
        affiliation.set_kind(scoring::v1::AFFILIATION_KIND_EMPLOYER);
        affiliation.set_code(Institution(employer++));
      }
    }
    for (const int quota : {1, 1, 3, 2}) request.add_quotas(quota);
    for (const int floor : {2, 2, 4, 3}) request.add_floors(floor);
    return request;
  }

  absl::StatusOr<scoring::v1::ScreenMembersResponse> Ask(
      const scoring::v1::ScreenMembersRequest& request) {
    return cases_.Screen(&scoring::ScreeningStub::ScreenMembers, request);
  }

  void GiveBack(const std::string& round) {
    scoring::v1::ReleaseTokensRequest release;
    release.set_round_id(round);
    release.set_reached(scoring::v1::ROUND_REACHED_BEFORE_SEATED);
    EXPECT_TRUE(cases_.Screen(&scoring::ScreeningStub::ReleaseTokens, release).ok());
  }

 private:
  scoring::ScoringServer server_;
  scoring::CaseClient cases_;
};

Findings Subsets(Screening& screening) {
  const auto whole = screening.NewRound(1, 0);
  std::vector<std::pair<std::string, scoring::v1::ScreenMembersRequest>> parts;
  parts.emplace_back("all cases but one", whole);
  parts.back().second.mutable_case_tokens()->RemoveLast();
  parts.emplace_back("one case", whole);
  parts.back().second.clear_case_tokens();
  parts.back().second.add_case_tokens(whole.case_tokens(0));
  parts.emplace_back("no case", whole);
  parts.back().second.clear_case_tokens();
  parts.emplace_back("one case twice", whole);
  parts.back().second.set_case_tokens(1, whole.case_tokens(0));
  parts.emplace_back("a case too many", whole);
  parts.back().second.add_case_tokens(std::string(32, '7'));
  Findings findings;
  for (const auto& [what, request] : parts) {
    const std::string outcome = scoring::Outcome(screening.Ask(request).status());
    if (outcome != "FAILED_PRECONDITION/TOKEN_SUBSET") {
      findings.push_back(absl::StrCat("screening of ", what, ": ", outcome));
    }
  }
  const auto first = screening.Ask(whole);
  const auto again = screening.Ask(whole);
  if (!first.ok() || !again.ok() || first->SerializeAsString() != again->SerializeAsString()) {
    findings.push_back("a screening asked for again is answered otherwise");
  }
  screening.GiveBack(whole.round_id());
  return findings;
}

// Who sees every strike of a round live guesses the institution of one of its cases among those
// whose members were struck.
Findings Strikes(Screening& screening) {
  Findings findings;
  const int rounds = Size(12, 1000);
  int idle = 0;
  double guessed = 0;
  for (int i = 0; i < rounds; ++i) {
    const auto innocent = screening.NewRound(100 + 2 * i, kScreened);
    const auto free = screening.Ask(innocent);
    EXPECT_TRUE(free.ok()) << free.status();
    idle += free->eligible_size() == innocent.members_size();
    screening.GiveBack(innocent.round_id());
    const auto involved = screening.NewRound(101 + 2 * i, 0);
    const auto left = screening.Ask(involved);
    EXPECT_TRUE(left.ok()) << left.status();
    guessed += 1.0 / (involved.members_size() - left->eligible_size());
    screening.GiveBack(involved.round_id());
  }
  Record("T5", guessed / rounds, absl::StrCat(rounds, " rounds of 10 cases, 40 institutions"),
         "live");
  if (guessed / rounds > 0.065) {
    findings.push_back(
        absl::StrCat("an institution is guessed from the strikes in ", guessed / rounds));
  }
  if (idle > 1 + rounds / 10) {
    findings.push_back(
        absl::StrCat("in ", idle, " of ", rounds, " rounds without conflict nobody is struck"));
  }
  return findings;
}

// A reader of the transcript sees how many of each group are eligible and, knowing the roster,
// guesses an institution that employs somebody of the group hit hardest. Experts and institutions'
// members are employed by 26 of the 40 institutions, the others by offices.
Findings Eligibility() {
  std::mt19937 dice(4);
  const int trials = Size(1'500, 200'000);
  int drawable = 0;
  double guessed = 0;
  std::vector<scoring::Member> members;
  for (std::size_t g = 0; g < kSizes.size(); ++g) {
    for (int i = 0; i < kSizes[g]; ++i) {
      members.push_back(
          {crypto::Hex(crypto::Sha256(absl::StrCat("member ", members.size()))).substr(0, 32),
           static_cast<int>(g) + 1,
           {{scoring::AffiliationKind::kEmployer,
             g < 2 ? absl::StrCat("OFFICE-", members.size())
                   : Screening::Institution(static_cast<int>(members.size()) - kOffices)}}});
    }
  }
  std::vector<int> institutions(kInstitutions);
  for (int i = 0; i < kInstitutions; ++i) institutions[static_cast<std::size_t>(i)] = i;
  for (int trial = 0; trial < trials; ++trial) {
    std::shuffle(institutions.begin(), institutions.end(), dice);
    std::vector<scoring::Conflicts> cases;
    for (int i = 0; i < kScreened; ++i) {
      cases.push_back({Screening::Institution(institutions[static_cast<std::size_t>(i)]), {}, {}});
    }
    const auto screened =
        scoring::ScreenMembers(members, cases, {1, 1, 3, 2},
                               {std::string(32, 'd'),
                                crypto::Sha256(std::to_string(trial)).substr(0, 16),
                                25,
                                {2, 2, 4, 3}});
    if (!screened.drawable) continue;
    std::array<double, 4> left{};
    const std::set<std::string> names(screened.eligible.begin(), screened.eligible.end());
    for (const scoring::Member& member : members) {
      left[static_cast<std::size_t>(member.group) - 1] += names.contains(member.pseudonym);
    }
    int hit = 0;
    for (int g = 1; g < 4; ++g) {
      const auto at = static_cast<std::size_t>(g);
      const auto best = static_cast<std::size_t>(hit);
      if (left[at] / kSizes[at] < left[best] / kSizes[best]) hit = g;
    }
    // The guess falls on each institution of that group alike, and is held against each case: what
    // it would hit on average is known without throwing a die.
    int first = -kOffices;
    for (int g = 0; g < hit; ++g) first += kSizes[static_cast<std::size_t>(g)];
    const int size = hit < 2 ? kInstitutions : kSizes[static_cast<std::size_t>(hit)];
    first = std::max(first, 0);
    const auto employs = std::count_if(
        institutions.begin(), institutions.begin() + kScreened,
        [&](int institution) { return institution >= first && institution < first + size; });
    guessed += static_cast<double>(employs) / kScreened / size;
    ++drawable;
  }
  const double accuracy = guessed / drawable;
  Record("T5", accuracy, absl::StrCat(trials, " rounds of 10 cases, 40 institutions"),
         "eligibility");
  if (accuracy <= 0.03) return {};
  return {absl::StrCat("an institution is guessed from the eligible in ", accuracy)};
}

Findings Recusal() {
  Findings findings = Recognised();
  if (!findings.empty()) return findings;
  Screening screening;
  findings = Subsets(screening);
  if (findings.empty()) findings = Strikes(screening);
  if (findings.empty()) findings = Replies();
  if (findings.empty()) findings = Eligibility();
  return findings;
}

PROBITY_LEAK_TEST(L4, Recusal);

}  // namespace
}  // namespace probity::blind
