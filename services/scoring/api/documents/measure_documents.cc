#include "services/scoring/api/documents/measure_documents.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/documents/fields.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/domain/consequences/hold.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/documents/documents.h"

namespace probity::scoring {
namespace {

std::string ScopeText(const Measure& measure) {
  switch (measure.scope) {
    case MeasureScope::kWhole:
      return "全部医保结算业务";
    case MeasureScope::kDepartment:
      return absl::StrCat("科室：", measure.scope_ref);
    case MeasureScope::kServiceLine:
      return absl::StrCat("业务：", measure.scope_ref);
    case MeasureScope::kPerson:
      return absl::StrCat("人员：", measure.scope_ref);
  }
  return "";
}

// Why it is ordered. Points speak for themselves; what a person ordered has that person's reason.
std::string OrderReason(const Measure& measure, std::string_view policy_no) {
  if (measure.year != 0) {
    return absl::StrCat("你单位", measure.year, "年度累计记分达到",
                        measure.kind == MeasureKind::kCancellation ? "取消定点" : "暂停医保结算",
                        "的档次，依照医疗保障服务协议和", ToAbsl(policy_no), "文件处理。");
  }
  return measure.basis.empty() ? measure.reason
                               : absl::StrCat(measure.reason, "（依据：", measure.basis, "）");
}

std::string EndReason(std::string_view what) {
  return what == "LIFTED"
             ? "你单位在暂停期间完成整改并申请恢复，本机关经两人分别申请和批准，同意提前恢复。"
             : "原暂停或者取消定点所依据的记分已经冲正或者变更，自下列日期起不再执行。";
}

bool IsSuspension(MeasureKind kind) {
  return kind == MeasureKind::kPoints || kind == MeasureKind::kAgreement ||
         kind == MeasureKind::kDepartment;
}

DocumentType HoldTypeOf(std::string_view what) {
  if (what == "HOLD_APPROVED") return DocumentType::kHoldNotice;
  return what == "RELEASED" ? DocumentType::kHoldReleaseNotice : DocumentType::kNone;
}

DocumentType TypeOf(std::string_view what, const Measure& measure) {
  const bool cancellation = measure.kind == MeasureKind::kCancellation;
  if (measure.subject != MeasureSubject::kInstitution) return DocumentType::kNone;
  if (measure.kind == MeasureKind::kHold) return HoldTypeOf(what);
  if (!cancellation && !IsSuspension(measure.kind)) return DocumentType::kNone;
  if (what == "ORDERED") {
    return cancellation ? DocumentType::kTerminationNotice : DocumentType::kSuspensionNotice;
  }
  if (what == "LENGTHENED" || what == "SHORTENED" || what == "MOVED") {
    return DocumentType::kMeasureChangeNotice;
  }
  const bool ended = what == "LIFTED" || what == "FELL_AWAY";
  return ended ? DocumentType::kRestorationNotice : DocumentType::kNone;
}

std::string ChangeReason(std::string_view what) {
  if (what == "LENGTHENED") {
    return "你单位累计记分或者所依据的决定发生变化，原通知的暂停期限相应延长。";
  }
  return what == "SHORTENED" ? "原通知所依据的记分或者决定发生变化，暂停期限相应缩短。"
                             : "原通知所依据的记分或者决定发生变化，起始日期相应调整。";
}

// The notice that ordered it and the last one that changed it, as documents cite each other: title
// and number. Empty where they were issued before notices said what they are about.
absl::StatusOr<std::string> EarlierNotices(const ServiceEnv& env, sql::Tx& tx,
                                           const Measure& measure, std::string_view about_id) {
  using enum DocumentType;
  std::vector<std::string> notices;
  for (const DocumentType type : {kSuspensionNotice, kTerminationNotice, kMeasureChangeNotice}) {
    DocumentFilter filter;
    filter.institution_id = measure.subject_id;
    filter.type = type;
    PROBITY_ASSIGN_OR_RETURN(const std::vector<IssuedDocument> documents,
                             ListDocuments(tx, env.region, filter));
    const IssuedDocument* last = nullptr;
    for (const IssuedDocument& one : documents) {
      if (one.about_id != about_id) continue;
      const bool later =
          last == nullptr || std::pair(one.year, one.number) > std::pair(last->year, last->number);
      if (later) last = &one;
    }
    if (last == nullptr) continue;
    notices.push_back(absl::StrCat(last->title, "（", last->number_text, "）"));
  }
  return absl::StrJoin(notices, "、");
}

FieldMap ChangeFields(std::string_view what, const Measure& measure, std::string earlier) {
  const bool cancellation = measure.kind == MeasureKind::kCancellation;
  return {{"earlier", std::move(earlier)},
          {"subject", cancellation ? "取消定点" : absl::StrCat("暂停：", ScopeText(measure))},
          {"first", ChineseDate(measure.first)},
          {"last", ChineseDate(measure.last)},
          {"reason", ChangeReason(what)}};
}

FieldMap HoldFields(const Measure& hold) {
  return {
      {"first", ChineseDate(hold.first)}, {"record_no", hold.document}, {"reason", hold.reason}};
}

std::string ReleaseReason(HoldOutcome outcome) {
  switch (outcome) {
    case HoldOutcome::kFraudFound:
      return "本案已作出决定，认定你单位骗取医疗保障基金，调查期间的暂停结算解除。";
    case HoldOutcome::kCooperated:
      return "你单位已配合调查，调查期间的暂停结算解除。";
    default:
      return "经调查，不能认定你单位骗取医疗保障基金，调查期间的暂停结算解除。";
  }
}

FieldMap ReleaseFields(const Measure& hold) {
  return {{"first", ChineseDate(hold.free_from)},
          {"reason", ReleaseReason(hold.outcome)},
          {"held", MoneyText(hold.held_fen)},
          {"settled", SettlesAsNormal(hold) ? "按照规定结算" : "按照处理决定办理"}};
}

FieldMap RestorationFields(std::string_view what, const Measure& measure, absl::CivilDay today) {
  // What fell away is void from its beginning; services are open again from today.
  return {{"scope", ScopeText(measure)},
          {"first", ChineseDate(std::max(measure.free_from.value_or(today), today))},
          {"reason", EndReason(what)}};
}

FieldMap OrderFields(const Measure& measure, const std::string& policy_no) {
  FieldMap fields = {{"first", ChineseDate(measure.first)},
                     {"reason", OrderReason(measure, policy_no)}};
  // What the ledger opened names its band there.
  if (measure.year == 0) fields["paper_no"] = measure.document;
  if (measure.kind != MeasureKind::kCancellation) {
    fields["scope"] = ScopeText(measure);
    fields["last"] = ChineseDate(measure.last);
  } else if (measure.bar_until.has_value()) {
    fields["bar"] = absl::StrCat("至", ChineseDate(measure.bar_until));
  }
  return fields;
}

absl::StatusOr<CaseFile> FileOf(const ServiceEnv& env, sql::Tx& tx, const Measure& measure) {
  CaseFile none;
  none.institution_id = measure.subject_id;
  if (measure.case_id.empty()) return none;
  // What points from a predecessor bring names the act that carried them, which is no case.
  absl::StatusOr<CaseFile> found = LoadCase(tx, env.region, {measure.case_id, ""});
  if (HasReason(found.status(), Reason::k_UNKNOWN_CASE)) return none;
  PROBITY_ASSIGN_OR_RETURN(CaseFile file, std::move(found));
  const bool closed = file.state == CaseState::kClosed || file.state == CaseState::kArchived;
  return closed || file.institution_id != measure.subject_id ? none : file;
}

absl::StatusOr<std::string> PolicyNo(const ServiceEnv& env, sql::Tx& tx, const Measure& measure) {
  if (measure.policy_sha256.empty()) return "";
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.BySha(tx, measure.policy_sha256));
  return policy->doc_no;
}

}  // namespace

absl::Status IssueMeasureDocument(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                  const std::string& actor, std::string_view what,
                                  const Measure& measure) {
  NewDocument made;
  made.type = TypeOf(what, measure);
  if (made.type == DocumentType::kNone) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, FileOf(env, tx, measure));
  made.by_act = true;
  PROBITY_ASSIGN_OR_RETURN(const Id measure_id, Id::FromBytes(measure.measure_id));
  made.about_id = measure_id.Text();
  FieldMap& fields = made.by_hand;
  switch (made.type) {
    case DocumentType::kRestorationNotice:
      fields = RestorationFields(what, measure, calendar::DateOf(at.time));
      break;
    case DocumentType::kMeasureChangeNotice: {
      PROBITY_ASSIGN_OR_RETURN(std::string earlier,
                               EarlierNotices(env, tx, measure, made.about_id));
      fields = ChangeFields(what, measure, std::move(earlier));
      break;
    }
    case DocumentType::kHoldNotice:
      fields = HoldFields(measure);
      break;
    case DocumentType::kHoldReleaseNotice:
      fields = ReleaseFields(measure);
      break;
    default: {
      PROBITY_ASSIGN_OR_RETURN(const std::string policy_no, PolicyNo(env, tx, measure));
      fields = OrderFields(measure, policy_no);
    }
  }
  std::erase_if(fields, [](const auto& field) { return field.second.empty(); });
  return IssueDocument(env, tx, at, actor, file, made).status();
}

}  // namespace probity::scoring
