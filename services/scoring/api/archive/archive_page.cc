// The archive on paper.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "services/scoring/api/archive/archive.h"

namespace probity::scoring {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string KindTitle(v1::EntryKind kind) {
  constexpr std::array<std::string_view, 7> kTitles = {"",         "记分", "冲正", "修复",
                                                       "修复撤销", "结转", "清零"};
  const auto number = static_cast<size_t>(kind);
  return number < kTitles.size() ? std::string(kTitles.at(number)) : absl::StrCat(number);
}

// Whether the entry adds to the year or takes from it.
std::string Signed(const v1::ArchiveEntry& entry) {
  const bool adds = entry.kind() == v1::ENTRY_KIND_POST || entry.kind() == v1::ENTRY_KIND_RESTORE ||
                    entry.kind() == v1::ENTRY_KIND_CARRY;
  return absl::StrCat(adds ? "+" : "−", entry.points());
}

std::string StateTitle(const v1::PaymentQualification& now) {
  switch (now.state()) {
    case v1::QUALIFICATION_STATE_SUSPENDED:
      return absl::StrCat("暂停，", now.from_date(), " 至 ", now.to_date());
    case v1::QUALIFICATION_STATE_TERMINATED:
      return absl::StrCat("终止，自 ", now.from_date(), "；", now.bar_end_date(),
                          " 前不得登记备案");
    default:
      return "正常";
  }
}

std::string_view AgreementTitle(v1::AgreementState state) {
  constexpr std::array<std::string_view, 8> kTitles = {"",     "未生效", "履行", "中止",
                                                       "解除", "退出",   "届满", "自动终止"};
  const auto number = static_cast<size_t>(state);
  return number < kTitles.size() ? kTitles.at(number) : "";
}

// The Chinese half of a title in both languages.
std::string Zh(const std::string& title) {
  return title.substr(0, title.find(' '));
}

// A table under its heading, or the line that there is nothing to list.
void AddSection(std::string title, std::vector<int> widths, std::vector<std::string> head,
                Rows rows, print::Document& page) {
  page.blocks.push_back(print::Heading{std::move(title)});
  if (rows.empty()) {
    page.blocks.push_back(print::Paragraph{"无", print::Paragraph::Style::kFlush});
    return;
  }
  page.blocks.push_back(print::Table{std::move(widths), std::move(head), std::move(rows)});
}

void AddHead(const v1::Archive& archive, print::Document& page) {
  std::string kind = Zh(archive.description());
  if (!archive.district().empty()) absl::StrAppend(&kind, "，", archive.district());
  Rows rows = {{"编号", archive.subject_id(), "类别", kind}};
  if (!archive.name().empty())
    rows.push_back({"名称", archive.name(), "制表日期", archive.made_date()});
  if (archive.subject() == v1::ARCHIVE_SUBJECT_PERSON) {
    rows.push_back({"支付资格", StateTitle(archive.qualification()), "本年记分",
                    absl::StrCat(archive.qualification().points())});
  }
  page.blocks.push_back(print::Table{{2, 6, 2, 6}, {}, std::move(rows)});
}

void AddYears(const v1::Archive& archive, print::Document& page) {
  Rows rows;
  for (const v1::ArchiveYear& year : archive.years()) {
    rows.push_back({absl::StrCat(year.year()), "", "", "合计", "", absl::StrCat(year.points()),
                    year.expired_date().empty()
                        ? year.band()
                        : absl::StrCat(year.band(), "，已于", year.expired_date(), "清零")});
    for (const v1::ArchiveEntry& entry : year.entries()) {
      rows.push_back({"", absl::StrCat(entry.recorded_seq()), entry.case_ref(),
                      absl::StrCat(entry.code(), " ", entry.title()), KindTitle(entry.kind()),
                      Signed(entry), entry.effective_date()});
    }
  }
  AddSection("一、年度记分", {2, 2, 4, 7, 2, 2, 4},
             {"年度", "序", "案号", "情形", "类别", "分值", "生效日期／档次"}, std::move(rows),
             page);
}

void AddConsequences(const v1::Archive& archive, print::Document& page) {
  Rows rows;
  for (const v1::ArchiveConsequence& one : archive.consequences()) {
    rows.push_back(
        {Zh(one.kind()), one.from_date(), one.to_date(), Zh(one.status()), one.bar_end_date()});
  }
  for (const v1::OfflineMeasure& one : archive.offline()) {
    rows.push_back({"暂停联网结算", one.from_date(), one.to_date(),
                    one.ordered_to_date().empty()
                        ? absl::StrCat(one.months(), "个月")
                        : absl::StrCat("提前解除，原至", one.ordered_to_date()),
                    one.document()});
  }
  AddSection("二、处理措施", {5, 4, 4, 5, 4}, {"措施", "起", "止", "状态", "限制期止／文号"},
             std::move(rows), page);
}

void AddAgreements(const v1::Archive& archive, print::Document& page) {
  Rows rows;
  for (const v1::Agreement& one : archive.agreements()) {
    rows.push_back(
        {one.agreement_no(), one.institution_id(), one.from_date(), one.to_date(),
         absl::StrCat(std::string(AgreementTitle(one.state())), "，至", one.last_date())});
  }
  AddSection("三、服务协议", {5, 3, 4, 4, 5}, {"协议编号", "机构", "起", "止", "状态"},
             std::move(rows), page);
}

void AddEmployments(const v1::Archive& archive, print::Document& page) {
  if (archive.subject() != v1::ARCHIVE_SUBJECT_PERSON) return;
  Rows rows;
  for (const v1::Employment& one : archive.employments()) {
    rows.push_back({one.institution_id(), one.main_site() ? "主要执业机构" : "其他执业机构",
                    one.from_date(), one.to_date().empty() ? "至今" : one.to_date()});
  }
  AddSection("四、执业机构", {4, 4, 3, 3}, {"机构", "类别", "起", "止"}, std::move(rows), page);
}

}  // namespace

print::Document ArchiveDocument(const v1::Archive& archive, bool scenario) {
  print::Document page;
  page.title = "医疗保障诚信档案";
  page.footer = archive.subject_id();
  print::StampScenario(scenario, page);
  page.date = calendar::ParseDate(archive.made_date()).value_or(absl::CivilDay());
  AddHead(archive, page);
  if (archive.subject() != v1::ARCHIVE_SUBJECT_INSURED) AddYears(archive, page);
  AddConsequences(archive, page);
  if (archive.subject() != v1::ARCHIVE_SUBJECT_INSURED) AddAgreements(archive, page);
  AddEmployments(archive, page);
  return page;
}

}  // namespace probity::scoring
