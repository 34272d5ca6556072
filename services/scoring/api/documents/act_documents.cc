#include "services/scoring/api/documents/act_documents.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/documents/fields.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/procedure/records.h"

namespace probity::scoring {
namespace {

std::string AuthorityText(Authority authority) {
  switch (authority) {
    case Authority::kHealth:
      return "卫生健康主管部门";
    case Authority::kMarket:
      return "市场监督管理部门";
    case Authority::kDrug:
      return "药品监督管理部门";
    case Authority::kPolice:
      return "公安机关";
  }
  return "";
}

std::string PartOf(const CaseRecord& record, PartKind kind) {
  return absl::StrJoin(PartsOf(record, kind), "、");
}

bool IsPerson(PartKind kind) {
  return kind == PartKind::kOfficer || kind == PartKind::kReplacement || kind == PartKind::kHost ||
         kind == PartKind::kRecorder || kind == PartKind::kParticipant ||
         kind == PartKind::kDissent;
}

// The record with its persons as documents name them.
absl::StatusOr<CaseRecord> Named(const ServiceEnv& env, sql::Tx& tx, CaseRecord act,
                                 absl::CivilDay today) {
  std::vector<std::string> persons = {act.actor};
  for (const RecordPart& part : act.parts) {
    if (IsPerson(part.kind)) persons.push_back(part.value);
  }
  PROBITY_ASSIGN_OR_RETURN(const auto people, PeopleOf(env, tx, persons, today));
  const auto name = [&](std::string& person) {
    if (const auto found = people.find(person); found != people.end()) person = found->second;
  };
  name(act.actor);
  for (RecordPart& part : act.parts) {
    if (IsPerson(part.kind)) name(part.value);
  }
  return act;
}

// A document of an act, whose values that are empty are left out.
NewDocument Made(DocumentType type, const std::string& paper_no, FieldMap fields) {
  NewDocument made;
  made.type = type;
  made.by_act = true;
  fields["paper_no"] = paper_no;
  std::erase_if(fields, [](const auto& field) { return field.second.empty(); });
  made.by_hand = std::move(fields);
  return made;
}

NewDocument HearingNoticeOf(const CaseRecord& act) {
  return Made(DocumentType::kHearingNotice, act.document_no,
              {{"time", ChineseDate(act.due)},
               {"place", PartOf(act, PartKind::kPlace)},
               {"host", PartOf(act, PartKind::kHost)},
               {"served", ChineseDate(act.date)}});
}

// `notice` is the act that called the party to it.
std::vector<NewDocument> HearingPapersOf(const CaseRecord& act, const CaseRecord& notice) {
  const std::string host = PartOf(act, PartKind::kHost);
  const std::string recorder = PartOf(act, PartKind::kRecorder);
  const std::string place = PartOf(notice, PartKind::kPlace);
  const std::string date = ChineseDate(act.date);
  const bool held = act.outcome == static_cast<int64_t>(HearingOutcome::kHeld);
  FieldMap record = {{"time", date}, {"place", place}, {"host", host}, {"recorder", recorder}};
  if (held) {
    record["content"] = "听证过程和各方意见见所附纸质笔录原件。";
  } else {
    record["content"] = act.reason;
    record["absence"] =
        "当事人经通知无正当理由未出席听证，视为放弃听证权利，终止听证（《行政处罚法》第六十四条）"
        "。";
  }
  std::vector<NewDocument> made = {
      Made(DocumentType::kHearingRecord, act.document_no, std::move(record))};
  if (!held) return made;
  made.push_back(
      Made(DocumentType::kHearingReport, PartOf(act, PartKind::kReport),
           {{"host", host},
            {"summary", absl::StrCat("听证于", date, "在", place, "举行，由", host, "主持，",
                                     recorder, "记录，听证笔录编号", act.document_no, "。")},
            {"opinion", act.reason.empty() ? "见所附纸质听证报告原件。" : act.reason}}));
  return made;
}

NewDocument ReviewOpinionOf(const CaseRecord& act) {
  const bool agreed = act.outcome == static_cast<int64_t>(ReviewOpinion::kAgree);
  return Made(DocumentType::kLegalReviewOpinion, act.document_no,
              {{"reviewer", act.actor},
               {"opinion", act.reason},
               {"conclusion", agreed ? "同意提请作出决定。"
                                     : "不同意提请作出决定，退回承办机构补正后再报审核。"}});
}

NewDocument DiscussionOf(const CaseRecord& act) {
  std::vector<std::string> dissents;
  for (const RecordPart& part : act.parts) {
    if (part.kind == PartKind::kDissent) {
      dissents.push_back(absl::StrCat(part.value, "：", part.text));
    }
  }
  return Made(DocumentType::kCollectiveDiscussion, act.document_no,
              {{"time", ChineseDate(act.date)},
               {"participants", PartOf(act, PartKind::kParticipant)},
               {"dissent", absl::StrJoin(dissents, "\n")},
               {"conclusion", act.reason}});
}

NewDocument RecusalOf(const CaseRecord& act, const CaseRecord& application) {
  const std::string officer = PartOf(act, PartKind::kOfficer);
  const std::string replacement = PartOf(act, PartKind::kReplacement);
  const bool granted = act.outcome == static_cast<int64_t>(Ruling::kGranted);
  std::string decision = granted ? absl::StrCat("准予回避，", officer, "不再办理本案")
                                 : absl::StrCat("驳回回避申请，", officer, "继续办理本案");
  if (!replacement.empty()) absl::StrAppend(&decision, "，由", replacement, "接替");
  absl::StrAppend(&decision, "。理由：", act.reason);
  return Made(DocumentType::kRecusalDecision, act.document_no,
              {{"person", officer},
               {"applicant", "当事人"},
               {"grounds", application.reason},
               {"decision", decision}});
}

NewDocument LetterOf(const CaseRecord& act) {
  return Made(DocumentType::kTransferLetter, act.document_no,
              {{"recipient_body", AuthorityText(static_cast<Authority>(act.outcome))},
               {"reason", act.reason},
               {"answer_due", ChineseDate(act.due)}});
}

// The record of that seq, or the last of that kind if `seq` is 0.
absl::StatusOr<CaseRecord> Earlier(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                   RecordKind kind, int64_t seq) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CaseRecord> records,
                           ListRecords(tx, env.region, file.case_id));
  CaseRecord found;
  for (const CaseRecord& one : records) {
    if (one.kind == kind && (seq == 0 || one.seq == seq)) found = one;
  }
  return found;
}

// In the order of the types: see IssueDocument.
absl::StatusOr<std::vector<NewDocument>> DueAfter(const ServiceEnv& env, sql::Tx& tx,
                                                  const CaseFile& file, const CaseRecord& act) {
  switch (act.kind) {
    case RecordKind::kHearingNotified:
      return std::vector<NewDocument>{HearingNoticeOf(act)};
    case RecordKind::kHearingHeld: {
      PROBITY_ASSIGN_OR_RETURN(const CaseRecord notice,
                               Earlier(env, tx, file, RecordKind::kHearingNotified, 0));
      return HearingPapersOf(act, notice);
    }
    case RecordKind::kLegalReviewed:
      return std::vector<NewDocument>{ReviewOpinionOf(act)};
    case RecordKind::kDiscussed:
      return std::vector<NewDocument>{DiscussionOf(act)};
    case RecordKind::kRecusalRuled: {
      PROBITY_ASSIGN_OR_RETURN(const CaseRecord application,
                               Earlier(env, tx, file, RecordKind::kRecusalApplied, act.refers_to));
      return std::vector<NewDocument>{RecusalOf(act, application)};
    }
    case RecordKind::kTransferred:
      return std::vector<NewDocument>{LetterOf(act)};
    default:
      return std::vector<NewDocument>();
  }
}

bool IssuesDocument(RecordKind kind) {
  return kind == RecordKind::kHearingNotified || kind == RecordKind::kHearingHeld ||
         kind == RecordKind::kLegalReviewed || kind == RecordKind::kDiscussed ||
         kind == RecordKind::kRecusalRuled || kind == RecordKind::kTransferred;
}

// True if that number is one of ours: the act's document was issued by hand before.
absl::StatusOr<bool> IssuedByHand(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                  const NewDocument& due) {
  const auto number = due.by_hand.find("paper_no");
  if (number == due.by_hand.end()) return false;
  const absl::StatusOr<IssuedDocument> known = LoadDocument(tx, env.region, "", number->second);
  if (absl::IsNotFound(known.status())) return false;
  PROBITY_RETURN_IF_ERROR(known.status());
  return known->case_id == file.case_id && known->type == due.type;
}

}  // namespace

absl::Status IssueActDocuments(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                               const CaseFile& file, const CaseRecord& saved) {
  if (!IssuesDocument(saved.kind)) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const CaseRecord act, Named(env, tx, saved, calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<NewDocument> due, DueAfter(env, tx, file, act));
  for (const NewDocument& one : due) {
    PROBITY_ASSIGN_OR_RETURN(const bool by_hand, IssuedByHand(env, tx, file, one));
    if (by_hand) continue;
    PROBITY_RETURN_IF_ERROR(IssueDocument(env, tx, at, saved.actor, file, one).status());
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
