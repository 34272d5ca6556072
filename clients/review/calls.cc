#include "clients/review/calls.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/common/actors.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(250);
constexpr absl::Duration kLongestPause = absl::Seconds(4);
constexpr absl::Duration kAttempt = absl::Seconds(10);

constexpr char kNobody[] =
    "审查服务没有应答 no answer from the review service.\n"
    "  核对地址 check --review, 网络 the network, 稍后重试 and run the same command again;\n"
    "  重复提交无害 repeating is harmless, `status` 显示已登记的表决 shows what is recorded.\n";

// What is wrong with each field, or the one sentence there is.
std::string Plainly(const absl::Status& status) {
  const std::vector<FieldViolation> violations = DetailOf(status).violations;
  if (violations.empty()) return absl::StrCat(status.message(), "\n");
  std::string text = "输入有误 wrong input:\n";
  for (const FieldViolation& one : violations) {
    absl::StrAppend(&text, "  ", one.field, ": ", one.description, "\n");
  }
  return text;
}

}  // namespace

bool IsRefusal(const absl::Status& status) {
  return absl::IsPermissionDenied(status) && DetailOf(status).reason.empty();
}

bool IsNoAnswer(const absl::Status& status) {
  return rpc::IsPassing(status) || absl::IsDeadlineExceeded(status);
}

absl::Status Patiently(const Patience& patience, const std::function<void()>& waiting,
                       const std::function<absl::Status()>& attempt) {
  const absl::Time begun = absl::Now();
  absl::Duration pause = kFirstPause;
  bool said = false;
  for (;;) {
    absl::Status status = attempt();
    const bool silent = IsNoAnswer(status);
    if (!silent && !IsRefusal(status)) return status;
    const absl::Duration enough = silent ? patience.no_answer : patience.refused;
    if (absl::Now() + pause > begun + enough) return status;
    if (silent && !std::exchange(said, true)) waiting();
    absl::SleepFor(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

std::string FailureText(const absl::Status& status, const Asked& asked) {
  if (IsNoAnswer(status)) return kNobody;
  if (IsRefusal(status)) {
    return absl::StrCat(
        "服务未受理，且从不说明原因 refused; the service never says why. 请核对 check:\n"
        "  · 是否在通知所列的 is it within the notice's: ",
        ToAbsl(asked.hours),
        "\n"
        "  · 是否最新一份通知 is it the newest notice? 新通知使旧码失效 a later one makes older "
        "codes worthless\n"
        "  · ",
        ToAbsl(asked.of_code),
        " 是否与通知逐位一致 is it the notice's, symbol by symbol, with its check symbol? "
        "应召码与表决码不可互换 answer and voting codes are two\n",
        asked.names_case
            ? "  · 件的编号和校验符 a case's serial with its check symbol, as `list` shows it\n"
            : "");
  }
  if (absl::IsUnimplemented(status)) {
    return "该地址不是审查服务 the address is not a review service's; check --review\n";
  }
  return Plainly(status);
}

absl::StatusOr<Connection> Connect(const std::string& address, const std::string& tls_dir) {
  PROBITY_ASSIGN_OR_RETURN(const auto channel, rpc::MakeChannel(address, {tls_dir}));
  Connection connection;
  connection.stub = review::v1::CommitteeService::NewStub(channel);
  connection.options.caller = clients::Actors::Defaults().For(options::v1::ROLE_MEMBER_CLIENT);
  connection.options.timeout = kAttempt;
  return connection;
}

std::function<void()> SayWaiting(std::ostream& err) {
  return [&err] { err << "没有应答，继续尝试 no answer yet, trying on …\n" << std::flush; };
}

SeatCalls::SeatCalls(Connection connection, const SeatFile& file, Patience patience,
                     std::ostream& err)
    : connection_(std::move(connection)),
      seat_(*connection_.stub, connection_.options, file.round, file.code),
      patience_(patience),
      err_(err) {}

template <typename Value>
absl::StatusOr<Value> SeatCalls::Ask(const std::function<absl::StatusOr<Value>()>& call) const {
  absl::StatusOr<Value> answer;
  const absl::Status status = Patiently(patience_, SayWaiting(err_), [&] {
    answer = call();
    return answer.status();
  });
  if (!status.ok()) return status;
  return answer;
}

absl::StatusOr<review::v1::ListSheetsResponse> SeatCalls::List() const {
  return Ask<review::v1::ListSheetsResponse>([&] { return seat_.ListSheets(); });
}

absl::StatusOr<scoring::v1::SheetBody> SeatCalls::Sheet(const std::string& serial) const {
  return Ask<scoring::v1::SheetBody>([&] { return seat_.GetSheet(serial); });
}

absl::StatusOr<clients::Seat::Image> SeatCalls::Image(const std::string& serial,
                                                      int32_t index) const {
  return Ask<clients::Seat::Image>([&] { return seat_.GetAttachment(serial, index); });
}

absl::StatusOr<review::v1::GetBallotResponse> SeatCalls::Ballot(const std::string& serial) const {
  return Ask<review::v1::GetBallotResponse>([&] { return seat_.GetBallot(serial); });
}

absl::StatusOr<std::string> SeatCalls::Submit(const std::string& serial, uint32_t revision,
                                              const std::vector<review::v1::FindingAnswer>& answers,
                                              std::string_view text) const {
  return Ask<std::string>([&] { return seat_.Submit(serial, revision, answers, text); });
}

}  // namespace probity::member
