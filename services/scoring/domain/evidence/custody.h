// The chain of custody (证据保管链): every hand an item went through, append-only and chained by
// hash, so that a line can neither be changed nor left out.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_EVIDENCE_CUSTODY_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_EVIDENCE_CUSTODY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/ledger/chain.h"
#include "services/scoring/domain/evidence/evidence.h"

namespace probity::scoring {

// The enumerators keep the wire numbers of evidence.proto.
enum class CustodyEvent {
  kCollected = 1,   // taken from its source; the first line of every chain, written by the upload
  kHandedOver = 2,  // by its holder to another person, who has yet to receive it
  kReceived = 3,    // by the person it was handed to, who holds it from now on
  kCopied = 4,      // a copy was made; a download writes this line itself
  kViewed = 5,
};

struct CustodyLine {
  CustodyEvent event = CustodyEvent::kCollected;
  std::string person;  // who did it
  std::string other;   // kCollected: the source; kHandedOver: who shall receive it; else empty
  std::string note;    // ≤ 500 characters
  absl::CivilDay business_date;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
  ledger::Link link;  // the store's to fill

  bool operator==(const CustodyLine&) const = default;
};

// Who has the item, and who shall have it next; both empty before the first line.
struct Custody {
  std::string holder;
  std::string expected;  // handed over to, not yet received

  bool operator==(const Custody&) const = default;
};
Custody CustodyAfter(const std::vector<CustodyLine>& lines);

// NOT_THE_HOLDER for a hand-over by somebody else than the holder, or a receipt by somebody it was
// not handed to; BAD_REQUEST for a hand-over to nobody or to oneself, or a second collection.
absl::Status CheckCustody(const Custody& custody, const CustodyLine& line);

// The place of `line` after `head`. The first line covers the item's own particulars too, so that
// an edited title or hash breaks the chain.
ledger::Link NextCustodyLink(const EvidenceItem& item, const ledger::Head& head,
                             const CustodyLine& line);

// LEDGER_BROKEN unless the stored lines follow each other from the first, and belong to `item`.
absl::Status VerifyCustody(const EvidenceItem& item, const std::vector<CustodyLine>& lines);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_EVIDENCE_CUSTODY_H_
