#include "clients/probityctl/commands/documents.h"

#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/common/bureau.h"
#include "clients/common/files.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = v1::DocumentService::Stub;

constexpr absl::Duration kExport = absl::Minutes(5);

std::string TypeOf(v1::DocumentType type) {
  return Short(v1::DocumentType_Name(type), "DOCUMENT_TYPE_");
}

// Runs `body` with the services; prints what went wrong.
template <typename Body>
int With(const Session& session, Body body) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const absl::Status status = body(*bureau);
  return status.ok() ? static_cast<int>(kOk) : Fail(status);
}

absl::StatusOr<std::string> CaseIdOf(const clients::Bureau& bureau, const std::string& case_ref) {
  v1::GetCaseRequest request;
  request.set_case_ref(case_ref);
  PROBITY_ASSIGN_OR_RETURN(
      const v1::GetCaseResponse response,
      bureau.Call(role::ROLE_AUDITOR, bureau.cases, &v1::CaseService::Stub::GetCase, request));
  return response.case_().case_id();
}

absl::StatusOr<v1::GetDocumentResponse> Get(const clients::Bureau& bureau, const std::string& name,
                                            bool with_pdf) {
  v1::GetDocumentRequest request;
  if (Id::Parse(name).ok()) {
    request.set_document_id(name);
  } else {
    request.set_number(name);
  }
  request.set_with_pdf(with_pdf);
  return bureau.Call(role::ROLE_AUDITOR, bureau.documents, &Stub::GetDocument, request);
}

void Print(const v1::GetDocumentResponse& got) {
  const v1::Document& one = got.document();
  std::printf("%s  %s  %s\n", one.number().c_str(), one.title().c_str(),
              TypeOf(one.type()).c_str());
  std::printf("签发 issued %s by %s\n内容 content sha256 %s\n", one.issued_date().c_str(),
              one.actor().c_str(), one.content_sha256().c_str());
  if (!got.has_service()) {
    std::printf("未送达 not served\n");
    return;
  }
  const v1::ServiceRecord& service = got.service();
  std::printf("送达 served %s  %s  %s\n", service.served_date().c_str(),
              Short(v1::ServiceMethod_Name(service.method()), "SERVICE_METHOD_").c_str(),
              service.receipt().c_str());
}

}  // namespace

int DocumentList(const Session& session, const std::string& case_ref) {
  return With(session, [&](const clients::Bureau& bureau) -> absl::Status {
    v1::ListDocumentsRequest request;
    if (!case_ref.empty()) {
      PROBITY_ASSIGN_OR_RETURN(*request.mutable_case_id(), CaseIdOf(bureau, case_ref));
    }
    const auto page = [&](const v1::ListDocumentsRequest& one) {
      return bureau.Call(role::ROLE_AUDITOR, bureau.documents, &Stub::ListDocuments, one);
    };
    PROBITY_ASSIGN_OR_RETURN(
        const auto all,
        (clients::AllPages<v1::ListDocumentsRequest, v1::ListDocumentsResponse, v1::Document>(
            request, page, &v1::ListDocumentsResponse::documents)));
    if (session.json) {
      clients::PrintJsonArray(all);
      return absl::OkStatus();
    }
    Table table({"文号 number", "文书 document", "签发 issued", "送达 served", "经办 by"});
    for (const v1::Document& one : all) {
      table.Add({one.number(), one.title(), one.issued_date(), one.served_date(), one.actor()});
    }
    table.Print();
    return absl::OkStatus();
  });
}

int DocumentTypes(const Session& session) {
  return With(session, [&](const clients::Bureau& bureau) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        const v1::ListDocumentTypesResponse types,
        bureau.Call(role::ROLE_AUDITOR, bureau.documents, &Stub::ListDocumentTypes, {}));
    if (session.json) {
      PrintJson(types);
      return absl::OkStatus();
    }
    Table table({"类别 type", "字 word", "文书 document", "签发 issued by", "字段 fields by hand"});
    for (const v1::DocumentTypeInfo& one : types.types()) {
      const auto name = [](std::string* out, const v1::HandField& field) {
        absl::StrAppend(out, field.name(), field.optional() ? "?" : "");
      };
      table.Add(
          {TypeOf(one.type()), one.word(), one.title(),
           one.issued_by().empty() ? "程序环节 its step" : absl::StrJoin(one.issued_by(), " "),
           absl::StrJoin(one.fields(), " ", name)});
    }
    table.Print();
    return absl::OkStatus();
  });
}

int DocumentShow(const Session& session, const std::string& name) {
  return With(session, [&](const clients::Bureau& bureau) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const v1::GetDocumentResponse got, Get(bureau, name, false));
    if (session.json) {
      PrintJson(got);
    } else {
      Print(got);
    }
    return absl::OkStatus();
  });
}

int DocumentSave(const Session& session, const std::string& name, const std::string& out) {
  return With(session, [&](const clients::Bureau& bureau) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const v1::GetDocumentResponse got, Get(bureau, name, true));
    PROBITY_RETURN_IF_ERROR(clients::WriteFile(out, got.pdf()));
    std::printf("%s  %s\n", got.pdf_sha256().c_str(), out.c_str());
    return absl::OkStatus();
  });
}

int DocumentVerify(const Session& session) {
  return With(session, [&](const clients::Bureau& bureau) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        const v1::VerifyDocumentsResponse verified,
        bureau.Call(role::ROLE_AUDITOR, bureau.documents, &Stub::VerifyDocuments, {}));
    if (session.json) {
      PrintJson(verified);
    } else {
      std::printf("文书完好 the documents hold: %lld, no number missing\n",
                  static_cast<long long>(verified.documents()));
    }
    return absl::OkStatus();
  });
}

int DocumentDisposeHold(const Session& session, const Disposal& disposal) {
  return With(session, [&](const clients::Bureau& bureau) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const v1::GetDocumentResponse hold, Get(bureau, disposal.hold, false));
    v1::DisposeHoldRequest request;
    request.set_request_id(RandomUuid(crypto::SystemEntropy()));
    request.set_document_id(hold.document().document_id());
    request.set_disposal(disposal.disposal);
    request.set_reason(disposal.reason);
    PROBITY_ASSIGN_OR_RETURN(
        const v1::DisposeHoldResponse done,
        bureau.Call(role::ROLE_DIRECTOR, bureau.documents, &Stub::DisposeHold, request));
    if (session.json) {
      PrintJson(done);
    } else {
      const v1::Document& order = done.document();
      std::printf("%s  %s  %s\n", order.number().c_str(), order.title().c_str(),
                  order.issued_date().c_str());
    }
    return absl::OkStatus();
  });
}

int CaseExport(const Session& session, const std::string& case_ref, const std::string& out,
               bool include_evidence) {
  return With(session, [&](const clients::Bureau& bureau) -> absl::Status {
    v1::ExportCaseFileRequest request;
    request.set_case_ref(case_ref);
    request.set_include_evidence(include_evidence);
    rpc::CallOptions options = bureau.As(role::ROLE_AUDITOR);
    options.timeout = kExport;
    v1::ExportCaseFileResponse first;
    std::string bytes;
    PROBITY_RETURN_IF_ERROR(rpc::InvokeStream(*bureau.documents, &Stub::ExportCaseFile, request,
                                              options,
                                              [&](const v1::ExportCaseFileResponse& message) {
                                                if (!message.sha256().empty()) first = message;
                                                bytes += message.chunk();
                                                return absl::OkStatus();
                                              }));
    if (crypto::Hex(crypto::Sha256(bytes)) != first.sha256()) {
      return absl::DataLossError("what arrived is not what was sent; try again");
    }
    PROBITY_RETURN_IF_ERROR(clients::WriteFile(out.empty() ? first.file_name() : out, bytes));
    std::printf("%s  %s  %zu 字节 bytes\n", first.sha256().c_str(),
                (out.empty() ? first.file_name() : out).c_str(), bytes.size());
    return absl::OkStatus();
  });
}

}  // namespace probity::ctl
