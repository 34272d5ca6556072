#include "services/scoring/jobs/documents/render_job.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/documents/documents.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

class RenderJobTest : public ::testing::TestWithParam<std::string> {
 protected:
  size_t Unrendered() {
    DocumentFilter filter;
    filter.unrendered = true;
    size_t count = 0;
    server_.Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const auto documents,
                               ListDocuments(tx, server_.env().region, filter));
      count = documents.size();
      return absl::OkStatus();
    });
    return count;
  }

  ScoringServer server_{absl::CivilDay(2026, 3, 9), GetParam()};
};

TEST_P(RenderJobTest, EveryIssuedDocumentHasItsPagesBeforeAnybodyAsks) {
  server_.PutShippedPolicies();
  server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1"});
  CaseClient cases(server_);
  cases.Served("2026-1", "M1", {FindingOf(1, "M101", 1)}, "2026-03-09");
  EXPECT_GT(Unrendered(), 2u) << "the steps issued their documents";
  const RenderJob one(server_.env(), absl::Milliseconds(20));
  const RenderJob other(server_.env(), absl::Milliseconds(20));
  const absl::Time patience = absl::Now() + absl::Seconds(60);
  while (Unrendered() > 0 && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(20));
  EXPECT_EQ(Unrendered(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Engines, RenderJobTest, ::testing::ValuesIn(testing::Engines()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace probity::scoring
