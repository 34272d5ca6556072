#include "services/scoring/api/consequences/measures.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/agreements/follow_measure.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/documents/measure_documents.h"
#include "services/scoring/domain/consequences/switch_plan.h"
#include "services/scoring/store/consequences/bar_store.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/consequences/switch_store.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring::consequences {
namespace {

constexpr char kBarBasis[] =
    "《医疗机构医疗保障定点管理暂行办法》 / 《零售药店医疗保障定点管理暂行办法》";

bool SameSwitch(const Measure& measure, const SwitchCommand& command) {
  return measure.scope == command.scope && measure.scope_ref == command.scope_ref;
}

bool SameSwitch(const Measure& a, const Measure& b) {
  return a.scope == b.scope && a.scope_ref == b.scope_ref;
}

absl::Status AuditMeasure(const ServiceEnv& env, sql::Tx& tx, const Measure& measure,
                          const Remark& remark) {
  ledger::Fields fields;
  fields.Add("what", remark.what)
      .Add("actor", remark.actor)
      .AddHex("measure_id", measure.measure_id)
      .Add("etag", measure.etag)
      .Add("kind", static_cast<int64_t>(measure.kind))
      .Add("status", static_cast<int64_t>(measure.status))
      .Add("subject", static_cast<int64_t>(measure.subject))
      .Add("subject_id", measure.subject_id)
      .Add("scope", static_cast<int64_t>(measure.scope))
      .Add("scope_ref", measure.scope_ref)
      .Add("case_id", measure.case_id)
      .Add("start_date", DateText(measure.first))
      .Add("end_date", DateText(measure.last))
      .Add("free_from_date", DateText(measure.free_from))
      .Add("bar_until_date", DateText(measure.bar_until))
      .Add("document", measure.document)
      .Add("outcome", static_cast<int64_t>(measure.outcome))
      .Add("held_fen", measure.held_fen)
      .Add("note", remark.note);
  return AppendAudit(tx, env.region, AuditKind::kMeasureChanged, fields, remark.at).status();
}

// What brings the switch of `measure` in line with all measures of its subject.
struct SwitchChange {
  std::vector<SwitchCommand> superseded;
  std::vector<SwitchCommand> issued;
};

absl::StatusOr<SwitchChange> ChangeOfSwitch(const ServiceEnv& env, sql::Tx& tx,
                                            const Measure& measure, absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<SwitchCommand> commands,
      SwitchCommandsForUpdate(tx, env.region, measure.subject, measure.subject_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Measure> measures,
                           MeasuresOf(tx, env.region, measure.subject, measure.subject_id));
  std::vector<Span> closed;
  for (const Measure& one : measures) {
    const std::optional<Span> days = DaysOf(one);
    if (days.has_value() && ClosesSettlement(one.kind) && SameSwitch(one, measure)) {
      closed.push_back(*days);
    }
  }
  std::vector<SwitchOrder> standing;
  for (const SwitchCommand& one : commands) {
    if (!SameSwitch(measure, one) || one.state == SwitchState::kSuperseded ||
        one.action == SwitchAction::kWithdraw) {
      continue;
    }
    standing.push_back(
        {one.no, one.action, one.effective, 0, one.state == SwitchState::kAcknowledged});
  }
  const SwitchPlan plan = PlanSwitch(closed, standing);
  SwitchChange change;
  for (SwitchCommand command : commands) {
    if (std::find(plan.superseded.begin(), plan.superseded.end(), command.no) ==
        plan.superseded.end()) {
      continue;
    }
    command.state = SwitchState::kSuperseded;
    change.superseded.push_back(std::move(command));
  }
  int32_t no = commands.empty() ? 0 : commands.back().no;
  for (const SwitchOrder& order : plan.issued) {
    SwitchCommand command;
    command.subject = measure.subject;
    command.subject_id = measure.subject_id;
    command.no = ++no;
    command.scope = measure.scope;
    command.scope_ref = measure.scope_ref;
    command.action = order.action;
    command.effective = order.effective;
    command.withdraws_no = order.withdraws_no;
    command.commanded = today;
    change.issued.push_back(std::move(command));
  }
  return change;
}

absl::Status SettleSwitch(const ServiceEnv& env, sql::Tx& tx, const Measure& measure,
                          const Remark& remark) {
  PROBITY_ASSIGN_OR_RETURN(const SwitchChange change,
                           ChangeOfSwitch(env, tx, measure, calendar::DateOf(remark.at.time)));
  if (change.superseded.empty() && change.issued.empty()) return absl::OkStatus();
  ledger::Fields fields;
  fields.Add("actor", remark.actor)
      .Add("subject", static_cast<int64_t>(measure.subject))
      .Add("subject_id", measure.subject_id)
      .Add("scope_ref", measure.scope_ref);
  for (const SwitchCommand& one : change.superseded) {
    PROBITY_RETURN_IF_ERROR(UpdateSwitchCommand(tx, env.region, one));
    fields.Add("superseded_no", int64_t{one.no});
  }
  for (const SwitchCommand& one : change.issued) {
    PROBITY_RETURN_IF_ERROR(InsertSwitchCommand(tx, env.region, one));
    fields.Add("no", int64_t{one.no})
        .Add("action", static_cast<int64_t>(one.action))
        .Add("effective_date", DateText(one.effective))
        .Add("withdraws_no", int64_t{one.withdraws_no});
  }
  return AppendAudit(tx, env.region, AuditKind::kSwitchCommanded, fields, remark.at).status();
}

// The bar of a cancelled institution follows its cancellation.
absl::Status SettleBar(const ServiceEnv& env, sql::Tx& tx, const Measure& measure,
                       const Remark& remark) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Bar> kept,
                           BarsOfMeasure(tx, env.region, measure.measure_id));
  if (kept.empty() && !measure.bar_until.has_value()) return absl::OkStatus();
  Bar bar = kept.empty() ? Bar() : kept.front();
  bar.first = measure.first;
  if (measure.bar_until.has_value()) bar.last = *measure.bar_until;
  bar.ended = measure.status == MeasureStatus::kFellAway ? measure.free_from : std::nullopt;
  if (kept.empty()) {
    bar.bar_id = TimeOrderedId(remark.at.time, env.entropy).Bytes();
    bar.subject_id = measure.subject_id;
    bar.institution_id = measure.subject_id;
    bar.case_id = measure.case_id;
    bar.measure_id = measure.measure_id;
    bar.basis = kBarBasis;
    bar.document = measure.document;
    bar.reason = "designation cancelled / 取消定点资格";
    bar.ordered_by = remark.actor;
    PROBITY_RETURN_IF_ERROR(InsertBar(tx, env.region, bar));
  } else {
    PROBITY_RETURN_IF_ERROR(UpdateBar(tx, env.region, bar));
  }
  ledger::Fields fields;
  fields.Add("actor", remark.actor)
      .AddHex("bar_id", bar.bar_id)
      .Add("institution_id", bar.institution_id)
      .Add("start_date", DateText(bar.first))
      .Add("end_date", DateText(bar.last))
      .Add("ended_date", DateText(bar.ended));
  return AppendAudit(tx, env.region, AuditKind::kBarChanged, fields, remark.at).status();
}

}  // namespace

absl::StatusOr<Measure> Keep(const ServiceEnv& env, sql::Tx& tx, Measure measure,
                             const Remark& remark) {
  if (measure.measure_id.empty()) {
    measure.measure_id = TimeOrderedId(remark.at.time, env.entropy).Bytes();
  }
  MeasureEvent line;
  line.what = remark.what;
  line.business_date = calendar::DateOf(remark.at.time);
  line.actor = remark.actor;
  line.note = remark.note;
  line.recorded_time = absl::ToUnixMicros(remark.at.time);
  line.scenario = remark.at.scenario;
  PROBITY_ASSIGN_OR_RETURN(const Measure kept,
                           SaveMeasure(tx, env.region, std::move(measure), std::move(line)));
  PROBITY_RETURN_IF_ERROR(AuditMeasure(env, tx, kept, remark));
  if (kept.kind == MeasureKind::kCancellation && kept.subject == MeasureSubject::kInstitution) {
    PROBITY_RETURN_IF_ERROR(SettleBar(env, tx, kept, remark));
  }
  PROBITY_RETURN_IF_ERROR(FollowMeasure(env, tx, kept, {remark.actor, remark.note, remark.at}));
  if (ClosesSettlement(kept.kind)) {
    PROBITY_RETURN_IF_ERROR(SettleSwitch(env, tx, kept, remark));
  }
  if (!kept.lift.has_value() || kept.status != MeasureStatus::kInForce) {
    PROBITY_RETURN_IF_ERROR(
        clocks::CancelClock(env, tx, remark.at, ReviewOf(kept), kRestoreReview));
  }
  PROBITY_RETURN_IF_ERROR(
      IssueMeasureDocument(env, tx, remark.at, remark.actor, remark.what, kept));
  return kept;
}

clocks::Subject ReviewOf(const Measure& measure) {
  return {clocks::SubjectKind::kAgreement, IdText(measure.measure_id)};
}

absl::Status CheckRecordEtag(int64_t etag, std::string_view given) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck().Check(!given.empty(), "etag", "required: that of the record read").Result());
  if (given == absl::StrCat(etag)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, Reason::k_ETAG_MISMATCH,
                "it has changed since it was read; read it again; 记录已变动，请重新读取");
}

absl::StatusOr<PolicyRef> MeasurePolicy(const ServiceEnv& env, sql::Tx& tx, MeasureSubject subject,
                                        std::string_view subject_id, absl::CivilDay day) {
  if (subject != MeasureSubject::kInstitution) {
    return env.policies.For(tx, policy::SubjectKind::kMedical, day);
  }
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, std::string(subject_id)));
  return env.policies.For(tx, institution.kind, day);
}

std::string IdText(std::string_view bytes) {
  const absl::StatusOr<Id> id = Id::FromBytes(bytes);
  return id.ok() ? id->Text() : "";
}

}  // namespace probity::scoring::consequences
