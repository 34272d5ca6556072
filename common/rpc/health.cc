#include "common/rpc/health.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/call_messages.h"
#include "common/rpc/error.h"
#include "common/rpc/limits.h"
#include "common/rpc/refusals.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr std::string_view kService = "/grpc.health.v1.Health/";
constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";
// A watch keeps the name it asked for.
constexpr size_t kMaxName = 200;

absl::StatusOr<std::string> NameIn(grpc::ByteBuffer& bytes) {
  HealthCheckRequest request;
  PROBITY_RETURN_IF_ERROR(Parse(bytes, &request));
  if (request.service().size() <= kMaxName) return request.service();
  return BadRequest({{"service", absl::StrCat("at most ", kMaxName, " bytes")}});
}

}  // namespace

// One Check or Watch; written to and finished under the lock of `health_`.
class Health::Call final : public grpc::ServerGenericBidiReactor {
 public:
  Call(Health& health, grpc::GenericCallbackServerContext* context)
      : health_(health),
        context_(context),
        watch_(context->method() == kWatch),
        peer_(context->peer()),
        address_(AddressOfPeer(peer_)) {}

  void Start() {
    if (!Enter()) {
      health_.Waste(peer_);
      return Refuse(QueueFull("too many calls for health at once from here"));
    }
    if (!watch_ && context_->method() != kCheck) {
      return Refuse(NobodyAnswers(context_->method()));
    }
    message_due_ = health_.overdue_.Expect(absl::Now() + health_.patience_,
                                           [this] { Refuse(MessageOverdue()); });
    StartRead(&incoming_);
  }

  void OnReadDone(bool ok) override {
    if (!health_.overdue_.Forget(message_due_)) return;  // answered already
    if (!ok) return Refuse(NoMessage());
    absl::StatusOr<std::string> name = NameIn(incoming_);
    incoming_.Clear();
    if (!name.ok()) return Refuse(name.status());
    const std::lock_guard<std::mutex> lock(health_.mutex_);
    name_ = *std::move(name);
    if (!watch_) return Answer();
    health_.watching_.insert(this);
    Step();
  }

  // What a watch does next, with the lock. Of several changes while the client takes one it learns
  // the last.
  void Step() {
    if (finished_ || writing_) return;
    if (cancelled_) return Close(absl::CancelledError("the caller is gone"));
    const Status now = health_.StatusOf(name_);
    if (told_ != now) {
      told_ = now;
      writing_ = true;
      Fill(now);
      return StartWrite(&outgoing_);
    }
    if (health_.ended_) {
      Close(probity::Refuse(absl::StatusCode::kUnavailable, Reason::k_SHUTTING_DOWN,
                            "the server is stopping"));
    }
  }

  void OnWriteDone(bool ok) override {
    health_.overdue_.Forget(taking_due_);
    const std::lock_guard<std::mutex> lock(health_.mutex_);
    writing_ = false;
    cancelled_ = cancelled_ || !ok;
    Step();
  }

  // A watch ends in no other way than this one, so each counts: who opens them only to give them up
  // is cut off.
  void OnCancel() override {
    {
      const std::lock_guard<std::mutex> lock(health_.mutex_);
      if (finished_) return;
      cancelled_ = true;
      if (health_.watching_.contains(this)) Step();
    }
    health_.Waste(peer_);
  }

  void OnDone() override {
    health_.overdue_.Forget(taking_due_);
    {
      const std::lock_guard<std::mutex> lock(health_.mutex_);
      health_.watching_.erase(this);
    }
    delete this;
  }

 private:
  ~Call() override {
    health_.calls_.Leave(peer_, 0);
    if (watch_) health_.watches_.Leave(address_, 0);
  }

  // Counts in any case.
  bool Enter() {
    const bool of_connection = health_.calls_.Enter(peer_);
    const bool of_address = !watch_ || health_.watches_.Enter(address_);
    return of_connection && of_address;
  }

  // Before the request came.
  void Refuse(const absl::Status& why) {
    const std::lock_guard<std::mutex> lock(health_.mutex_);
    Close(why);
  }

  // With the lock.
  void Close(const absl::Status& why) {
    Finished();
    AwaitTaking();
    Finish(ToGrpc(why));
  }

  void Finished() {
    finished_ = true;
    health_.calls_.Answered(peer_);
    if (watch_) health_.watches_.Answered(address_);
  }

  void Fill(Status status) {
    HealthCheckResponse response;
    response.set_status(status);
    Serialise(response, &outgoing_).IgnoreError();  // two bytes
    AwaitTaking();
  }

  void AwaitTaking() {
    taking_due_ =
        health_.overdue_.Expect(absl::Now() + health_.patience_, [this] { context_->TryCancel(); });
  }

  void Answer() {
    const Status status = health_.StatusOf(name_);
    if (status == HealthCheckResponse::SERVICE_UNKNOWN) {
      return Close(absl::NotFoundError("no service of this name"));
    }
    Finished();
    Fill(status);
    StartWriteAndFinish(&outgoing_, {}, grpc::Status::OK);
  }

  Health& health_;
  grpc::GenericCallbackServerContext* const context_;
  const bool watch_;
  const std::string peer_;
  const std::string address_;
  std::string name_;
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;
  Overdue::Id message_due_;
  Overdue::Id taking_due_;
  std::optional<Status> told_;
  bool writing_ = false;
  bool cancelled_ = false;
  bool finished_ = false;
};

Health::Health(Overdue& overdue, int connections, absl::Duration patience)
    : overdue_(overdue),
      patience_(patience),
      calls_(kHealthCallsPerConnection, 0),
      watches_(std::max(connections / 2, 1), 0) {}

bool Health::Serves(std::string_view path) {
  return path.substr(0, kService.size()) == kService;
}

grpc::ServerGenericBidiReactor* Health::CreateReactor(grpc::GenericCallbackServerContext* context) {
  auto* const call = new Call(*this, context);  // deletes itself when gRPC is done
  call->Start();
  return call;
}

void Health::Set(const std::string& name, bool serving) {
  const std::lock_guard<std::mutex> lock(mutex_);
  serving_[name] = serving;
  for (Call* const call : watching_) call->Step();
}

void Health::End() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ended_ = true;
  for (Call* const call : watching_) call->Step();
}

Health::Status Health::StatusOf(const std::string& name) const {
  const auto found = serving_.find(name);
  if (found == serving_.end()) return HealthCheckResponse::SERVICE_UNKNOWN;
  return found->second ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

void Health::Waste(const std::string& peer) {
  if (!watches_.Waste(AddressOfPeer(peer)) && cut_) cut_(peer);
}

}  // namespace probity::rpc
