#include "services/review/domain/audit_bodies.h"

#include <gtest/gtest.h>

#include <set>

#include "common/crypto/crypto.h"
#include "tests/services/review/domain/known_answer.h"

namespace probity::review {
namespace {

std::string Text(const char* bytes, std::size_t size) {
  return {bytes, size};
}

TEST(AuditBodyTest, TheKnownLeafOfAFrozenPool) {
  const Bytes body = PoolFrozenBody(
      known::Round(),
      known::Raw("35e4b65787b2418406698bb6913fa5b136dfa19364075b7be3b5af36bcd737be"));
  Bytes leaf = "\x10probity/audit/v1" + Bytes(32, '\0');
  crypto::AppendU64(leaf, 1);
  crypto::AppendU16(leaf, static_cast<std::uint16_t>(AuditKind::kPoolFrozen));
  crypto::AppendU32(leaf, static_cast<std::uint32_t>(body.size()));
  EXPECT_EQ(crypto::Hex(crypto::Sha256(leaf + body)),
            "f77bccde9feb9074045e86d5c14b4e12abe909f3f9221307954c69f80dbeaaf4");
}

TEST(AuditBodyTest, EveryBodyHasItsBytes) {
  const Bytes round = known::Round();
  const Bytes root(32, 'r');
  const Bytes other(32, 'o');
  const struct {
    std::string what;
    Bytes body;
    Bytes expected;
  } cases[] = {
      {"OPENED", OpenedBody(round, {RoundKind::kAppeal, 7, {1, 1, 4, 3}, root, "year end"}),
       round + Text("\x02\x07\x01\x01\x04\x03", 6) + root + Text("\x00\x08", 2) + "year end"},
      {"COMMIT", CommitBody(round, Group::kExpert, root), round + "\x03" + root},
      {"SCREENED", ScreenedBody(round, root), round + root},
      {"REVEAL", RevealBody(round, Group::kAdministrative, root), round + "\x01" + root},
      {"DRAWN", DrawnBody(round, root), round + root},
      {"SEATED", SeatedBody(round, 258, root), round + "\x01\x02" + root},
      {"VOTING", VotingBody(round, 0x66000001, true),
       round + Text("\x00\x00\x00\x00\x66\x00\x00\x01\x01", 9)},
      {"CLOSED", ClosedBody(round, root, {other, root}, Bytes(32, 't')),
       round + root + Text("\x00\x00\x00\x02", 4) + other + root + Bytes(32, 't')},
      {"DELIVERED", DeliveredBody(round, 9, root),
       round + Text("\x00\x00\x00\x00\x00\x00\x00\x09", 8) + root},
      {"ABORTED", AbortedBody(round, Phase::kVoting, AbortCode::kNoQuorum), round + "\x08\x04"},
      {"ROSTER_CHANGED", RosterChangedBody(root), root},
      {"POLICY", PolicyBody(root), root},
  };
  for (const auto& c : cases) EXPECT_EQ(crypto::Hex(c.body), crypto::Hex(c.expected)) << c.what;
}

TEST(AuditBodyTest, TheOrderInWhichVerdictsWereMadeDoesNotShow) {
  const Bytes a(32, 'a'), b(32, 'b'), root(32, 'r');
  EXPECT_EQ(ClosedBody(known::Round(), root, {a, b}, root),
            ClosedBody(known::Round(), root, {b, a}, root));
  EXPECT_EQ(ReceiptsRoot(known::Round(), {a, b}), ReceiptsRoot(known::Round(), {b, a}));
}

TEST(AuditBodyTest, TheReceiptsRootIsOverRoundCountAndSortedReceipts) {
  const Bytes a(32, 'a'), b(32, 'b');
  EXPECT_EQ(ReceiptsRoot(known::Round(), {b, a}),
            crypto::Sha256("\x05probity/receipts/v1" + known::Round() +
                           Text("\x00\x00\x00\x02", 4) + a + b));
}

TEST(AuditBodyTest, ARosterChangeIsSalted) {
  const Bytes salt(16, 's');
  EXPECT_EQ(RosterChangeDigest(salt, "content"),
            crypto::Sha256("probity/roster/v1" + salt + "content"));
  EXPECT_NE(RosterChangeDigest(salt, "content"), RosterChangeDigest(Bytes(16, 't'), "content"));
}

}  // namespace
}  // namespace probity::review
