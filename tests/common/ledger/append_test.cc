#include "common/ledger/append.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"

namespace probity::ledger {
namespace {

// A chain others append to while we do: `intruders` of them before our inserts.
class Table {
 public:
  explicit Table(int intruders) : intruders_(intruders) {}

  absl::StatusOr<Head> Read() { return head_; }
  absl::StatusOr<Link> Insert(const Head& head) {
    if (intruders_ > 0) {
      --intruders_;
      head_ = {head_.seq + 1, std::string(32, 'i')};
    }
    if (head.seq != head_.seq) return absl::AlreadyExistsError("duplicate key");
    const Link link{head.seq + 1, head.hash, std::string(32, 'm')};
    head_ = link.head();
    return link;
  }

  absl::StatusOr<Link> Append() {
    return AppendAtHead([this] { return Read(); },
                        [this](const Head& head) { return Insert(head); });
  }

 private:
  int intruders_;
  Head head_;
};

TEST(AppendAtHead, TakesTheNextNumber) {
  Table table(0);
  EXPECT_EQ(table.Append().value().seq, 1);
  EXPECT_EQ(table.Append().value().seq, 2);
}

TEST(AppendAtHead, FollowsWhoeverCameFirst) {
  Table table(3);
  const Link link = table.Append().value();
  EXPECT_EQ(link.seq, 4);
  EXPECT_EQ(link.prev_hash, std::string(32, 'i'));
}

TEST(AppendAtHead, GivesUpInAStorm) {
  Table table(1000);
  const absl::Status status = table.Append().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(HasReason(status, Reason::k_CONFLICT));
}

TEST(AppendAtHead, PassesOnADuplicateThatIsTheCallersOwn) {
  int inserts = 0;
  const absl::Status status =
      AppendAtHead([]() -> absl::StatusOr<Head> { return Head(); },
                   [&](const Head&) -> absl::StatusOr<Link> {
                     ++inserts;
                     return absl::AlreadyExistsError("case, item and revision are posted");
                   })
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(inserts, 1);
}

TEST(AppendAtHead, PassesOnEveryOtherError) {
  const absl::Status full = absl::ResourceExhaustedError("disk full");
  EXPECT_EQ(AppendAtHead([&]() -> absl::StatusOr<Head> { return full; },
                         [](const Head&) -> absl::StatusOr<Link> { return Link(); })
                .status(),
            full);
  EXPECT_EQ(AppendAtHead([]() -> absl::StatusOr<Head> { return Head(); },
                         [&](const Head&) -> absl::StatusOr<Link> { return full; })
                .status(),
            full);
}

}  // namespace
}  // namespace probity::ledger
