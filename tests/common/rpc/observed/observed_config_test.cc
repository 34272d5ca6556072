// Where a service shows its figures and sends its spans.
#include "common/rpc/config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::rpc {
namespace {

using config::v1::ServiceConfig;

struct PortCase {
  std::string rule;
  std::string listen;
  std::string admin_listen;
  std::string metrics_listen;
};

TEST(MetricsListen, FollowsTheServicesPortOnTheAdminPortsHost) {
  const std::vector<PortCase> cases = {
      {"by default", "", "", "127.0.0.1:7301"},
      {"two hundred above the service's", "127.0.0.1:9000", "", "127.0.0.1:9200"},
      {"where probes come to", "10.0.0.5:7101", "0.0.0.0:7201", "0.0.0.0:7301"},
      {"any free one beside any free one", "127.0.0.1:0", "", "127.0.0.1:0"},
      {"and beside a free admin port", "127.0.0.1:9000", "127.0.0.1:0", "127.0.0.1:0"},
  };
  for (const PortCase& one : cases) {
    ServiceConfig config;
    config.set_listen(one.listen);
    config.set_admin_listen(one.admin_listen);
    Complete("scoring", &config);
    EXPECT_EQ(config.metrics_listen(), one.metrics_listen) << one.rule;
  }
}

struct WrongCase {
  std::string metrics_listen;
  std::string otlp_endpoint;
  std::string says;
};

TEST(CheckConfig, KnowsTheAddressesOfObservers) {
  const std::vector<WrongCase> cases = {
      {"7301", "", "not an address"},
      {"127.0.0.1:7101", "", "metrics_listen is another port's address"},
      {"127.0.0.1:7201", "", "metrics_listen is another port's address"},
      {"", "collector", "not an address"},
      {"", "collector.example:4317", "loopback"},
  };
  for (const WrongCase& wrong : cases) {
    ServiceConfig config;
    config.set_metrics_listen(wrong.metrics_listen);
    config.set_otlp_endpoint(wrong.otlp_endpoint);
    Complete("scoring", &config);
    EXPECT_THAT(std::string(CheckConfig("scoring", config).message()),
                testing::HasSubstr(wrong.says));
  }
  ServiceConfig fine;
  fine.set_metrics_listen("0.0.0.0:7301");
  fine.set_otlp_endpoint("127.0.0.1:4317");
  Complete("scoring", &fine);
  EXPECT_TRUE(CheckConfig("scoring", fine).ok()) << CheckConfig("scoring", fine);
}

}  // namespace
}  // namespace probity::rpc
