#include "common/rpc/peer.h"

#include "google/protobuf/descriptor.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

const google::protobuf::MethodDescriptor& Method(const std::string& name) {
  return *google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "probity.rpctest.v1." + name);
}

absl::StatusOr<CallerContext> Nobody(std::string_view) {
  return absl::UnauthenticatedError("no token holds");
}

TEST(Peer, AWorkstationWithoutTokenSeesWhatIsPublished) {
  PublicService::NewStub(nullptr);  // its descriptors are linked
  const auto caller = CallerOfPeer("client", {}, Method("PublicService.Look"), &Nobody);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->person, "public");
  EXPECT_EQ(caller->roles, std::set<options::v1::Role>{options::v1::ROLE_PUBLIC});
  EXPECT_TRUE(absl::IsUnauthenticated(
      CallerOfPeer("client", {}, Method("NoteService.GetNote"), &Nobody).status()));
}

TEST(Peer, IsNamedAfterItsCertificate) {
  const auto service = CallerOfPeer("review", {}, Method("NoteService.FetchNote"), &Nobody);
  ASSERT_TRUE(service.ok());
  EXPECT_EQ(service->person, "service:review");
  EXPECT_EQ(service->service, "review");
  const auto terminal = CallerOfPeer("review-client", {}, Method("QuietService.Ask"), &Nobody);
  ASSERT_TRUE(terminal.ok());
  EXPECT_EQ(terminal->person, "review-client");
  EXPECT_EQ(terminal->roles, std::set<options::v1::Role>{options::v1::ROLE_MEMBER_CLIENT});
}

TEST(Peer, AnAuthorizationThatIsNoBearerTokenIsRefused) {
  const std::vector<Metadata> wrong = {
      {{"authorization", "Basic YTpi"}},
      {{"authorization", "Bearer"}},
      {{"authorization", "Bearer  "}},
      {{"authorization", "Bearer a"}, {"authorization", "Bearer b"}},
      {{"authorization", "Bearer " + std::string(9000, 'a')}},
  };
  for (const Metadata& metadata : wrong) {
    // Asked where no token is needed, so that it is the token that is refused.
    const absl::Status status =
        CallerOfPeer("client", metadata, Method("PublicService.Look"), &Nobody).status();
    EXPECT_EQ(Outcome(status), "UNAUTHENTICATED/UNAUTHENTICATED")
        << metadata.begin()->second.substr(0, 20);
  }
}

}  // namespace
}  // namespace probity::rpc
