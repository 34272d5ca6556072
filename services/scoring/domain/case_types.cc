#include "services/scoring/domain/case_types.h"

#include <array>

namespace probity::scoring {
namespace {

struct StateText {
  std::string_view name;
  std::string_view title;
};

constexpr std::array<StateText, kCaseStates> kStates = {{
    {"NONE", "NONE 未立案"},
    {"FILED", "FILED 立案"},
    {"INVESTIGATING", "INVESTIGATING 调查取证"},
    {"INVESTIGATED", "INVESTIGATED 调查终结"},
    {"PRELIM", "PRELIM 初步认定"},
    {"NOTIFIED", "NOTIFIED 结果告知"},
    {"OBJECTION_OPEN", "OBJECTION_OPEN 异议期"},
    {"WAIVED", "WAIVED 未提出异议"},
    {"OBJECTED", "OBJECTED 已提出异议"},
    {"COMMITTEE", "COMMITTEE 会审"},
    {"JUDGED", "JUDGED 会审已出结果"},
    {"CONFIRMED", "CONFIRMED 确认"},
    {"REVISED_DOWN", "REVISED_DOWN 调减"},
    {"DISMISSED", "DISMISSED 不成立"},
    {"EFFECTIVE", "EFFECTIVE 生效"},
    {"REVOKED", "REVOKED 撤销"},
    {"EXECUTED", "EXECUTED 执行"},
    {"CLOSED", "CLOSED 结案"},
    {"ARCHIVED", "ARCHIVED 归档"},
    {"SUSPENDED", "SUSPENDED 中止"},
    {"TERMINATED", "TERMINATED 终止"},
    {"RECONSIDERATION", "RECONSIDERATION 复议"},
    {"LITIGATION", "LITIGATION 诉讼"},
}};

}  // namespace

std::string_view CaseStateName(CaseState state) {
  return kStates.at(static_cast<size_t>(state)).name;
}

std::string_view CaseStateTitle(CaseState state) {
  return kStates.at(static_cast<size_t>(state)).title;
}

}  // namespace probity::scoring
