#include "common/rpc/config.h"

#include <fstream>
#include <functional>

#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

using config::v1::ServiceConfig;

absl::StatusOr<ServiceConfig> Read(const std::string& json) {
  ScratchDir dir;
  const std::string path = dir.Path("config.json");
  std::ofstream(path) << json;
  return ReadConfig(path);
}

ServiceConfig Completed(const std::string& service) {
  ServiceConfig config;
  Complete(service, &config);
  return config;
}

TEST(ReadConfig, ReadsJson) {
  const auto config = Read(R"({"region": "harbour", "workers": 4})");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->region(), "harbour");
  EXPECT_EQ(config->workers(), 4);
}

TEST(ReadConfig, NamesAFieldItDoesNotKnow) {
  const absl::Status status = Read(R"({"regoin": "harbour"})").status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(
      std::string(status.message()),
      testing::AllOf(testing::HasSubstr("regoin"), testing::HasSubstr("config.json:1:1: ")));
}

TEST(ReadConfig, NamesLineAndColumnOfBrokenText) {
  EXPECT_THAT(std::string(Read("{\n  \"workers\": ,\n}").status().message()),
              testing::HasSubstr("config.json:2:14: "));
}

TEST(ReadConfig, RefusesWrongTypesAndBrokenText) {
  for (const std::string json : {R"({"workers": "many"})", R"({"workers": 4} extra)", "{", ""}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Read(json).status())) << json;
  }
}

TEST(ReadConfig, NamesAFileItCannotRead) {
  EXPECT_THAT(std::string(ReadConfig("/nowhere/config.json").status().message()),
              testing::HasSubstr("/nowhere/config.json"));
  EXPECT_THAT(std::string(ReadConfig("/tmp").status().message()),
              testing::HasSubstr("cannot read the configuration file /tmp"));
}

TEST(Complete, EveryServiceWorksWithoutAnySetting) {
  const ServiceConfig scoring = Completed("scoring");
  EXPECT_EQ(scoring.listen(), "127.0.0.1:7101");
  EXPECT_EQ(scoring.admin_listen(), "127.0.0.1:7201");
  EXPECT_EQ(scoring.database(), "sqlite:data/scoring.db");
  EXPECT_EQ(scoring.region(), "demo");
  EXPECT_EQ(scoring.clock(), "real");
  EXPECT_EQ(scoring.workers(), 8);
  EXPECT_EQ(scoring.queue(), 256);
  EXPECT_EQ(scoring.max_deadline_ms(), 30'000);
  EXPECT_EQ(scoring.max_connections(), 1024);
  EXPECT_EQ(scoring.calls_per_address(), 256);
  EXPECT_EQ(scoring.patience_ms(), 30'000);
  const ServiceConfig review = Completed("review");
  EXPECT_EQ(review.listen(), "127.0.0.1:7102");
  EXPECT_EQ(review.roster_database(), "sqlite:data/roster.db");
  EXPECT_EQ(review.hearing_database(), "sqlite:data/hearing.db");
  EXPECT_EQ(review.scoring_address(), "127.0.0.1:7101");
  EXPECT_EQ(review.database(), "");
  const ServiceConfig settlement = Completed("settlement");
  EXPECT_EQ(settlement.admin_listen(), "127.0.0.1:7203");
  EXPECT_EQ(settlement.database(), "sqlite:data/settlement.db");
  for (const std::string service : {"scoring", "review", "settlement"}) {
    EXPECT_TRUE(CheckConfig(service, Completed(service)).ok())
        << CheckConfig(service, Completed(service));
  }
}

TEST(Complete, TheAdminPortFollowsTheServicesPort) {
  ServiceConfig config;
  config.set_listen("127.0.0.1:9000");
  Complete("review", &config);
  EXPECT_EQ(config.admin_listen(), "127.0.0.1:9100");
  ServiceConfig any;
  any.set_listen("127.0.0.1:0");
  Complete("review", &any);
  EXPECT_EQ(any.admin_listen(), "127.0.0.1:0");
}

struct WrongCase {
  std::string service;
  std::function<void(ServiceConfig&)> spoil;
  std::string says;
};

TEST(CheckConfig, SaysWhatIsWrong) {
  const std::vector<WrongCase> cases = {
      {"scoring", [](ServiceConfig& c) { c.set_listen("0.0.0.0:7101"); }, "loopback"},
      {"scoring", [](ServiceConfig& c) { c.set_listen("7101"); }, "not an address"},
      {"scoring", [](ServiceConfig& c) { c.set_admin_listen(c.listen()); }, "choose two"},
      {"scoring", [](ServiceConfig& c) { c.set_region("Up Town"); }, "region"},
      {"scoring", [](ServiceConfig& c) { c.set_workers(257); }, "workers is 257"},
      {"scoring", [](ServiceConfig& c) { c.set_queue(-1); }, "queue is -1"},
      {"scoring", [](ServiceConfig& c) { c.set_max_deadline_ms(10); }, "max_deadline_ms"},
      {"scoring", [](ServiceConfig& c) { c.set_drain_delay_ms(-5); }, "drain_delay_ms"},
      {"scoring", [](ServiceConfig& c) { c.set_max_connections(15); }, "max_connections is 15"},
      {"scoring", [](ServiceConfig& c) { c.set_calls_per_address(7); }, "calls_per_address is 7"},
      {"scoring", [](ServiceConfig& c) { c.set_patience_ms(999); }, "patience_ms is 999"},
      {"scoring", [](ServiceConfig& c) { c.set_database("scoring.db"); }, "sqlite:PATH"},
      {"scoring", [](ServiceConfig& c) { c.set_database("mysql://u@db.example/n"); },
       "there is no plaintext off loopback"},
      {"review", [](ServiceConfig& c) { c.set_hearing_database("mysql://u@127.db.example/n"); },
       "hearing_database: database host 127.db.example is not this machine"},
      {"scoring", [](ServiceConfig& c) { c.set_clock("sundial"); }, "real or scenario:FILE"},
      {"scoring", [](ServiceConfig& c) { c.set_notices_dir("n"); }, "review only"},
      {"settlement", [](ServiceConfig& c) { c.set_keys_dir("k"); }, "scoring and review"},
      {"scoring", [](ServiceConfig& c) { c.set_scoring_address("127.0.0.1:1"); }, "remove it"},
      {"review", [](ServiceConfig& c) { c.set_database("sqlite:x.db"); }, "no single database"},
      {"review", [](ServiceConfig& c) { c.set_hearing_database(c.roster_database()); }, "two"},
      {"settlement", [](ServiceConfig& c) { c.set_scoring_address("far:7101"); }, "loopback"},
      {"review", [](ServiceConfig& c) { c.set_calendar("region.csv"); },
       "calendar is a setting of scoring only"},
  };
  for (const WrongCase& c : cases) {
    ServiceConfig config = Completed(c.service);
    c.spoil(config);
    const absl::Status status = CheckConfig(c.service, config);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << c.says;
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr(c.says));
  }
}

TEST(CheckConfig, RefusesAScenarioClockOffLoopback) {
  ServiceConfig config = Completed("scoring");
  config.set_clock("scenario:now.txt");
  EXPECT_TRUE(CheckConfig("scoring", config).ok());
  config.set_database("mysql://u@127.0.0.1/n");
  EXPECT_TRUE(CheckConfig("scoring", config).ok());
  config.set_database("mysql://u@db.example/n?ssl_ca=ca.pem");
  EXPECT_THAT(std::string(CheckConfig("scoring", config).message()),
              testing::HasSubstr("scenario clock is refused with a database off loopback"));
  config.set_listen("10.0.0.1:7101");
  EXPECT_THAT(std::string(CheckConfig("scoring", config).message()),
              testing::HasSubstr("scenario clock is refused off loopback"));
}

TEST(CheckConfig, TakesAScenarioClockOffLoopbackInARehearsalAlone) {
  const auto wrong = [](const std::function<void(ServiceConfig&)>& spoil) {
    ServiceConfig config = Completed("scoring");
    config.set_listen("10.0.0.1:7101");
    config.set_admin_listen("10.0.0.1:7201");
    config.set_clock("scenario:now.txt");
    config.set_region("rehearsal-2");
    config.set_rehearsal(true);
    config.set_tls_dir("none");
    spoil(config);
    return std::string(CheckConfig("scoring", config).message());
  };
  using testing::HasSubstr;
  using testing::Not;
  EXPECT_THAT(
      wrong([](ServiceConfig&) {}),
      testing::AllOf(HasSubstr("tls_dir"), Not(HasSubstr("scenario")), Not(HasSubstr("rehearsal"))))
      << "nothing but the certificate, which this test has not";
  EXPECT_THAT(wrong([](ServiceConfig& c) { c.set_rehearsal(false); }),
              HasSubstr("scenario clock is refused off loopback"));
  EXPECT_THAT(wrong([](ServiceConfig& c) { c.set_clock("real"); }),
              HasSubstr("a rehearsal plays time"));
  EXPECT_THAT(wrong([](ServiceConfig& c) { c.clear_tls_dir(); }),
              HasSubstr("a rehearsal needs tls_dir"));
  for (const char* region : {"demo", "my-rehearsal", "rehearsa"}) {
    EXPECT_THAT(wrong([region](ServiceConfig& c) { c.set_region(region); }),
                HasSubstr("the region of a rehearsal begins with 'rehearsal'"));
  }
}

TEST(CheckConfig, SaysEverythingThatIsWrongAtOnce) {
  ServiceConfig config = Completed("scoring");
  config.set_region("");
  config.set_workers(0);
  EXPECT_THAT(std::string(CheckConfig("scoring", config).message()),
              testing::AllOf(testing::HasSubstr("region"), testing::HasSubstr("workers")));
}

}  // namespace
}  // namespace probity::rpc
