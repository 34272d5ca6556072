#include "services/scoring/api/documents/document_reads.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "services/scoring/api/documents/book.h"
#include "services/scoring/api/documents/document_convert.h"
#include "services/scoring/api/documents/render.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/documents/service_records.h"

namespace probity::scoring {
namespace {

bool IsParty(const rpc::Call& call) {
  return call.caller.Has(options::v1::ROLE_INSTITUTION);
}

// A party reads what was served on it; what the bureau wrote for itself stays in the case file.
absl::Status CheckReadable(const rpc::Call& call, const IssuedDocument& document, bool served) {
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, document.institution_id));
  if (!IsParty(call) || served) return absl::OkStatus();
  return Denied(Reason::k_NOT_YOURS, "an institution reads the documents that were served on it");
}

}  // namespace

absl::StatusOr<v1::GetDocumentResponse> HandleGetDocument(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::GetDocumentRequest& request) {
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(request.document_id().empty() != request.number().empty(),
                                     "document_id", "either document_id or number")
                              .Result());
  v1::GetDocumentResponse response;
  IssuedDocument document;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(document,
                             LoadDocument(tx, env.region, request.document_id(), request.number()));
    PROBITY_ASSIGN_OR_RETURN(const std::optional<StoredService> service,
                             LoadService(tx, env.region, document.document_id));
    PROBITY_RETURN_IF_ERROR(CheckReadable(call, document, service.has_value()));
    *response.mutable_document() = ToProto(document, service);
    if (service.has_value()) *response.mutable_service() = ToProto(*service, document.number_text);
    return absl::OkStatus();
  }));
  if (request.with_pdf()) {
    PROBITY_ASSIGN_OR_RETURN(Rendering rendering, RenderingOf(env, call.deadline, document));
    response.set_pdf(std::move(rendering.pdf));
    response.set_pdf_sha256(rendering.sha256);
  }
  return response;
}

absl::StatusOr<v1::ListDocumentsResponse> HandleListDocuments(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListDocumentsRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(v1::DocumentType_IsValid(request.type()), "type", "a known type")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  DocumentFilter filter;
  filter.case_id = request.case_id();
  filter.institution_id = request.institution_id();
  if (IsParty(call) && filter.institution_id.empty()) {
    filter.institution_id = call.caller.institution_id;
  }
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, filter.institution_id));
  filter.type = static_cast<DocumentType>(request.type());
  filter.after = page.cursor;
  filter.limit = static_cast<int32_t>(page.size) + 1;
  v1::ListDocumentsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(std::vector<IssuedDocument> documents,
                             ListDocuments(tx, env.region, filter));
    if (static_cast<int64_t>(documents.size()) > page.size) {
      documents.pop_back();
      response.set_next_page_token(
          env.page_tokens.Next(call, request, documents.back().document_id));
    }
    for (const IssuedDocument& document : documents) {
      PROBITY_ASSIGN_OR_RETURN(const std::optional<StoredService> service,
                               LoadService(tx, env.region, document.document_id));
      if (!CheckReadable(call, document, service.has_value()).ok()) continue;
      *response.add_documents() = ToProto(document, service);
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListDocumentTypesResponse> HandleListDocumentTypes(
    const v1::ListDocumentTypesRequest& /*request*/) {
  PROBITY_ASSIGN_OR_RETURN(const DocumentBook* book, ShippedBook());
  v1::ListDocumentTypesResponse response;
  for (int number = 1; number <= kLastDocumentType; ++number) {
    const auto type = static_cast<DocumentType>(number);
    const DocumentRule& rule = book->rules().Of(type);
    v1::DocumentTypeInfo& info = *response.add_types();
    info.set_type(static_cast<v1::DocumentType>(number));
    info.set_word(rule.word);
    info.set_title(rule.title);
    info.set_served(rule.served);
    for (const std::string& issuer : rule.issuers) info.add_issued_by(issuer);
    for (const HandField& field : book->TemplateOf(type).hand_fields()) {
      v1::HandField& made = *info.add_fields();
      made.set_name(field.name);
      made.set_label(field.label);
      made.set_optional(field.optional);
    }
  }
  return response;
}

absl::StatusOr<v1::ListServiceRecordsResponse> HandleListServiceRecords(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListServiceRecordsRequest& request) {
  v1::ListServiceRecordsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_RETURN_IF_ERROR(LoadCase(tx, env.region, {request.case_id(), ""}).status());
    PROBITY_ASSIGN_OR_RETURN(const std::vector<StoredService> services,
                             ListServices(tx, env.region, request.case_id()));
    for (const StoredService& service : services) {
      PROBITY_ASSIGN_OR_RETURN(const IssuedDocument document,
                               LoadDocument(tx, env.region, service.document_id));
      *response.add_services() = ToProto(service, document.number_text);
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::VerifyDocumentsResponse> HandleVerifyDocuments(
    const ServiceEnv& env, const rpc::Call& call, const v1::VerifyDocumentsRequest& /*request*/) {
  v1::VerifyDocumentsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const int64_t documents, VerifyDocuments(tx, env.region));
    response.set_documents(documents);
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace probity::scoring
