#include "services/scoring/api/agreements/follow_measure.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/store/agreements/agreements.h"
#include "services/scoring/store/consequences/measure_store.h"

namespace probity::scoring {
namespace {

// Whose agreements a measure may concern.
std::vector<Subject> PartiesOf(const Measure& measure) {
  if (measure.subject == MeasureSubject::kPerson) {
    return {{policy::SubjectKind::kPerson, measure.subject_id}};
  }
  if (measure.scope == MeasureScope::kPerson) {
    return {{policy::SubjectKind::kPerson, measure.scope_ref}};
  }
  return {{policy::SubjectKind::kMedical, measure.subject_id},
          {policy::SubjectKind::kPharmacy, measure.subject_id}};
}

bool LeavesAgreements(const Measure& measure) {
  return measure.subject == MeasureSubject::kInsured || measure.kind == MeasureKind::kHold ||
         measure.scope == MeasureScope::kDepartment || measure.scope == MeasureScope::kServiceLine;
}

absl::Status Follow(const ServiceEnv& env, sql::Tx& tx, AgreementFile& file, const Measure& measure,
                    const MeasureNote& note) {
  std::optional<AgreementEvent> event = EventOfMeasure(file, measure);
  if (!event.has_value()) return absl::OkStatus();
  event->reason = note.text;
  event->document = measure.document;
  event->actor = note.actor;
  event->business_date = calendar::DateOf(note.at.time);
  event->recorded_time = absl::ToUnixMicros(note.at.time);
  event->scenario = note.at.scenario;
  PROBITY_RETURN_IF_ERROR(AppendAgreementEvent(tx, env.region, file, *event));
  file.events.push_back(*std::move(event));
  return AuditAgreement(env, tx, AuditKind::kAgreementChanged, file, note.actor, note.at);
}

}  // namespace

absl::Status FollowMeasure(const ServiceEnv& env, sql::Tx& tx, const Measure& measure,
                           const MeasureNote& note) {
  if (LeavesAgreements(measure)) return absl::OkStatus();
  const std::vector<Subject> parties = PartiesOf(measure);
  // An agreement that is being signed is seen, or sees the measure.
  PROBITY_RETURN_IF_ERROR(LockParty(tx, env.region, parties.front()));
  for (const Subject& party : parties) {
    PROBITY_ASSIGN_OR_RETURN(std::vector<AgreementFile> files, AgreementsOf(tx, env.region, party));
    for (AgreementFile& file : files) {
      PROBITY_RETURN_IF_ERROR(Follow(env, tx, file, measure, note));
    }
  }
  return absl::OkStatus();
}

absl::Status FollowMeasures(const ServiceEnv& env, sql::Tx& tx, AgreementFile& file,
                            const std::string& actor, const RecordedAt& at) {
  const Agreement& one = file.agreement;
  const bool person = one.subject.person();
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<Measure> measures,
      MeasuresOf(tx, env.region, person ? MeasureSubject::kPerson : MeasureSubject::kInstitution,
                 one.subject.id));
  if (person) {
    PROBITY_ASSIGN_OR_RETURN(
        const std::vector<Measure> there,
        MeasuresOf(tx, env.region, MeasureSubject::kInstitution, one.institution_id));
    measures.insert(measures.end(), there.begin(), there.end());
  }
  for (const Measure& measure : measures) {
    PROBITY_RETURN_IF_ERROR(Follow(env, tx, file, measure, {actor, measure.reason, at}));
  }
  return absl::OkStatus();
}

absl::Status AuditAgreement(const ServiceEnv& env, sql::Tx& tx, AuditKind kind,
                            const AgreementFile& file, const std::string& actor,
                            const RecordedAt& at) {
  ledger::Fields fields;
  fields.Add("actor", actor)
      .Add("agreement_no", file.agreement.agreement_no)
      .Add("subject_id", file.agreement.subject.id)
      .Add("from_date", DateText(file.agreement.term.first))
      .Add("to_date", DateText(file.agreement.term.last));
  if (!file.events.empty()) {
    const AgreementEvent& event = file.events.back();
    fields.Add("seq", event.seq)
        .Add("kind", static_cast<int64_t>(event.kind))
        .Add("event_from", DateText(event.from))
        .Add("event_to", DateText(event.to))
        .Add("reason", event.reason)
        .Add("document", event.document);
    if (!event.measure_id.empty()) fields.AddHex("measure_id", event.measure_id);
  }
  return AppendAudit(tx, env.region, kind, fields, at).status();
}

}  // namespace probity::scoring
