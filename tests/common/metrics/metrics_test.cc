// Figures as a reader of a monitoring system gets them.
#include "common/metrics/metrics.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "common/metrics/exposer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;

// One request over HTTP on loopback; the whole answer, head and body.
std::string Get(int port, const std::string& path) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  const std::string request = absl::StrCat("GET ", path, " HTTP/1.0\r\n\r\n");
  EXPECT_EQ(write(fd, request.data(), request.size()), static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(fd, buffer, sizeof(buffer))) > 0;) {
    answer.append(buffer, static_cast<size_t>(got));
  }
  close(fd);
  return answer;
}

TEST(Registry, TellsNameHelpKindLabelsAndValue) {
  Registry registry;
  registry.MakeCounter("calls_total", "Calls answered", {{"code", "OK"}}).Add();
  registry.MakeCounter("calls_total", "Calls answered", {{"code", "Internal"}}).Add(2);
  registry.MakeGauge("cases", "Cases", {{"step", "filed"}}).Set(7);
  const std::string text = registry.Text();
  for (const char* line : {"# HELP calls_total Calls answered\n", "# TYPE calls_total counter\n",
                           "calls_total{code=\"OK\"} 1\n", "calls_total{code=\"Internal\"} 2\n",
                           "# TYPE cases gauge\n", "cases{step=\"filed\"} 7\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Registry, TheSameNameAndLabelsAreTheSameFigure) {
  Registry registry;
  registry.MakeCounter("calls_total", "Calls", {{"code", "OK"}}).Add(3);
  const Counter again = registry.MakeCounter("calls_total", "Calls", {{"code", "OK"}});
  again.Add();
  EXPECT_EQ(again.value(), 4);
  EXPECT_EQ(registry.MakeCounter("calls_total", "Calls", {{"code", "Internal"}}).value(), 0);
}

TEST(Registry, ADurationFallsIntoTheFirstBucketThatHoldsIt) {
  Registry registry;
  const Histogram wait =
      registry.MakeHistogram("wait_seconds", "Wait", {absl::Milliseconds(500), absl::Seconds(5)});
  for (const int ms : {500, 501, 5000, 5001}) wait.Observe(absl::Milliseconds(ms));
  const std::string text = registry.Text();
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"0.5\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"5\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"+Inf\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_count 4\n"));
}

TEST(Registry, AWatchedFigureIsAskedForUntilItsWatchGoes) {
  Registry registry;
  int64_t depth = 3;
  auto watch = registry.Watch(Kind::kGauge, "queue_depth", "Waiting",
                              [&] { return static_cast<double>(depth); });
  EXPECT_THAT(registry.Text(), HasSubstr("queue_depth 3\n"));
  depth = 4;
  EXPECT_THAT(registry.Text(), HasSubstr("queue_depth 4\n"));
  watch.reset();
  EXPECT_THAT(registry.Text(), Not(HasSubstr("queue_depth")));
}

TEST(Registry, AHandleMadeByDefaultCountsNothing) {
  Counter().Add();
  Gauge().Set(1);
  Histogram().Observe(absl::Seconds(1));
  EXPECT_EQ(Counter().value(), 0);
}

TEST(Exposer, AnswersMetricsAndNothingElse) {
  Registry registry;
  registry.MakeCounter("calls_total", "Calls").Add(5);
  const auto exposer = Exposer::Listen("127.0.0.1:0", registry);
  ASSERT_TRUE(exposer.ok()) << exposer.status();
  const std::string answer = Get((*exposer)->port(), "/metrics");
  EXPECT_THAT(answer, HasSubstr("200 OK"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain"));
  EXPECT_THAT(answer, HasSubstr("calls_total 5\n"));
  EXPECT_THAT(Get((*exposer)->port(), "/"), Not(HasSubstr("200 OK")));
}

TEST(Exposer, APortInUseIsRefusedByName) {
  const Registry registry;
  const auto first = Exposer::Listen("127.0.0.1:0", registry);
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string address = absl::StrCat("127.0.0.1:", (*first)->port());
  const absl::Status status = Exposer::Listen(address, registry).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr(address));
}

TEST(Exposer, OneWhoSaysNothingKeepsNobodyElseOut) {
  const Registry registry;
  const auto exposer = Exposer::Listen("127.0.0.1:0", registry);
  ASSERT_TRUE(exposer.ok()) << exposer.status();
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>((*exposer)->port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int silent = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(silent, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_THAT(Get((*exposer)->port(), "/metrics"), HasSubstr("200 OK"));
  close(silent);
}

}  // namespace
}  // namespace probity::metrics
