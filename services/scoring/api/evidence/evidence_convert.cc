#include "services/scoring/api/evidence/evidence_convert.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxName = 200;
constexpr size_t kMaxPerson = 64;

bool IsLowerHex(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

google::protobuf::Timestamp Moment(int64_t micros) {
  google::protobuf::Timestamp time;
  time.set_seconds(micros / 1'000'000);
  time.set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1000);
  return time;
}

v1::EvidenceUsability ToProto(Usability usability) {
  switch (usability) {
    case Usability::kUsable:
      return v1::EVIDENCE_USABILITY_USABLE;
    case Usability::kReviewPending:
      return v1::EVIDENCE_USABILITY_REVIEW_PENDING;
    case Usability::kRejected:
      return v1::EVIDENCE_USABILITY_REJECTED;
  }
  return v1::EVIDENCE_USABILITY_UNSPECIFIED;
}

}  // namespace

EvidenceItem HeadField(const v1::EvidenceHead& head, absl::CivilDay today, FieldCheck& check) {
  check.Check(head.kind() != v1::EVIDENCE_KIND_UNSPECIFIED && v1::EvidenceKind_IsValid(head.kind()),
              "head.kind", "one of the eight kinds of 处罚法 46");
  check.Check(IsLabel(head.title(), 1, kMaxName), "head.title",
              "1 to 200 characters, without spaces around it");
  check.Check(IsLabel(head.file_name(), 1, kMaxName) &&
                  head.file_name().find_first_of("/\\") == std::string::npos,
              "head.file_name", "1 to 200 characters, a name without folders");
  check.Check(head.sha256().size() == 2 * crypto::kHashSize && IsLowerHex(head.sha256()),
              "head.sha256", "64 lower-case hex digits");
  check.Check(head.size_bytes() >= 1 && head.size_bytes() <= kMaxEvidenceBytes, "head.size_bytes",
              absl::StrCat("1 to ", kMaxEvidenceBytes));
  check.Check(IsLabel(head.source_person(), 1, kMaxPerson), "head.source_person",
              "from whom it was taken, 1 to 64 characters");
  check.Check(!head.taken_date().empty(), "head.taken_date", "required: YYYY-MM-DD");
  EvidenceItem item;
  item.taken = DateField(head.taken_date(), "head.taken_date", today, check);
  check.Check(item.taken <= today, "head.taken_date", "not in the future");
  item.case_id = head.case_id();
  item.kind = static_cast<EvidenceKind>(head.kind());
  item.title = head.title();
  item.file_name = head.file_name();
  item.sha256 = crypto::FromHex(head.sha256()).value_or("");
  item.size_bytes = head.size_bytes();
  item.source_person = head.source_person();
  item.monitoring = head.online_monitoring();
  return item;
}

v1::Evidence ToProto(const EvidenceItem& item, const std::vector<EvidenceReview>& reviews) {
  v1::Evidence evidence;
  evidence.set_evidence_id(item.evidence_id);
  v1::EvidenceHead& head = *evidence.mutable_head();
  head.set_case_id(item.case_id);
  head.set_kind(static_cast<v1::EvidenceKind>(item.kind));
  head.set_title(item.title);
  head.set_file_name(item.file_name);
  head.set_sha256(crypto::Hex(item.sha256));
  head.set_size_bytes(item.size_bytes);
  head.set_source_person(item.source_person);
  head.set_taken_date(calendar::FormatDate(item.taken));
  head.set_online_monitoring(item.monitoring);
  evidence.set_usability(ToProto(UsabilityOf(item, reviews)));
  evidence.set_uploaded_by(item.uploaded_by);
  *evidence.mutable_recorded_time() = Moment(item.recorded_time);
  evidence.set_scenario_clock(item.scenario);
  return evidence;
}

v1::EvidenceReview ToProto(const EvidenceReview& review) {
  v1::EvidenceReview made;
  made.set_aspect(static_cast<v1::ReviewAspect>(review.aspect));
  made.set_passed(review.passed);
  made.set_reviewer(review.reviewer);
  made.set_opinion(review.opinion);
  made.set_review_date(calendar::FormatDate(review.reviewed));
  return made;
}

v1::CustodyLine ToProto(const CustodyLine& line) {
  v1::CustodyLine made;
  made.set_seq(static_cast<int32_t>(line.link.seq));
  made.set_event(static_cast<v1::CustodyEvent>(line.event));
  made.set_person(line.person);
  made.set_other_person(line.other);
  made.set_note(line.note);
  made.set_business_date(calendar::FormatDate(line.business_date));
  *made.mutable_recorded_time() = Moment(line.recorded_time);
  made.set_hash(crypto::Hex(line.link.hash));
  made.set_scenario_clock(line.scenario);
  return made;
}

}  // namespace probity::scoring
