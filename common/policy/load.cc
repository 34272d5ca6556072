#include "common/policy/load.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "common/crypto/crypto.h"
#include "common/policy/choose.h"
#include "common/policy/lint.h"
#include "common/status/status.h"
#include "google/protobuf/io/tokenizer.h"

namespace probity::policy {
namespace {

class SyntaxErrors : public google::protobuf::io::ErrorCollector {
 public:
  explicit SyntaxErrors(Findings& findings) : findings_(findings) {}
  void AddError(int line, int column, const std::string& message) override {
    findings_.AddAt(std::max(line, 0) + 1, "",
                    absl::StrCat("column ", std::max(column, 0) + 1, ": ", message));
  }

 private:
  Findings& findings_;
};

// Bytes of the UTF-8 character that `text` begins with; 0 if it begins with none (RFC 3629).
size_t Utf8Length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const size_t length = lead < 0x80   ? 1
                        : lead < 0xC2 ? 0
                        : lead < 0xE0 ? 2
                        : lead < 0xF0 ? 3
                        : lead < 0xF5 ? 4
                                      : 0;
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool outside = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

// A file saved in another encoding would parse, but its texts could not be sent or printed.
void LintEncoding(std::string_view text, Findings& findings) {
  int line = 1;
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length == 0) {
      findings.AddAt(line, "", "is not UTF-8: save the file in that encoding");
      return;
    }
    if (text[0] == '\n') ++line;
    text.remove_prefix(length);
  }
}

void Lint(const v1::Policy& file, const Policy& policy, Findings& findings) {
  LintForm(file, findings);
  LintHead(policy, findings);
  LintCatalogue(policy, findings);
  LintBands(policy, findings);
  LintDeadlines(policy, findings);
  if (file.has_committee()) LintCommittee(file.committee(), policy.committee, findings);
  LintSettlement(policy, file, findings);
  LintPersons(policy, findings);
  LintProcedure(policy, file, findings);
  LintMeasureRules(policy, file, findings);
  LintAssumed(policy, findings);
  RunTests(policy, file, findings);
}

std::vector<std::filesystem::path> PolicyFiles(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".txtpb") files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) return NotFound(Reason::k_NOT_FOUND, absl::StrCat("cannot read ", path.string()));
  return text;
}

// Keeps what several files were refused for, as one refusal.
void Merge(const absl::Status& status, std::string& text, RefusalDetail& all) {
  const RefusalDetail detail = DetailOf(status);
  absl::StrAppend(&text, text.empty() ? "" : "\n", status.message());
  all.violations.insert(all.violations.end(), detail.violations.begin(), detail.violations.end());
}

absl::Status CheckTogether(const std::vector<Policy>& policies) {
  PROBITY_RETURN_IF_ERROR(CheckNoOverlap(policies));
  for (const Policy& policy : policies) {
    PROBITY_RETURN_IF_ERROR(CheckConsistent(policies, policy.effective_from));
  }
  return absl::OkStatus();
}

absl::Status Parse(std::string_view text, google::protobuf::Message& file, SourceMap::Tree& tree,
                   Findings& findings) {
  LintEncoding(text, findings);
  PROBITY_RETURN_IF_ERROR(findings.Result());
  SyntaxErrors errors(findings);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&tree);
  if (!parser.ParseFromString(std::string(text), &file)) return findings.Result();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<QualityTerms> LoadQuality(std::string_view text, std::string_view file_name) {
  v1::Quality file;
  SourceMap::Tree tree;
  const SourceMap map(*v1::Quality::descriptor(), tree);
  Findings findings(file_name, &map);
  PROBITY_RETURN_IF_ERROR(Parse(text, file, tree, findings));
  QualityTerms terms = ToQuality(file);
  LintMessage(file, findings);
  LintQuality(file, "", findings);
  PROBITY_RETURN_IF_ERROR(findings.Result());
  return terms;
}

absl::StatusOr<Policy> LoadPolicy(std::string_view text, std::string_view file_name) {
  v1::Policy file;
  SourceMap::Tree tree;
  const SourceMap map(*v1::Policy::descriptor(), tree);
  Findings findings(file_name, &map);
  PROBITY_RETURN_IF_ERROR(Parse(text, file, tree, findings));
  Policy policy = ToPolicy(file);
  Lint(file, policy, findings);
  PROBITY_RETURN_IF_ERROR(findings.Result());
  policy.file_name = std::string(file_name);
  policy.sha256 = crypto::Hex(crypto::Sha256(text));
  return policy;
}

absl::StatusOr<std::vector<Policy>> LoadPolicyFolder(const std::string& folder) {
  std::vector<Policy> policies;
  std::string text;
  RefusalDetail refused{std::string(ReasonName(Reason::k_POLICY_INVALID)), {}, {}};
  for (const std::filesystem::path& path : PolicyFiles(folder)) {
    PROBITY_ASSIGN_OR_RETURN(const std::string content, ReadFile(path));
    absl::StatusOr<Policy> policy = LoadPolicy(content, path.filename().string());
    if (policy.ok()) {
      policies.push_back(*std::move(policy));
    } else {
      Merge(policy.status(), text, refused);
    }
  }
  if (!text.empty()) return WithDetail(absl::StatusCode::kInvalidArgument, text, refused);
  if (policies.empty()) {
    return NotFound(Reason::k_NOT_FOUND, absl::StrCat("no *.txtpb in ", folder));
  }
  PROBITY_RETURN_IF_ERROR(CheckTogether(policies));
  return policies;
}

}  // namespace probity::policy
