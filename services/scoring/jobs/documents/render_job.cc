#include "services/scoring/jobs/documents/render_job.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/api/documents/render.h"
#include "services/scoring/store/documents/documents.h"

namespace probity::scoring {
namespace {

constexpr int32_t kDocumentsPerLook = 20;
// One look may take so long; what is left waits for the next.
constexpr absl::Duration kPatience = absl::Seconds(10);

// Renders the next documents after `last` and moves it on. A document that cannot be rendered is
// left to its reader, who is told why.
absl::Status RenderSome(const ServiceEnv& env, absl::Time deadline, std::string& last) {
  DocumentFilter filter;
  filter.unrendered = true;
  filter.after = last;
  filter.limit = kDocumentsPerLook;
  std::vector<IssuedDocument> documents;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(documents, ListDocuments(tx, env.region, filter));
    return absl::OkStatus();
  }));
  for (const IssuedDocument& one : documents) {
    RenderingOf(env, deadline, one).status().IgnoreError();
    last = one.document_id;
  }
  return absl::OkStatus();
}

}  // namespace

RenderJob::RenderJob(const ServiceEnv& env, absl::Duration interval)
    : job_(interval, [&env, last = std::make_shared<std::string>()] {
        // A failure is the database's, which reports it itself; the next look tries again.
        RenderSome(env, absl::Now() + kPatience, *last).IgnoreError();
      }) {}

}  // namespace probity::scoring
