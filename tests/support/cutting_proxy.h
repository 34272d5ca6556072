// A TCP proxy that cuts a connection at a chosen moment.
#ifndef PROBITY_TESTS_SUPPORT_CUTTING_PROXY_H_
#define PROBITY_TESTS_SUPPORT_CUTTING_PROXY_H_

#include <atomic>
#include <cstddef>
#include <limits>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace probity::testing {

// When to cut: the first time a client sends `trigger`.
struct Cut {
  std::string trigger;
  // Bytes of the piece that holds the trigger still passed on to the server.
  size_t forward = std::numeric_limits<size_t>::max();
  // Whether the server's answer is waited for first (and thrown away), so that the server has
  // certainly done what it was asked.
  bool await_answer = false;
};

// Listens on a port of 127.0.0.1 and forwards to another one.
class CuttingProxy {
 public:
  explicit CuttingProxy(int server_port);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  int port() const { return port_; }
  // Arms the next cut; it happens once.
  void Arm(const Cut& cut);
  int cuts() const { return cuts_; }

 private:
  void Accept();
  void Serve(int client);
  // True if the connection is to be cut now.
  bool PassToServer(int server, const std::string& piece);

  int server_port_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> cuts_{0};
  std::mutex mutex_;
  bool armed_ = false;                // guarded by mutex_
  Cut cut_;                           // guarded by mutex_
  std::vector<std::thread> servers_;  // the accepting thread's alone, then the destructor's
  std::thread acceptor_;
};

}  // namespace probity::testing

#endif  // PROBITY_TESTS_SUPPORT_CUTTING_PROXY_H_
