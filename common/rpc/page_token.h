// Page tokens of list methods: where the next page begins, sealed so that a client neither reads
// nor makes one, and bound to the method and the query it was made for.
//
//   PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, tokens.Open(call, request));
//   … rows above page.cursor, page.size + 1 of them …
//   if (more) response.set_next_page_token(tokens.Next(call, request, last_key));
//
// Requests have the fields `page_size` (0 = 50, at most 1000) and `page_token` (empty = first
// page).
#ifndef PROBITY_COMMON_RPC_PAGE_TOKEN_H_
#define PROBITY_COMMON_RPC_PAGE_TOKEN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace probity::rpc {

inline constexpr int64_t kDefaultPageSize = 50;
inline constexpr int64_t kMaxPageSize = 1000;

struct Page {
  int64_t size = kDefaultPageSize;
  std::string cursor;  // as given to Next; empty on the first page
};

// The key is drawn when the process starts: a token does not outlive it, and a client that is told
// PAGE_TOKEN_INVALID begins again with the first page. Safe to call from several threads.
class PageTokens {
 public:
  explicit PageTokens(crypto::Entropy entropy);

  // BAD_REQUEST for a page_size out of range; INVALID_ARGUMENT / PAGE_TOKEN_INVALID for a token of
  // another method, of another query, or not made here.
  absl::StatusOr<Page> Open(const Call& call, const google::protobuf::Message& request) const;

  // The token of the page after `cursor`, which is not empty.
  std::string Next(const Call& call, const google::protobuf::Message& request,
                   std::string_view cursor) const;

 private:
  crypto::Entropy entropy_;
  std::string key_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_PAGE_TOKEN_H_
