#include "services/scoring/api/sheet_blind.h"

#include "services/scoring/api/convert.h"

namespace probity::scoring {

v1::SheetBody SheetMessage(const SheetPlan& plan, policy::SubjectKind kind) {
  v1::SheetBody body;
  body.set_kind(ToProto(kind));
  for (const SheetFindingPlan& finding : plan.findings) {
    v1::SheetFinding& message = *body.add_findings();
    message.set_violation_code(finding.code);
    message.set_amount_band(static_cast<v1::AmountBand>(finding.shown.amount));
    message.set_period(static_cast<v1::Period>(finding.shown.period));
    message.set_service_class(static_cast<v1::ServiceClass>(finding.shown.service_class));
    message.set_count_band(static_cast<v1::CountBand>(finding.shown.count));
    message.set_points_floor(finding.bounds.floor);
    message.set_points_ceiling(finding.bounds.ceiling);
    message.set_facts(finding.facts);
  }
  body.set_supermajority(plan.supermajority);
  body.set_defence(plan.defence);
  for (const EvidenceKind kind_of : plan.evidence) {
    body.add_evidence_kinds(static_cast<v1::EvidenceKind>(kind_of));
  }
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

}  // namespace probity::scoring
