#include "services/scoring/api/publicity/publicity_service.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/money/money.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "probity/scoring/v1/publicity_service.pb.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/consequences/consequence_convert.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/publicity/keep.h"
#include "services/scoring/domain/cases/remedy.h"
#include "services/scoring/domain/publicity/mask.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/consequences/publication_store.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring::publicity {
namespace {

using consequences::CheckRecordEtag;
using consequences::IdText;

constexpr size_t kMaxLabel = 200;
constexpr size_t kMaxSummary = 2000;
constexpr size_t kMaxReason = 500;
constexpr size_t kMinName = 2;
constexpr size_t kMaxName = 30;
constexpr int32_t kMaxCases = 1000;

v1::Publication ToProto(const Publication& one) {
  v1::Publication to;
  to.set_publication_id(IdText(one.publication_id));
  to.set_case_id(one.case_id);
  to.set_institution_id(one.institution_id);
  to.set_state(static_cast<v1::PublicationState>(one.state));
  to.set_weight(static_cast<v1::PublicationWeight>(one.weight));
  to.set_decided_date(DateText(one.decided));
  to.set_publish_by_date(DateText(one.publish_by));
  to.set_published_date(DateText(one.published));
  to.set_end_date(DateText(one.end));
  to.set_ended_date(DateText(one.ended));
  to.set_title(one.title);
  to.set_body(one.body);
  to.set_reason(one.reason);
  to.set_withdraw_by_date(DateText(one.withdraw_by));
  to.set_withdrawal_confirmed_date(DateText(one.withdrawal_confirmed));
  to.set_etag(absl::StrCat(one.etag));
  return to;
}

absl::StatusOr<v1::ListPublicationsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::ListPublicationsRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(v1::PublicationState_IsValid(request.state()), "state", "a state, or unspecified")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  PublicationFilter filter;
  if (request.state() != v1::PUBLICATION_STATE_UNSPECIFIED) {
    filter.state = static_cast<PublicationState>(request.state());
  }
  filter.institution_id = request.institution_id();
  if (request.overdue()) filter.overdue_on = Today(env.clock);
  filter.after = page.cursor;
  filter.limit = page.size + 1;
  std::vector<Publication> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListPublications(tx, env.region, filter));
    return absl::OkStatus();
  }));
  v1::ListPublicationsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().publication_id));
  }
  for (const Publication& one : found) *response.add_publications() = ToProto(one);
  return response;
}

absl::Status CheckPublish(const v1::PublishRequest& request) {
  FieldCheck check;
  CheckLabel(request.document(), 1, kMaxLabel, "document", check);
  CheckLength(request.summary(), 1, kMaxSummary, "summary", check);
  for (int i = 0; i < request.person_names_size(); ++i) {
    CheckLabel(request.person_names(i), kMinName, kMaxName, absl::StrCat("person_names[", i, "]"),
               check);
  }
  check.Check(request.fine_fen() >= 0 && request.fine_fen() <= money::kMaxInputFen, "fine_fen",
              "0 to 10^15 fen");
  return check.Result();
}

// What is published of one decision, and by which rules.
struct Decided {
  CaseFile file;
  Institution institution;
  PolicyRef policy;
  DecisionWeight weight;
};

absl::StatusOr<Decided> DecidedBy(const ServiceEnv& env, sql::Tx& tx,
                                  const Publication& publication, int64_t fine_fen) {
  Decided decided;
  PROBITY_ASSIGN_OR_RETURN(decided.file, LoadCase(tx, env.region, {publication.case_id, ""}));
  PROBITY_ASSIGN_OR_RETURN(decided.institution,
                           GetInstitution(tx, env.region, decided.file.institution_id));
  PROBITY_ASSIGN_OR_RETURN(decided.policy, env.policies.BySha(tx, decided.file.policy_sha256));
  DecisionWeight& weight = decided.weight;
  weight.fine_fen = fine_fen;
  weight.lowers_rate =
      policy::Evaluate(*decided.policy, decided.file.final_points).rate_bp.value_or(0) < 0;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Measure> measures,
                           MeasuresOfCase(tx, env.region, decided.file.case_id));
  for (const Measure& one : measures) {
    if (!DaysOf(one).has_value()) continue;
    weight.cancels = weight.cancels || one.kind == MeasureKind::kCancellation;
    weight.suspends =
        weight.suspends || (ClosesSettlement(one.kind) && one.kind != MeasureKind::kCancellation);
    const std::optional<absl::CivilDay> until =
        one.bar_until.has_value() ? one.bar_until : one.last;
    if (until.has_value() && (!weight.ban_until.has_value() || *weight.ban_until < *until)) {
      weight.ban_until = until;
    }
  }
  return decided;
}

std::string TitlesOf(const CaseFile& file, const policy::Policy& policy) {
  std::vector<std::string> titles;
  for (const FindingFile& finding : file.findings) {
    if (finding.final_points == 0) continue;
    const policy::CatalogueItem* item = policy::FindItem(policy, finding.code);
    titles.push_back(item == nullptr ? finding.code : item->title.zh);
  }
  return absl::StrJoin(titles, "；");
}

PublishedText TextOf(const Decided& decided, const v1::PublishRequest& request) {
  const std::vector<std::string> names(request.person_names().begin(),
                                       request.person_names().end());
  PublishedText text;
  text.title = absl::StrCat(decided.institution.name, " ", request.document());
  text.body = absl::StrCat(
      "失信行为：", TitlesOf(decided.file, *decided.policy), "\n记分：",
      policy::PointsText(decided.file.final_points, decided.policy->point_scale), "\n决定日期：",
      DateText(decided.file.decided), "\n依据：", decided.policy->doc_no, "\n",
      request.fine_fen() > 0
          ? absl::StrCat("罚款（元）：", ToAbsl(money::FormatYuan(request.fine_fen())), "\n")
          : "",
      "事实：", request.summary());
  if (decided.policy->publicity.mask_persons) {
    text.title = MaskNames(text.title, names);
    text.body = MaskNames(text.body, names);
  }
  return text;
}

absl::StatusOr<v1::PublishResponse> Post(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                         const v1::PublishRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckPublish(request));
  PROBITY_ASSIGN_OR_RETURN(Publication publication,
                           LoadPublicationForUpdate(tx, env.region, request.publication_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(publication.etag, request.etag()));
  // First: a withdrawn one may belong to a case that is being decided anew.
  PROBITY_RETURN_IF_ERROR(CheckPublicationState(publication, PublicationState::kDue));
  PROBITY_ASSIGN_OR_RETURN(const Decided decided,
                           DecidedBy(env, tx, publication, request.fine_fen()));
  PROBITY_RETURN_IF_ERROR(CheckNoReversalDue(decided.file));
  const PublishedText text = TextOf(decided, request);
  PROBITY_RETURN_IF_ERROR(CheckMasked(request.summary()));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(publication, Publish(std::move(publication), decided.weight,
                                                decided.policy->publicity, text, today));
  PROBITY_ASSIGN_OR_RETURN(const Publication kept,
                           Keep(env, tx, std::move(publication), call.caller.person, at));
  PROBITY_RETURN_IF_ERROR(clocks::MeetClock(env, tx, at, ClockOf(kept), kPublishKey, today));
  v1::PublishResponse response;
  *response.mutable_publication() = ToProto(kept);
  return response;
}

// A further decision took effect for an act that ended after this one was published.
absl::StatusOr<bool> RepeatedSince(const ServiceEnv& env, sql::Tx& tx,
                                   const Publication& publication) {
  CaseFilter filter;
  filter.institution_id = publication.institution_id;
  filter.limit = kMaxCases;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<CaseFile> page, ListCases(tx, env.region, filter));
    for (const CaseFile& file : page) {
      const bool stands = file.effective.has_value() && file.state != CaseState::kRevoked &&
                          file.final_points > 0 && file.case_id != publication.case_id;
      if (stands && LastActEnd(file) > publication.decided) return true;
    }
    if (static_cast<int32_t>(page.size()) < kMaxCases) return false;
    filter.after = page.back().case_id;
  }
}

absl::StatusOr<v1::EndEarlyResponse> Stop(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                          const v1::EndEarlyRequest& request) {
  FieldCheck check;
  CheckLabel(request.performed_document(), 0, kMaxLabel, "performed_document", check);
  CheckLabel(request.corrected_document(), 0, kMaxLabel, "corrected_document", check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Publication publication,
                           LoadPublicationForUpdate(tx, env.region, request.publication_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(publication.etag, request.etag()));
  PROBITY_RETURN_IF_ERROR(CheckPublicationState(publication, PublicationState::kPublished));
  PROBITY_ASSIGN_OR_RETURN(const Decided decided, DecidedBy(env, tx, publication, 0));
  EarlyEnd facts;
  facts.performed = !request.performed_document().empty();
  facts.corrected = !request.corrected_document().empty();
  facts.reason = request.reason();
  PROBITY_ASSIGN_OR_RETURN(facts.repeated, RepeatedSince(env, tx, publication));
  const RecordedAt at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(publication,
                           EndEarly(std::move(publication), facts, decided.policy->publicity,
                                    calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(const Publication kept,
                           Keep(env, tx, std::move(publication), call.caller.person, at));
  v1::EndEarlyResponse response;
  *response.mutable_publication() = ToProto(kept);
  return response;
}

absl::StatusOr<v1::ConfirmWithdrawalResponse> Confirm(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::ConfirmWithdrawalRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckMasked(request.reason()));
  PROBITY_ASSIGN_OR_RETURN(Publication publication,
                           LoadPublicationForUpdate(tx, env.region, request.publication_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(publication.etag, request.etag()));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(publication,
                           ConfirmWithdrawal(std::move(publication), request.reason(), today));
  PROBITY_ASSIGN_OR_RETURN(const Publication kept,
                           Keep(env, tx, std::move(publication), call.caller.person, at));
  PROBITY_RETURN_IF_ERROR(clocks::MeetClock(env, tx, at, ClockOf(kept), kWithdrawKey, today));
  v1::ConfirmWithdrawalResponse response;
  *response.mutable_publication() = ToProto(kept);
  return response;
}

v1::PublicRecord PublicOf(const Publication& one, const std::string& institution_name) {
  v1::PublicRecord to;
  to.set_publication_id(IdText(one.publication_id));
  to.set_institution_name(institution_name);
  to.set_published_date(DateText(one.published));
  if (one.state == PublicationState::kWithdrawn) {
    to.set_withdrawn(true);
    to.set_reason(one.reason);
    return to;
  }
  to.set_title(one.title);
  to.set_body(one.body);
  to.set_end_date(DateText(one.end));
  return to;
}

absl::StatusOr<v1::ListPublicRecordsResponse> ListPublic(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListPublicRecordsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  PublicationFilter filter;
  filter.shown_on = Today(env.clock);
  filter.after = page.cursor;
  filter.limit = page.size + 1;
  v1::ListPublicRecordsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(std::vector<Publication> found,
                             ListPublications(tx, env.region, filter));
    if (static_cast<int64_t>(found.size()) > page.size) {
      found.pop_back();
      response.set_next_page_token(
          env.page_tokens.Next(call, request, found.back().publication_id));
    }
    for (const Publication& one : found) {
      PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                               GetInstitution(tx, env.region, one.institution_id));
      *response.add_records() = PublicOf(one, institution.name);
    }
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace
}  // namespace probity::scoring::publicity

namespace probity::scoring {

void RegisterPublicityService(const ServiceEnv& env, rpc::Router& router) {
  constexpr char kService[] = "probity.scoring.v1.PublicityService.";
  router.Unary<v1::ListPublicationsRequest, v1::ListPublicationsResponse>(
      absl::StrCat(kService, "ListPublications"),
      [&env](const rpc::Call& call, const auto& request) {
        return publicity::List(env, call, request);
      });
  router.Mutation<v1::PublishRequest, v1::PublishResponse>(
      absl::StrCat(kService, "Publish"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return publicity::Post(env, tx, call, request);
      });
  router.Mutation<v1::EndEarlyRequest, v1::EndEarlyResponse>(
      absl::StrCat(kService, "EndEarly"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return publicity::Stop(env, tx, call, request);
      });
  router.Mutation<v1::ConfirmWithdrawalRequest, v1::ConfirmWithdrawalResponse>(
      absl::StrCat(kService, "ConfirmWithdrawal"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return publicity::Confirm(env, tx, call, request);
      });
  router.Unary<v1::ListPublicRecordsRequest, v1::ListPublicRecordsResponse>(
      absl::StrCat(kService, "ListPublicRecords"),
      [&env](const rpc::Call& call, const auto& request) {
        return publicity::ListPublic(env, call, request);
      });
}

}  // namespace probity::scoring
