#include "services/scoring/api/procedure/convert.h"

#include "common/calendar/date.h"
#include "google/protobuf/util/time_util.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {
namespace {

constexpr size_t kLongestPerson = 64;

// "AGREE" of REVIEW_OPINION_AGREE.
template <typename Enum>
std::string NameOf(int64_t value, std::string_view prefix) {
  const auto* known =
      google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(static_cast<int>(value));
  if (known == nullptr || value == 0) return "";
  return known->name().substr(prefix.size());
}

std::string OutcomeOf(const CaseRecord& record) {
  switch (record.kind) {
    case RecordKind::kStep:
      return std::string(CaseStateName(static_cast<CaseState>(record.outcome)));
    case RecordKind::kWeighed:
      return record.outcome == 0 ? "NONE"
                                 : NameOf<v1::CaseMeasure>(record.outcome, "CASE_MEASURE_");
    case RecordKind::kRecusalRuled:
      return NameOf<v1::Ruling>(record.outcome, "RULING_");
    case RecordKind::kHearingRightTold:
      return record.outcome == static_cast<int64_t>(HearingTold::kWithNotice) ? "WITH_NOTICE"
                                                                              : "APART";
    case RecordKind::kHearingHeld:
      return NameOf<v1::HearingOutcome>(record.outcome, "HEARING_OUTCOME_");
    case RecordKind::kLegalReviewed:
      return NameOf<v1::ReviewOpinion>(record.outcome, "REVIEW_OPINION_");
    case RecordKind::kGroundAnswered:
      return NameOf<v1::GroundOutcome>(record.outcome, "GROUND_OUTCOME_");
    case RecordKind::kTransferred:
      return NameOf<v1::Authority>(record.outcome, "AUTHORITY_");
    case RecordKind::kTransferAnswered:
      return NameOf<v1::TransferAnswer>(record.outcome, "TRANSFER_ANSWER_");
    case RecordKind::kPublicity:
      return NameOf<v1::PublicityFact>(record.outcome, "PUBLICITY_FACT_");
    default:
      return "";
  }
}

}  // namespace

google::protobuf::Timestamp Moment(int64_t micros) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(micros);
}

v1::CaseRecord ToProto(const CaseRecord& record) {
  v1::CaseRecord message;
  message.set_seq(record.seq);
  message.set_kind(static_cast<v1::RecordKind>(record.kind));
  message.set_actor(record.actor);
  message.set_date(calendar::FormatDate(record.date));
  *message.mutable_recorded_time() = Moment(record.recorded_time);
  message.set_document_no(record.document_no);
  message.set_reason(record.reason);
  message.set_refers_to(record.refers_to);
  message.set_outcome(OutcomeOf(record));
  message.set_due_date(DateText(record.due));
  message.set_scenario_clock(record.scenario);
  for (const RecordPart& part : record.parts) {
    v1::RecordPart& added = *message.add_parts();
    added.set_kind(static_cast<v1::RecordPartKind>(part.kind));
    added.set_value(part.value);
    added.set_text(part.text);
  }
  return message;
}

v1::ChecklistLine ToProto(const CheckLine& line) {
  v1::ChecklistLine message;
  message.set_item(static_cast<v1::ChecklistItem>(line.item));
  message.set_system(static_cast<v1::EnforcementSystem>(line.system));
  message.set_state(static_cast<v1::ChecklistState>(line.state));
  message.set_title(std::string(CheckItemTitle(line.item)));
  for (const MissingDocument& one : line.missing) {
    v1::MissingDocument& added = *message.add_missing();
    added.set_type(static_cast<v1::DocumentType>(one.type));
    added.set_or_type(static_cast<v1::DocumentType>(one.or_type));
    added.set_number_text(one.number_text);
    added.set_record(one.record);
  }
  return message;
}

void CheckNumber(std::string_view text, std::string_view field, FieldCheck& check) {
  check.Check(text.empty() || IsLabel(text, 1, kMaxDocumentNo), field,
              "one line of at most 200 characters, without spaces around it");
}

void CheckPerson(std::string_view text, Presence presence, std::string_view field,
                 FieldCheck& check) {
  const bool absent = text.empty() && presence == Presence::kOptional;
  check.Check(absent || IsLabel(text, 1, kLongestPerson), field,
              "a person's id, 1 to 64 characters, without spaces around it");
}

}  // namespace probity::scoring
