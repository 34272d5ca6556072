// Message to plain values. Numbers outside what LintForm accepts are brought inside it, so that the
// lints that follow can compute with them.
#include <algorithm>

#include "common/calendar/date.h"
#include "common/policy/limits.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

int64_t Amount(int64_t value) {
  return std::clamp<int64_t>(value, 0, kMaxAmount);
}
int32_t Count(int32_t value) {
  return std::clamp<int32_t>(value, 0, kMaxCount);
}
int32_t Bp(int32_t value) {
  return std::clamp<int32_t>(value, -kMaxBp, kMaxBp);
}

template <typename To, typename From>
To As(From value) {
  return static_cast<To>(value);
}

template <typename To, typename From>
std::vector<To> AllAs(const google::protobuf::RepeatedField<From>& values) {
  std::vector<To> out;
  for (const From value : values) out.push_back(static_cast<To>(value));
  return out;
}

template <typename From, typename Convert>
auto Each(const google::protobuf::RepeatedPtrField<From>& values, Convert convert) {
  std::vector<decltype(convert(values[0]))> out;
  for (const From& value : values) out.push_back(convert(value));
  return out;
}

absl::CivilDay ToDay(const std::string& text) {
  const absl::StatusOr<absl::CivilDay> day = calendar::ParseDate(text);
  return day.ok() ? *day : absl::CivilDay();
}

Text ToText(const v1::Text& text) {
  return {text.zh(), text.en()};
}

LegalBasis ToBasis(const v1::LegalBasis& basis) {
  return {As<BasisKind>(basis.kind()), basis.instrument(), basis.article()};
}

money::Rounding ToRounding(v1::Rounding rounding) {
  switch (rounding) {
    case v1::ROUNDING_HALF_EVEN:
      return money::Rounding::kHalfEven;
    case v1::ROUNDING_DOWN:
      return money::Rounding::kDown;
    default:
      return money::Rounding::kHalfUp;
  }
}

PointsRange ToPoints(const v1::CatalogueItem& item) {
  if (!item.has_range()) {
    const int64_t points = Amount(item.points());
    return {points, points, points};
  }
  const v1::PointsRange& range = item.range();
  return {Amount(range.min()), Amount(range.max()), Amount(range.default_points())};
}

CatalogueItem ToItem(const v1::CatalogueItem& file) {
  CatalogueItem item;
  item.code = file.code();
  item.title = ToText(file.title());
  item.legal_basis = Each(file.legal_basis(), ToBasis);
  item.kinds = AllAs<SubjectKind>(file.kinds());
  item.points = ToPoints(file);
  item.count_rule = As<CountRule>(file.count_rule());
  item.cap_per_case = Amount(file.cap_per_case());
  item.amount_step_fen = Amount(file.amount_step_fen());
  item.veto = file.veto();
  item.veto_if_fraud = file.veto_if_fraud();
  item.warning_only = file.warning_only();
  item.repeat = {Bp(file.repeat().multiplier_bp()), Count(file.repeat().window_months())};
  item.limitation_years = Count(file.limitation_years());
  item.role_factors = Each(file.role_factors(), [](const v1::RoleFactor& factor) {
    return RoleFactor{As<Responsibility>(factor.responsibility()), Bp(factor.factor_bp())};
  });
  item.required_evidence = AllAs<EvidenceKind>(file.required_evidence());
  item.requires_committee = file.requires_committee();
  item.requires_legal_review = file.requires_legal_review();
  item.requires_penalty = file.requires_penalty();
  return item;
}

Suspend ToSuspend(const v1::Suspend& suspend, Scope whole) {
  Suspend out;
  const bool fixed = suspend.months() > 0;
  out.months_min = Count(fixed ? suspend.months() : suspend.months_min());
  out.months_max = Count(fixed ? suspend.months() : suspend.months_max());
  out.scope = suspend.scope() == v1::SCOPE_UNSPECIFIED ? whole : As<Scope>(suspend.scope());
  return out;
}

Effect ToEffect(const v1::BandEffect& effect, Scope whole) {
  switch (effect.effect_case()) {
    case v1::BandEffect::kRateLinear: {
      const v1::RateLinear& line = effect.rate_linear();
      return RateLinear{Amount(line.from_points()), Bp(line.from_bp()), Amount(line.to_points()),
                        Bp(line.to_bp())};
    }
    case v1::BandEffect::kSuspend:
      return ToSuspend(effect.suspend(), whole);
    case v1::BandEffect::kTerminate: {
      const v1::Terminate& end = effect.terminate();
      return Terminate{Count(end.bar_years()),
                       end.scope() == v1::SCOPE_UNSPECIFIED ? whole : As<Scope>(end.scope()),
                       Count(end.bar_years_one_event())};
    }
    case v1::BandEffect::kGrant:
      return Grant{As<Qualification>(effect.grant().qualification()),
                   As<GrantStart>(effect.grant().start())};
    case v1::BandEffect::kRevoke:
      return Revoke{As<Qualification>(effect.revoke().qualification())};
    case v1::BandEffect::kInterview:
      return Interview{};
    case v1::BandEffect::kJointPunishList:
      return JointPunishList{Count(effect.joint_punish_list().months())};
    case v1::BandEffect::kPublicNotice:
      return PublicNotice{Count(effect.public_notice().months())};
    case v1::BandEffect::kExtraInspection:
      return ExtraInspection{Count(effect.extra_inspection().times_per_year())};
    case v1::BandEffect::kRateStepBp:
    case v1::BandEffect::EFFECT_NOT_SET:
      break;
  }
  return RateStep{Bp(effect.rate_step_bp())};
}

Band ToBand(const v1::Band& file, Scope whole) {
  Band band;
  band.lower = Amount(file.lower());
  band.lower_inclusive = file.lower_inclusive();
  if (file.has_upper()) band.upper = Amount(file.upper());
  band.upper_inclusive = file.upper_inclusive();
  band.effects = Each(file.effects(),
                      [whole](const v1::BandEffect& effect) { return ToEffect(effect, whole); });
  return band;
}

MultiYearRule ToMultiYear(const v1::MultiYearRule& rule) {
  return {As<RepeatedEvent>(rule.event()), Count(rule.count()), Amount(rule.points()),
          Count(rule.window_years()), Each(rule.legal_basis(), ToBasis)};
}

Adjustment ToAdjustment(const v1::Adjustment& adjustment) {
  return {As<Ground>(adjustment.ground()), As<AdjustmentResult>(adjustment.result()),
          Each(adjustment.legal_basis(), ToBasis)};
}

Deadline ToDeadline(const v1::Deadline& file) {
  Deadline deadline;
  deadline.key = file.key();
  deadline.count = Count(file.count());
  deadline.unit = As<TimeUnit>(file.unit());
  deadline.start = As<StartEvent>(file.start());
  deadline.limit = As<Limit>(file.limit());
  deadline.rolls_to_workday = file.roll() == v1::ROLL_NEXT_WORKDAY;
  deadline.extensions = Each(file.extensions(), [](const v1::Extension& extension) {
    return Extension{Count(extension.count()), As<TimeUnit>(extension.unit()),
                     As<ExtensionBy>(extension.by())};
  });
  deadline.extension_cap = Count(file.extension_cap());
  deadline.excluded = AllAs<ExcludedSpan>(file.excluded());
  deadline.on_expiry = As<OnExpiry>(file.on_expiry());
  deadline.legal_basis = Each(file.legal_basis(), ToBasis);
  return deadline;
}

void ToHead(const v1::Policy& file, Policy& policy) {
  policy.policy_id = file.policy_id();
  policy.version = Count(file.version());
  policy.doc_no = file.doc_no();
  policy.effective_from = ToDay(file.effective_from());
  if (!file.effective_to().empty()) policy.effective_to = ToDay(file.effective_to());
  policy.supersedes = file.supersedes();
  policy.published_at = ToDay(file.published_at());
  policy.approvers = {file.approvers().begin(), file.approvers().end()};
  policy.subject_kind = As<SubjectKind>(file.subject_kind());
  policy.point_scale = std::clamp<int32_t>(file.point_scale(), 1, kMaxPointScale);
  policy.applies_to = As<AppliesTo>(file.applies_to());
  policy.period = {As<PeriodKind>(file.period().kind()), Count(file.period().months())};
  policy.reset = As<Reset>(file.reset());
  policy.limitation_years = Count(file.limitation().years());
  policy.limitation_years_if_harm = Count(file.limitation().years_if_harm());
  policy.rounding = ToRounding(file.rounding());
}

void ToRules(const v1::Policy& file, Policy& policy) {
  const v1::ConsequenceRules& rules = file.consequences();
  policy.consequences = {As<Crossing>(rules.crossing()), rules.once_per_period(),
                         As<WhileSuspended>(rules.while_suspended()),
                         rules.end_rolls_over_rest_day(), Amount(rules.alert_within())};
  policy.multi_year = Each(file.multi_year(), ToMultiYear);
  policy.reductions = Each(file.reductions(), [](const v1::Reduction& reduction) {
    return Reduction{reduction.code(), ToText(reduction.title()), Amount(reduction.points()),
                     Count(reduction.amount_minutes())};
  });
  policy.max_reduction_per_period = Amount(file.restoration().max_per_period());
  policy.reduction_after_fraud = file.restoration().allowed_after_fraud();
  policy.mitigation = Each(file.mitigation(), ToAdjustment);
  policy.aggravation = Each(file.aggravation(), ToAdjustment);
  const v1::Eligibility& eligibility = file.eligibility();
  policy.eligibility = {Count(eligibility.min_designated_days()), eligibility.veto_cancels(),
                        eligibility.sanction_cancels(), As<OpenCase>(eligibility.open_case())};
  const v1::Publicity& publicity = file.publicity();
  policy.publicity = {publicity.publish_decisions(),      publicity.publish_warnings(),
                      publicity.mask_persons(),           Count(publicity.light_months()),
                      Count(publicity.other_months()),    publicity.early_end(),
                      Amount(publicity.small_fine_fen()), Count(publicity.early_end_min_months())};
}

PersonRules ToPersons(const v1::PersonRules& file) {
  PersonRules rules;
  rules.repeat_code = file.repeat_code();
  rules.share = {file.share().enabled(), Bp(file.share().hold_bp()), Bp(file.share().suspend_bp()),
                 Each(file.share().legal_basis(), ToBasis)};
  const v1::InsuredOffline& offline = file.insured_offline();
  rules.insured_offline = {Count(offline.months_min()), Count(offline.months_max()),
                           Each(offline.legal_basis(), ToBasis)};
  return rules;
}

}  // namespace

Policy ToPolicy(const v1::Policy& file) {
  Policy policy;
  ToHead(file, policy);
  ToRules(file, policy);
  policy.catalogue = Each(file.catalogue(), ToItem);
  const Scope whole =
      policy.subject_kind == SubjectKind::kPerson ? Scope::kPerson : Scope::kWholeInstitution;
  policy.bands = Each(file.bands(), [whole](const v1::Band& band) { return ToBand(band, whole); });
  policy.deadlines = Each(file.deadlines(), ToDeadline);
  policy.committee = ToCommittee(file.committee());
  policy.settlement = ToSettlement(file.settlement());
  policy.procedure = ToProcedure(file.procedure());
  policy.measures = ToMeasureRules(file.measures());
  if (file.has_persons()) policy.persons = ToPersons(file.persons());
  policy.assumed = Each(file.assumed(), [](const v1::Assumption& assumption) {
    return Assumption{assumption.field(), assumption.decision(), ToText(assumption.note())};
  });
  return policy;
}

}  // namespace probity::policy
