#include "tests/services/scoring/year/bureau.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"

namespace probity::scoring::year {
namespace {

const Verb* Find(std::string_view name) {
  for (const Verbs* verbs :
       {&StepVerbs(), &LaterVerbs(), &CommitteeVerbs(), &ActVerbs(), &ServiceVerbs()}) {
    const auto found = verbs->find(name);
    if (found != verbs->end()) return &found->second;
  }
  return nullptr;
}

}  // namespace

Bureau::Bureau(const std::string& engine, const std::vector<ScriptedCase>& cases)
    : server_(absl::CivilDay(2026, 1, 4), engine), client_(server_) {
  server_.PutShippedPolicies();
  std::vector<std::string> medical;
  std::vector<std::string> pharmacies;
  for (const ScriptedCase& one : cases) {
    std::vector<std::string>& ids = one.institution_id.front() == 'P' ? pharmacies : medical;
    if (std::find(ids.begin(), ids.end(), one.institution_id) == ids.end()) {
      ids.push_back(one.institution_id);
    }
  }
  server_.Register(v1::SUBJECT_KIND_MEDICAL, medical);
  server_.Register(v1::SUBJECT_KIND_PHARMACY, pharmacies);
}

std::string Bureau::Today() const {
  return calendar::FormatDate(probity::Today(server_.env().clock));
}

std::string Bureau::NextRound() {
  return absl::StrFormat("%032x", ++rounds_);
}

absl::Status Bureau::Take(const Act& act, CaseRun& run) {
  server_.clock().Set(act.day);
  const Verb* verb = Find(act.verb);
  if (verb == nullptr) return absl::InternalError("no such verb");
  return (*verb)(*this, run, act.words);
}

}  // namespace probity::scoring::year
