#include "services/scoring/domain/procedure/facts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"

namespace probity::scoring {
namespace {

template <typename Fact>
Fact* FindBySeq(std::vector<Fact>& facts, int64_t seq) {
  const auto found =
      std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.seq == seq; });
  return found == facts.end() ? nullptr : &*found;
}

std::string FirstPart(const CaseRecord& record, PartKind kind) {
  const std::vector<std::string> values = PartsOf(record, kind);
  return values.empty() ? std::string() : values.front();
}

std::vector<int32_t> ItemsOf(const CaseRecord& record) {
  std::vector<int32_t> items;
  for (const std::string& value : PartsOf(record, PartKind::kFinding)) {
    int32_t item = 0;
    if (absl::SimpleAtoi(value, &item)) items.push_back(item);
  }
  return items;
}

int32_t MonthsOf(const CaseRecord& record) {
  int32_t months = 0;
  return absl::SimpleAtoi(FirstPart(record, PartKind::kMonths), &months) ? months : 0;
}

// A case that goes back takes its hearing, review and discussion along only as history.
void ApplyStep(const CaseRecord& record, ProcedureFacts& facts) {
  ++facts.steps;
  const auto state = static_cast<CaseState>(record.outcome);
  const CaseState before = std::exchange(facts.state, state);
  const bool new_notice = state == CaseState::kNotified && before != CaseState::kPrelim &&
                          before != CaseState::kSuspended;
  if (state == CaseState::kPrelim || new_notice) facts.hearing = HearingFacts();
  switch (state) {
    case CaseState::kJudged:
      // What the committee found, nobody could discuss before.
      if (record.actor == kCommitteeActor) break;
      return;
    case CaseState::kWaived:
    case CaseState::kSuspended:
    case CaseState::kConfirmed:
    case CaseState::kRevisedDown:
    case CaseState::kDismissed:
    case CaseState::kEffective:
    case CaseState::kExecuted:
    case CaseState::kRevoked:
    case CaseState::kReconsideration:
    case CaseState::kLitigation:
    case CaseState::kClosed:
    case CaseState::kArchived:
      return;
    default:
      break;
  }
  facts.review.reset();
  facts.discussed = false;
  facts.publicity = false;
}

void ApplyRecusal(const CaseRecord& record, ProcedureFacts& facts) {
  if (record.kind == RecordKind::kRecusalApplied) {
    facts.applications.push_back({record.seq, FirstPart(record, PartKind::kOfficer), false});
    return;
  }
  const std::string officer = FirstPart(record, PartKind::kOfficer);
  const bool out = record.kind == RecordKind::kRecused ||
                   record.outcome == static_cast<int64_t>(Ruling::kGranted);
  if (out) facts.recused.insert(officer);
  for (RecusalApplication& one : facts.applications) {
    if (one.seq == record.refers_to || (out && one.officer == officer)) one.ruled = true;
  }
}

void ApplyHearing(const CaseRecord& record, ProcedureFacts& facts) {
  HearingFacts& hearing = facts.hearing;
  hearing.last_seq = record.seq;
  switch (record.kind) {
    case RecordKind::kHearingRightTold:
      hearing.told = true;
      hearing.told_with_notice = record.outcome == static_cast<int64_t>(HearingTold::kWithNotice);
      if (!hearing.told_with_notice) hearing.told_served = record.date;
      break;
    case RecordKind::kHearingRequested:
      hearing.requested = true;
      hearing.called_for.reset();
      hearing.waived = false;
      break;
    case RecordKind::kHearingWaived:
      hearing.waived = true;
      break;
    case RecordKind::kHearingNotified:
      hearing.called_for = record.due;
      hearing.host = FirstPart(record, PartKind::kHost);
      break;
    default:
      hearing.held = record.outcome == static_cast<int64_t>(HearingOutcome::kHeld);
      hearing.waived = !hearing.held;
      // What was heard is new to whoever agreed before.
      facts.review.reset();
      facts.discussed = false;
      break;
  }
}

void ApplyGround(const CaseRecord& record, ProcedureFacts& facts) {
  if (record.kind == RecordKind::kGroundFiled) {
    facts.grounds.push_back(
        {record.seq, record.reason, PartsOf(record, PartKind::kEvidence), std::nullopt});
    return;
  }
  GroundFacts* ground = FindBySeq(facts.grounds, record.refers_to);
  if (ground == nullptr) return;
  ground->answer =
      GroundAnswer{record.seq, static_cast<GroundOutcome>(record.outcome), ItemsOf(record)};
}

void ApplyTransfer(const CaseRecord& record, ProcedureFacts& facts) {
  if (record.kind == RecordKind::kTransferred) {
    facts.transfers.push_back({record.seq, static_cast<Authority>(record.outcome),
                               record.document_no, record.date, record.due.value_or(record.date),
                               false, false});
    return;
  }
  TransferFacts* transfer = FindBySeq(facts.transfers, record.refers_to);
  if (transfer == nullptr) return;
  transfer->received = transfer->received || record.kind != RecordKind::kTransferGivenUp;
  transfer->ended = transfer->ended || record.kind != RecordKind::kTransferReceived;
}

void Apply(const CaseRecord& record, ProcedureFacts& facts) {
  switch (record.kind) {
    case RecordKind::kStep:
      return ApplyStep(record, facts);
    case RecordKind::kWeighed:
      facts.weighed = static_cast<policy::Measure>(record.outcome);
      facts.weighed_months = MonthsOf(record);
      return;
    case RecordKind::kRecused:
    case RecordKind::kRecusalApplied:
    case RecordKind::kRecusalRuled:
      return ApplyRecusal(record, facts);
    case RecordKind::kHearingRightTold:
    case RecordKind::kHearingRequested:
    case RecordKind::kHearingWaived:
    case RecordKind::kHearingNotified:
    case RecordKind::kHearingHeld:
      return ApplyHearing(record, facts);
    case RecordKind::kLegalReviewed:
      facts.review = ReviewFacts{
          record.seq, record.outcome == static_cast<int64_t>(ReviewOpinion::kAgree), record.actor};
      return;
    case RecordKind::kDiscussed:
      facts.discussed = true;
      return;
    case RecordKind::kGroundFiled:
    case RecordKind::kGroundAnswered:
      return ApplyGround(record, facts);
    case RecordKind::kTransferred:
    case RecordKind::kTransferReceived:
    case RecordKind::kTransferAnswered:
    case RecordKind::kTransferGivenUp:
      return ApplyTransfer(record, facts);
    case RecordKind::kPublicity:
      facts.publicity = true;
      return;
  }
}

template <typename Fact>
const Fact* Find(const std::vector<Fact>& facts, int64_t seq) {
  const auto found =
      std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.seq == seq; });
  return found == facts.end() ? nullptr : &*found;
}

}  // namespace

ProcedureFacts FactsOf(const std::vector<CaseRecord>& records) {
  ProcedureFacts facts;
  for (const CaseRecord& record : records) Apply(record, facts);
  return facts;
}

const GroundFacts* FindGround(const ProcedureFacts& facts, int64_t seq) {
  return Find(facts.grounds, seq);
}

const TransferFacts* FindTransfer(const ProcedureFacts& facts, int64_t seq) {
  return Find(facts.transfers, seq);
}

const RecusalApplication* FindApplication(const ProcedureFacts& facts, int64_t seq) {
  return Find(facts.applications, seq);
}

bool HasInvestigated(const CaseFile& file, const ProcedureFacts& facts, std::string_view person) {
  return IsOfficer(file, person) || facts.recused.contains(std::string(person));
}

}  // namespace probity::scoring
