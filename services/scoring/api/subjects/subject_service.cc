#include "services/scoring/api/subjects/subject_service.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/scoring/v1/subject_service.pb.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/api/subjects/carry_suspensions.h"
#include "services/scoring/api/subjects/follow.h"
#include "services/scoring/domain/subjects/change.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/consequences/bar_store.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/subjects/changes.h"

namespace probity::scoring {
namespace {

constexpr int64_t kMaxFlags = 1000;

absl::StatusOr<SubjectChange> Read(const v1::SubjectChange& message, absl::CivilDay today) {
  FieldCheck check;
  SubjectChange change;
  check.Check(message.kind() != v1::SUBJECT_CHANGE_KIND_UNSPECIFIED &&
                  v1::SubjectChangeKind_IsValid(message.kind()),
              "change.kind", "RENAME, RELOCATION, PRINCIPAL, MERGER, SPLIT or REREGISTRATION");
  change.kind = static_cast<SubjectChangeKind>(message.kind());
  change.institution_id = message.institution_id();
  for (const v1::SubjectSuccessor& one : message.successors()) {
    change.successors.push_back(
        {one.institution_id(), one.share_bp() == 0 ? kWholeShare : one.share_bp()});
  }
  std::sort(
      change.successors.begin(), change.successors.end(),
      [](const Successor& a, const Successor& b) { return a.institution_id < b.institution_id; });
  change.new_name = message.new_name();
  change.new_district = message.new_district();
  change.new_address = message.new_address();
  change.new_principal = message.new_principal();
  change.effective_date =
      DateField(message.effective_date(), "change.effective_date", today, check);
  change.document = message.document();
  change.reason = message.reason();
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckChange(change, today));
  return change;
}

v1::SubjectChange ToProto(const SubjectChange& change) {
  v1::SubjectChange message;
  if (const auto id = Id::FromBytes(change.change_id); id.ok()) message.set_change_id(id->Text());
  message.set_kind(static_cast<v1::SubjectChangeKind>(change.kind));
  message.set_institution_id(change.institution_id);
  for (const Successor& one : change.successors) {
    v1::SubjectSuccessor& successor = *message.add_successors();
    successor.set_institution_id(one.institution_id);
    successor.set_share_bp(one.share_bp);
  }
  message.set_new_name(change.new_name);
  message.set_new_district(change.new_district);
  message.set_new_address(change.new_address);
  message.set_new_principal(change.new_principal);
  message.set_effective_date(DateText(change.effective_date));
  message.set_document(change.document);
  message.set_reason(change.reason);
  message.set_requested_by(change.requested_by);
  message.set_approved_by(change.approved_by);
  message.set_approval_reason(change.approval_reason);
  *message.mutable_recorded_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(change.recorded_time);
  return message;
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const std::string& actor,
                   const SubjectChange& change, std::string_view act, const RecordedAt& at) {
  PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(change.change_id));
  ledger::Fields fields;
  fields.Add("actor", actor)
      .Add("change_id", id.Text())
      .Add("act", act)
      .Add("kind", static_cast<int64_t>(change.kind))
      .Add("institution_id", change.institution_id)
      .Add("effective_date", DateText(change.effective_date))
      .Add("document", change.document)
      .Add("reason", change.approved_by.empty() ? change.reason : change.approval_reason);
  return AppendAudit(tx, env.region, AuditKind::kSubjectChangeMoved, fields, at).status();
}

absl::Status CheckNotSucceeded(const ServiceEnv& env, sql::Tx& tx, const SubjectChange& change) {
  if (!IsSucceeded(change.kind)) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SubjectChange> earlier,
                           SuccessionOf(tx, env.region, change.institution_id));
  if (earlier.empty()) return absl::OkStatus();
  return Precondition(
      Reason::k_ALREADY_SUCCEEDED,
      absl::StrCat("others already went on for ", change.institution_id, "; 该机构已有承继"),
      {{"institution_id", change.institution_id}});
}

// The institution and its successors, who are of its kind.
absl::StatusOr<Institution> Parties(const ServiceEnv& env, sql::Tx& tx,
                                    const SubjectChange& change) {
  PROBITY_ASSIGN_OR_RETURN(Institution changing,
                           GetInstitution(tx, env.region, change.institution_id));
  for (const Successor& one : change.successors) {
    PROBITY_ASSIGN_OR_RETURN(const Institution successor,
                             GetInstitution(tx, env.region, one.institution_id));
    if (successor.kind != changing.kind) {
      return Precondition(
          Reason::k_G3_WRONG_KIND,
          absl::StrCat(one.institution_id, " is not of the kind of ", change.institution_id,
                       ": points of one kind are not points of another; 承继机构类别不同"),
          {{"institution_id", one.institution_id}});
    }
  }
  return changing;
}

absl::StatusOr<v1::RequestSubjectChangeResponse> Request(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RequestSubjectChangeRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(SubjectChange change, Read(request.change(), Today(env.clock)));
  PROBITY_RETURN_IF_ERROR(Parties(env, tx, change).status());
  PROBITY_RETURN_IF_ERROR(CheckNotSucceeded(env, tx, change));
  const RecordedAt at = Now(env);
  change.change_id = TimeOrderedId(at.time, env.entropy).Bytes();
  change.requested_by = call.caller.person;
  change.recorded_time = absl::ToUnixMicros(at.time);
  PROBITY_RETURN_IF_ERROR(InsertChange(tx, env.region, change));
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, call.caller.person, change, "requested", at));
  v1::RequestSubjectChangeResponse response;
  *response.mutable_change() = ToProto(change);
  return response;
}

// Every case of the institution whose points stand in the year of the change or later, less what
// was repaired in that year.
absl::Status CarryAll(const ServiceEnv& env, sql::Tx& tx, const Subject& from,
                      const SubjectChange& change) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfSubject(tx, env.region, from));
  const auto first_year = static_cast<int32_t>(change.effective_date.year());
  std::map<int32_t, int64_t> forgiven;  // by year
  std::vector<std::pair<std::string, int32_t>> acts;
  for (const Entry& one : entries) {
    if (one.year < first_year) continue;
    if (one.kind == EntryKind::kReduce) forgiven[one.year] += one.points;
    if (one.kind == EntryKind::kRestore) forgiven[one.year] -= one.points;
    const std::pair<std::string, int32_t> act = {one.case_id, one.year};
    const bool gives = one.kind == EntryKind::kPost || one.kind == EntryKind::kCarry;
    if (gives && std::find(acts.begin(), acts.end(), act) == acts.end()) acts.push_back(act);
  }
  for (const auto& [case_id, year] : acts) {
    int64_t standing = 0;
    for (const Entry& one : entries) {
      if (one.case_id == case_id) standing += Adds(one.kind) ? one.points : -one.points;
    }
    const int64_t here = std::min(forgiven[year], standing);
    forgiven[year] -= here;
    PROBITY_RETURN_IF_ERROR(FollowPosting(tx, env, {from, case_id, change.requested_by, here}));
  }
  return absl::OkStatus();
}

// The bars that run against the institution, for each successor.
absl::StatusOr<int32_t> CarryBars(const ServiceEnv& env, sql::Tx& tx, const SubjectChange& change) {
  BarFilter filter;
  filter.subject = BarSubject::kInstitution;
  filter.subject_id = change.institution_id;
  filter.on_day = change.effective_date;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Bar> bars, ListBars(tx, env.region, filter));
  int32_t carried = 0;
  for (const Bar& bar : bars) {
    for (const Successor& successor : change.successors) {
      Bar copy = bar;
      copy.bar_id = TimeOrderedId(Now(env).time, env.entropy).Bytes();
      copy.subject_id = successor.institution_id;
      copy.reason = absl::StrCat("承继 ", change.institution_id);
      copy.document = change.document;
      copy.ordered_by = change.approved_by;
      PROBITY_RETURN_IF_ERROR(InsertBar(tx, env.region, copy));
      ++carried;
    }
  }
  return carried;
}

absl::StatusOr<int64_t> PointsOfSuccessors(const ServiceEnv& env, sql::Tx& tx,
                                           policy::SubjectKind kind, const SubjectChange& change) {
  int64_t points = 0;
  for (const Successor& one : change.successors) {
    PROBITY_ASSIGN_OR_RETURN(const int64_t held,
                             BalancePoints(tx, env.region, {kind, one.institution_id},
                                           static_cast<int32_t>(change.effective_date.year())));
    points += held;
  }
  return points;
}

absl::StatusOr<SubjectChange> ToApprove(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                        const std::string& id_text) {
  const absl::StatusOr<Id> id = Id::Parse(id_text);
  if (!id.ok()) return NotFound(Reason::k_UNKNOWN_SUBJECT_CHANGE, "no such change; 无此变更申请");
  PROBITY_ASSIGN_OR_RETURN(SubjectChange change, GetChange(tx, env.region, id->Bytes()));
  if (!change.approved_by.empty()) {
    return Precondition(Reason::k_WRONG_STATE, "the change is approved already; 已批准");
  }
  if (change.requested_by == call.caller.person) {
    return Precondition(Reason::k_G22_TWO_PERSONS,
                        "whoever asked for a change does not approve it; 申请人不得审批");
  }
  PROBITY_RETURN_IF_ERROR(CheckNotSucceeded(env, tx, change));
  change.approved_by = call.caller.person;
  return change;
}

absl::StatusOr<v1::ApproveSubjectChangeResponse> Approve(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ApproveSubjectChangeRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(IsLabel(request.reason(), 1, 500), "reason", "why, 1..500 characters; 审批理由")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(SubjectChange change, ToApprove(env, tx, call, request.change_id()));
  change.approval_reason = request.reason();
  PROBITY_ASSIGN_OR_RETURN(const Institution before, Parties(env, tx, change));
  const RecordedAt at = Now(env);
  const absl::Status approved = InsertApproval(tx, env.region, change, absl::ToUnixMicros(at.time));
  if (absl::IsAlreadyExists(approved)) {
    return LostRace("somebody approves a change of the same institution; repeat the call; 请重试");
  }
  PROBITY_RETURN_IF_ERROR(approved);
  // Before anything of the ledger is read: every posting appends to the audit log before it looks
  // for successors, and writers of a log wait for each other. So a posting that came first is seen
  // here, and one that comes later sees the approval.
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, call.caller.person, change, "approved", at));
  const Institution after = Changed(before, change);
  if (after != before) {
    PROBITY_RETURN_IF_ERROR(
        InsertRevision(tx, env.region, after, change, absl::ToUnixMicros(at.time)));
  }
  v1::ApproveSubjectChangeResponse response;
  PROBITY_ASSIGN_OR_RETURN(const int64_t held, PointsOfSuccessors(env, tx, before.kind, change));
  PROBITY_RETURN_IF_ERROR(CarryAll(env, tx, before.subject(), change));
  PROBITY_ASSIGN_OR_RETURN(const int64_t hold, PointsOfSuccessors(env, tx, before.kind, change));
  response.set_carried_points(hold - held);
  PROBITY_ASSIGN_OR_RETURN(const int32_t bars, CarryBars(env, tx, change));
  response.set_carried_bars(bars);
  PROBITY_ASSIGN_OR_RETURN(const int32_t suspensions, CarrySuspensions(tx, env, change));
  response.set_carried_suspensions(suspensions);
  *response.mutable_change() = ToProto(change);
  return response;
}

absl::StatusOr<v1::ListSubjectChangesResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                    const v1::ListSubjectChangesRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::string after;
  if (!page.cursor.empty()) {
    PROBITY_ASSIGN_OR_RETURN(const Id id, Id::Parse(page.cursor));
    after = id.Bytes();
  }
  std::vector<SubjectChange> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        found, ChangesAfter(tx, env.region, request.institution_id(), after, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListSubjectChangesResponse response;
  const bool more = static_cast<int64_t>(found.size()) > page.size;
  if (more) found.pop_back();
  for (const SubjectChange& one : found) *response.add_changes() = ToProto(one);
  if (more) {
    response.set_next_page_token(env.page_tokens.Next(
        call, request, response.changes(response.changes_size() - 1).change_id()));
  }
  return response;
}

absl::StatusOr<v1::ListRegistrationFlagsResponse> Flags(const ServiceEnv& env,
                                                        const rpc::Call& call,
                                                        const v1::ListRegistrationFlagsRequest&) {
  std::vector<RegistrationFlag> flags;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(flags, RegistrationFlags(tx, env.region, Today(env.clock), kMaxFlags));
    return absl::OkStatus();
  }));
  v1::ListRegistrationFlagsResponse response;
  for (const RegistrationFlag& one : flags) {
    v1::RegistrationFlag& flag = *response.add_flags();
    flag.set_institution_id(one.institution_id);
    flag.set_barred_institution_id(one.barred_institution_id);
    flag.set_barred_until_date(DateText(one.barred_until));
    flag.set_same_address(one.same_address);
    flag.set_same_principal(one.same_principal);
  }
  return response;
}

}  // namespace

void RegisterSubjectService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.SubjectService.")
      .Change("RequestSubjectChange", &Request)
      .Change("ApproveSubjectChange", &Approve)
      .Read("ListSubjectChanges", &List)
      .Read("ListRegistrationFlags", &Flags);
}

}  // namespace probity::scoring
