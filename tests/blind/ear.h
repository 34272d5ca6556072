// What a caller can see of its calls: every answer, its metadata, trailers and status.
#ifndef PROBITY_TESTS_BLIND_EAR_H_
#define PROBITY_TESTS_BLIND_EAR_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace probity::blind {

struct Heard {
  std::string method;                            // "/probity.review.v1.CommitteeService/GetSheet"
  std::multimap<std::string, std::string> head;  // initial metadata
  std::vector<std::string> messages;             // each as it came over the wire
  std::multimap<std::string, std::string> tail;  // trailing metadata
  int code = 0;
  std::string message;
  std::string details;
  std::uint64_t sent_bytes = 0;  // of the request's messages

  // Everything but the sizes sent, in one text; for comparisons and scans.
  std::string Text() const;
};

class Ear {
 public:
  // A channel to this port of the loopback that remembers what it hears.
  std::shared_ptr<grpc::Channel> Connect(int port);
  // In the order in which the calls ended.
  std::vector<Heard> heard() const;
  void Forget();

  void Add(Heard heard);

 private:
  mutable std::mutex mutex_;
  std::vector<Heard> heard_;
};

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_EAR_H_
