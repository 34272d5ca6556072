#include "common/ledger/append.h"

#include "common/status/status.h"

namespace probity::ledger {
namespace {

// Every lost attempt means that another writer got in; so many in a row is a storm.
constexpr int kMaxAttempts = 20;

}  // namespace

absl::StatusOr<Link> AppendAtHead(const ReadHead& read_head, const InsertAfter& insert_after) {
  PROBITY_ASSIGN_OR_RETURN(Head head, read_head());
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    const absl::StatusOr<Link> inserted = insert_after(head);
    if (!absl::IsAlreadyExists(inserted.status())) return inserted;
    PROBITY_ASSIGN_OR_RETURN(const Head moved, read_head());
    if (moved == head) return inserted;
    head = moved;
  }
  return LostRace("too many writers at the end of one chain; try again");
}

}  // namespace probity::ledger
