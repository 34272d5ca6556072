#include "services/scoring/domain/evidence/custody.h"

#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kFormat = "probity/custody/1";

absl::Status NotTheHolder(std::string_view text) {
  return Denied(Reason::k_NOT_THE_HOLDER, text);
}

ledger::Fields FieldsOf(const EvidenceItem& item, const CustodyLine& line) {
  ledger::Fields fields;
  fields.Add("evidence_id", item.evidence_id)
      .Add("event", static_cast<int64_t>(line.event))
      .Add("person", line.person)
      .Add("other", line.other)
      .Add("note", line.note)
      .Add("business_date", calendar::FormatDate(line.business_date))
      .Add("recorded_time", line.recorded_time)
      .Add("scenario", int64_t{line.scenario});
  if (line.event != CustodyEvent::kCollected) return fields;
  fields.Add("case_id", item.case_id)
      .Add("kind", static_cast<int64_t>(item.kind))
      .Add("title", item.title)
      .Add("file_name", item.file_name)
      .AddHex("sha256", item.sha256)
      .Add("size_bytes", item.size_bytes)
      .Add("source_person", item.source_person)
      .Add("taken", calendar::FormatDate(item.taken))
      .Add("monitoring", int64_t{item.monitoring})
      .Add("uploaded_by", item.uploaded_by);
  return fields;
}

}  // namespace

Custody CustodyAfter(const std::vector<CustodyLine>& lines) {
  Custody custody;
  for (const CustodyLine& line : lines) {
    switch (line.event) {
      case CustodyEvent::kCollected:
      case CustodyEvent::kReceived:
        custody = {line.person, ""};
        break;
      case CustodyEvent::kHandedOver:
        custody.expected = line.other;
        break;
      case CustodyEvent::kCopied:
      case CustodyEvent::kViewed:
        break;
    }
  }
  return custody;
}

absl::Status CheckCustody(const Custody& custody, const CustodyLine& line) {
  const bool hands_over = line.event == CustodyEvent::kHandedOver;
  FieldCheck check;
  check.Check(line.event != CustodyEvent::kCollected || custody.holder.empty(), "event",
              "the item has been collected");
  check.Check(hands_over == !line.other.empty() || line.event == CustodyEvent::kCollected,
              "to_person", "goes with HANDED_OVER: who shall receive it");
  check.Check(!hands_over || line.other != line.person, "to_person", "another person");
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (hands_over && line.person != custody.holder) {
    return NotTheHolder("only who holds the item hands it over; 非保管人不得移交");
  }
  if (line.event == CustodyEvent::kReceived && line.person != custody.expected) {
    return NotTheHolder("the item was not handed to this person; 未向该人移交");
  }
  return absl::OkStatus();
}

ledger::Link NextCustodyLink(const EvidenceItem& item, const ledger::Head& head,
                             const CustodyLine& line) {
  return ledger::NextLink(kFormat, head, FieldsOf(item, line));
}

absl::Status VerifyCustody(const EvidenceItem& item, const std::vector<CustodyLine>& lines) {
  if (lines.empty() || lines.front().event != CustodyEvent::kCollected) {
    return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                  "the chain of custody has lost its beginning", {{"seq", "1"}});
  }
  ledger::Verifier verifier{std::string(kFormat)};
  for (const CustodyLine& line : lines) {
    PROBITY_RETURN_IF_ERROR(verifier.Check(line.link, FieldsOf(item, line)));
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
