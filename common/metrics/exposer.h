// Lets a monitoring system read a registry over HTTP: GET /metrics.
#ifndef PROBITY_COMMON_METRICS_EXPOSER_H_
#define PROBITY_COMMON_METRICS_EXPOSER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/metrics/metrics.h"

namespace probity::metrics {

// Plaintext and without asking who reads: the network decides who comes here, and nothing in a
// registry names anybody.
class Exposer {
 public:
  // `address` is host:port, brackets around an IPv6 host, port 0 any free one. FAILED_PRECONDITION
  // if nobody can listen there. What the registry watches outlives the exposer.
  static absl::StatusOr<std::unique_ptr<Exposer>> Listen(const std::string& address,
                                                         const Registry& registry);
  ~Exposer();  // ends what is being read
  Exposer(const Exposer&) = delete;
  Exposer& operator=(const Exposer&) = delete;

  int port() const;

 private:
  struct Impl;
  explicit Exposer(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace probity::metrics

#endif  // PROBITY_COMMON_METRICS_EXPOSER_H_
