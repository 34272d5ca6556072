#include "clients/review/view.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "clients/common/width.h"
#include "clients/review/answers.h"
#include "clients/review/json.h"
#include "clients/review/terminal.h"
#include "common/calendar/date.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

using review::v1::GetBallotResponse;
using review::v1::SheetEntry;

constexpr size_t kIndent = 4;

std::string_view KindText(scoring::v1::SubjectKind kind) {
  switch (kind) {
    case scoring::v1::SUBJECT_KIND_MEDICAL:
      return "定点医疗机构 designated medical institution";
    case scoring::v1::SUBJECT_KIND_PHARMACY:
      return "定点零售药店 designated pharmacy";
    case scoring::v1::SUBJECT_KIND_PERSON:
      return "医保医师、药师等人员 person";
    default:
      return "不限 any";
  }
}

std::string_view AmountText(scoring::v1::AmountBand band) {
  switch (band) {
    case scoring::v1::AMOUNT_BAND_NONE:
      return "无 none";
    case scoring::v1::AMOUNT_BAND_UNDER_1000:
      return "不满1,000元 under 1,000 yuan";
    case scoring::v1::AMOUNT_BAND_UNDER_10000:
      return "1,000元以上不满1万元 1,000 to under 10,000 yuan";
    case scoring::v1::AMOUNT_BAND_UNDER_100000:
      return "1万元以上不满10万元 10,000 to under 100,000 yuan";
    case scoring::v1::AMOUNT_BAND_FROM_100000:
      return "10万元以上 100,000 yuan or more";
    default:
      return "不限 any";
  }
}

std::string_view PeriodText(scoring::v1::Period period) {
  switch (period) {
    case scoring::v1::PERIOD_Q1:
      return "第一季度 first quarter";
    case scoring::v1::PERIOD_Q2:
      return "第二季度 second quarter";
    case scoring::v1::PERIOD_Q3:
      return "第三季度 third quarter";
    case scoring::v1::PERIOD_Q4:
      return "第四季度 fourth quarter";
    case scoring::v1::PERIOD_H1:
      return "上半年 first half-year";
    case scoring::v1::PERIOD_H2:
      return "下半年 second half-year";
    case scoring::v1::PERIOD_YEAR:
      return "全年 the year";
    default:
      return "不限 any";
  }
}

std::string_view ClassText(scoring::v1::ServiceClass service_class) {
  switch (service_class) {
    case scoring::v1::SERVICE_CLASS_OUTPATIENT:
      return "门诊 outpatient";
    case scoring::v1::SERVICE_CLASS_INPATIENT:
      return "住院 inpatient";
    case scoring::v1::SERVICE_CLASS_SPECIAL:
      return "门诊特殊疾病 special outpatient disease";
    default:
      return "不限 any";
  }
}

std::string_view CountText(scoring::v1::CountBand band) {
  switch (band) {
    case scoring::v1::COUNT_BAND_ONE:
      return "1次 one";
    case scoring::v1::COUNT_BAND_UP_TO_4:
      return "4次以下 up to 4";
    case scoring::v1::COUNT_BAND_UP_TO_9:
      return "9次以下 up to 9";
    case scoring::v1::COUNT_BAND_FROM_10:
      return "10次以上 10 or more";
    default:
      return "不限或不计次 any, or not counted";
  }
}

std::string_view EvidenceText(int kind) {
  switch (kind) {
    case scoring::v1::EVIDENCE_KIND_DOCUMENTARY:
      return "书证 documents";
    case scoring::v1::EVIDENCE_KIND_PHYSICAL:
      return "物证 objects";
    case scoring::v1::EVIDENCE_KIND_AUDIO_VISUAL:
      return "视听资料 recordings";
    case scoring::v1::EVIDENCE_KIND_ELECTRONIC_DATA:
      return "电子数据 electronic data";
    case scoring::v1::EVIDENCE_KIND_TESTIMONY:
      return "证人证言 testimony";
    case scoring::v1::EVIDENCE_KIND_PARTY_STATEMENT:
      return "当事人的陈述 the party's statement";
    case scoring::v1::EVIDENCE_KIND_EXPERT_OPINION:
      return "鉴定意见 expert opinion";
    case scoring::v1::EVIDENCE_KIND_INSPECTION_RECORD:
      return "勘验笔录、现场笔录 inspection record";
    default:
      return "其他 other";
  }
}

std::string EvidenceKinds(const SheetBody& sheet) {
  std::vector<std::string_view> kinds;
  for (const int kind : sheet.evidence_kinds()) kinds.push_back(EvidenceText(kind));
  return kinds.empty() ? "（未列 none listed）"
                       : absl::StrJoin(kinds, "；", [](std::string* out, std::string_view kind) {
                           out->append(kind);
                         });
}

std::string ImagesText(const SheetEntry& entry) {
  if (entry.attachment_count() == 0) return "无 none";
  std::string names = "a1";
  for (int i = 2; i <= entry.attachment_count(); ++i) absl::StrAppend(&names, ", a", i);
  return absl::StrCat(names, "；存为文件 save them: images ", entry.ordinal());
}

// Lines of `text` behind `indent` spaces.
std::string Block(std::string_view text, size_t indent, size_t columns) {
  std::string block;
  for (const std::string& line : clients::Wrap(Printable(text), columns - indent)) {
    absl::StrAppend(&block, std::string(indent, ' '), line, "\n");
  }
  return block;
}

std::string Field(std::string_view label, std::string_view value, size_t columns) {
  return Block(absl::StrCat(ToAbsl(label), ": ", ToAbsl(value)), 2, columns);
}

// The text in lines of its own below the label.
std::string Labelled(std::string_view label, std::string_view text, size_t columns) {
  return absl::StrCat("  ", ToAbsl(label), ":\n",
                      Block(text.empty() ? "（无 none）" : text, kIndent, columns));
}

std::string FindingText(const SheetBody& sheet, int index, const Titles& titles, size_t columns) {
  const SheetFinding& finding = sheet.findings(index);
  return absl::StrCat("\n", FindingTitle(sheet, index, titles, columns),
                      Field("金额 amount", AmountText(finding.amount_band()), columns),
                      Field("次数 instances", CountText(finding.count_band()), columns),
                      Field("期间 period", PeriodText(finding.period()), columns),
                      Field("类别 class", ClassText(finding.service_class()), columns),
                      Field("分值 points", PointsText(finding), columns),
                      Labelled("认定事实 facts", finding.facts(), columns));
}

std::string AnswerText(const FindingAnswer& answer) {
  const std::string points = answer.choice() == review::v1::CHOICE_UPHOLD
                                 ? absl::StrCat(" ", answer.points(), "分 points")
                                 : "";
  return absl::StrCat(ToAbsl(ChoiceTitle(answer.choice())), points, ", ",
                      absl::StrJoin(answer.reason_codes(), " "));
}

std::string AnswerJson(const FindingAnswer& answer) {
  JsonObject json;
  json.Text("choice", ChoiceName(answer.choice()));
  if (answer.choice() == review::v1::CHOICE_UPHOLD) json.Number("points", answer.points());
  std::vector<std::string> reasons;
  for (const std::string& code : answer.reason_codes()) reasons.push_back(JsonText(code));
  return json.Json("reason_codes", JsonArray(reasons)).Build();
}

std::string FindingJson(const SheetBody& sheet, int index, const Titles& titles) {
  const SheetFinding& finding = sheet.findings(index);
  const policy::Text title = titles.Of(sheet.kind(), finding.violation_code());
  JsonObject json;
  json.Number("finding", index + 1).Text("violation_code", finding.violation_code());
  if (!title.zh.empty()) json.Text("title_zh", title.zh).Text("title_en", title.en);
  return json.Text("amount_band", scoring::v1::AmountBand_Name(finding.amount_band()))
      .Text("count_band", scoring::v1::CountBand_Name(finding.count_band()))
      .Text("period", scoring::v1::Period_Name(finding.period()))
      .Text("service_class", scoring::v1::ServiceClass_Name(finding.service_class()))
      .Number("points_floor", finding.points_floor())
      .Number("points_ceiling", finding.points_ceiling())
      .Text("facts", finding.facts())
      .Build();
}

std::string InBureauZone(const char* format, int64_t seconds) {
  return absl::FormatTime(format, absl::FromUnixSeconds(seconds), calendar::BureauZone());
}

}  // namespace

std::string CaseName(const SheetEntry& entry) {
  return absl::StrCat("第", entry.ordinal(), "号 ", codes::Display(entry.serial()));
}

std::string ClosingText(int64_t closes_at_seconds) {
  return InBureauZone("%Y-%m-%d %H:%M (UTC+8)", closes_at_seconds);
}

std::string ClosingForScripts(int64_t closes_at_seconds) {
  return InBureauZone("%Y-%m-%dT%H:%M:%S%Ez", closes_at_seconds);
}

std::string PointsText(const SheetFinding& finding) {
  return finding.points_floor() == finding.points_ceiling()
             ? absl::StrCat(finding.points_floor())
             : absl::StrCat(finding.points_floor(), "–", finding.points_ceiling());
}

std::string FindingTitle(const SheetBody& sheet, int index, const Titles& titles, size_t columns) {
  const std::string& code = sheet.findings(index).violation_code();
  const policy::Text title = titles.Of(sheet.kind(), code);
  const std::string words = title.zh.empty() ? "" : absl::StrCat(" ", title.zh, " ", title.en);
  return Block(absl::StrCat("第", index + 1, "项 finding ", index + 1, ": ", code, words), 0,
               columns);
}

std::string SheetText(const SheetEntry& entry, const SheetBody& sheet, const Titles& titles,
                      size_t columns) {
  std::string text =
      absl::StrCat(CaseName(entry), "\n", Field("对象 subject", KindText(sheet.kind()), columns),
                   Field("证据 evidence", EvidenceKinds(sheet), columns),
                   Field("图件 images", ImagesText(entry), columns));
  if (sheet.supermajority()) {
    absl::StrAppend(&text,
                    Block("特别多数：本件各项须有三分之二以上维持方能成立。 Supermajority: a "
                          "finding of this case is upheld only by two thirds or more of the "
                          "votes that decide.",
                          2, columns));
  }
  for (int i = 0; i < sheet.findings_size(); ++i) {
    absl::StrAppend(&text, FindingText(sheet, i, titles, columns));
  }
  return absl::StrCat(text, "\n",
                      Labelled("当事人申辩 the party's defence", sheet.defence(), columns));
}

std::string DraftText(std::span<const FindingAnswer> answers, std::string_view minutes,
                      size_t columns) {
  std::string text;
  for (size_t i = 0; i < answers.size(); ++i) {
    absl::StrAppend(&text,
                    Block(absl::StrCat(i + 1, ". ", AnswerText(answers[i])), kIndent, columns));
  }
  if (!minutes.empty()) {
    absl::StrAppend(&text, Labelled("会审纪要意见 text for the minutes", minutes, columns));
  }
  return text;
}

std::string BallotText(const GetBallotResponse& ballot, size_t columns) {
  if (ballot.revision() == 0) return "  尚未表决 no ballot is recorded\n";
  const std::vector<FindingAnswer> answers(ballot.answers().begin(), ballot.answers().end());
  const std::string text =
      absl::StrCat("  已登记 recorded, 第", ballot.revision(), "版 revision ", ballot.revision(),
                   "\n", DraftText(answers, ballot.text(), columns));
  return absl::StrCat(text, Labelled("回执 receipt", crypto::Hex(ballot.receipt()), columns));
}

std::string SheetJson(const SheetEntry& entry, const SheetBody& sheet, const Titles& titles,
                      const GetBallotResponse& ballot) {
  std::vector<std::string> findings;
  for (int i = 0; i < sheet.findings_size(); ++i) findings.push_back(FindingJson(sheet, i, titles));
  std::vector<std::string> evidence;
  for (const int kind : sheet.evidence_kinds()) {
    evidence.push_back(
        JsonText(scoring::v1::EvidenceKind_Name(static_cast<scoring::v1::EvidenceKind>(kind))));
  }
  return JsonObject()
      .Number("ordinal", entry.ordinal())
      .Text("serial", codes::Display(entry.serial()))
      .Text("subject_kind", scoring::v1::SubjectKind_Name(sheet.kind()))
      .Flag("supermajority", sheet.supermajority())
      .Json("evidence_kinds", JsonArray(evidence))
      .Number("images", entry.attachment_count())
      .Json("findings", JsonArray(findings))
      .Text("defence", sheet.defence())
      .Json("ballot", BallotJson(ballot))
      .Build();
}

std::string BallotJson(const GetBallotResponse& ballot) {
  if (ballot.revision() == 0) return "null";
  std::vector<std::string> answers;
  for (const FindingAnswer& answer : ballot.answers()) answers.push_back(AnswerJson(answer));
  return JsonObject()
      .Number("revision", ballot.revision())
      .Json("answers", JsonArray(answers))
      .Text("text", ballot.text())
      .Text("receipt", crypto::Hex(ballot.receipt()))
      .Build();
}

}  // namespace probity::member
