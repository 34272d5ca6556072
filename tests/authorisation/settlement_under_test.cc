#include "common/calendar/work_calendar.h"
#include "services/settlement/api/environment.h"
#include "services/settlement/api/policy_files.h"
#include "services/settlement/api/run_progress.h"
#include "services/settlement/api/services.h"
#include "services/settlement/api/witness/witness.h"
#include "services/settlement/store/migrations.h"
#include "tests/authorisation/service_under_test.h"

namespace probity::authorisation {
namespace {

class Settlement final : public Service {
 public:
  Settlement(const rpc::ServeOptions& options, int scoring_port)
      : env_{kRegion,   clock_,       crypto::SystemEntropy(), database_,
             policies_, page_tokens_, Plainly(scoring_port),   calendar_,
             progress_} {
    settlement::RegisterServices(env_, router_);
    settlement::RegisterAuditService(env_, router_);
    Serve(options);
  }
  ~Settlement() override { Stop(); }

 private:
  testing::TestDatabase opened_{"sqlite", settlement::Migrations()};
  CountingDatabase database_{*opened_, uses_};
  calendar::WorkCalendar calendar_ = calendar::ShippedCalendar().value();
  settlement::PolicyFiles policies_{kRegion};
  settlement::RunProgress progress_;
  settlement::ServiceEnv env_;
};

}  // namespace

std::unique_ptr<ServiceUnderTest> StartSettlement(const rpc::ServeOptions& options, int scoring) {
  return std::make_unique<Settlement>(options, scoring);
}

}  // namespace probity::authorisation
