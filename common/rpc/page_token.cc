#include "common/rpc/page_token.h"

#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/planted/planted.h"
#include "common/rpc/content.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kSizeField[] = "page_size";
constexpr char kTokenField[] = "page_token";

const FieldDescriptor* FieldOf(const Message& request, const char* name) {
  return request.GetDescriptor()->FindFieldByName(name);
}

// What a token is good for: the method and everything asked for but the place in the list.
std::string Binding(const Call& call, const Message& request) {
  const std::unique_ptr<Message> query(request.New());
  query->CopyFrom(request);
  for (const char* name : {kSizeField, kTokenField}) {
    query->GetReflection()->ClearField(query.get(), FieldOf(request, name));
  }
  return absl::StrCat(call.method, "\n", NormalContent({query.get()}, ""));
}

absl::Status Invalid() {
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_PAGE_TOKEN_INVALID,
                "page_token is not of this query, or the service was restarted since; begin again "
                "with the first page");
}

}  // namespace

PageTokens::PageTokens(crypto::Entropy entropy)
    : entropy_(std::move(entropy)), key_(entropy_(crypto::kKeySize)) {}

absl::StatusOr<Page> PageTokens::Open(const Call& call, const Message& request) const {
  const google::protobuf::Reflection& fields = *request.GetReflection();
  Page page;
  const int64_t size = fields.GetInt32(request, FieldOf(request, kSizeField));
  if (size < 0 || size > kMaxPageSize) {
    return BadRequest(
        {{kSizeField, absl::StrCat("0 to ", kMaxPageSize, ", 0 = ", kDefaultPageSize)}});
  }
  if (size > 0) page.size = size;
  const std::string token = fields.GetString(request, FieldOf(request, kTokenField));
  if (token.empty()) return page;
  std::string sealed;
  if (!absl::WebSafeBase64Unescape(token, &sealed) || sealed.size() < crypto::kNonceSize) {
    return Invalid();
  }
  const std::string_view bytes = sealed;
  absl::StatusOr<std::string> cursor =
      crypto::Open(key_, bytes.substr(0, crypto::kNonceSize), bytes.substr(crypto::kNonceSize),
                   Binding(call, request));
  if (!cursor.ok()) return Invalid();
  page.cursor = *std::move(cursor);
  return page;
}

std::string PageTokens::Next(const Call& call, const Message& request,
                             std::string_view cursor) const {
  if (PROBITY_PLANTED(kClearPageToken)) {
    return absl::WebSafeBase64Escape({cursor.data(), cursor.size()});
  }
  const std::string nonce = entropy_(crypto::kNonceSize);
  // Cannot fail: key and nonce have the sizes asked for.
  const std::string sealed = crypto::Seal(key_, nonce, cursor, Binding(call, request)).value();
  return absl::WebSafeBase64Escape(absl::StrCat(nonce, sealed));
}

}  // namespace probity::rpc
