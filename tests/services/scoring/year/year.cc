#include "tests/services/scoring/year/year.h"

#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "probity/scoring/v1/ledger_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "tests/services/scoring/year/bureau.h"
#include "tests/services/scoring/year/edges.h"
#include "tests/services/scoring/year/script.h"

namespace probity::scoring::year {
namespace {

using Ledger = v1::LedgerService;
using Standings = v1::StandingService;

constexpr int kYear = 2026;
const rpc::CallOptions& Auditor() {
  static const rpc::CallOptions auditor = As({options::v1::ROLE_AUDITOR}, "auditor");
  return auditor;
}

class Year {
 public:
  explicit Year(const std::string& engine)
      : script_(ReadScript({Interruptions(), Decisions(), Remedies(), Guards(), Services()})),
        bureau_(engine, script_.cases) {
    for (const ScriptedCase& one : script_.cases) {
      runs_[one.ref] = {one.ref, one.institution_id, "", {}};
    }
  }

  YearOutcome Run() {
    out_.cases = script_.cases.size();
    for (const Act& act : script_.acts) Take(act);
    for (const auto& [ref, run] : runs_) ReadTimeline(run);
    Verify();
    ReadStandings();
    return std::move(out_);
  }

 private:
  void Take(const Act& act) {
    const absl::Status status = bureau_.Take(act, runs_.at(act.case_ref));
    const std::string reason = status.ok() ? "" : DetailOf(status).reason;
    if (!reason.empty()) out_.refused.insert(reason);
    if (status.ok() ? act.refusal.empty() : reason == act.refusal) return;
    out_.surprises.push_back(absl::StrCat(act.text, " -> ", status.ToString()));
  }

  void ReadTimeline(const CaseRun& run) {
    v1::GetTimelineRequest request;
    request.set_case_id(run.case_id);
    const auto timeline = bureau_.Call(&CaseStub::GetTimeline, request, AsSupervisor());
    if (!timeline.ok()) {
      out_.unreadable.push_back(absl::StrCat(run.ref, ": ", timeline.status().ToString()));
      return;
    }
    for (const v1::TimelineEntry& entry : timeline->entries()) {
      const std::vector<StepEdge> edges = EdgesOf(entry);
      if (edges.size() == 1) {
        out_.edges.insert(edges.front());
      } else {
        out_.unreadable.push_back(
            absl::StrCat(run.ref, ": ", edges.size(), " edges: ", entry.ShortDebugString()));
      }
    }
    for (const std::string reason : {"NEW_LIGHTER", "OLD_AS_LIGHT"}) {
      if (absl::StrContains(timeline->case_().policy_choice(), reason)) {
        out_.choices.insert(reason);
      }
    }
  }

  void Verify() {
    out_.chain =
        bureau_.CallOf<Ledger>(&Ledger::Stub::VerifyChain, v1::VerifyChainRequest(), Auditor())
            .status();
    out_.store =
        bureau_.CallOf<Ledger>(&Ledger::Stub::VerifyStore, v1::VerifyStoreRequest(), Auditor())
            .status();
  }

  // What the entries of the year come to, by institution.
  std::map<std::string, int64_t> SumOfEntries() {
    std::map<std::string, int64_t> sums;
    v1::ListEntriesRequest request;
    request.set_year(kYear);
    do {
      const auto page = bureau_.CallOf<Ledger>(&Ledger::Stub::ListEntries, request, Auditor());
      if (!page.ok()) {
        out_.unbalanced.push_back(page.status().ToString());
        return sums;
      }
      for (const v1::Entry& entry : page->entries()) {
        const bool adds = entry.kind() == v1::ENTRY_KIND_POST;
        sums[entry.institution_id()] += adds ? entry.points() : -entry.points();
        ++out_.entries;
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return sums;
  }

  void ReadStandings() {
    std::map<std::string, int64_t> sums = SumOfEntries();
    v1::StreamStandingsRequest request;
    request.set_year(kYear);
    const auto stub = Standings::NewStub(bureau_.server().channel());
    const absl::Status read =
        rpc::InvokeStream(*stub, &Standings::Stub::StreamStandings, request, Auditor(),
                          [&](const v1::StreamStandingsResponse& message) {
                            for (v1::Standing standing : message.standings()) {
                              const std::string& id = standing.institution_id();
                              if (standing.points() != sums[id]) {
                                out_.unbalanced.push_back(absl::StrCat(
                                    id, " has ", standing.points(), ", its entries ", sums[id]));
                              }
                              standing.clear_entry_ids();  // random by nature
                              absl::StrAppend(&out_.standings, standing.ShortDebugString(), "\n");
                            }
                            return absl::OkStatus();
                          });
    if (!read.ok()) out_.unbalanced.push_back(read.ToString());
  }

  Script script_;
  Bureau bureau_;
  std::map<std::string, CaseRun> runs_;
  YearOutcome out_;
};

}  // namespace

const YearOutcome& YearOn(const std::string& engine) {
  static std::map<std::string, YearOutcome> years;
  const auto known = years.find(engine);
  if (known != years.end()) return known->second;
  return years.emplace(engine, Year(engine).Run()).first->second;
}

}  // namespace probity::scoring::year
