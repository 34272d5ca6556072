#include "services/settlement/domain/digest.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

// Lines `name<TAB>value<NEWLINE>` of one unit or header, gathered before they are hashed in the
// room that the ones before had. A run has some hundred lines for every unit, so they are written
// in place.
class Lines {
 public:
  explicit Lines(std::string& room) : text_(room) {}
  void Add(std::string_view name, std::string_view value) {
    char* at = Room(name.size() + value.size() + 2);
    at = Put(Put(at, name), '\t');
    End(Put(Put(at, value), '\n'));
  }
  void Add(std::string_view name, int64_t value) {
    char* at = Room(name.size() + kDigits + 2);
    at = Put(Put(at, name), '\t');
    at = std::to_chars(at, at + kDigits, value).ptr;
    End(Put(at, '\n'));
  }
  void Add(std::string_view name, int32_t value) { Add(name, int64_t{value}); }
  void Add(std::string_view name, RewardStatus value) { Add(name, RewardStatusName(value)); }
  void Add(std::string_view name, bool value) {
    Add(name, value ? std::string_view("true") : std::string_view("false"));
  }
  void Add(std::string_view name, const char* value) { Add(name, std::string_view(value)); }
  void Add(std::string_view name, const std::optional<int64_t>& value) {
    if (value.has_value()) {
      Add(name, *value);
    } else {
      Add(name, std::string_view());
    }
  }
  void Add(const UnitKey& key) {
    const std::string_view fund = FundName(key.fund);
    const std::string_view unit_class = UnitClassName(key.unit_class);
    char* at = Room(key.institution_id.size() + fund.size() + unit_class.size() + 3);
    at = Put(Put(at, key.institution_id), '\t');
    at = Put(Put(at, fund), '\t');
    End(Put(Put(at, unit_class), '\n'));
  }
  void Raw(std::string_view line) {
    char* at = Room(line.size() + 1);
    End(Put(Put(at, line), '\n'));
  }
  std::string_view text() const { return std::string_view(text_).substr(0, used_); }

 private:
  static constexpr size_t kBytes = 4096;  // more than a unit without contracts needs
  static constexpr size_t kDigits = 20;   // of a number and its sign

  char* Room(size_t bytes) {
    if (used_ + bytes > text_.size()) text_.resize(std::max(kBytes, 2 * (used_ + bytes)));
    return text_.data() + used_;
  }
  static char* Put(char* at, std::string_view text) {
    std::copy(text.begin(), text.end(), at);
    return at + text.size();
  }
  static char* Put(char* at, char sign) {
    *at = sign;
    return at + 1;
  }
  void End(const char* at) { used_ = static_cast<size_t>(at - text_.data()); }

  std::string& text_;
  size_t used_ = 0;
};

void AddContract(Lines& lines, size_t index, const Contract& contract) {
  const std::string prefix = absl::StrCat("contracts.", index, ".");
  lines.Add(prefix + "price_fen", contract.price_fen);
  lines.Add(prefix + "met", contract.met);
  lines.Add(prefix + "failed", contract.failed);
  lines.Add(prefix + "pending", contract.pending);
  lines.Add(prefix + "fail_pay_bp", int64_t{contract.fail_pay_bp});
  lines.Add(prefix + "cap_fen", contract.cap_fen);
}

std::string FundList(const std::vector<Fund>& funds) {
  return absl::StrJoin(funds, ",", [](std::string* out, Fund fund) {
    absl::StrAppend(out, ToAbsl(FundName(fund)));
  });
}

std::string NanosText(const std::optional<money::Decimal>& value) {
  return value.has_value() ? absl::StrCat(value->nanos) : std::string();
}

void AddMeasurement(Lines& lines, const quality::Measurement& row) {
  lines.Add(absl::StrCat("measured.", row.code),
            absl::StrCat(row.peer_group, ",", ToAbsl(quality::StatusName(row.status)), ",",
                         NanosText(row.value), ",", NanosText(row.baseline), ",",
                         row.denominator.has_value() ? absl::StrCat(*row.denominator) : ""));
}

}  // namespace

InputsDigest::InputsDigest(const RunScope& scope) {
  Lines lines(room_);
  lines.Raw("probity.settlement.inputs/1");
  lines.Add("region", scope.region);
  lines.Add("year", int64_t{scope.year});
  lines.Add("kind", RunKindName(scope.kind));
  lines.Add("corrects", scope.corrects_sha256);
  lines.Add("funds", FundList(scope.funds));
  lines.Add("reserve_fen", scope.reserve_fen);
  lines.Add("floor_fen", scope.floor_fen);
  lines.Add("pool_fen", scope.pool_fen);
  hasher_.Update(lines.text());
}

void InputsDigest::Add(const UnitInput& input, std::string_view policy_sha256) {
  Lines lines(room_);
  lines.Add(input.key);
  lines.Add("policy_sha256", policy_sha256);
  VisitScalars(input,
               [&lines](std::string_view name, const auto& value) { lines.Add(name, value); });
  for (const auto& [code, value] : input.indicators) {
    lines.Add(absl::StrCat("indicators.", code), value);
  }
  for (size_t i = 0; i < input.contracts.size(); ++i) AddContract(lines, i, input.contracts[i]);
  hasher_.Update(lines.text());
}

std::string InputsDigest::Finish() {
  return crypto::Hex(hasher_.Finish());
}

ResultDigest::ResultDigest(std::string_view inputs_sha256) {
  Lines lines(room_);
  lines.Raw("probity.settlement.result/1");
  lines.Add("inputs_sha256", inputs_sha256);
  hasher_.Update(lines.text());
}

void ResultDigest::Add(const UnitKey& key, const UnitRates& rates) {
  Lines lines(room_);
  lines.Add(key);
  lines.Add("band_bp", int64_t{rates.band_bp});
  lines.Add("reward_status", RewardStatusName(rates.reward_status));
  lines.Add("rate_bp", int64_t{rates.rate_bp});
  lines.Add("adjusted_per_visit_fen", rates.adjusted_per_visit_fen);
  lines.Add("adjusted_budget_fen", rates.adjusted_budget_fen);
  hasher_.Update(lines.text());
}

void ResultDigest::Add(const UnitKey& key, const UnitResult& result) {
  Lines lines(room_);
  lines.Add(key);
  VisitOutputs(result,
               [&lines](std::string_view name, const auto& value) { lines.Add(name, value); });
  for (size_t i = 0; i < result.recovery_fen.size(); ++i) {
    lines.Add(absl::StrCat("recovery_fen.", i), result.recovery_fen[i]);
  }
  hasher_.Update(lines.text());
}

std::string ResultDigest::Finish(const RegionTotals& totals) {
  Lines lines(room_);
  lines.Raw("totals");
  VisitSums(totals, [&lines](std::string_view name, int64_t fen) { lines.Add(name, fen); });
  lines.Add("reserve_after_fen", totals.reserve_after_fen);
  lines.Add("reward_factor", FactorText(totals.plan.reward));
  lines.Add("exchange_factor", FactorText(totals.plan.exchange));
  lines.Add("exchange_degenerate", totals.plan.exchange_degenerate);
  lines.Add("slope", totals.plan.slope);
  hasher_.Update(lines.text());
  return crypto::Hex(hasher_.Finish());
}

std::string ResultDigest::Finish() {
  hasher_.Update("totals\n");
  return crypto::Hex(hasher_.Finish());
}

FactsDigest::FactsDigest() {
  hasher_.Update("probity.settlement.facts/1\n");
}

void FactsDigest::Add(const UnitKey& key, const StatedFacts& facts) {
  Lines lines(room_);
  lines.Add(key);
  lines.Add("medical", facts.medical);
  lines.Add("suspend_months", int64_t{facts.suspend_months});
  lines.Add("suspend_start_date", facts.suspend_start_date);
  lines.Add("suspend_end_date", facts.suspend_end_date);
  lines.Add("cancelled_date", facts.cancelled_date);
  lines.Add("qualifications", absl::StrJoin(facts.qualifications, ","));
  lines.Add("entry_ids", absl::StrJoin(facts.entry_ids, ","));
  for (const quality::Measurement& row : facts.measured) AddMeasurement(lines, row);
  hasher_.Update(lines.text());
}

std::string FactsDigest::Finish() {
  return crypto::Hex(hasher_.Finish());
}

}  // namespace probity::settlement
