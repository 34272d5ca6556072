#include "clients/probityctl/commands/golden.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "clients/common/files.h"
#include "clients/probityctl/commands/session.h"
#include "clients/probityctl/golden/cms.h"
#include "clients/probityctl/golden/settlement.h"
#include "common/policy/load.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

// A relative path from where the program is called or, as installed and as built, from above it.
std::filesystem::path Located(const std::filesystem::path& path) {
  std::error_code error;
  if (path.is_absolute() || std::filesystem::exists(path, error)) return path;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  for (std::filesystem::path at = program.parent_path(); at != at.parent_path();
       at = at.parent_path()) {
    if (std::filesystem::exists(at / path, error)) return at / path;
  }
  return path;
}

absl::StatusOr<golden::Comparison> Compare(const GoldenCms& options) {
  const std::filesystem::path file = Located(options.policy);
  PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(file));
  PROBITY_ASSIGN_OR_RETURN(const policy::QualityTerms terms,
                           policy::LoadQuality(text, file.filename().string()));
  return golden::CompareCms(options.data, terms);
}

int Print(const absl::StatusOr<golden::Comparison>& result) {
  if (!result.ok()) return Fail(result.status());
  std::printf("%lld compared, %lld wrong\n", static_cast<long long>(result->compared),
              static_cast<long long>(result->wrong));
  for (const std::string& difference : result->differences) {
    std::printf("%s\n", difference.c_str());
  }
  return result->wrong == 0 ? kOk : kRefused;
}

absl::StatusOr<golden::Comparison> CompareCases(const std::string& file) {
  PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(file));
  absl::StatusOr<golden::Comparison> result = golden::CompareSettlement(text);
  if (result.ok()) return result;
  return BadRequest({{file, std::string(result.status().message())}});
}

}  // namespace

int RunGoldenCms(const GoldenCms& options) {
  return Print(Compare(options));
}

int RunGoldenSettlement(const std::string& cases_file) {
  return Print(CompareCases(cases_file));
}

}  // namespace probity::ctl
