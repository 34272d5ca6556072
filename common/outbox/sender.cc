#include "common/outbox/sender.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::outbox {
namespace {

// Unambiguous text of a key, for the map of retries.
std::string Encode(const sql::Params& key) {
  std::string out;
  for (const sql::Value& value : key) {
    std::string text;
    if (const auto* number = std::get_if<int64_t>(&value)) text = absl::StrCat(*number);
    if (const auto* string = std::get_if<std::string>(&value)) text = *string;
    if (const auto* blob = std::get_if<sql::Blob>(&value)) text = blob->bytes;
    absl::StrAppend(&out, value.index(), ":", text.size(), ":", text);
  }
  return out;
}

bool IsUnreachable(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

// Random numbers for std::shuffle.
class Dice {
 public:
  using result_type = uint64_t;
  explicit Dice(const crypto::Entropy& entropy) : entropy_(entropy) {}
  static constexpr uint64_t min() { return 0; }
  static constexpr uint64_t max() { return std::numeric_limits<uint64_t>::max(); }
  uint64_t operator()() {
    const std::string bytes = entropy_(sizeof(uint64_t));
    uint64_t number = 0;
    std::memcpy(&number, bytes.data(), sizeof(number));
    return number;
  }

 private:
  const crypto::Entropy& entropy_;
};

}  // namespace

Sender::Sender(sql::Database& database, TableShape shape, SenderOptions options,
               SenderActions actions)
    : database_(database),
      shape_(std::move(shape)),
      options_(std::move(options)),
      actions_(std::move(actions)) {}

Sender::~Sender() {
  Stop();
}

void Sender::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Sender::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Sender::Wake() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

bool Sender::Stopping() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return stopping_;
}

void Sender::Run() {
  while (!Stopping()) {
    // An error here is the database's, which logs it itself; the next pass tries again.
    const absl::StatusOr<int> delivered = Pass(absl::Now());
    const bool maybe_more = delivered.ok() && *delivered >= options_.batch;
    std::unique_lock<std::mutex> lock(mutex_);
    if (!maybe_more) {
      changed_.wait_for(lock, absl::ToChronoNanoseconds(options_.poll),
                        [this] { return stopping_ || woken_; });
    }
    woken_ = false;
  }
}

absl::StatusOr<int> Sender::Pass(absl::Time now) {
  if (now < receiver_.due) return 0;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Params> keys, DueKeys(now));
  int delivered = 0;
  for (const sql::Params& key : keys) {
    if (Stopping()) break;
    PROBITY_ASSIGN_OR_RETURN(const Outcome outcome, Send(key, now));
    if (outcome == Outcome::kUnreachable) {
      Postpone(receiver_, now);
      break;
    }
    if (outcome != Outcome::kGone) receiver_ = {};
    if (outcome == Outcome::kDelivered) ++delivered;
  }
  return delivered;
}

absl::StatusOr<std::vector<sql::Params>> Sender::DueKeys(absl::Time now) {
  std::vector<sql::Params> keys;
  const absl::Status read =
      database_.Read(absl::Now() + options_.storage_timeout, [&](sql::Tx& tx) {
        PROBITY_ASSIGN_OR_RETURN(keys, WaitingKeys(tx, shape_, options_.batch));
        return absl::OkStatus();
      });
  PROBITY_RETURN_IF_ERROR(read);
  NoteWaiting(keys, now);

  std::map<std::string, Retry> still_waiting;
  std::vector<sql::Params> due;
  for (sql::Params& key : keys) {
    const auto retry = retries_.find(Encode(key));
    const bool is_due = retry == retries_.end() || retry->second.due <= now;
    if (retry != retries_.end()) still_waiting.insert(*retry);
    if (is_due) due.push_back(std::move(key));
  }
  retries_ = std::move(still_waiting);
  if (options_.order == Order::kRandom)
    std::shuffle(due.begin(), due.end(), Dice(options_.entropy));
  return due;
}

void Sender::NoteWaiting(const std::vector<sql::Params>& keys, absl::Time now) {
  std::map<std::string, absl::Time> seen;
  absl::Time oldest = absl::InfiniteFuture();
  for (const sql::Params& key : keys) {
    const std::string text = Encode(key);
    const auto before = first_seen_.find(text);
    const absl::Time since = before == first_seen_.end() ? now : before->second;
    seen.emplace(text, since);
    oldest = std::min(oldest, since);
  }
  first_seen_ = std::move(seen);
  const std::lock_guard<std::mutex> lock(mutex_);
  waiting_since_ = oldest;
}

absl::Time Sender::waiting_since() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return waiting_since_;
}

absl::StatusOr<std::optional<Message>> Sender::Load(const sql::Params& key) {
  std::optional<Message> message;
  const absl::Status read =
      database_.Read(absl::Now() + options_.storage_timeout, [&](sql::Tx& tx) {
        PROBITY_ASSIGN_OR_RETURN(message, Find(tx, shape_, key));
        return absl::OkStatus();
      });
  PROBITY_RETURN_IF_ERROR(read);
  return message;
}

absl::StatusOr<Sender::Outcome> Sender::Send(const sql::Params& key, absl::Time now) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<Message> message, Load(key));
  if (!message.has_value()) return Outcome::kGone;  // another replica was faster
  const absl::StatusOr<std::string> answer = actions_.deliver(*message);
  const absl::Status settled = answer.ok() ? Settle(*message, *answer) : answer.status();
  if (settled.ok()) {
    retries_.erase(Encode(key));
    return Outcome::kDelivered;
  }
  Retry& retry = retries_[Encode(key)];
  Postpone(retry, now);
  if (actions_.failed) actions_.failed(*message, settled, retry.attempts);
  return IsUnreachable(settled) ? Outcome::kUnreachable : Outcome::kRefused;
}

absl::Status Sender::Settle(const Message& message, const std::string& answer) {
  return database_.Transact(absl::Now() + options_.storage_timeout, [&](sql::Tx& tx) {
    PROBITY_ASSIGN_OR_RETURN(const bool removed, Remove(tx, shape_, message.key));
    // Gone already: whoever removed it did the rest as well.
    if (!removed || !actions_.acknowledged) return absl::OkStatus();
    return actions_.acknowledged(tx, message, answer);
  });
}

void Sender::Postpone(Retry& retry, absl::Time now) const {
  absl::Duration pause = options_.first_retry;
  for (int i = 0; i < retry.attempts && pause < options_.longest_retry; ++i) pause *= 2;
  ++retry.attempts;
  retry.due = now + std::min(pause, options_.longest_retry);
}

}  // namespace probity::outbox
