// The scoring service in this process: a real server and channel over an empty database, a clock
// set by hand and a seeded source of randomness.
#ifndef PROBITY_TESTS_SERVICES_SCORING_SUPPORT_SCORING_SERVER_H_
#define PROBITY_TESTS_SERVICES_SCORING_SUPPORT_SCORING_SERVER_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/calendar/work_calendar.h"
#include "common/clock/fake_clock.h"
#include "common/crypto/signature.h"
#include "common/metrics/metrics.h"
#include "common/policy/policy.h"
#include "common/rpc/channel.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "common/sql/database.h"
#include "probity/options/v1/access.pb.h"
#include "probity/scoring/v1/institution.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "tests/support/databases.h"
#include "tests/support/request_id.h"

namespace probity::scoring {

class ScoringServer {
 public:
  // `engine` is one of testing::Engines().
  explicit ScoringServer(absl::CivilDay today, const std::string& engine = "sqlite");
  ~ScoringServer();

  FakeClock& clock() { return clock_; }
  const ServiceEnv& env() const { return env_; }
  const crypto::SigningKey& audit_key() const { return audit_key_; }
  const sql::Options& database_options() const { return opened_.options(); }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const metrics::Registry& figures() const { return figures_; }

  // Runs `body` in a transaction of the service's database; the test fails if it is refused.
  void Change(const sql::Body& body);
  absl::Status Try(const sql::Body& body);

  // Gives these persons certificates of the years 2010 to 2039, past the service. The server begins
  // with those of officer-a, -b, -c and officer-1, -2.
  void CertifyOfficers(const std::vector<std::string>& persons);

  // Puts policies/medical.txtpb and policies/pharmacy.txtpb in force.
  void PutShippedPolicies();

  // Registers institutions of one kind, designated since 2020.
  void Register(v1::SubjectKind kind, const std::vector<std::string>& ids);

 private:
  metrics::Registry figures_;
  testing::TestDatabase opened_;
  FakeClock clock_;
  std::unique_ptr<sql::Database>
      database_;  // `opened_`, each appended row sealed as in the service
  calendar::WorkCalendar calendar_;
  PolicyBook policies_;
  rpc::PageTokens page_tokens_;
  ServiceEnv env_;
  const crypto::SigningKey audit_key_{std::string(32, 'a')};
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// Options of a call by a person of these roles; an institution names itself.
rpc::CallOptions As(std::set<options::v1::Role> roles, const std::string& person = "tester");
rpc::CallOptions AsInstitution(const std::string& institution_id);

// "NOT_FOUND/UNKNOWN_CASE", or "OK": how a failure is named in expectations.
std::string Outcome(const absl::Status& status);

// The text of a file of the repository.
std::string ReadSourceFile(const std::string& path);

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_SUPPORT_SCORING_SERVER_H_
