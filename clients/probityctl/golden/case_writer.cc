#include "clients/probityctl/golden/case_writer.h"

#include <string>
#include <string_view>
#include <utility>

namespace probity::golden {
namespace {

Json Value(int64_t value) {
  return Json::Number(value);
}
Json Value(int32_t value) {
  return Json::Number(value);
}
Json Value(bool value) {
  return Json::Flag(value);
}
Json Value(settlement::RewardStatus status) {
  return Json::Text(std::string(settlement::RewardStatusName(status)));
}

Json TextOrNull(std::string text) {
  return text.empty() ? Json() : Json::Text(std::move(text));
}

Json CostSide(const settlement::CostSide& side) {
  Json json = Json::Object({});
  settlement::VisitCostSide(
      settlement::kCostSide, side,
      [&json](std::string_view name, int64_t value) { json.Add(name, Json::Number(value)); });
  return json;
}

}  // namespace

Json ToJson(const settlement::UnitResult& result) {
  Json json = Json::Object({});
  settlement::VisitOutputs(result, [&json](std::string_view name, const auto& value) {
    if (name.find('.') == std::string_view::npos) json.Add(name, Value(value));
  });
  json.Add("at_base", CostSide(result.at_base));
  json.Add("at_full", CostSide(result.at_full));
  std::vector<Json> parts;
  for (const int64_t part : result.recovery_fen) parts.push_back(Json::Number(part));
  json.Add("recovery_fen", Json::List(std::move(parts)));
  return json;
}

Json ToJson(const settlement::RegionTotals& totals) {
  Json json = Json::Object({});
  settlement::VisitSums(
      totals, [&json](std::string_view name, int64_t fen) { json.Add(name, Json::Number(fen)); });
  json.Add("reserve_after_fen", Json::Number(totals.reserve_after_fen));
  json.Add("reward_factor", TextOrNull(settlement::FactorText(totals.plan.reward)));
  json.Add("exchange_factor", TextOrNull(settlement::FactorText(totals.plan.exchange)));
  json.Add("exchange_degenerate", Json::Flag(totals.plan.exchange_degenerate));
  json.Add("slope", TextOrNull(totals.plan.slope));
  return json;
}

Json ToJson(const settlement::UnitDelta& delta) {
  Json json = Json::Object({});
  settlement::VisitDelta(
      delta, [&json](std::string_view name, int64_t fen) { json.Add(name, Json::Number(fen)); });
  return json;
}

}  // namespace probity::golden
