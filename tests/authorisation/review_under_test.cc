#include "services/review/api/environment.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/api/scoring_client.h"
#include "services/review/api/services.h"
#include "services/review/jobs/jobs.h"
#include "services/review/store/hearing/migrations.h"
#include "services/review/store/roster/migrations.h"
#include "tests/authorisation/service_under_test.h"

namespace probity::authorisation {
namespace {

class Review final : public Service {
 public:
  Review(const rpc::ServeOptions& options, int scoring_port) : scoring_(Plainly(scoring_port)) {
    review::RegisterRoster(env_, router_);
    review::RegisterCommittee(env_, router_);
    review::RegisterKeys(env_, router_);
    review::RegisterHearingAdmin(jobs_.hearing(), router_);
    Serve(options);
  }
  ~Review() override { Stop(); }

 private:
  testing::TempDir folder_;
  testing::TestDatabase opened_roster_{"sqlite", review::roster::Migrations()};
  testing::TestDatabase opened_hearing_{
      "sqlite", review::hearing::Migrations(),
      [](sql::Options& options) { options.secure_delete = true; }};
  CountingDatabase roster_{*opened_roster_, uses_};
  CountingDatabase hearing_{*opened_hearing_, uses_};
  review::Keys keys_{review::Bytes(32, 'R'), review::Bytes(32, 'H'), crypto::SystemEntropy()};
  std::unique_ptr<review::Notifier> notifier_ =
      review::FolderNotifier(folder_.path() + "/notices").value();
  review::ScoringClient scoring_;
  review::ReviewEnv env_{clock_,
                         crypto::SystemEntropy(),
                         roster_,
                         hearing_,
                         keys_,
                         *notifier_,
                         [this](absl::Time deadline) {
                           return scoring_.GetCommittee(absl::CivilDay(2026, 2, 12), deadline);
                         },
                         page_tokens_,
                         review::Settings{}};
  review::Jobs jobs_{env_, scoring_};
};

}  // namespace

std::unique_ptr<ServiceUnderTest> StartReview(const rpc::ServeOptions& options, int scoring) {
  return std::make_unique<Review>(options, scoring);
}

}  // namespace probity::authorisation
