#include "services/scoring/domain/consequences/fee.h"

namespace probity::scoring {
namespace {

bool MeetsScope(const Measure& measure, const Fee& fee) {
  switch (measure.scope) {
    case MeasureScope::kWhole:
      return true;
    case MeasureScope::kDepartment:
      return measure.scope_ref == fee.department;
    case MeasureScope::kServiceLine:
      return measure.scope_ref == fee.service_line;
    case MeasureScope::kPerson:
      return measure.scope_ref == fee.person_id;
  }
  return false;
}

bool Meets(const Measure& measure, const Fee& fee) {
  const std::optional<Span> days = DaysOf(measure);
  if (!days.has_value() || !days->Contains(fee.day)) return false;
  switch (measure.subject) {
    case MeasureSubject::kInstitution:
      return measure.subject_id == fee.institution_id && MeetsScope(measure, fee);
    case MeasureSubject::kPerson:
      return measure.subject_id == fee.person_id;
    case MeasureSubject::kInsured:
      return measure.subject_id == fee.insured_id;
  }
  return false;
}

FeeAnswer Against(const Measure& measure, const Fee& fee, bool inpatients_until_discharge) {
  if (fee.emergency) return {true, FeeGround::kEmergency, measure.measure_id};
  if (inpatients_until_discharge && fee.admitted.has_value() && *fee.admitted < measure.first) {
    return {true, FeeGround::kAdmittedBefore, measure.measure_id};
  }
  if (!ClosesSettlement(measure.kind)) return {false, FeeGround::kHeld, measure.measure_id};
  return {false, FeeGround::kSuspended, measure.measure_id};
}

}  // namespace

std::string_view FeeGroundTitle(FeeGround ground) {
  switch (ground) {
    case FeeGround::kNoMeasure:
      return "NO_MEASURE 无措施";
    case FeeGround::kEmergency:
      return "EMERGENCY 急诊抢救照常结算";
    case FeeGround::kAdmittedBefore:
      return "ADMITTED_BEFORE 暂停前入院结算至出院";
    case FeeGround::kHeld:
      return "HELD 调查期间暂停结算，查无问题的照常结算";
    case FeeGround::kSuspended:
      return "SUSPENDED 暂停期间费用不予结算";
  }
  return "";
}

FeeAnswer CheckFee(const std::vector<Measure>& measures, const Fee& fee,
                   bool inpatients_until_discharge) {
  FeeAnswer answer;
  for (const Measure& measure : measures) {
    if (!Meets(measure, fee)) continue;
    const FeeAnswer one = Against(measure, fee, inpatients_until_discharge);
    // The strictest ground counts; they are declared in that order.
    if (one.ground > answer.ground) answer = one;
  }
  return answer;
}

}  // namespace probity::scoring
