#include "common/rpc/call_messages.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/limits.h"
#include "common/status/status.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/proto_buffer_writer.h"

namespace probity::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool PrintableAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

absl::Status Parse(grpc::ByteBuffer& bytes, Message* message) {
  grpc::ProtoBufferReader reader(&bytes);
  if (reader.status().ok() && message->ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  return BadRequest({{"request", "the bytes are not this message, or its text is not UTF-8"}});
}

// Ids are printable ASCII in every service. A database whose columns say so fails on any other
// symbol where another finds nothing, so that they are refused here, before either is asked.
absl::Status CheckIds(const Message& request) {
  const google::protobuf::Descriptor& type = *request.GetDescriptor();
  FieldCheck check;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.type() != FieldDescriptor::TYPE_STRING || field.is_repeated() ||
        !absl::EndsWith(field.name(), "_id")) {
      continue;
    }
    check.Check(PrintableAscii(request.GetReflection()->GetString(request, &field)), field.name(),
                "printable ASCII characters");
  }
  return check.Result();
}

absl::Status CheckRows(const Message& message, size_t index) {
  FieldCheck check;
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (!field->is_repeated()) continue;
    check.Check(message.GetReflection()->FieldSize(message, field) <= kMaxRows,
                absl::StrCat("[", index, "].", field->name()),
                absl::StrCat("has more than ", kMaxRows, " rows; send several messages"));
  }
  return check.Result();
}

absl::Status Serialise(const Message& message, grpc::ByteBuffer* bytes) {
  if (message.ByteSizeLong() > static_cast<size_t>(kMaxMessageBytes)) {
    return absl::InternalError(absl::StrCat("an answer of ", message.ByteSizeLong(), " bytes"));
  }
  bool own = false;
  const grpc::Status status =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, bytes, &own);
  return status.ok() ? absl::OkStatus() : absl::InternalError("an answer did not serialise");
}

}  // namespace probity::rpc
