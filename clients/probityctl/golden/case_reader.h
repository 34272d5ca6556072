// The parts of a case file of settlement as the values the calculation takes. A member that is not
// known is ignored; one that is known and cannot be read is a fault with its path.
#ifndef PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CASE_READER_H_
#define PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CASE_READER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/json/json.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/unit.h"

namespace probity::golden {

// Faults found on the way; the first one counts. All readers give a default where they fault.
class Faults {
 public:
  void Add(std::string_view path, std::string_view what);
  bool none() const { return first_.empty(); }
  // INVALID_ARGUMENT with the first fault, or OK.
  absl::Status status() const;

 private:
  std::string first_;
};

// An object's members with its path. A member that is absent or null leaves the default.
class Fields {
 public:
  // `object` may be nullptr or null: no members.
  Fields(const Json* object, std::string path, Faults& faults);

  int64_t Integer(std::string_view name, int64_t otherwise) const;
  // A whole number of 32 bits.
  int32_t Small(std::string_view name, int32_t otherwise) const;
  bool Flag(std::string_view name, bool otherwise) const;
  std::string Text(std::string_view name, std::string_view otherwise) const;
  // One of `names`, by its place; the first where the member is absent.
  size_t OneOf(std::string_view name, const std::vector<std::string_view>& names) const;
  Fields Object(std::string_view name) const;
  // The elements of a list, each an object.
  std::vector<Fields> List(std::string_view name) const;
  // nullptr if absent; null is present.
  const Json* Find(std::string_view name) const;
  // False if absent or null.
  bool States(std::string_view name) const;

  const std::string& path() const { return path_; }
  Faults& faults() const { return *faults_; }

 private:
  const Json* object_;
  std::string path_;
  Faults* faults_;
};

// The inputs stated by `fields`, over `defaults`. A score or cap of null is none.
settlement::UnitInput ReadInput(const Fields& fields, settlement::UnitInput defaults);

settlement::RegionTerms ReadTerms(const Fields& fields);

// A policy with the case file's names. POLICY_INVALID where it breaks a rule every policy file is
// held to, or cannot be read.
absl::StatusOr<policy::Policy> ReadPolicy(const std::string& name, const Json& object);

}  // namespace probity::golden

#endif  // PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CASE_READER_H_
