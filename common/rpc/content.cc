#include "common/rpc/content.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "google/protobuf/descriptor.h"

namespace probity::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void PutNumber(uint64_t value, std::string* out) {
  for (int shift = 0; shift < 64; shift += 8) out->push_back(static_cast<char>(value >> shift));
}

void PutText(std::string_view text, std::string* out) {
  PutNumber(text.size(), out);
  out->append(text);
}

std::string Content(const Message& message, std::string_view except);

uint64_t Bits(double value) {
  return std::bit_cast<uint64_t>(value);
}

// One value: of the field itself, or its entry `index` if it is repeated.
void PutValue(const Message& message, const FieldDescriptor* field, int index, std::string* out) {
  const Reflection& from = *message.GetReflection();
  const bool many = field->is_repeated();
#define PROBITY_GET(Type) \
  (many ? from.GetRepeated##Type(message, field, index) : from.Get##Type(message, field))
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return PutNumber(static_cast<uint64_t>(int64_t{PROBITY_GET(Int32)}), out);
    case FieldDescriptor::CPPTYPE_INT64:
      return PutNumber(static_cast<uint64_t>(PROBITY_GET(Int64)), out);
    case FieldDescriptor::CPPTYPE_UINT32:
      return PutNumber(PROBITY_GET(UInt32), out);
    case FieldDescriptor::CPPTYPE_UINT64:
      return PutNumber(PROBITY_GET(UInt64), out);
    case FieldDescriptor::CPPTYPE_BOOL:
      return PutNumber(PROBITY_GET(Bool) ? 1 : 0, out);
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutNumber(static_cast<uint64_t>(int64_t{PROBITY_GET(EnumValue)}), out);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutNumber(Bits(PROBITY_GET(Float)), out);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return PutNumber(Bits(PROBITY_GET(Double)), out);
    case FieldDescriptor::CPPTYPE_STRING:
      return PutText(PROBITY_GET(String), out);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return PutText(Content(many ? from.GetRepeatedMessage(message, field, index)
                                  : from.GetMessage(message, field),
                             ""),
                     out);
  }
#undef PROBITY_GET
}

void PutRepeated(const Message& message, const FieldDescriptor* field, std::string* out) {
  const int count = message.GetReflection()->FieldSize(message, field);
  std::vector<std::string> entries(count);
  for (int i = 0; i < count; ++i) PutValue(message, field, i, &entries[i]);
  if (field->is_map()) std::sort(entries.begin(), entries.end());
  PutNumber(entries.size(), out);
  for (const std::string& entry : entries) PutText(entry, out);
}

std::string Content(const Message& message, std::string_view except) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);  // those set, by number
  std::string out;
  for (const FieldDescriptor* field : fields) {
    if (field->name() == except) continue;
    PutNumber(field->number(), &out);
    PutNumber(field->cpp_type(), &out);
    if (field->is_repeated()) {
      PutRepeated(message, field, &out);
    } else {
      PutValue(message, field, 0, &out);
    }
  }
  return out;
}

}  // namespace

std::string NormalContent(const std::vector<const Message*>& messages, std::string_view except) {
  std::string out;
  for (const Message* message : messages) {
    PutText(message->GetDescriptor()->full_name(), &out);
    PutText(Content(*message, except), &out);
  }
  return out;
}

}  // namespace probity::rpc
