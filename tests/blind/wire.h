// The clock of somebody who watches the wire: how long after a call's last byte its answer's last
// byte goes by. What the client then does with the answer, more with a sheet than with a refusal,
// is no part of it.
#ifndef PROBITY_TESTS_BLIND_WIRE_H_
#define PROBITY_TESTS_BLIND_WIRE_H_

#include <atomic>
#include <thread>

namespace probity::blind {

// Stands between one client and one service on loopback, in plaintext, and passes on what each
// sends. For calls one after the other.
class Wire {
 public:
  explicit Wire(int service_port);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  int port() const { return port_; }

  // Of the call that was answered last, in nanoseconds.
  double LastAnswer() const { return last_answer_; }

 private:
  void Run();
  void Relay(int client);

  const int service_port_;
  int listening_ = -1;
  int stop_[2] = {-1, -1};  // a pipe: closing its end for writing ends the relay
  int port_ = 0;
  std::atomic<double> last_answer_ = 0;
  std::thread thread_;
};

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_WIRE_H_
