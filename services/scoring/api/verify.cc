#include "services/scoring/api/verify.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/domain/standing.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/ledger/crossings.h"
#include "services/scoring/store/seal/seal.h"

namespace probity::scoring {
namespace {

using YearKey = std::pair<Subject, int32_t>;

// Balances and last consequences: as kept, and as computed.
struct Books {
  std::map<YearKey, Balance> balances;
  std::map<YearKey, ConsequenceRecord> consequences;
};

absl::Status Broken(std::string_view chain, int64_t seq, const std::string& text) {
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN, text,
                {{"chain", std::string(chain)}, {"seq", absl::StrCat(seq)}});
}

// Says which chain a refusal is about.
absl::Status InChain(const absl::Status& status, std::string_view chain) {
  if (!HasReason(status, Reason::k_LEDGER_BROKEN)) return status;
  RefusalDetail detail = DetailOf(status);
  detail.metadata["chain"] = std::string(chain);
  return WithDetail(status.code(), absl::StrCat(ToAbsl(chain), ": ", status.message()), detail);
}

absl::StatusOr<Books> KeptBooks(sql::Tx& tx, const std::string& region) {
  Books books;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Balance> balances, ListBalances(tx, region));
  for (const Balance& one : balances) books.balances[{one.subject, one.year}] = one;
  PROBITY_RETURN_IF_ERROR(ForEachConsequence(tx, region, [&](const ConsequenceRecord& record) {
    books.consequences[{record.subject, record.year}] = record;
    return absl::OkStatus();
  }));
  return books;
}

// Compares one subject's year with the books and strikes it off them.
absl::Status CheckYear(const StandingRules& rules, const std::vector<Entry>& entries,
                       Books& books) {
  const Entry& last = entries.back();
  const YearKey key = {last.subject, last.year};
  const std::string place = absl::StrCat(last.subject.id, ", year ", key.second);
  const Standing standing = FoldStanding(rules, entries);
  const Balance balance = books.balances[key];
  books.balances.erase(key);
  if (balance.points != standing.points || balance.last_seq != last.recorded_seq ||
      balance.expired_seq != standing.expired_seq) {
    return Broken("balance", last.recorded_seq,
                  absl::StrCat("the balance of ", place, " is kept as ", balance.points,
                               ", its entries come to ", standing.points));
  }
  const Consequence kept = books.consequences[key].consequence;
  books.consequences.erase(key);
  if (kept != standing.consequence) {
    return Broken(
        "consequence", last.recorded_seq,
        absl::StrCat("the consequence kept for ", place, " is not what its entries bring about"));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> CheckBooks(sql::Tx& tx, const ServiceEnv& env) {
  PROBITY_ASSIGN_OR_RETURN(Books books, KeptBooks(tx, env.region));
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  const policy::Policy none;
  StandingRules rules{shelf->empty() ? none : shelf->front()};
  for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
  int64_t years = 0;
  std::vector<Entry> year;
  const auto finish_year = [&]() -> absl::Status {
    if (year.empty()) return absl::OkStatus();
    ++years;
    const absl::Status checked = CheckYear(rules, year, books);
    year.clear();
    return checked;
  };
  const auto take = [&](const Entry& entry) -> absl::Status {
    if (!year.empty() && (year.back().subject != entry.subject || year.back().year != entry.year)) {
      PROBITY_RETURN_IF_ERROR(finish_year());
    }
    year.push_back(entry);
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(ForEachEntryByYear(tx, env.region, take));
  PROBITY_RETURN_IF_ERROR(finish_year());
  if (!books.balances.empty()) {
    const Balance& extra = books.balances.begin()->second;
    return Broken("balance", extra.last_seq,
                  absl::StrCat("a balance of ", extra.subject.id, ", year ", extra.year,
                               ", is kept without any entry"));
  }
  if (!books.consequences.empty()) {
    const ConsequenceRecord& extra = books.consequences.begin()->second;
    return Broken("consequence", extra.last_seq,
                  absl::StrCat("a consequence of ", extra.subject.id, ", year ", extra.year,
                               ", is kept without any entry"));
  }
  return years;
}

absl::StatusOr<LedgerProof> CheckChains(sql::Tx& tx, const ServiceEnv& env) {
  LedgerProof proof;
  const absl::StatusOr<ledger::Head> chain = VerifyEntries(tx, env.region);
  if (!chain.ok()) return InChain(chain.status(), "ledger");
  proof.ledger = *chain;
  const absl::StatusOr<ledger::Head> audit = AuditLog(env.region).Verify(tx);
  if (!audit.ok()) return InChain(audit.status(), "audit");
  proof.audit = *audit;
  return proof;
}

// That the record's crossings are those the entries bring about, each fired and undone when it was.
absl::StatusOr<int64_t> CheckCrossings(sql::Tx& tx, const ServiceEnv& env) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  const policy::Policy none;
  StandingRules rules{shelf->empty() ? none : shelf->front()};
  for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
  std::map<YearKey, std::vector<CrossingRow>> years;
  int64_t rows = 0;
  PROBITY_RETURN_IF_ERROR(ForEachCrossing(tx, env.region, [&](const CrossingRow& row) {
    years[{row.crossing.subject, row.crossing.year}].push_back(row);
    ++rows;
    return absl::OkStatus();
  }));
  for (const auto& year : years) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                             EntriesOfYear(tx, env.region, year.first.second, year.first.first));
    const Standing standing = FoldStanding(rules, entries);
    const std::vector<Crossing> fired = StillFired(year.second);
    const bool same = std::equal(fired.begin(), fired.end(), standing.crossings.begin(),
                                 standing.crossings.end(), SameCrossing);
    if (same) continue;
    return Broken("crossing", year.second.back().last_seq,
                  absl::StrCat("the bands crossed by ", year.first.first.id, " in ",
                               year.first.second, " are not what its entries bring"));
  }
  return rows;
}

}  // namespace

absl::StatusOr<LedgerProof> VerifyLedger(sql::Tx& tx, const ServiceEnv& env) {
  PROBITY_ASSIGN_OR_RETURN(LedgerProof proof, CheckChains(tx, env));
  PROBITY_ASSIGN_OR_RETURN(proof.balances, CheckBooks(tx, env));
  return proof;
}

absl::StatusOr<StoreProof> VerifyStore(sql::Tx& tx, const ServiceEnv& env,
                                       const ledger::Head& known) {
  StoreProof proof;
  PROBITY_ASSIGN_OR_RETURN(proof.books, CheckChains(tx, env));
  PROBITY_ASSIGN_OR_RETURN(const bool holds, AuditLog(env.region).Holds(tx, known));
  if (!holds) {
    return Broken("audit", known.seq,
                  absl::StrCat("audit: leaf ", known.seq, " is not the one that was known"));
  }
  const absl::Status times = CheckLeafTimes(tx, env.region);
  if (!times.ok()) return InChain(times, "audit");
  // The rows before what is computed from them: a policy that was changed cannot be read any more.
  PROBITY_ASSIGN_OR_RETURN(proof.rows, VerifySeals(tx, env.region));
  PROBITY_ASSIGN_OR_RETURN(proof.books.balances, CheckBooks(tx, env));
  PROBITY_ASSIGN_OR_RETURN(proof.crossings, CheckCrossings(tx, env));
  return proof;
}

}  // namespace probity::scoring
