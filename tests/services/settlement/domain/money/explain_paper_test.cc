// What a statement prints is read by people: in Chinese, in yuan, without names of columns.
#include "services/settlement/domain/explain_paper.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "services/settlement/domain/explain.h"
#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

std::map<std::string, Derivation> Printed(const UnitInput& input, const policy::Policy& policy) {
  const auto unit = SettleUnit(input, policy);
  EXPECT_TRUE(unit.ok()) << unit.status();
  std::map<std::string, Derivation> lines;
  for (Derivation& line : StatementFigures({input, policy, *unit})) {
    lines[line.code] = std::move(line);
  }
  return lines;
}

UnitInput Overrun() {
  UnitInput input = Standard();
  input.points = 11;
  input.accepted_fen = 1'040'000'007;
  input.withheld_fen = 48'000'001;
  input.score_centi = 7400;
  input.contracts = {{1'234'567, 10, 3, 2, 3333, std::nullopt}};
  return input;
}

TEST(OnPaper, AFigureIsFollowedByWhatItWasComputedFromInYuan) {
  const auto lines = Printed(Overrun(), Med());
  const std::map<std::string, std::string> expected = {
      {"band_bp", "年度记分 q = 11 分；所在档 [0,12)：0 分 500 bp 至 11 分 100 bp"},
      {"reward_status",
       "一票否决 = 否；取消定点 = 否；本年记分已被责令暂停 = 否；定点天数 d_g = 365 天；有未结案件 "
       "= "
       "否；最少定点天数 = 180 天"},
      {"stripped_fen",
       "审核认可费用 A = 10400000.07 元；超量服务量 t2 = 0 人次；实际服务量 t = 2000 "
       "人次；超量支付比例 m = 0 bp（0.00%）"},
      {"at_full.overrun_share_fen",
       "合规费用 A1 = 10400000.07 元；封顶 C = 9696000.00 元；超支 至 5.00% 支付 60.00%、至 10.00% "
       "支付 50.00%，再多不付"},
      {"retention_allowed",
       "激励资格 = 给予；质效得分 ≥ 60.00 分：满足；服务量偏低 = 否：满足；年度记分 ≤ 11 分：满足"},
      {"contract_paid_fen", "疗效合同 = 135801.14 元"},
      {"forfeit_fen",
       "已扣质量保证金 W = 480000.01 元；质量保证金返还比例 g = 0.820000；80.00 分起返还 "
       "100.00%；60.00 分起返还 100.00%，比 80.00 分每低一分减 3.00%"},
  };
  for (const auto& [code, operands] : expected) {
    EXPECT_EQ(lines.at(code).operands, operands) << code;
  }
  EXPECT_EQ(ValueOnPaper(lines.at("reward_status")), "给予");
  EXPECT_EQ(ValueOnPaper(lines.at("rate_bp")), "100 bp（1.00%）");
  EXPECT_EQ(ValueOnPaper(lines.at("forfeit_fen")), "86400.00 元");
}

TEST(OnPaper, NoNameOfAColumnOrFieldIsPrintedOfAnyScheme) {
  UnitInput ungraded = Standard();
  ungraded.score_centi.reset();
  ungraded.points = 30;
  ungraded.cancelled = true;
  for (const policy::Policy& policy : {Med(), MedMarginal(), MedEven(), MedBudget(), Pharm()}) {
    for (const UnitInput& input : {Overrun(), ungraded}) {
      for (const auto& [code, line] : Printed(input, policy)) {
        EXPECT_FALSE(line.name_zh.empty()) << code;
        for (const char* name : {"_fen", "_bp", "_centi", "settlement.", "visits", "status", "HELD",
                                 "GRANTED", "paid", "base"}) {
          EXPECT_EQ((line.formula + line.operands).find(name), std::string::npos)
              << code << ": " << line.formula << "\n"
              << line.operands;
        }
      }
    }
  }
}

}  // namespace
}  // namespace probity::settlement
