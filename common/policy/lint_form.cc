#include <set>

#include "common/calendar/date.h"
#include "common/policy/limits.h"
#include "common/policy/lint.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;

// Enums whose absence has a meaning, stated beside them in the proto.
bool MayBeUnspecified(const FieldDescriptor& field) {
  static const std::set<std::string> names = {
      "probity.policy.v1.Suspend.scope",          "probity.policy.v1.Terminate.scope",
      "probity.policy.v1.Deadline.roll",          "probity.policy.v1.Gate.on_absent",
      "probity.policy.v1.Incentive.on_shortfall", "probity.policy.v1.TestItem.responsibility",
  };
  return names.count(field.full_name()) > 0;
}

// Single messages without which their parent says nothing.
bool IsRequired(const FieldDescriptor& field) {
  static const std::set<std::string> names = {
      "probity.policy.v1.Policy.period",        "probity.policy.v1.Policy.limitation",
      "probity.policy.v1.Policy.consequences",  "probity.policy.v1.Policy.restoration",
      "probity.policy.v1.Policy.committee",     "probity.policy.v1.Policy.publicity",
      "probity.policy.v1.Settlement.incentive", "probity.policy.v1.Settlement.confirm",
      "probity.policy.v1.PersonRules.share",    "probity.policy.v1.PersonRules.insured_offline",
  };
  return names.count(field.full_name()) > 0 ||
         field.message_type()->full_name() == "probity.policy.v1.Text";
}

bool IsBp(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name.size() > 3 && name.compare(name.size() - 3, 3, "_bp") == 0;
}
// Growth may fall: what a gate compares an indicator with has a sign.
bool IsIndicatorValue(const FieldDescriptor& field) {
  return field.full_name() == "probity.policy.v1.Gate.value";
}

class FormLint {
 public:
  explicit FormLint(Findings& findings) : findings_(findings) {}

  void Visit(const Message& message, const std::string& path) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) VisitField(message, *type.field(i), path);
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
      VisitOneof(message, *type.oneof_decl(i), path);
    }
    VisitStrings(message, path);
  }

 private:
  void VisitField(const Message& message, const FieldDescriptor& field, const std::string& path) {
    const std::string name = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
    const auto& reflection = *message.GetReflection();
    if (field.is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
        VisitValue(message, field, i, absl::StrCat(name, "[", i, "]"));
      }
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (reflection.HasField(message, &field)) {
        Visit(reflection.GetMessage(message, &field), name);
      } else if (IsRequired(field)) {
        findings_.Add(name, "missing");
      }
    } else if (!field.has_presence() || reflection.HasField(message, &field)) {
      VisitValue(message, field, -1, name);
    }
  }

  void VisitValue(const Message& message, const FieldDescriptor& field, int i,
                  const std::string& name) {
    const auto& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Visit(reflection.GetRepeatedMessage(message, &field, i), name);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        VisitEnum(field,
                  i < 0 ? reflection.GetEnumValue(message, &field)
                        : reflection.GetRepeatedEnumValue(message, &field, i),
                  name);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        VisitNumber(field,
                    i < 0 ? reflection.GetInt32(message, &field)
                          : reflection.GetRepeatedInt32(message, &field, i),
                    name);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        VisitNumber(field, reflection.GetInt64(message, &field), name);
        break;
      default:
        break;
    }
  }

  void VisitEnum(const FieldDescriptor& field, int value, const std::string& name) {
    if (field.enum_type()->FindValueByNumber(value) == nullptr) {
      findings_.Add(name, absl::StrCat(value, " is no value of ", field.enum_type()->name()));
    } else if (value == 0 && !MayBeUnspecified(field)) {
      findings_.Add(name, "missing");
    }
  }

  void VisitNumber(const FieldDescriptor& field, int64_t value, const std::string& name) {
    const bool wide = field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
    const int64_t max = IsBp(field) ? kMaxBp : wide ? kMaxAmount : kMaxCount;
    const int64_t min = IsBp(field) ? -kMaxBp : IsIndicatorValue(field) ? -kMaxAmount : 0;
    findings_.Check(min <= value && value <= max, name,
                    absl::StrCat(value, " is outside ", min, "..", max));
  }

  void VisitOneof(const Message& message, const OneofDescriptor& oneof, const std::string& path) {
    if (message.GetReflection()->HasOneof(message, &oneof)) return;
    std::string choices;
    for (int i = 0; i < oneof.field_count(); ++i) {
      absl::StrAppend(&choices, i == 0 ? "" : ", ", oneof.field(i)->name());
    }
    findings_.Add(path, absl::StrCat("states none of: ", choices));
  }

  void VisitStrings(const Message& message, const std::string& path) {
    if (const auto* text = dynamic_cast<const v1::Text*>(&message)) {
      findings_.Check(!text->zh().empty() && !text->en().empty(), path,
                      "needs the text in both languages, zh and en");
    }
    if (const auto* basis = dynamic_cast<const v1::LegalBasis*>(&message)) {
      findings_.Check(!basis->instrument().empty(), path, "a legal basis names its instrument");
    }
  }

  Findings& findings_;
};

void CheckDate(const std::string& text, std::string_view path, Findings& findings) {
  findings.Check(calendar::ParseDate(text).ok(), path,
                 absl::StrCat("\"", text, "\" is no date of the form YYYY-MM-DD"));
}

}  // namespace

void LintMessage(const Message& message, Findings& findings) {
  FormLint(findings).Visit(message, "");
}

void LintForm(const v1::Policy& file, Findings& findings) {
  LintMessage(file, findings);
  CheckDate(file.effective_from(), "effective_from", findings);
  CheckDate(file.published_at(), "published_at", findings);
  if (!file.effective_to().empty()) CheckDate(file.effective_to(), "effective_to", findings);
  findings.Check(1 <= file.point_scale() && file.point_scale() <= kMaxPointScale, "point_scale",
                 absl::StrCat("must be 1..", kMaxPointScale));
  if (file.subject_kind() != v1::SUBJECT_KIND_PERSON) {
    findings.Check(file.has_eligibility(), "eligibility", "missing");
    findings.Check(file.has_settlement(), "settlement", "missing");
  }
  findings.Check(file.has_persons() == (file.subject_kind() == v1::SUBJECT_KIND_PERSON), "persons",
                 "is stated in a policy for persons and only there");
}

}  // namespace probity::policy
