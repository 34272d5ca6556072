// The smallest service there can be: what ServiceMain is tested with, as a process of its own.
#include <filesystem>

#include "common/rpc/service_main.h"
#include "common/status/status.h"
#include "notes.pb.h"

namespace probity::rpc {
namespace {

using rpctest::v1::AskRequest;
using rpctest::v1::AskResponse;

// The test makes this file to make the service unable to work.
constexpr char kTrouble[] = "/trouble";

struct Owned {
  std::string folder;
  ~Owned() { std::fputs("store closed\n", stderr); }
};

absl::StatusOr<App> Make(const Environment& env) {
  auto owned = std::make_shared<Owned>();
  owned->folder = env.config.database().substr(std::string("sqlite:").size());
  if (!std::filesystem::is_directory(owned->folder)) {
    return absl::NotFoundError("no folder " + owned->folder + "; make it");
  }
  App app;
  app.router = std::make_unique<Router>();
  app.router->Unary<AskRequest, AskResponse>(
      "probity.rpctest.v1.QuietService.Ask",
      [clock = env.clock](const Call&, const AskRequest& request) -> absl::StatusOr<AskResponse> {
        if (request.question() == "slow") absl::SleepFor(absl::Milliseconds(700));
        AskResponse response;
        response.set_answer(absl::FormatTime(clock->Now()));
        return response;
      });
  app.check = [owned](absl::Time) {
    return std::filesystem::exists(owned->folder + kTrouble) ? absl::UnavailableError("in trouble")
                                                             : absl::OkStatus();
  };
  app.start_jobs = [] { std::fputs("jobs started\n", stderr); };
  app.stop_jobs = [] { std::fputs("jobs stopped\n", stderr); };
  app.owned = owned;
  return app;
}

absl::Status Migrate(const Environment& env) {
  std::printf("migrating %s\n", env.config.database().c_str());
  return absl::OkStatus();
}

}  // namespace
}  // namespace probity::rpc

int main(int argc, char** argv) {
  return probity::rpc::ServiceMain({"scoring", &probity::rpc::Make, &probity::rpc::Migrate}, argc,
                                   argv);
}
