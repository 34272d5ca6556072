#include "services/scoring/api/sheet_blind.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/sheet_fold.h"
#include "services/scoring/domain/sheet_scan.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr int64_t kBatch = 1000;

std::vector<ScannedText> TextsOf(const SheetPlan& plan) {
  std::vector<ScannedText> texts = {{"defence", Fold(plan.defence)}};
  for (const SheetFindingPlan& finding : plan.findings) {
    texts.push_back({absl::StrCat("findings[", finding.item, "].facts"), Fold(finding.facts)});
  }
  return texts;
}

}  // namespace

v1::SheetBody SheetMessage(const SheetPlan& plan, policy::SubjectKind kind) {
  v1::SheetBody body;
  body.set_kind(ToProto(kind));
  for (const SheetFindingPlan& finding : plan.findings) {
    v1::SheetFinding& message = *body.add_findings();
    message.set_violation_code(finding.code);
    message.set_amount_band(static_cast<v1::AmountBand>(finding.amount));
    message.set_period(static_cast<v1::Period>(finding.quarter));
    message.set_service_class(static_cast<v1::ServiceClass>(finding.service_class));
    message.set_points_floor(finding.bounds.floor);
    message.set_points_ceiling(finding.bounds.ceiling);
    message.set_facts(finding.facts);
  }
  body.set_supermajority(plan.supermajority);
  body.set_defence(plan.defence);
  return body;
}

std::vector<AskedFinding> AskedBy(const v1::SheetBody& body, const std::vector<int32_t>& items) {
  std::vector<AskedFinding> asked;
  for (int i = 0; i < body.findings_size(); ++i) {
    const v1::SheetFinding& finding = body.findings(i);
    asked.push_back(
        {items.at(static_cast<size_t>(i)), {finding.points_floor(), finding.points_ceiling()}});
  }
  return asked;
}

absl::Status CheckBlind(const ServiceEnv& env, sql::Tx& tx, const SheetPlan& plan) {
  const std::vector<ScannedText> texts = TextsOf(plan);
  std::string after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> batch,
                             InstitutionsAfter(tx, env.region, std::nullopt, after, kBatch));
    std::vector<ForbiddenWord> words;
    for (const Institution& one : batch) {
      words.push_back(NameWord(one.name));
      words.push_back(IdWord(one.institution_id));
    }
    const std::optional<Hit> hit = FindIdentity(texts, words);
    if (hit.has_value()) return NotBlind(*hit);
    if (static_cast<int64_t>(batch.size()) < kBatch) return absl::OkStatus();
    after = batch.back().institution_id;
  }
}

}  // namespace probity::scoring
