#include "common/calendar/work_calendar.h"
#include "common/crypto/signature.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/api/services.h"
#include "services/scoring/api/witness/witness_service.h"
#include "services/scoring/store/migrations.h"
#include "tests/authorisation/service_under_test.h"

namespace probity::authorisation {
namespace {

class Scoring final : public Service {
 public:
  explicit Scoring(const rpc::ServeOptions& options) {
    scoring::RegisterServices(env_, router_);
    scoring::RegisterWitnessService(env_, audit_key_, router_);
    Serve(options);
  }
  ~Scoring() override { Stop(); }

 private:
  testing::TestDatabase opened_{"sqlite", scoring::Migrations()};
  CountingDatabase database_{*opened_, uses_};
  calendar::WorkCalendar calendar_ = calendar::ShippedCalendar().value();
  scoring::PolicyBook policies_{kRegion};
  scoring::ServiceEnv env_{kRegion,   clock_,      crypto::SystemEntropy(), calendar_, database_,
                           policies_, page_tokens_};
  const crypto::SigningKey audit_key_{std::string(32, 'a')};
};

}  // namespace

std::unique_ptr<ServiceUnderTest> StartScoring(const rpc::ServeOptions& options) {
  return std::make_unique<Scoring>(options);
}

}  // namespace probity::authorisation
