#include "common/id/id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "common/crypto/seeded_entropy.h"
#include "common/id/uuid.h"

namespace probity {
namespace {

Id Of(std::string_view hex) {
  return Id::FromBytes(crypto::FromHex(hex).value()).value();
}

TEST(Id, HasOneTextOf26Symbols) {
  struct Case {
    const char* hex;
    const char* text;
  };
  for (const Case& c : {
           Case{"00000000000000000000000000000000", "00000000000000000000000000"},
           Case{"ffffffffffffffffffffffffffffffff", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"},
           Case{"00000000000000000000000000000001", "00000000000000000000000001"},
           Case{"00000000000000000000000000000020", "00000000000000000000000010"},
           Case{"01563e3ab5d3d6764c61efb99302bd5b", "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
       }) {
    EXPECT_EQ(Of(c.hex).Text(), c.text);
    EXPECT_EQ(Id::Parse(c.text).value(), Of(c.hex)) << c.text;
  }
}

TEST(Id, OfAnyBytesComesBackFromItsText) {
  const crypto::Entropy entropy = crypto::SeededEntropy("id");
  for (int i = 0; i < 1000; ++i) {
    const Id id = RandomId(entropy);
    ASSERT_EQ(Id::Parse(id.Text()).value(), id);
    ASSERT_EQ(Id::FromBytes(id.Bytes()).value(), id);
  }
}

TEST(Id, RefusesEveryOtherSpelling) {
  for (const char* text : {
           "",
           "0000000000000000000000000",    // one short
           "000000000000000000000000000",  // one long
           "80000000000000000000000000",   // 129 bits
           "Z0000000000000000000000000",
           "01arz3ndektsv4rrffq69g5fav",  // lower case
           "01ARZ3NDEKTSV4RRFFQ69G5FAI",
           "01ARZ3NDEKTSV4RRFFQ69G5FAL",
           "01ARZ3NDEKTSV4RRFFQ69G5FAO",
           "01ARZ3NDEKTSV4RRFFQ69G5FAU",
           "01ARZ3NDEK-SV4RRFFQ69G5FAV",
           " 1ARZ3NDEKTSV4RRFFQ69G5FAV",
       }) {
    EXPECT_EQ(Id::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(Id, RefusesAnyNumberOfBytesBut16) {
  EXPECT_FALSE(Id::FromBytes("").ok());
  EXPECT_FALSE(Id::FromBytes(std::string(15, 'x')).ok());
  EXPECT_FALSE(Id::FromBytes(std::string(17, 'x')).ok());
}

TEST(Id, OrdersAlikeByValueBytesAndText) {
  const crypto::Entropy entropy = crypto::SeededEntropy("order");
  for (int i = 0; i < 1000; ++i) {
    const Id a = RandomId(entropy);
    const Id b = RandomId(entropy);
    ASSERT_EQ(a < b, a.Text() < b.Text());
    ASSERT_EQ(a < b, a.Bytes() < b.Bytes());
  }
}

TEST(Id, OfNothingIsNone) {
  EXPECT_TRUE(Id().IsNone());
  EXPECT_FALSE(Of("00000000000000000000000000000001").IsNone());
}

TEST(Id, CanBeKeptInAHashSet) {
  const absl::flat_hash_set<Id> set{Of("00000000000000000000000000000001"), Id(), Id()};
  EXPECT_EQ(set.size(), 2u);
}

TEST(TimeOrderedId, StartsWithTheMillisecond) {
  const crypto::Entropy entropy = crypto::SeededEntropy("time");
  const Id id = TimeOrderedId(absl::FromUnixMillis(0x0123456789ab), entropy);
  EXPECT_EQ(crypto::Hex(id.Bytes()).substr(0, 12), "0123456789ab");
}

TEST(TimeOrderedId, FollowsTime) {
  const crypto::Entropy entropy = crypto::SeededEntropy("time");
  absl::Time now = absl::FromUnixMillis(1'790'000'000'000);
  Id last = TimeOrderedId(now, entropy);
  for (int i = 0; i < 1000; ++i) {
    now += absl::Milliseconds(1);
    const Id next = TimeOrderedId(now, entropy);
    ASSERT_LT(last, next);
    last = next;
  }
}

TEST(TimeOrderedId, OfOneMillisecondStillDiffer) {
  const crypto::Entropy entropy = crypto::SystemEntropy();
  std::set<Id> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(TimeOrderedId(absl::FromUnixMillis(1), entropy));
  EXPECT_EQ(ids.size(), 1000u);
}

TEST(TimeOrderedId, OfATimeBefore1970StartsWithZero) {
  const Id id = TimeOrderedId(absl::FromUnixMillis(-5), crypto::SeededEntropy("time"));
  EXPECT_EQ(crypto::Hex(id.Bytes()).substr(0, 12), "000000000000");
}

TEST(Uuid, IsAcceptedInEitherCaseOnly) {
  EXPECT_TRUE(IsUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"));
  EXPECT_TRUE(IsUuid("6BA7B810-9DAD-11D1-80B4-00C04FD430C8"));
  for (const char* text : {
           "",
           "6ba7b810",
           "6ba7b8109dad11d180b400c04fd430c8",
           "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}",
           "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
           "6ba7b81-09dad-11d1-80b4-00c04fd430c8",
           "6ba7b810-9dad-11d1-80b4-00c04fd430c",
           "6ba7b810-9dad-11d1-80b4--0c04fd430c8",
       }) {
    EXPECT_FALSE(IsUuid(text)) << text;
  }
}

TEST(Uuid, ComesBackFromItsBytes) {
  const std::string text = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  EXPECT_EQ(FormatUuid(ParseUuid(text).value()).value(), text);
  EXPECT_FALSE(FormatUuid("short").ok());
}

TEST(RandomUuid, IsOfVersion4) {
  const std::string text = RandomUuid(crypto::SeededEntropy("uuid"));
  EXPECT_TRUE(IsUuid(text)) << text;
  EXPECT_EQ(text[14], '4') << text;
  EXPECT_THAT(std::string("89ab"), ::testing::HasSubstr(text.substr(19, 1)));
}

TEST(NamedUuid, IsThatOfTheStandard) {
  // Namespace DNS; the first vector is RFC 9562's, A.4.
  const std::string dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  EXPECT_EQ(NamedUuid(dns, "www.example.com").value(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  EXPECT_EQ(NamedUuid(dns, "python.org").value(), "886313e1-3b8a-5372-9b90-0c9aee199e5d");
  EXPECT_FALSE(NamedUuid("dns", "python.org").ok());
}

}  // namespace
}  // namespace probity
