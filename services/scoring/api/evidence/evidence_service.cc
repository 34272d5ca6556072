#include "services/scoring/api/evidence/evidence_service.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "probity/scoring/v1/evidence_service.pb.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/evidence/custody_log.h"
#include "services/scoring/api/evidence/evidence_convert.h"
#include "services/scoring/api/evidence/transfer.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/evidence/evidence_store.h"

namespace probity::scoring {
namespace {

constexpr char kService[] = "probity.scoring.v1.EvidenceService.";
constexpr size_t kMaxText = 500;

absl::StatusOr<v1::GetEvidenceResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                            const v1::GetEvidenceRequest& request) {
  v1::GetEvidenceResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    const std::string& id = request.evidence_id();
    PROBITY_ASSIGN_OR_RETURN(const EvidenceItem item, LoadEvidence(tx, env.region, id));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<EvidenceReview> reviews,
                             ListReviews(tx, env.region, id));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<CustodyLine> lines, ListCustody(tx, env.region, id));
    PROBITY_RETURN_IF_ERROR(VerifyCustody(item, lines));
    *response.mutable_evidence() = ToProto(item, reviews);
    for (const EvidenceReview& review : reviews) *response.add_reviews() = ToProto(review);
    for (const CustodyLine& line : lines) *response.add_custody() = ToProto(line);
    const Custody custody = CustodyAfter(lines);
    response.set_holder(custody.holder);
    response.set_expected_holder(custody.expected);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListEvidenceResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::ListEvidenceRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  v1::ListEvidenceResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_RETURN_IF_ERROR(LoadCase(tx, env.region, {request.case_id(), ""}).status());
    PROBITY_ASSIGN_OR_RETURN(
        std::vector<EvidenceItem> items,
        ListEvidence(tx, env.region, request.case_id(), page.cursor, page.size + 1));
    if (static_cast<int64_t>(items.size()) > page.size) {
      items.pop_back();
      response.set_next_page_token(env.page_tokens.Next(call, request, items.back().evidence_id));
    }
    for (const EvidenceItem& item : items) {
      PROBITY_ASSIGN_OR_RETURN(const std::vector<EvidenceReview> reviews,
                               ListReviews(tx, env.region, item.evidence_id));
      *response.add_evidence() = ToProto(item, reviews);
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::RecordCustodyResponse> Record(const ServiceEnv& env, sql::Tx& tx,
                                                 const rpc::Call& call,
                                                 const v1::RecordCustodyRequest& request) {
  FieldCheck check;
  check.Check(request.event() != v1::CUSTODY_EVENT_UNSPECIFIED &&
                  request.event() != v1::CUSTODY_EVENT_COLLECTED &&
                  v1::CustodyEvent_IsValid(request.event()),
              "event", "HANDED_OVER, RECEIVED, COPIED or VIEWED");
  check.Check(request.to_person().empty() || IsLabel(request.to_person(), 1, 64), "to_person",
              "a person's id, 1 to 64 characters");
  CheckLength(request.note(), 0, kMaxText, "note", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const EvidenceItem item,
                           LoadEvidence(tx, env.region, request.evidence_id()));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCaseForUpdate(tx, env.region, item.case_id));
  PROBITY_RETURN_IF_ERROR(CheckTakesCustody(file.state));
  CustodyLine line;
  line.event = static_cast<CustodyEvent>(request.event());
  line.other = request.to_person();
  line.note = request.note();
  PROBITY_ASSIGN_OR_RETURN(line, RecordCustody(env, tx, call, item, std::move(line)));
  v1::RecordCustodyResponse response;
  *response.mutable_line() = ToProto(line);
  return response;
}

// Who may give which review, beside the two persons the domain asks for.
absl::Status CheckReviewer(const rpc::Call& call, const CaseFile& file, ReviewAspect aspect) {
  if (aspect == ReviewAspect::kTechnical) {
    if (call.caller.Has(options::v1::ROLE_INSPECTOR) ||
        call.caller.Has(options::v1::ROLE_SUPERVISOR)) {
      return absl::OkStatus();
    }
    return Denied(Reason::k_ROLE_REQUIRED,
                  "the technical review is given by an INSPECTOR or SUPERVISOR");
  }
  if (!call.caller.Has(options::v1::ROLE_LEGAL_REVIEWER)) {
    return Denied(Reason::k_ROLE_REQUIRED, "the legal review is given by a LEGAL_REVIEWER");
  }
  return CheckNotOfficer(file, call.caller.person,
                         "the legal review is given by somebody who did not investigate; "
                         "承办人不得进行法制审核");
}

absl::StatusOr<v1::ReviewMonitoringEvidenceResponse> Review(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ReviewMonitoringEvidenceRequest& request) {
  FieldCheck check;
  check.Check(request.aspect() != v1::REVIEW_ASPECT_UNSPECIFIED &&
                  v1::ReviewAspect_IsValid(request.aspect()),
              "aspect", "LEGAL or TECHNICAL");
  CheckLength(request.opinion(), 1, kMaxText, "opinion", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const EvidenceItem item,
                           LoadEvidence(tx, env.region, request.evidence_id()));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCaseForUpdate(tx, env.region, item.case_id));
  PROBITY_RETURN_IF_ERROR(CheckTakesEvidence(file.state));
  const RecordedAt at = Now(env);
  const EvidenceReview review = {static_cast<ReviewAspect>(request.aspect()), request.passed(),
                                 call.caller.person, request.opinion(), calendar::DateOf(at.time)};
  PROBITY_RETURN_IF_ERROR(CheckReviewer(call, file, review.aspect));
  PROBITY_ASSIGN_OR_RETURN(std::vector<EvidenceReview> reviews,
                           ListReviews(tx, env.region, item.evidence_id));
  PROBITY_RETURN_IF_ERROR(CheckReview(item, reviews, review.aspect, call.caller.person));
  PROBITY_RETURN_IF_ERROR(InsertReview(tx, env.region, item.evidence_id, review));
  ledger::Fields fields;
  fields.Add("actor", review.reviewer)
      .Add("evidence_id", item.evidence_id)
      .Add("aspect", static_cast<int64_t>(review.aspect))
      .Add("passed", int64_t{review.passed})
      .Add("opinion", review.opinion);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kEvidenceReviewed, fields, at).status());
  reviews.push_back(review);
  v1::ReviewMonitoringEvidenceResponse response;
  *response.mutable_evidence() = ToProto(item, reviews);
  return response;
}

}  // namespace

void RegisterEvidenceService(const ServiceEnv& env, rpc::Router& router) {
  const std::string service = kService;
  router.Upload<v1::UploadEvidenceRequest, v1::UploadEvidenceResponse>(
      service + "UploadEvidence", [&env](const rpc::Call& call, rpc::Source& source) {
        return UploadEvidence(env, call, source);
      });
  router.Download<v1::DownloadEvidenceRequest>(
      service + "DownloadEvidence",
      [&env](const rpc::Call& call, const auto& request, rpc::Sink& sink) {
        return DownloadEvidence(env, call, request, sink);
      });
  router.Unary<v1::GetEvidenceRequest, v1::GetEvidenceResponse>(
      service + "GetEvidence",
      [&env](const rpc::Call& call, const auto& request) { return Get(env, call, request); });
  router.Unary<v1::ListEvidenceRequest, v1::ListEvidenceResponse>(
      service + "ListEvidence",
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
  router.Mutation<v1::RecordCustodyRequest, v1::RecordCustodyResponse>(
      service + "RecordCustody", env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Record(env, tx, call, request);
      });
  router.Mutation<v1::ReviewMonitoringEvidenceRequest, v1::ReviewMonitoringEvidenceResponse>(
      service + "ReviewMonitoringEvidence", env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Review(env, tx, call, request);
      });
}

}  // namespace probity::scoring
