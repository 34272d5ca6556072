#include "services/scoring/api/documents/fields.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/crypto/crypto.h"
#include "common/money/money.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/documents/basis.h"

namespace probity::scoring {
namespace {

std::string SourceText(CaseSource source) {
  switch (source) {
    case CaseSource::kSpecialInspection:
      return "专项检查";
    case CaseSource::kSpotCheck:
      return "常态化抽查";
    case CaseSource::kOnlineMonitoring:
      return "网络监控";
    case CaseSource::kComplaint:
      return "举报投诉";
  }
  return "";
}

std::string KindText(policy::SubjectKind kind) {
  switch (kind) {
    case policy::SubjectKind::kMedical:
      return "定点医疗机构";
    case policy::SubjectKind::kPharmacy:
      return "定点零售药店";
    case policy::SubjectKind::kPerson:
      return "相关人员";
  }
  return "";
}

std::string RemedyKindText(RemedyKind kind) {
  return kind == RemedyKind::kLitigation ? "行政诉讼" : "行政复议";
}

std::string RemedyOutcomeText(RemedyOutcome outcome) {
  switch (outcome) {
    case RemedyOutcome::kRunning:
      return "";
    case RemedyOutcome::kUpheld:
      return "维持原决定";
    case RemedyOutcome::kChanged:
      return "变更原决定";
    case RemedyOutcome::kRevoked:
      return "撤销原决定";
    case RemedyOutcome::kWithdrawn:
      return "申请人撤回";
  }
  return "";
}

std::string VerdictText(FindingVerdict verdict) {
  switch (verdict) {
    case FindingVerdict::kNone:
      return "未提交会审";
    case FindingVerdict::kUpheld:
      return "成立";
    case FindingVerdict::kNotUpheld:
      return "不成立";
    case FindingVerdict::kRemanded:
      return "退回补证";
  }
  return "";
}

// Points in the policy's scale: 11.5 where a point has ten steps.
std::string PointsText(int64_t points, const policy::Policy* policy) {
  const int64_t scale = policy == nullptr ? 1 : policy->point_scale;
  if (points % scale == 0) return absl::StrCat(points / scale);
  std::string digits = absl::StrFormat("%d", points % scale + scale).substr(1);
  return absl::StrCat(points / scale, ".", digits);
}

std::string UnitText(policy::TimeUnit unit) {
  switch (unit) {
    case policy::TimeUnit::kMinute:
      return "分钟";
    case policy::TimeUnit::kHour:
      return "小时";
    case policy::TimeUnit::kCalendarDay:
      return "日";
    case policy::TimeUnit::kWorkday:
      return "个工作日";
    case policy::TimeUnit::kMonth:
      return "个月";
  }
  return "";
}

// 5个工作日.
std::string DeadlineText(const policy::Policy* policy, std::string_view key) {
  const policy::Deadline* found = policy == nullptr ? nullptr : policy::FindDeadline(*policy, key);
  return found == nullptr ? "" : absl::StrCat(found->count, UnitText(found->unit));
}

std::string ActText(const FindingFile& finding) {
  const std::string end = ChineseDate(finding.act_end);
  if (finding.act_start == finding.act_end) return end;
  return absl::StrCat(ChineseDate(finding.act_start), "至", end);
}

// What the last remedy leaves of a finding.
int64_t PointsLeft(const CaseFile& file, const FindingFile& finding) {
  if (file.remedies.empty()) return finding.final_points;
  const std::map<int32_t, int64_t>& changed = file.remedies.back().outcome_points;
  const auto found = changed.find(finding.item);
  return found == changed.end() ? finding.final_points : found->second;
}

FieldMap FindingFields(const DocumentFacts& facts, const FindingFile& finding) {
  const auto found = facts.items.find(finding.item);
  const policy::CatalogueItem* item = found == facts.items.end() ? nullptr : found->second;
  return {
      {"item", absl::StrCat(finding.item)},
      {"code", finding.code},
      {"conduct", item == nullptr ? "" : item->title.zh},
      {"basis", item == nullptr ? "" : CiteForPrint(item->legal_basis, facts.unchecked)},
      {"act", ActText(finding)},
      {"facts", finding.facts},
      {"reason", finding.reason},
      {"recovery", MoneyText(finding.recovery_fen)},
      {"final_recovery", MoneyText(finding.final_recovery_fen.value_or(finding.recovery_fen))},
      {"notified_points", PointsText(finding.notified_points, facts.policy)},
      {"judged_points",
       finding.judged_points.has_value() ? PointsText(*finding.judged_points, facts.policy) : "—"},
      {"final_points", PointsText(finding.final_points, facts.policy)},
      {"remedy_points", PointsText(PointsLeft(facts.file, finding), facts.policy)},
      {"verdict", VerdictText(finding.verdict)},
      {"veto", item != nullptr && item->veto ? "一票否决项" : ""},
  };
}

FieldMap EvidenceFields(size_t no, const EvidenceItem& item) {
  return {
      {"no", absl::StrCat(no)},
      {"kind", std::string(EvidenceKindTitle(item.kind))},
      {"title", item.title},
      {"source_person", item.source_person},
      {"taken", ChineseDate(item.taken)},
      {"sha256", crypto::Hex(item.sha256)},
  };
}

FieldMap GroundFields(size_t no, const PrintedGround& ground) {
  return {
      {"no", absl::StrCat(no)},
      {"text", ground.text},
      {"outcome", ground.outcome},
      {"answer", ground.answer},
  };
}

FieldMap DocumentFields(size_t no, const IssuedDocument& document) {
  return {
      {"no", absl::StrCat(no)},
      {"title", document.title},
      {"number", document.number_text},
      {"date", ChineseDate(document.issued)},
  };
}

std::string YearsText(const CaseFile& file) {
  std::set<std::string> years;
  for (const FindingFile& finding : file.findings) {
    years.insert(absl::StrCat(finding.act_end.year()));
  }
  return absl::StrJoin(years, "、");
}

// The articles of the items found, after `bases`.
std::string BasesText(const DocumentFacts& facts, std::vector<policy::LegalBasis> bases = {}) {
  for (const FindingFile& finding : facts.file.findings) {
    const auto item = facts.items.find(finding.item);
    if (item == facts.items.end() || item->second == nullptr) continue;
    const auto& of_item = item->second->legal_basis;
    bases.insert(bases.end(), of_item.begin(), of_item.end());
  }
  return CiteForPrint(bases, facts.unchecked);
}

std::string PersonOf(const DocumentFacts& facts, const std::string& person) {
  const auto found = facts.people.find(person);
  return found == facts.people.end() ? person : found->second;
}

void AddCase(const DocumentFacts& facts, FieldMap& out) {
  const CaseFile& file = facts.file;
  int64_t recovery = 0;
  int64_t final_recovery = 0;
  for (const FindingFile& finding : file.findings) {
    recovery += finding.recovery_fen;
    final_recovery += finding.final_recovery_fen.value_or(finding.recovery_fen);
  }
  int64_t proposed = 0;
  for (const FindingFile& finding : file.findings) proposed += finding.notified_points;
  out["case_ref"] = file.case_ref;
  out["source"] = SourceText(file.source);
  out["officers"] = absl::StrJoin(file.officers, "、", [&](std::string* text, const auto& person) {
    absl::StrAppend(text, PersonOf(facts, person));
  });
  out["opened_date"] = file.case_id.empty() ? "" : ChineseDate(file.opened);
  out["report_no"] = file.report;
  out["notice_date"] = ChineseDate(file.notice);
  out["notice_served_date"] = ChineseDate(file.notice_served);
  out["objection_deadline"] = ChineseDate(file.objection_deadline);
  out["objection_filed_date"] = ChineseDate(file.objection_filed);
  out["decided_date"] = ChineseDate(file.decided);
  out["effective_date"] = ChineseDate(file.effective);
  out["executed_date"] = ChineseDate(file.executed);
  out["execution_document"] = file.execution_document;
  out["revoked_date"] = ChineseDate(file.revoked);
  out["ended_early"] = file.decision == Decision::kNone ? "是" : "";
  out["closed_date"] = ChineseDate(file.closed);
  out["closing_report"] = file.closing_report;
  out["archive_no"] = file.archive_no;
  out["defence"] = file.defence;
  out["waiver_no"] = file.waiver;
  out["proposed_points"] = PointsText(proposed, facts.policy);
  out["notified_points"] = PointsText(file.notified_points, facts.policy);
  out["final_points"] = PointsText(file.final_points, facts.policy);
  out["lowered_points"] = file.final_points < file.notified_points
                              ? PointsText(file.notified_points - file.final_points, facts.policy)
                              : "";
  out["recovery"] = recovery > 0 ? MoneyText(recovery) : "";
  out["final_recovery"] = final_recovery > 0 ? MoneyText(final_recovery) : "";
  out["effect"] = facts.effect;
  out["lowered_recovery"] =
      final_recovery > 0 && final_recovery < recovery ? MoneyText(recovery - final_recovery) : "";
  out["decision_reason"] = file.decision_reason;
  out["dismissed"] = file.decision == Decision::kDismissed ? "是" : "";
  out["upheld"] =
      file.decision == Decision::kConfirmed || file.decision == Decision::kRevisedDown ? "是" : "";
  out["renewed"] = file.notices.size() > 1 ? "是" : "";
  out["remanded"] =
      std::any_of(file.findings.begin(), file.findings.end(),
                  [](const auto& one) { return one.verdict == FindingVerdict::kRemanded; })
          ? "是"
          : "";
  // The comparison itself is in the case; a document says in words what came of it (G17).
  out["policy_compared"] =
      file.policy_choice.empty() ? ""
      : file.policy_choice.ends_with("SAME_VERSION")
          ? "当事人行为时与作出本决定时适用的是同一规定。"
          : "依照《行政处罚法》第三十七条，已对行为时和作出本决定时有效的规定分别评定，适用对当事人"
            "有利的规定，评定记录存卷。";
  out["points_year"] = YearsText(file);
  out["basis"] = BasesText(facts);
  // Who may decide: the agency's power to handle by agreement (条例 13).
  out["decision_basis"] =
      BasesText(facts, {{policy::BasisKind::kLaw, "《医疗保障基金使用监督管理条例》", "13"}});
}

void AddReversal(const CaseFile& file, FieldMap& out) {
  const ReversalRequest reversal = file.reversal.value_or(ReversalRequest());
  out["reversal_reason"] = reversal.reason;
  out["reversal_document"] = reversal.document;
}

// The last one: it is the one its step is about.
void AddRemedy(const CaseFile& file, FieldMap& out) {
  const Remedy remedy = file.remedies.empty() ? Remedy() : file.remedies.back();
  const bool any = !file.remedies.empty();
  out["remedy_kind"] = RemedyKindText(remedy.kind);
  out["remedy_body"] = remedy.body;
  out["remedy_document"] = remedy.document;
  out["remedy_filed_date"] = any ? ChineseDate(remedy.filed) : "";
  out["remedy_late_reason"] = remedy.late_reason;
  out["remedy_stay"] = remedy.stay_document;
  out["remedy_outcome"] = RemedyOutcomeText(remedy.outcome);
  out["remedy_decided_date"] = ChineseDate(remedy.decided);
  out["remedy_outcome_document"] = remedy.outcome_document;
  out["remedy_changed"] = remedy.outcome == RemedyOutcome::kChanged ? "是" : "";
  out["remedy_reverses"] =
      remedy.outcome == RemedyOutcome::kChanged || remedy.outcome == RemedyOutcome::kRevoked ? "是"
                                                                                             : "";
}

void AddService(const std::optional<ServedDocument>& served, FieldMap& out) {
  const ServedDocument about = served.value_or(ServedDocument());
  const ServiceRecord& record = about.record;
  out["about_title"] = about.title;
  out["about_number"] = about.number;
  out["service_method"] = std::string(ServiceMethodTitle(record.method));
  out["served_date"] = served.has_value() ? ChineseDate(record.served) : "";
  out["receipt"] = record.receipt;
  out["recipient"] = record.recipient;
  out["signatory"] = std::string(SignatoryTitle(record.signatory));
  out["witnesses"] = absl::StrJoin(record.witnesses, "、");
  out["media_ref"] = record.media_ref;
  out["refusal"] = record.refusal;
  out["tracking_no"] = record.tracking_no;
  out["sent_date"] = ChineseDate(record.sent);
  out["consent_ref"] = record.consent_ref;
  out["consented_date"] = ChineseDate(record.consented);
  out["announced_date"] = ChineseDate(record.announced);
  out["cause"] = record.cause;
  out["place"] = record.place;
}

}  // namespace

std::string PersonText(const Officer& officer) {
  return absl::StrCat(officer.name, "（执法证号", officer.certificate_no, "）");
}

std::string ChineseDate(const std::optional<absl::CivilDay>& day) {
  if (!day.has_value()) return "";
  return absl::StrFormat("%d年%d月%d日", day->year(), day->month(), day->day());
}

std::string MoneyText(int64_t fen) {
  std::string yuan = money::FormatYuan(fen);
  for (size_t at = yuan.find('.'); at > 3; at -= 3) yuan.insert(at - 3, ",");
  return absl::StrCat(yuan, "元");
}

FieldValues FieldsOf(const DocumentFacts& facts) {
  FieldValues values;
  FieldMap& out = values.fields;
  out["agency"] = facts.bureau.agency;
  out["reconsideration_body"] = facts.bureau.reconsideration_body;
  out["court"] = facts.bureau.court;
  out["today"] = ChineseDate(facts.today);
  out["actor"] = PersonOf(facts, facts.actor);
  out["institution_id"] = facts.institution.institution_id;
  out["institution_name"] = facts.institution.name;
  out["institution_kind"] = KindText(facts.institution.kind);
  out["district"] = facts.institution.district;
  out["policy_no"] = facts.policy == nullptr ? "" : facts.policy->doc_no;
  out["objection_time"] = DeadlineText(facts.policy, "objection");
  out["hearing_request_time"] = DeadlineText(facts.policy, "hearing_request");
  out["reconsideration_time"] = DeadlineText(facts.policy, "reconsideration");
  out["litigation_time"] = DeadlineText(facts.policy, "litigation");
  out["performance_time"] = facts.policy == nullptr || facts.policy->measures.recovery_due_days == 0
                                ? ""
                                : absl::StrCat(facts.policy->measures.recovery_due_days, "日");
  out["withdraw_time"] = DeadlineText(facts.policy, "withdraw_publication");
  out["hold_time"] = DeadlineText(facts.policy, "register_hold");
  out["order"] = facts.order;
  out["note"] = facts.note;
  AddCase(facts, out);
  AddReversal(facts.file, out);
  AddRemedy(facts.file, out);
  AddService(facts.served, out);
  for (const FindingFile& finding : facts.file.findings) {
    values.lists["findings"].push_back(FindingFields(facts, finding));
  }
  size_t no = 0;
  for (const EvidenceItem& item : facts.evidence) {
    values.lists["evidence"].push_back(EvidenceFields(++no, item));
  }
  out["has_evidence"] = facts.evidence.empty() ? "" : "是";
  no = 0;
  for (const PrintedGround& ground : facts.grounds) {
    values.lists["grounds"].push_back(GroundFields(++no, ground));
  }
  out["has_grounds"] = facts.grounds.empty() ? "" : "是";
  no = 0;
  for (const IssuedDocument& document : facts.documents) {
    values.lists["documents"].push_back(DocumentFields(++no, document));
  }
  return values;
}

std::set<std::string> KnownFields() {
  std::set<std::string> names;
  for (const auto& [name, value] : FieldsOf(DocumentFacts()).fields) names.insert(name);
  return names;
}

std::map<std::string, std::set<std::string>> KnownLists() {
  DocumentFacts one;
  one.file.findings.emplace_back();
  one.evidence.emplace_back();
  one.grounds.emplace_back();
  one.documents.emplace_back();
  std::map<std::string, std::set<std::string>> lists;
  for (const auto& [list, rows] : FieldsOf(one).lists) {
    for (const auto& [name, value] : rows.front()) lists[list].insert(name);
  }
  return lists;
}

}  // namespace probity::scoring
