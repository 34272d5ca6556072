#include "common/ledger/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::ledger {
namespace {

constexpr char kFormat[] = "probity/points/1";

struct Entry {
  Link link;
  Fields fields;
};

Fields Points(int64_t points, std::string_view note) {
  return Fields().Add("region", "demo").Add("points", points).Add("note", note);
}

std::vector<Entry> Chain(int size) {
  std::vector<Entry> entries;
  Head head;
  for (int i = 0; i < size; ++i) {
    const Fields fields = Points(i, "posted");
    entries.push_back({NextLink(kFormat, head, fields), fields});
    head = entries.back().link.head();
  }
  return entries;
}

// The number of the first broken entry, 0 if the chain is sound.
int FirstBroken(const std::vector<Entry>& entries) {
  Verifier verifier(kFormat);
  for (const Entry& entry : entries) {
    const absl::Status status = verifier.Check(entry.link, entry.fields);
    if (status.ok()) continue;
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_TRUE(HasReason(status, Reason::k_LEDGER_BROKEN));
    EXPECT_EQ(verifier.head().seq, std::stoi(DetailOf(status).metadata.at("seq")) - 1);
    return std::stoi(DetailOf(status).metadata.at("seq"));
  }
  return 0;
}

TEST(Fields, AreOneLineEachWithNothingAmbiguous) {
  EXPECT_EQ(Fields().Add("a", "x").Add("b", -7).AddHex("c", "\xff").Add("d", "").text(),
            "a\tx\nb\t-7\nc\tff\nd\t\n");
  EXPECT_EQ(Fields().Add("a", "x\ty\nz\\").text(), "a\tx\\ty\\nz\\\\\n");
  EXPECT_NE(Fields().Add("a", "1\nb\t2").text(), Fields().Add("a", "1").Add("b", "2").text());
}

// Computed by another implementation of SHA-256 over the text the header describes.
TEST(NextLink, HashesFormatFieldsNumberAndTheHashBefore) {
  const Link first = NextLink(kFormat, Head(), Points(-3, "a\tb\nc\\d"));
  EXPECT_EQ(first.seq, 1);
  EXPECT_EQ(first.prev_hash, std::string(32, '\0'));
  EXPECT_EQ(crypto::Hex(first.hash),
            "fbaac1639b989e2739420d5ddb5de4eef553a81783b6cc56172e33466d13bbbe");
  const Link second = NextLink(kFormat, first.head(), Points(5, ""));
  EXPECT_EQ(second.seq, 2);
  EXPECT_EQ(second.prev_hash, first.hash);
  EXPECT_EQ(crypto::Hex(second.hash),
            "b476ec0e55c40c314f2c032eab717be94c1a1d0733b44e348e64b88491dde50f");
}

TEST(Verifier, PassesASoundChainAndAnEmptyOne) {
  EXPECT_EQ(FirstBroken({}), 0);
  EXPECT_EQ(FirstBroken(Chain(20)), 0);
}

TEST(Verifier, NamesTheFirstEntryThatWasTouched) {
  for (int broken = 1; broken <= 5; ++broken) {
    SCOPED_TRACE(broken);
    const size_t at = static_cast<size_t>(broken) - 1;
    std::vector<Entry> changed = Chain(5);
    changed[at].fields = Points(99, "posted");
    EXPECT_EQ(FirstBroken(changed), broken) << "a changed field";

    std::vector<Entry> rehashed = Chain(5);
    rehashed[at].link.hash[31] ^= 1;
    EXPECT_EQ(FirstBroken(rehashed), broken) << "a changed hash";

    std::vector<Entry> relinked = Chain(5);
    relinked[at].link.prev_hash[0] ^= 1;
    EXPECT_EQ(FirstBroken(relinked), broken) << "a changed link";

    std::vector<Entry> renumbered = Chain(5);
    renumbered[at].link.seq += 10;
    EXPECT_EQ(FirstBroken(renumbered), broken) << "a changed number";
  }
}

TEST(Verifier, FindsAnEntryLeftOutSlippedInOrMoved) {
  std::vector<Entry> shorter = Chain(5);
  shorter.erase(shorter.begin() + 2);
  EXPECT_EQ(FirstBroken(shorter), 3);

  std::vector<Entry> longer = Chain(5);
  longer.insert(longer.begin() + 2, longer[1]);
  EXPECT_EQ(FirstBroken(longer), 3);

  std::vector<Entry> swapped = Chain(5);
  std::swap(swapped[1], swapped[3]);
  EXPECT_EQ(FirstBroken(swapped), 2);
}

TEST(Verifier, FindsARewrittenEntryByTheNextOne) {
  std::vector<Entry> entries = Chain(5);
  entries[2].fields = Points(0, "forged");
  entries[2].link = NextLink(kFormat, entries[1].link.head(), entries[2].fields);
  EXPECT_EQ(FirstBroken(entries), 4);
}

TEST(Verifier, StaysBroken) {
  const std::vector<Entry> entries = Chain(3);
  Verifier verifier(kFormat);
  EXPECT_FALSE(verifier.Check(entries[1].link, entries[1].fields).ok());
  EXPECT_FALSE(verifier.Check(entries[0].link, entries[0].fields).ok());
}

TEST(Verifier, CanStartInTheMiddle) {
  const std::vector<Entry> entries = Chain(3);
  Verifier verifier(kFormat, entries[0].link.head());
  EXPECT_TRUE(verifier.Check(entries[1].link, entries[1].fields).ok());
  EXPECT_EQ(verifier.head(), entries[1].link.head());
}

}  // namespace
}  // namespace probity::ledger
