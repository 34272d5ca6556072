#include "common/policy/findings.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// A file broken throughout is cut off here; the rest is counted.
constexpr size_t kMaxListed = 1000;

struct Step {
  std::string name;
  std::optional<int> index;
};

std::vector<Step> Split(std::string_view path) {
  std::vector<Step> steps;
  for (const absl::string_view part : absl::StrSplit(ToAbsl(path), '.')) {
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(part, absl::MaxSplits('[', 1));
    Step step{std::string(halves.first), std::nullopt};
    int index = 0;
    if (absl::SimpleAtoi(halves.second.substr(0, halves.second.find(']')), &index)) {
      step.index = index;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

// How the tree of locations wants the index of a value.
int TreeIndex(const FieldDescriptor& field, const Step& step) {
  return field.is_repeated() ? step.index.value_or(0) : -1;
}

// Lines of every value that the steps from `at` on lead to; nothing where the file is silent.
// `nearest` follows the last line on the way of the first branch.
void Walk(const Descriptor& type, const SourceMap::Tree& tree, const std::vector<Step>& steps,
          size_t at, int& nearest, bool& stated) {
  const FieldDescriptor* field = type.FindFieldByName(steps[at].name);
  if (field == nullptr) return;
  const bool every = field->is_repeated() && !steps[at].index.has_value();
  for (int i = TreeIndex(*field, steps[at]);; ++i) {
    const int line = tree.GetLocation(field, i).line;
    if (line < 0) return;
    nearest = line + 1;
    if (at + 1 == steps.size()) {
      stated = true;
    } else if (field->message_type() != nullptr) {
      const SourceMap::Tree* nested = tree.GetTreeForNested(field, i);
      if (nested != nullptr) {
        Walk(*field->message_type(), *nested, steps, at + 1, nearest, stated);
      }
    }
    if (stated || !every) return;
  }
}

}  // namespace

SourceMap::Place SourceMap::Find(std::string_view path) const {
  Place place;
  Walk(root_, tree_, Split(path), 0, place.line, place.stated);
  return place;
}

void Findings::AddAt(int line, std::string_view path, std::string_view text) {
  findings_.push_back({line, absl::StrCat(ToAbsl(path), path.empty() ? "" : ": ", ToAbsl(text))});
}

absl::Status Findings::Result() const {
  if (findings_.empty()) return absl::OkStatus();
  std::vector<Finding> sorted = findings_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  RefusalDetail detail{std::string(ReasonName(Reason::k_POLICY_INVALID)), {{"file", file_}}, {}};
  std::string text;
  const size_t more = sorted.size() - std::min(sorted.size(), kMaxListed);
  sorted.resize(sorted.size() - more);
  for (const Finding& finding : sorted) {
    const std::string place = absl::StrCat(file_, ":", finding.line);
    absl::StrAppend(&text, text.empty() ? "" : "\n", place, ": ", finding.text);
    detail.violations.push_back({place, finding.text});
  }
  if (more > 0) absl::StrAppend(&text, "\n", file_, ": and ", more, " more");
  return WithDetail(absl::StatusCode::kInvalidArgument, text, detail);
}

}  // namespace probity::policy
