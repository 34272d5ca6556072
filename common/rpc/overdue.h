// What is done about a call whose client owes something: a message that does not come, an answer
// that is not taken.
#ifndef PROBITY_COMMON_RPC_OVERDUE_H_
#define PROBITY_COMMON_RPC_OVERDUE_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/time/time.h"

namespace probity::rpc {

class Overdue {
 public:
  using Act = std::function<void()>;  // must not throw or block
  using Id = std::pair<absl::Time, uint64_t>;

  Overdue();
  ~Overdue();  // what is still awaited is forgotten

  // Runs `act` on a thread of its own once `by` has passed, unless it is forgotten before.
  Id Expect(absl::Time by, Act act);

  // True if the act has not begun and never will. Otherwise it returns after the act has ended;
  // from within the act at once.
  bool Forget(const Id& id);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable ended_;
  std::map<Id, Act> acts_;
  uint64_t next_ = 0;
  uint64_t running_ = 0;  // the act's number; 0: none
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_OVERDUE_H_
