#include "tests/blind/world.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/crypto/crypto.h"

namespace probity::blind {
namespace {

constexpr absl::CivilDay kFiled(2026, 1, 20);
constexpr char kServed[] = "2026-01-21";

}  // namespace

std::vector<std::string> CanaryInstitutions(int count) {
  std::vector<std::string> ids;
  for (int i = 1; i <= count; ++i) ids.push_back(absl::StrFormat("INST-CANARY-%04d", i));
  return ids;
}

World::World(const Secrets& secrets)
    : secrets_(secrets), scoring_(kFiled, secrets.engine), cases_(scoring_) {
  scoring_.PutShippedPolicies();
  std::vector<std::string> ids = secrets.accused;
  ids.insert(ids.end(), secrets.bystanders.begin(), secrets.bystanders.end());
  scoring_.Register(scoring::v1::SUBJECT_KIND_MEDICAL, ids);
  review_ = std::make_unique<review::ReviewBench>(review::ReviewBench::Setup{
      secrets.engine, scoring_.channel(), [this](int port) { return ear_.Connect(port); },
      secrets.seed, review::Settings()});
  review_->FillRoster();
}

std::vector<std::string> World::ReferAll() {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < secrets_.accused.size(); ++i) {
    const auto file =
        cases_.Open(absl::StrCat("CASEREF-", i + 1), secrets_.accused[i],
                    {scoring::FindingOf(1, "M201", 6, "2026-01-15")});
    cases_.Notify(file.case_id());
    scoring_.clock().Set(absl::CivilDay(2026, 1, 21));
    cases_.Serve(file.case_id(), kServed);
    cases_.Object(file.case_id(), secrets_.defence);
    cases_.Refer(file.case_id());
    ids.push_back(file.case_id());
  }
  scoring_.clock().Set(absl::CivilDay(2026, 3, 2));
  return ids;
}

std::string World::RoundIn(review::v1::RoundPhase phase, int cases) {
  return review_->RoundIn(phase, cases);
}

}  // namespace probity::blind
