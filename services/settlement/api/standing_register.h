// The standings of a whole region as they come from scoring. They are needed again when the run's
// transaction is open, so they are kept, packed: some hundred bytes each.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_STANDING_REGISTER_H_
#define PROBITY_SERVICES_SETTLEMENT_API_STANDING_REGISTER_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "probity/scoring/v1/standing_service.pb.h"

namespace probity::settlement {

class StandingRegister {
 public:
  void Add(const scoring::v1::Standing& standing);

  bool empty() const { return last_id_.empty(); }
  const std::string& last_id() const { return last_id_; }

  // Which policies decide, and for which kind of institution; each pair once, with the first
  // institution it stands for.
  struct Decides {
    std::string policy_sha256;
    scoring::v1::SubjectKind kind = scoring::v1::SUBJECT_KIND_UNSPECIFIED;
    std::string institution_id;
  };
  const std::vector<Decides>& policies() const { return policies_; }

  // In the order in which they were added; by Each without the band and its rate, for which nobody
  // asks here.
  void EachId(const std::function<void(std::string_view)>& each) const;
  absl::Status Each(const std::function<absl::Status(const scoring::v1::Standing&)>& each) const;

 private:
  size_t NumberOf(const scoring::v1::Standing& standing);

  std::vector<Decides> policies_;
  std::vector<std::string> blocks_;  // of whole standings: a growing one would be copied
  std::string last_id_;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_STANDING_REGISTER_H_
