// How many messages of one caller may be on their way at a time. gRPC makes room for a whole
// message as soon as it is asked for, so nobody may have many of them half sent.
#ifndef PROBITY_COMMON_RPC_READING_TURNS_H_
#define PROBITY_COMMON_RPC_READING_TURNS_H_

#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace probity::rpc {

class ReadingTurns {
 public:
  using Begin = std::function<void()>;  // must not block, nor call this object

  explicit ReadingTurns(int at_once) : at_once_(at_once) {}

  // Begins for `who` at once, or when it is its turn among the calls of `caller`.
  void Enter(const std::string& caller, const void* who, Begin begin);
  // One that began has ended; the next begins.
  void Leave(const std::string& caller);
  // True if the turn of `who` had not come, and it never will.
  bool Withdraw(const std::string& caller, const void* who);

 private:
  struct Caller {
    int begun = 0;
    std::list<std::pair<const void*, Begin>> waiting;
  };

  const int at_once_;
  std::mutex mutex_;
  std::map<std::string, Caller> callers_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_READING_TURNS_H_
