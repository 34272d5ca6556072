// What the steps of a case mean for its publication.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/publicity/keep.h"
#include "services/scoring/api/publicity/publicity_service.h"
#include "services/scoring/domain/clocks/count.h"
#include "services/scoring/store/consequences/publication_store.h"

namespace probity::scoring::publicity {
namespace {

using consequences::IdText;
using consequences::MeasurePolicy;

// The last day of one of the policy's deadlines; `event` itself if the policy states none.
absl::StatusOr<absl::CivilDay> LastDayOf(const ServiceEnv& env, const policy::Policy& policy,
                                         std::string_view key, absl::CivilDay event) {
  const policy::Deadline* deadline = policy::FindDeadline(policy, key);
  if (deadline == nullptr) return event;
  return clocks::LastDay(*deadline, env.calendar, event);
}

absl::Status Start(const ServiceEnv& env, sql::Tx& tx, const StepDone& done,
                   const Publication& publication, const PolicyRef& policy, std::string_view key,
                   absl::CivilDay event) {
  if (policy::FindDeadline(*policy, key) == nullptr) return absl::OkStatus();
  clocks::ClockStart start;
  start.subject = ClockOf(publication);
  start.key = std::string(key);
  start.event = event;
  start.case_id = done.after.case_id;
  start.institution_id = done.after.institution_id;
  start.policy = policy;
  start.beyond = clocks::Beyond::kRefuse;
  return clocks::StartClock(env, tx, done.at, start).status();
}

}  // namespace

absl::StatusOr<Publication> Keep(const ServiceEnv& env, sql::Tx& tx, Publication publication,
                                 const std::string& actor, const RecordedAt& at) {
  PROBITY_ASSIGN_OR_RETURN(const Publication kept,
                           SavePublication(tx, env.region, std::move(publication)));
  ledger::Fields fields;
  fields.Add("actor", actor)
      .AddHex("publication_id", kept.publication_id)
      .Add("etag", kept.etag)
      .Add("case_id", kept.case_id)
      .Add("state", static_cast<int64_t>(kept.state))
      .Add("weight", static_cast<int64_t>(kept.weight))
      .Add("publish_by_date", DateText(kept.publish_by))
      .Add("published_date", DateText(kept.published))
      .Add("end_date", DateText(kept.end))
      .Add("ended_date", DateText(kept.ended))
      .AddHex("text_sha256", crypto::Sha256(kept.title + "\n" + kept.body))
      .Add("reason", kept.reason)
      .Add("withdraw_by_date", DateText(kept.withdraw_by))
      .Add("withdrawal_confirmed_date", DateText(kept.withdrawal_confirmed));
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kPublicationChanged, fields, at).status());
  return kept;
}

clocks::Subject ClockOf(const Publication& publication) {
  return {clocks::SubjectKind::kPublication, IdText(publication.publication_id)};
}

absl::Status DuePublication(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  const CaseFile& file = done.after;
  if (file.final_points == 0) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(
      const PolicyRef policy,
      MeasurePolicy(env, tx, MeasureSubject::kInstitution, file.institution_id, *file.effective));
  if (!policy->publicity.publish_decisions) return absl::OkStatus();
  Publication publication;
  publication.publication_id = TimeOrderedId(done.at.time, env.entropy).Bytes();
  publication.case_id = file.case_id;
  publication.institution_id = file.institution_id;
  publication.decided = file.decided.value_or(*file.effective);
  PROBITY_ASSIGN_OR_RETURN(publication.publish_by,
                           LastDayOf(env, *policy, kPublishKey, publication.decided));
  PROBITY_ASSIGN_OR_RETURN(const Publication kept,
                           Keep(env, tx, std::move(publication), done.actor, done.at));
  return Start(env, tx, done, kept, policy, kPublishKey, kept.decided);
}

absl::Status WithdrawPublications(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  const absl::CivilDay today = calendar::DateOf(done.at.time);
  // The public explanation follows with ConfirmWithdrawal; the file's own words stay in the file.
  const std::string reason =
      absl::StrCat("原决定已撤销，不再执行 / the decision was revoked ",
                   done.after.reversal.has_value() ? done.after.reversal->document : std::string());
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Publication> publications,
                           PublicationsOfCase(tx, env.region, done.after.case_id));
  PROBITY_ASSIGN_OR_RETURN(
      const PolicyRef policy,
      MeasurePolicy(env, tx, MeasureSubject::kInstitution, done.after.institution_id, today));
  for (const Publication& one : publications) {
    PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay by, LastDayOf(env, *policy, kWithdrawKey, today));
    std::optional<Publication> withdrawn = Withdraw(one, reason, today, by);
    if (!withdrawn.has_value()) continue;
    PROBITY_ASSIGN_OR_RETURN(const Publication kept,
                             Keep(env, tx, *std::move(withdrawn), done.actor, done.at));
    PROBITY_RETURN_IF_ERROR(clocks::CancelClock(env, tx, done.at, ClockOf(kept), kPublishKey));
    if (!kept.withdraw_by.has_value()) continue;
    PROBITY_RETURN_IF_ERROR(Start(env, tx, done, kept, policy, kWithdrawKey, today));
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring::publicity
