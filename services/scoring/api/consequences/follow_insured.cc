#include "services/scoring/api/consequences/follow_insured.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/store/consequences/measure_store.h"

namespace probity::scoring::consequences {
namespace {

constexpr char kBasis[] = "《医疗保障基金使用监督管理条例》 41";

Measure Opened(const Insured& insured, const OfflineMeasure& offline) {
  Measure measure;
  measure.kind = MeasureKind::kInsured;
  measure.subject = MeasureSubject::kInsured;
  measure.subject_id = insured.insured_id;
  measure.first = offline.span.first;
  measure.last = offline.span.last;
  measure.months = offline.months;
  measure.basis = kBasis;
  measure.document = offline.document;
  measure.reason = offline.reason;
  measure.ordered_by = offline.requested_by;
  measure.approved_by = offline.approved_by;
  return measure;
}

// The measure after its early lift.
Measure Lifted(Measure measure, const OfflineMeasure& offline) {
  measure.status = MeasureStatus::kLifted;
  measure.free_from = offline.span.last + 1;
  measure.approved_by = offline.lifted_by;
  return measure;
}

}  // namespace

absl::Status FollowInsured(const ServiceEnv& env, sql::Tx& tx, const Insured& insured,
                           const RecordedAt& at) {
  const InsuredEventKind kind = insured.events.back().kind;
  if (kind != InsuredEventKind::kOfflineApproved && kind != InsuredEventKind::kLiftApproved) {
    return absl::OkStatus();
  }
  const std::string& actor = insured.events.back().actor;
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<Measure> kept,
      MeasuresForUpdate(tx, env.region, MeasureSubject::kInsured, insured.insured_id));
  for (const OfflineMeasure& offline : MeasuresOf(insured)) {
    const auto known = std::find_if(kept.begin(), kept.end(), [&](const Measure& one) {
      return one.first == offline.span.first;
    });
    if (known == kept.end()) {
      PROBITY_RETURN_IF_ERROR(
          Keep(env, tx, Opened(insured, offline), {"ORDERED", actor, offline.reason, at}).status());
    } else if (offline.as_ordered.has_value() && known->status == MeasureStatus::kInForce) {
      PROBITY_RETURN_IF_ERROR(
          Keep(env, tx, Lifted(*known, offline), {"LIFTED", actor, offline.lift_reason, at})
              .status());
    }
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring::consequences
