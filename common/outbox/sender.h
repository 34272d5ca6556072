// The job that empties an outbox.
#ifndef PROBITY_COMMON_OUTBOX_SENDER_H_
#define PROBITY_COMMON_OUTBOX_SENDER_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/crypto/crypto.h"
#include "common/outbox/outbox.h"
#include "common/sql/database.h"

namespace probity::outbox {

// Hands one message to the receiver, outside any transaction, and gives the receiver's answer. Sets
// its own deadline. OK means the receiver has it for good; any error means: try again later.
using Deliver = std::function<absl::StatusOr<std::string>(const Message&)>;

// What else changes with the acknowledgment, in the transaction that removes the message. An error
// undoes the removal: the message is delivered again.
using Acknowledged =
    std::function<absl::Status(sql::Tx& tx, const Message& message, const std::string& answer)>;

// Told of every failed attempt, for logs and metrics. `attempts` counts from 1 since the start of
// this process. The message is passed for its key; its payload may be secret.
using Failed = std::function<void(const Message& message, const absl::Status& why, int attempts)>;

enum class Order {
  kOldestFirst,  // by key
  kRandom,       // so that the order of delivery tells nothing
};

struct SenderOptions {
  Order order = Order::kOldestFirst;
  absl::Duration poll = absl::Seconds(1);         // between two looks at the table
  absl::Duration first_retry = absl::Seconds(1);  // doubled with every failed attempt
  absl::Duration longest_retry = absl::Minutes(1);
  absl::Duration storage_timeout = absl::Seconds(10);
  int batch = 10'000;  // messages looked at in one pass; a random order is random within it
  crypto::Entropy entropy = crypto::SystemEntropy();  // draws the random order
};

// What a sender does; `acknowledged` and `failed` may be empty.
struct SenderActions {
  Deliver deliver;
  Acknowledged acknowledged;
  Failed failed;
};

// Delivers one message after the other. A refused one waits by itself while others go on; if the
// receiver cannot be reached (UNAVAILABLE, DEADLINE_EXCEEDED) all wait. When to retry is kept in
// memory alone. Times are real time.
class Sender {
 public:
  // `database` outlives the sender.
  Sender(sql::Database& database, TableShape shape, SenderOptions options, SenderActions actions);
  ~Sender();  // stops
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Starts the thread; once.
  void Start();

  // Lets the delivery under way end, starts no other, joins the thread. May be called twice.
  void Stop();

  // Looks at the table at once instead of at the next poll: after a commit that put a message.
  void Wake();

  // One look at the table, as the thread does it: delivers what is due at `now` and says how many
  // were delivered. Not to be called while the thread runs. An error is the database's.
  absl::StatusOr<int> Pass(absl::Time now);

  // Since when the oldest message waits of those found at the last look, as far as this process has
  // seen them; InfiniteFuture: none does. From any thread. (No time is stored with a message.)
  absl::Time waiting_since() const;

 private:
  struct Retry {
    int attempts = 0;
    absl::Time due = absl::InfinitePast();
  };
  enum class Outcome { kDelivered, kGone, kRefused, kUnreachable };

  void Run();
  bool Stopping();
  void Postpone(Retry& retry, absl::Time now) const;
  absl::StatusOr<std::vector<sql::Params>> DueKeys(absl::Time now);
  void NoteWaiting(const std::vector<sql::Params>& keys, absl::Time now);
  absl::StatusOr<Outcome> Send(const sql::Params& key, absl::Time now);
  absl::Status Settle(const Message& message, const std::string& answer);
  absl::StatusOr<std::optional<Message>> Load(const sql::Params& key);

  sql::Database& database_;
  const TableShape shape_;
  const SenderOptions options_;
  const SenderActions actions_;

  std::map<std::string, Retry> retries_;          // by encoded key; the thread's own
  Retry receiver_;                                // of all messages together
  std::map<std::string, absl::Time> first_seen_;  // of those that wait, by encoded key; as above

  mutable std::mutex mutex_;
  absl::Time waiting_since_ = absl::InfiniteFuture();  // the earliest of first_seen_
  std::condition_variable changed_;
  bool stopping_ = false;
  bool woken_ = false;
  std::thread thread_;
};

}  // namespace probity::outbox

#endif  // PROBITY_COMMON_OUTBOX_SENDER_H_
