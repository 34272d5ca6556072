#include "services/settlement/api/render.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/money/money.h"
#include "common/print/pdf.h"
#include "common/status/status.h"
#include "services/settlement/domain/explain.h"
#include "services/settlement/domain/explain_paper.h"

namespace probity::settlement {
namespace {

constexpr size_t kLargestExact = 15;  // digits a spreadsheet keeps of a number

std::string FundOnPaper(Fund fund) {
  switch (fund) {
    case Fund::kAll:
      return "全部基金";
    case Fund::kEmployee:
      return "职工医保";
    case Fund::kResident:
      return "居民医保";
  }
  return "";
}

std::string ClassOnPaper(UnitClass unit_class) {
  switch (unit_class) {
    case UnitClass::kAll:
      return "全部类别";
    case UnitClass::kInpatient:
      return "住院";
    case UnitClass::kOutpatient:
      return "门诊";
    case UnitClass::kSpecial:
      return "门诊慢特病";
  }
  return "";
}

std::string KindOnPaper(RunKind kind) {
  switch (kind) {
    case RunKind::kRates:
      return "费率核定";
    case RunKind::kFinal:
      return "年度清算";
    case RunKind::kSupplementary:
      return "补充清算";
    case RunKind::kResplit:
      return "重新分配";
  }
  return "";
}

// The orders in force in the year, as the notice states them.
std::string OrdersOnPaper(const FrozenUnit& unit) {
  std::vector<std::string> orders;
  const StatedFacts& facts = unit.facts;
  if (!facts.suspend_start_date.empty()) {
    orders.push_back(
        absl::StrCat("暂停 ", facts.suspend_start_date, " 至 ", facts.suspend_end_date));
  }
  if (!facts.cancelled_date.empty()) {
    orders.push_back(absl::StrCat("自 ", facts.cancelled_date, " 取消定点"));
  }
  return orders.empty() ? "无" : absl::StrJoin(orders, "；");
}

std::string Named(const Derivation& line) {
  const std::string symbol = line.symbol.empty() ? "" : absl::StrCat(" ", line.symbol);
  return absl::StrCat(line.name_zh, symbol, line.assumed ? "（含假定值）" : "");
}

std::string Explained(const Derivation& line) {
  return line.operands.empty() ? line.formula : absl::StrCat(line.formula, "\n", line.operands);
}

print::Table Head(const Run& run, const Outcome& outcome) {
  const UnitInput& input = outcome.unit.input;
  const std::string until =
      outcome.statement.has_value() ? outcome.statement->confirm_until : std::string();
  return {{2, 5, 2, 5},
          {},
          {{"机构编号", input.key.institution_id, "年度", absl::StrCat(run.year)},
           {"基金", FundOnPaper(input.key.fund), "类别", ClassOnPaper(input.key.unit_class)},
           {"记分", absl::StrCat(input.points), "质效得分",
            input.score_centi.has_value()
                ? absl::StrCat(*input.score_centi / 100, ".", *input.score_centi % 100 / 10,
                               *input.score_centi % 10)
                : "未评"},
           {"定点天数",
            absl::StrCat(input.designated_days, " 天，其中暂停 ", input.suspended_days, " 天"),
            "处置", OrdersOnPaper(outcome.unit)},
           {"清算批次", absl::StrCat(run.year, "-", run.number, " ", KindOnPaper(run.kind)),
            "确认截止", until.empty() ? "—" : until}}};
}

print::Table Lines(const std::vector<Derivation>& figures) {
  print::Table table{{4, 9, 4}, {"项目", "公式与代入", "结果"}, {}};
  for (const Derivation& line : figures) {
    table.rows.push_back({Named(line), Explained(line), ValueOnPaper(line)});
  }
  return table;
}

// From claims to the net, in as many lines as are not zero.
print::Table Summary(const UnitInput& input, const UnitResult& result) {
  struct Line {
    std::string_view name;
    int64_t fen;
    bool always;
  };
  const std::vector<Line> lines = {{"审核认可费用", input.accepted_fen, true},
                                   {"其中：超量剔除", result.stripped_fen, false},
                                   {"其中：封顶未付", result.capped_fen, false},
                                   {"暂停期拒付", result.refused_fen, false},
                                   {"基础应付", result.base_fen, true},
                                   {"加：费率激励", result.rate_paid_fen, false},
                                   {"加：留用激励", result.retention_paid_fen, false},
                                   {"减：质量扣减", result.withhold_fen, false},
                                   {"加：质量返还", result.incentive_paid_fen, false},
                                   {"加：疗效合同", result.contract_paid_fen, false},
                                   {"应付合计", result.payable_fen, true},
                                   {"减：质量保证金扣留", result.forfeit_fen, false},
                                   {"减：月度预拨", input.monthly_fen, false},
                                   {"减：周转金", input.prefund_fen, false},
                                   {"减：追回", input.deductions_fen, false},
                                   {"上年调整", input.prior_year_fen, false},
                                   {"清算净额", result.net_fen, true},
                                   {"另有暂缓，待案件或合同了结", result.held_fen, false}};
  print::Table table{{7, 4}, {"项目", "金额（元）"}, {}};
  for (const Line& line : lines) {
    if (!line.always && line.fen == 0) continue;
    table.rows.push_back({std::string(line.name), money::FormatYuan(line.fen)});
  }
  return table;
}

// What a correction changes; nothing else of it is posted.
std::string DifferenceSentence(const UnitResult& before, const UnitResult& now) {
  const int64_t difference = now.net_fen - before.net_fen;
  return absl::StrCat("本次为补充清算：此前已清算净额 ", money::FormatYuan(before.net_fen),
                      " 元，本次更正后 ", money::FormatYuan(now.net_fen), " 元，差额 ",
                      money::FormatYuan(difference), " 元，只就差额入账。");
}

std::string NetSentence(const UnitResult& result) {
  if (result.net_fen >= 0) {
    return absl::StrCat("清算净额 ", money::FormatYuan(result.net_fen), " 元，由医保基金支付。");
  }
  return absl::StrCat("清算净额为负，应追回 ",
                      absl::StrJoin(result.recovery_fen, "、",
                                    [](std::string* out, int64_t part) {
                                      absl::StrAppend(out, money::FormatYuan(part), " 元");
                                    }),
                      "，分 ", result.recovery_fen.size(), " 期。");
}

calendar::Date IssuedOn(const Outcome& outcome) {
  return calendar::DateOf(absl::FromUnixMicros(outcome.statement->served_time));
}

std::vector<print::Block> BodyOf(const Run& run, const Outcome& outcome,
                                 const SettledFigures& settled, const UnitResult* before) {
  using Style = print::Paragraph::Style;
  std::vector<print::Block> blocks = {Head(run, outcome)};
  blocks.emplace_back(print::Heading{"一、清算结果"});
  if (!outcome.statement.has_value()) {
    blocks.emplace_back(print::Paragraph{"试算结果，尚未送达，不作为支付依据。", Style::kBody});
  }
  blocks.emplace_back(print::Paragraph{NetSentence(settled.result), Style::kBody});
  if (before != nullptr) {
    blocks.emplace_back(
        print::Paragraph{DifferenceSentence(*before, settled.result), Style::kBody});
  }
  blocks.emplace_back(Summary(settled.input, settled.result));
  if (settled.result.rates.rate_bp > 0 && settled.result.rate_reward_fen == 0) {
    blocks.emplace_back(print::Paragraph{
        "费率提高的是封顶线而不是现金：费用低于两条封顶线的，费率只通过结余留用起作用。",
        Style::kBody});
  }
  blocks.emplace_back(print::Heading{"二、逐项计算"});
  blocks.emplace_back(Lines(StatementFigures(settled)));
  blocks.emplace_back(print::Heading{"三、依据与核验"});
  blocks.emplace_back(print::Paragraph{
      absl::StrCat(
          "R 表示按政策规定的方式取整一次；公式以分和万分之一（bp）为单位，其中的字母见各行。"
          "标明“含假定值”的，政策中有未经上级文件规定的数值。政策文件 SHA-256：",
          settled.input.policy_sha256, "；输入 SHA-256：", run.inputs_sha256, "；结果 SHA-256：",
          run.result_sha256, "。"),
      Style::kSmall});
  if (!outcome.statement.has_value()) return blocks;
  if (!outcome.statement->confirm_until.empty()) {
    blocks.emplace_back(
        print::Paragraph{absl::StrCat("对任何一项有异议的，请于 ", outcome.statement->confirm_until,
                                      " 前（含当日）逐项提出并说明理由；逾期未答复的，视为确认。"),
                         Style::kBody});
  }
  blocks.emplace_back(print::SealLine{"医疗保障经办机构", IssuedOn(outcome)});
  return blocks;
}

// A workbook in a file of its own, which is gone afterwards: the library writes files only.
class Workbook {
 public:
  Workbook() : path_((std::filesystem::temp_directory_path() / "statement-XXXXXX").string()) {
    const int file = mkstemp(path_.data());
    if (file < 0) return;
    close(file);
    workbook_ = workbook_new(path_.c_str());
  }
  ~Workbook() {
    if (workbook_ != nullptr) workbook_close(workbook_);
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  absl::Status Add(const std::vector<std::vector<std::string>>& rows) {
    if (workbook_ == nullptr) return absl::InternalError("no workbook could be made");
    lxw_worksheet* sheet = workbook_add_worksheet(workbook_, "statements");
    for (size_t row = 0; row < rows.size(); ++row) {
      for (size_t column = 0; column < rows[row].size(); ++column) {
        Write(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
              rows[row][column]);
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Close() {
    const lxw_error error = workbook_close(workbook_);
    workbook_ = nullptr;
    if (error != LXW_NO_ERROR) {
      return absl::InternalError(absl::StrCat("the workbook: ", lxw_strerror(error)));
    }
    std::ifstream in(path_, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

 private:
  // The cells of a spreadsheet are doubles: a number only where every digit is kept. An id with
  // leading zeros stays a text.
  static void Write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column,
                    const std::string& cell) {
    int64_t number = 0;
    const bool exact = cell.size() <= kLargestExact && absl::SimpleAtoi(cell, &number) &&
                       absl::StrCat(number) == cell;
    if (exact) {
      worksheet_write_number(sheet, row, column, static_cast<double>(number), nullptr);
    } else {
      worksheet_write_string(sheet, row, column, cell.c_str(), nullptr);
    }
  }

  std::string path_;
  lxw_workbook* workbook_ = nullptr;
};

std::string CellOf(RewardStatus value) {
  return std::string(RewardStatusName(value));
}
std::string CellOf(int64_t value) {
  return absl::StrCat(value);
}

}  // namespace

absl::StatusOr<std::string> StatementPdf(const Run& run, const Outcome& outcome,
                                         const policy::Policy& policy, const UnitResult* before,
                                         bool scenario) {
  const SettledFigures settled{outcome.unit.input, policy, outcome.result};
  print::Document document;
  document.title = "医疗保障基金清算通知书";
  document.number =
      absl::StrCat(run.year, "-", run.number, "-", outcome.unit.input.key.institution_id);
  document.footer = absl::StrCat("清算批次 ", run.run_id);
  print::StampScenario(scenario, document);
  document.date = outcome.statement.has_value()
                      ? IssuedOn(outcome)
                      : calendar::DateOf(absl::FromUnixMicros(run.created_time));
  document.blocks = BodyOf(run, outcome, settled, before);
  return print::RenderPdf(document);
}

std::vector<std::string> StatementColumns() {
  std::vector<std::string> columns = {"institution_id", "fund",          "class",
                                      "year",           "run",           "kind",
                                      "policy_sha256",  "confirm_until", "decision"};
  const UnitInput input;
  VisitScalars(input,
               [&columns](std::string_view name, const auto&) { columns.emplace_back(name); });
  const UnitResult result;
  VisitOutputs(result, [&columns](std::string_view name, const auto&) {
    // The claims refused on suspended days are an input too.
    if (name != "refused_fen") columns.emplace_back(name);
  });
  return columns;
}

std::vector<std::string> StatementCells(const Run& run, const Outcome& outcome) {
  const UnitInput& input = outcome.unit.input;
  const bool served = outcome.statement.has_value();
  std::vector<std::string> cells = {
      input.key.institution_id,
      std::string(FundName(input.key.fund)),
      std::string(UnitClassName(input.key.unit_class)),
      absl::StrCat(run.year),
      absl::StrCat(run.number),
      std::string(RunKindName(run.kind)),
      input.policy_sha256,
      served ? outcome.statement->confirm_until : "",
      served ? std::string(DecisionName(outcome.statement->state)) : ""};
  VisitScalars(input, [&cells](std::string_view, const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::optional<int64_t>>) {
      cells.push_back(value.has_value() ? absl::StrCat(*value) : "");
    } else {
      cells.push_back(absl::StrCat(int64_t{value}));
    }
  });
  VisitOutputs(outcome.result, [&cells](std::string_view name, const auto& value) {
    if (name != "refused_fen") cells.push_back(CellOf(value));
  });
  return cells;
}

std::string CsvLine(const std::vector<std::string>& cells) {
  return absl::StrCat(absl::StrJoin(cells, ",",
                                    [](std::string* out, const std::string& cell) {
                                      if (cell.find_first_of(",\"\r\n") == std::string::npos) {
                                        out->append(cell);
                                        return;
                                      }
                                      out->push_back('"');
                                      for (const char c : cell) {
                                        if (c == '"') out->push_back('"');
                                        out->push_back(c);
                                      }
                                      out->push_back('"');
                                    }),
                      "\r\n");
}

absl::StatusOr<std::string> StatementXlsx(const Run& run, const Outcome& outcome,
                                          const policy::Policy& policy) {
  const UnitInput& input = outcome.unit.input;
  std::vector<std::vector<std::string>> rows = {
      {"机构 institution", input.key.institution_id, std::string(FundName(input.key.fund)),
       std::string(UnitClassName(input.key.unit_class)), absl::StrCat(run.year)},
      {"项目", "line", "公式 formula", "代入 with", "结果 result", "单位 unit",
       "政策字段 policy field"}};
  for (const Derivation& line : StatementFigures({input, policy, outcome.result})) {
    rows.push_back({Named(line), line.code, line.formula, line.operands, absl::StrCat(line.value),
                    line.unit, line.policy_field});
  }
  return TableXlsx(rows);
}

absl::StatusOr<std::string> TableXlsx(const std::vector<std::vector<std::string>>& rows) {
  Workbook workbook;
  PROBITY_RETURN_IF_ERROR(workbook.Add(rows));
  return workbook.Close();
}

}  // namespace probity::settlement
