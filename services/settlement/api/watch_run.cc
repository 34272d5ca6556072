#include "services/settlement/api/watch_run.h"

#include <string>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/settlement/store/runs.h"

namespace probity::settlement {
namespace {

constexpr absl::Duration kPace = absl::Milliseconds(200);

v1::WatchRunResponse Message(const Run& run, const std::optional<Stage>& stage) {
  v1::WatchRunResponse message;
  message.set_stage(std::string(RunStateName(run.state)));
  message.set_total(run.units);
  const bool posts = run.state == RunState::kLocked && SettlesMoney(run.kind);
  message.set_done(posts ? run.posted_units : run.units);
  message.set_finished(!stage.has_value() && (!posts || run.posted_units == run.units));
  if (posts && !message.finished()) message.set_stage("POSTING");
  if (stage.has_value() && !posts) {
    message.set_stage(stage->name);
    message.set_done(stage->done);
    message.set_total(stage->total);
  }
  return message;
}

}  // namespace

absl::Status WatchRun(const ServiceEnv& env, const rpc::Call& call,
                      const v1::WatchRunRequest& request, rpc::Sink& sink) {
  while (true) {
    const std::optional<Stage> stage = env.progress.Get(request.run_id());
    v1::WatchRunResponse message;
    PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const Run run, GetRun(tx, env.region, request.run_id()));
      message = Message(run, stage);
      return absl::OkStatus();
    }));
    PROBITY_RETURN_IF_ERROR(sink.Write(message));
    if (message.finished() || call.cancelled()) return absl::OkStatus();
    absl::SleepFor(kPace);
  }
}

}  // namespace probity::settlement
