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

namespace probity::settlement {
namespace {

constexpr size_t kLargestExact = 15;  // digits a spreadsheet keeps of a number

std::string Shown(const Derivation& line) {
  if (line.unit == "fen") return absl::StrCat(money::FormatYuan(line.value), " 元");
  if (line.unit == "flag") return line.value != 0 ? "是" : "否";
  if (line.unit == "bp") return absl::StrCat(line.value, " bp");
  if (line.unit == "days") return absl::StrCat(line.value, " 天");
  if (line.unit == "visits") return absl::StrCat(line.value, " 人次");
  if (line.unit == "status") {
    return std::string(RewardStatusName(static_cast<RewardStatus>(line.value)));
  }
  return absl::StrCat(line.value);
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
           {"基金", std::string(FundName(input.key.fund)), "类别",
            std::string(UnitClassName(input.key.unit_class))},
           {"记分", absl::StrCat(input.points), "质效得分",
            input.score_centi.has_value()
                ? absl::StrCat(*input.score_centi / 100, ".", *input.score_centi % 100 / 10,
                               *input.score_centi % 10)
                : "未评"},
           {"清算批次", absl::StrCat(run.year, "-", run.number, " ", ToAbsl(RunKindName(run.kind))),
            "确认截止", until.empty() ? "—" : until}}};
}

print::Table Lines(const std::vector<Derivation>& figures) {
  print::Table table{{4, 9, 4}, {"项目", "公式与代入", "结果"}, {}};
  for (const Derivation& line : figures) {
    table.rows.push_back({Named(line), Explained(line), Shown(line)});
  }
  return table;
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

std::vector<print::Block> BodyOf(const Run& run, const Outcome& outcome,
                                 const SettledFigures& settled) {
  using Style = print::Paragraph::Style;
  std::vector<print::Block> blocks = {Head(run, outcome)};
  blocks.emplace_back(print::Heading{"一、清算结果"});
  blocks.emplace_back(print::Paragraph{NetSentence(settled.result), Style::kBody});
  if (settled.result.rates.rate_bp > 0 && settled.result.rate_reward_fen == 0) {
    blocks.emplace_back(print::Paragraph{
        "费率提高的是封顶线而不是现金：费用低于两条封顶线的，费率只通过结余留用起作用。",
        Style::kBody});
  }
  blocks.emplace_back(print::Heading{"二、逐项计算"});
  blocks.emplace_back(Lines(StatementFigures(settled)));
  blocks.emplace_back(print::Heading{"三、依据与核验"});
  blocks.emplace_back(print::Paragraph{
      absl::StrCat("R 表示按政策规定的方式取整一次；公式中的字母见各行。政策文件 SHA-256：",
                   settled.input.policy_sha256, "；输入 SHA-256：", run.inputs_sha256,
                   "；结果 SHA-256：", run.result_sha256, "。"),
      Style::kSmall});
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
                                         const policy::Policy& policy) {
  const SettledFigures settled{outcome.unit.input, policy, outcome.result};
  print::Document document;
  document.title = "医疗保障基金清算通知书";
  document.number =
      absl::StrCat(run.year, "-", run.number, "-", outcome.unit.input.key.institution_id);
  document.footer = absl::StrCat("清算批次 ", run.run_id);
  document.date = outcome.statement.has_value()
                      ? calendar::DateOf(absl::FromUnixMicros(outcome.statement->served_time))
                      : calendar::DateOf(absl::FromUnixMicros(run.created_time));
  document.blocks = BodyOf(run, outcome, settled);
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
