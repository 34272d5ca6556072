#include "services/settlement/api/policy_patch.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "probity/policy/v1/policy.pb.h"

namespace probity::settlement {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(std::max(line, 0) + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::Status Parse(std::string_view text, std::string_view what, Message& message) {
  FirstError errors;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  if (parser.ParseFromString(std::string(text), &message)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_VARIANT_INVALID,
                absl::StrCat(ToAbsl(what), " does not parse: ", errors.text()));
}

void Replace(const Message& patch, Message& target) {
  const google::protobuf::Reflection& reflection = *patch.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(patch, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool nested =
        field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated();
    if (nested && reflection.HasField(target, field)) {
      Replace(reflection.GetMessage(patch, field), *reflection.MutableMessage(&target, field));
      continue;
    }
    // Cleared, then merged from a message that holds this field alone.
    std::unique_ptr<Message> alone(patch.New());
    alone->CopyFrom(patch);
    for (const FieldDescriptor* other : fields) {
      if (other != field) reflection.ClearField(alone.get(), other);
    }
    reflection.ClearField(&target, field);
    target.MergeFrom(*alone);
  }
}

}  // namespace

absl::StatusOr<std::string> PatchPolicy(std::string_view content, std::string_view patch) {
  probity::policy::v1::Policy policy;
  probity::policy::v1::Policy change;
  PROBITY_RETURN_IF_ERROR(Parse(content, "the frozen policy", policy));
  PROBITY_RETURN_IF_ERROR(Parse(patch, "the patch", change));
  Replace(change, policy);
  std::string text;
  if (!google::protobuf::TextFormat::PrintToString(policy, &text)) {
    return absl::InternalError("a policy cannot be printed");
  }
  return text;
}

}  // namespace probity::settlement
