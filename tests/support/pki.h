// Certificates inside a test: those deploy/dev-pki.sh issues, and others of the same authority that
// are wrong in whatever way the test is about.
#ifndef PROBITY_TESTS_SUPPORT_PKI_H_
#define PROBITY_TESTS_SUPPORT_PKI_H_

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/process.h"

namespace probity::testing {

// What a certificate says.
struct CertificateText {
  std::string uri = "spiffe://probity.local/probity/client";  // empty: none
  std::vector<std::string> hosts;                             // DNS names
  absl::Time from = absl::Now() - absl::Hours(1);
  absl::Time until = absl::Now() + absl::Hours(1);
};

class Pki {
 public:
  // Runs deploy/dev-pki.sh with these options.
  explicit Pki(const std::vector<std::string>& options = {});
  void Run(const std::vector<std::string>& options = {}) const;  // again

  // The folder of a program, usable as tls_dir.
  std::string Dir(const std::string& name) const { return dir_.path() + "/" + name; }

  // A folder with a certificate of the test's own, by this authority.
  std::string Issue(const std::string& name, const CertificateText& text) const;

  // A folder with the certificate of one folder and what another one trusts.
  std::string Mix(const std::string& name, const std::string& certificate_of,
                  const std::string& authorities_of) const;

 private:
  TempDir dir_;
};

std::string ReadText(const std::string& path);
void WriteText(const std::string& path, const std::string& text);

}  // namespace probity::testing

#endif  // PROBITY_TESTS_SUPPORT_PKI_H_
