#include "services/scoring/api/documents/document_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "probity/scoring/v1/document_service.pb.h"
#include "services/scoring/api/documents/book.h"
#include "services/scoring/api/documents/case_file_zip.h"
#include "services/scoring/api/documents/document_convert.h"
#include "services/scoring/api/documents/document_reads.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/api/documents/registration_hold.h"
#include "services/scoring/api/documents/serve.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/documents/service_records.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr char kService[] = "probity.scoring.v1.DocumentService.";

bool HasRole(const rpc::Call& call, const std::string& name) {
  options::v1::Role role;
  return options::v1::Role_Parse(absl::StrCat("ROLE_", name), &role) && call.caller.Has(role);
}

// Who may issue this type by hand, and in this case.
absl::Status CheckIssuer(const rpc::Call& call, const DocumentRule& rule, const CaseFile& file) {
  if (rule.issuers.empty()) {
    return Precondition(
        Reason::k_DOCUMENT_NOT_BY_HAND,
        absl::StrCat(rule.title, " is issued by its step alone; 该文书由程序环节生成"));
  }
  const auto held = std::find_if(rule.issuers.begin(), rule.issuers.end(),
                                 [&](const std::string& name) { return HasRole(call, name); });
  if (held == rule.issuers.end()) {
    return Denied(Reason::k_ROLE_REQUIRED,
                  absl::StrCat(rule.title, " is issued by ", absl::StrJoin(rule.issuers, ", ")));
  }
  if (file.case_id.empty()) return absl::OkStatus();
  if (*held == "CASE_OFFICER" && !IsOfficer(file, call.caller.person)) {
    return Denied(Reason::k_NOT_AN_OFFICER_OF_THE_CASE, "another officer's case; 非本案承办人");
  }
  if (*held != "LEGAL_REVIEWER") return absl::OkStatus();
  return CheckNotOfficer(file, call.caller.person,
                         "a legal reviewer did not investigate the case; 承办人不得进行法制审核");
}

// G23: a closed file takes no new document.
absl::Status CheckOpenFile(const CaseFile& file) {
  if (file.state != CaseState::kClosed && file.state != CaseState::kArchived) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_CASE_FILE_CLOSED,
                      "the case is closed; its file takes no new document; 案卷已结，不得增补文书",
                      {{"state", std::string(CaseStateName(file.state))}});
}

// The case, locked; or a case of nothing but the institution.
absl::StatusOr<CaseFile> FileOf(const ServiceEnv& env, sql::Tx& tx, const std::string& case_id,
                                const std::string& institution_id) {
  if (!case_id.empty()) return LoadCaseForUpdate(tx, env.region, case_id);
  PROBITY_RETURN_IF_ERROR(GetInstitution(tx, env.region, institution_id).status());
  CaseFile file;
  file.institution_id = institution_id;
  return file;
}

absl::StatusOr<NewDocument> NewDocumentOf(const v1::IssueDocumentRequest& request) {
  FieldCheck check;
  check.Check(
      request.type() != v1::DOCUMENT_TYPE_UNSPECIFIED && v1::DocumentType_IsValid(request.type()),
      "type", "which document");
  check.Check(request.case_id().empty() != request.institution_id().empty(), "case_id",
              "either case_id or institution_id");
  NewDocument made;
  made.type = static_cast<DocumentType>(request.type());
  for (const v1::FieldValue& field : request.fields()) {
    check.Check(made.by_hand.emplace(field.name(), field.value()).second, "fields",
                absl::StrCat(field.name(), " is given twice"));
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return made;
}

absl::StatusOr<v1::IssueDocumentResponse> Issue(const ServiceEnv& env, sql::Tx& tx,
                                                const rpc::Call& call,
                                                const v1::IssueDocumentRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const NewDocument made, NewDocumentOf(request));
  PROBITY_ASSIGN_OR_RETURN(const DocumentBook* book, ShippedBook());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           FileOf(env, tx, request.case_id(), request.institution_id()));
  PROBITY_RETURN_IF_ERROR(CheckIssuer(call, book->rules().Of(made.type), file));
  PROBITY_RETURN_IF_ERROR(CheckOpenFile(file));
  PROBITY_ASSIGN_OR_RETURN(const IssuedDocument issued,
                           IssueDocument(env, tx, Now(env), call.caller.person, file, made));
  PROBITY_RETURN_IF_ERROR(StartRegistrationHold(env, tx, Now(env), issued));
  v1::IssueDocumentResponse response;
  *response.mutable_document() = ToProto(issued, std::nullopt);
  return response;
}

// The two documents whose service moves the case are served by the steps that do so.
absl::Status CheckServable(const IssuedDocument& document, const DocumentRule& rule) {
  const bool by_step = document.type == DocumentType::kResultNotice ||
                       document.type == DocumentType::kPointsDecision;
  if (document.type == DocumentType::kPersonNotice ||
      document.type == DocumentType::kPersonDecision) {
    return Precondition(Reason::k_DOCUMENT_NOT_SERVED,
                        "a person's document is served by RecordPersonNoticeService or "
                        "RecordPersonDecisionService; 由人员记分环节送达");
  }
  if (rule.served && !by_step) return absl::OkStatus();
  return Precondition(
      Reason::k_DOCUMENT_NOT_SERVED,
      by_step ? absl::StrCat(document.title,
                             " is served by RecordNoticeService or RecordDecisionService")
              : absl::StrCat(document.title, " goes to nobody; 该文书不送达当事人"));
}

absl::StatusOr<v1::RecordDocumentServiceResponse> Serve(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordDocumentServiceRequest& request) {
  FieldCheck check;
  const ServiceRecord record = ServiceRecordField(request, check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const DocumentBook* book, ShippedBook());
  PROBITY_ASSIGN_OR_RETURN(const IssuedDocument document,
                           LoadDocument(tx, env.region, request.document_id()));
  PROBITY_RETURN_IF_ERROR(CheckServable(document, book->rules().Of(document.type)));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           FileOf(env, tx, document.case_id, document.institution_id));
  PROBITY_RETURN_IF_ERROR(CheckOpenFile(file));
  const RecordedAt at = Now(env);
  PROBITY_RETURN_IF_ERROR(
      CheckService({record.method, record.served, record.receipt, record.signed_consent},
                   document.issued, calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, document.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, institution.kind, record.served));
  PROBITY_RETURN_IF_ERROR(
      CheckServedDate(env, *policy, record, document.issued, calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(const IssuedDocument receipt,
                           ServeDocument(env, tx, at, call.caller.person, file, document, record));
  PROBITY_ASSIGN_OR_RETURN(const std::optional<StoredService> stored,
                           LoadService(tx, env.region, document.document_id));
  v1::RecordDocumentServiceResponse response;
  *response.mutable_service() = ToProto(*stored, document.number_text);
  *response.mutable_receipt() = ToProto(receipt, std::nullopt);
  return response;
}

}  // namespace

void RegisterDocumentService(const ServiceEnv& env, rpc::Router& router) {
  const auto name = [](std::string_view method) { return absl::StrCat(kService, ToAbsl(method)); };
  router.Mutation<v1::IssueDocumentRequest, v1::IssueDocumentResponse>(
      name("IssueDocument"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const v1::IssueDocumentRequest& request) {
        return Issue(env, tx, call, request);
      });
  router.Mutation<v1::RecordDocumentServiceRequest, v1::RecordDocumentServiceResponse>(
      name("RecordDocumentService"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const v1::RecordDocumentServiceRequest& request) {
        return Serve(env, tx, call, request);
      });
  router.Mutation<v1::DisposeHoldRequest, v1::DisposeHoldResponse>(
      name("DisposeHold"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const v1::DisposeHoldRequest& request) {
        return HandleDisposeHold(env, tx, call, request);
      });
  router.Unary<v1::GetDocumentRequest, v1::GetDocumentResponse>(
      name("GetDocument"), [&env](const rpc::Call& call, const v1::GetDocumentRequest& request) {
        return HandleGetDocument(env, call, request);
      });
  router.Unary<v1::ListDocumentsRequest, v1::ListDocumentsResponse>(
      name("ListDocuments"),
      [&env](const rpc::Call& call, const v1::ListDocumentsRequest& request) {
        return HandleListDocuments(env, call, request);
      });
  router.Unary<v1::ListDocumentTypesRequest, v1::ListDocumentTypesResponse>(
      name("ListDocumentTypes"),
      [](const rpc::Call& /*call*/, const v1::ListDocumentTypesRequest& request) {
        return HandleListDocumentTypes(request);
      });
  router.Unary<v1::ListServiceRecordsRequest, v1::ListServiceRecordsResponse>(
      name("ListServiceRecords"),
      [&env](const rpc::Call& call, const v1::ListServiceRecordsRequest& request) {
        return HandleListServiceRecords(env, call, request);
      });
  router.Unary<v1::VerifyDocumentsRequest, v1::VerifyDocumentsResponse>(
      name("VerifyDocuments"),
      [&env](const rpc::Call& call, const v1::VerifyDocumentsRequest& request) {
        return HandleVerifyDocuments(env, call, request);
      });
  router.Stream<v1::ExportCaseFileRequest>(
      name("ExportCaseFile"),
      [&env](const rpc::Call& call, const v1::ExportCaseFileRequest& request, rpc::Sink& sink) {
        return ExportCaseFile(env, call, request, sink);
      });
}

}  // namespace probity::scoring
