#include "common/rpc/page_token.h"

#include <gtest/gtest.h>

#include "common/crypto/seeded_entropy.h"
#include "common/status/status.h"
#include "probity/scoring/v1/registry_service.pb.h"

namespace probity::rpc {
namespace {

using Request = scoring::v1::ListInstitutionsRequest;

Call CallOf(const std::string& method) {
  Call call;
  call.method = method;
  return call;
}

class PageTokenTest : public ::testing::Test {
 protected:
  // The cursor that `token` gives the query, or the reason of the refusal.
  std::string Opened(const Call& call, Request request, const std::string& token) {
    request.set_page_token(token);
    const absl::StatusOr<Page> page = tokens_.Open(call, request);
    return page.ok() ? page->cursor : DetailOf(page.status()).reason;
  }

  PageTokens tokens_{crypto::SeededEntropy("tokens")};
  Call call_ = CallOf("probity.scoring.v1.RegistryService.ListInstitutions");
};

TEST_F(PageTokenTest, TheFirstPageHasNoCursorAndFiftyRows) {
  const absl::StatusOr<Page> page = tokens_.Open(call_, Request());
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->cursor, "");
  EXPECT_EQ(page->size, 50);
}

TEST_F(PageTokenTest, ATokenGivesItsCursorBackToTheSameQuery) {
  Request request;
  const std::string cursor("a\0\xff", 3);
  const std::string token = tokens_.Next(call_, request, cursor);
  EXPECT_EQ(token.find(cursor), std::string::npos) << "a client does not read it";
  EXPECT_EQ(Opened(call_, request, token), cursor);
  request.set_page_size(7);
  EXPECT_EQ(Opened(call_, request, token), cursor) << "the size may change from page to page";
  EXPECT_NE(tokens_.Next(call_, request, cursor), token) << "no two tokens are the same";
}

TEST_F(PageTokenTest, ATokenOfAnotherQueryMethodOrServiceIsRefused) {
  const std::string token = tokens_.Next(call_, Request(), "M1");
  Request other;
  other.set_kind(scoring::v1::SUBJECT_KIND_PHARMACY);
  EXPECT_EQ(Opened(call_, other, token), "PAGE_TOKEN_INVALID");
  EXPECT_EQ(Opened(CallOf("another"), Request(), token), "PAGE_TOKEN_INVALID");
  const PageTokens elsewhere(crypto::SeededEntropy("elsewhere"));
  EXPECT_EQ(Opened(call_, Request(), elsewhere.Next(call_, Request(), "M1")), "PAGE_TOKEN_INVALID");
}

TEST_F(PageTokenTest, AnAlteredTokenIsRefused) {
  const std::string token = tokens_.Next(call_, Request(), "M1");
  for (size_t i = 0; i + 1 < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(Opened(call_, Request(), altered), "PAGE_TOKEN_INVALID") << "at " << i;
  }
  for (const std::string text : {"M1", "!", "AAAA"}) {
    EXPECT_EQ(Opened(call_, Request(), text), "PAGE_TOKEN_INVALID") << text;
  }
}

TEST_F(PageTokenTest, APageHasOneToAThousandRows) {
  Request request;
  for (const int32_t size : {1, 1000}) {
    request.set_page_size(size);
    EXPECT_EQ(tokens_.Open(call_, request)->size, size);
  }
  for (const int32_t size : {-1, 1001}) {
    request.set_page_size(size);
    EXPECT_TRUE(HasReason(tokens_.Open(call_, request).status(), Reason::k_BAD_REQUEST)) << size;
  }
}

}  // namespace
}  // namespace probity::rpc
