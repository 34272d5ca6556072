#include "clients/probityctl/commands/evidence.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Stub = v1::EvidenceService::Stub;

constexpr size_t kChunk = 1 << 20;
constexpr absl::Duration kTransfer = absl::Hours(1);
// Of the request ids that are made from what is uploaded.
constexpr char kIdSpace[] = "5f0c9f1e-7c0a-4c51-9b0d-3a4b1c1f2e60";

absl::Status Unreadable(const std::string& file) {
  return absl::NotFoundError(absl::StrCat("cannot read ", file));
}

rpc::CallOptions Long(rpc::CallOptions options, const std::string& person) {
  options.timeout = kTransfer;
  if (!person.empty()) options.caller.person = person;
  return options;
}

// Bytes of a file, a chunk at a time; false at its end.
absl::StatusOr<bool> ReadChunk(std::ifstream& in, const std::string& file, std::string* chunk) {
  chunk->resize(kChunk);
  in.read(chunk->data(), static_cast<std::streamsize>(kChunk));
  if (in.bad()) return Unreadable(file);
  chunk->resize(static_cast<size_t>(in.gcount()));
  return !chunk->empty();
}

struct Measured {
  std::string sha256;  // hex
  int64_t size = 0;
};
absl::StatusOr<Measured> Measure(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in.good() || std::filesystem::is_directory(file)) return Unreadable(file);
  Measured measured;
  crypto::Sha256Hasher hasher;
  std::string chunk;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const bool more, ReadChunk(in, file, &chunk));
    if (!more) break;
    hasher.Update(chunk);
    measured.size += static_cast<int64_t>(chunk.size());
  }
  measured.sha256 = crypto::Hex(hasher.Finish());
  return measured;
}

absl::StatusOr<std::string> CaseIdOf(const clients::Bureau& bureau, const std::string& case_ref) {
  v1::GetCaseRequest request;
  request.set_case_ref(case_ref);
  PROBITY_ASSIGN_OR_RETURN(
      const v1::GetCaseResponse response,
      bureau.Call(role::ROLE_AUDITOR, bureau.cases, &v1::CaseService::Stub::GetCase, request));
  return response.case_().case_id();
}

absl::StatusOr<v1::EvidenceHead> HeadOf(const clients::Bureau& bureau,
                                        const EvidenceOptions& options) {
  v1::EvidenceHead head;
  PROBITY_ASSIGN_OR_RETURN(const Measured measured, Measure(options.file));
  PROBITY_ASSIGN_OR_RETURN(const std::string case_id, CaseIdOf(bureau, options.case_ref));
  const std::string name = std::filesystem::path(options.file).filename().string();
  v1::EvidenceKind kind = v1::EVIDENCE_KIND_UNSPECIFIED;
  if (!v1::EvidenceKind_Parse(absl::StrCat("EVIDENCE_KIND_", options.kind), &kind)) {
    return BadRequest({{"--kind", absl::StrCat("no kind is called \"", options.kind, "\"")}});
  }
  head.set_case_id(case_id);
  head.set_kind(kind);
  head.set_title(options.title.empty() ? name : options.title);
  head.set_file_name(name);
  head.set_sha256(measured.sha256);
  head.set_size_bytes(measured.size);
  head.set_source_person(options.source_person);
  head.set_taken_date(options.taken_date);
  head.set_online_monitoring(options.monitoring);
  return head;
}

absl::StatusOr<v1::UploadEvidenceResponse> Add(const clients::Bureau& bureau,
                                               const EvidenceOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const v1::EvidenceHead head, HeadOf(bureau, options));
  PROBITY_ASSIGN_OR_RETURN(const std::string request_id,
                           NamedUuid(kIdSpace, head.SerializeAsString()));
  std::ifstream in(options.file, std::ios::binary);
  bool begun = false;
  return rpc::InvokeUpload(*bureau.evidence, &Stub::UploadEvidence,
                           Long(bureau.As(role::ROLE_CASE_OFFICER), options.person),
                           [&](v1::UploadEvidenceRequest* message) -> absl::StatusOr<bool> {
                             message->Clear();
                             if (std::exchange(begun, true)) {
                               return ReadChunk(in, options.file, message->mutable_chunk());
                             }
                             message->set_request_id(request_id);
                             *message->mutable_head() = head;
                             return true;
                           });
}

std::string UsabilityOf(const v1::Evidence& one) {
  return Short(v1::EvidenceUsability_Name(one.usability()), "EVIDENCE_USABILITY_");
}

std::string KindOf(const v1::Evidence& one) {
  return Short(v1::EvidenceKind_Name(one.head().kind()), "EVIDENCE_KIND_");
}

void Print(const v1::GetEvidenceResponse& got) {
  const v1::EvidenceHead& head = got.evidence().head();
  std::printf("%s  %s  %s\n%s  %lld 字节 bytes  sha256 %s\n", got.evidence().evidence_id().c_str(),
              KindOf(got.evidence()).c_str(), head.title().c_str(), head.file_name().c_str(),
              static_cast<long long>(head.size_bytes()), head.sha256().c_str());
  std::printf("取得 taken %s from %s by %s\n状态 %s  保管人 holder %s%s%s\n\n",
              head.taken_date().c_str(), head.source_person().c_str(),
              got.evidence().uploaded_by().c_str(), UsabilityOf(got.evidence()).c_str(),
              got.holder().c_str(), got.expected_holder().empty() ? "" : " → ",
              got.expected_holder().c_str());
  Table custody({"序 no", "日期 date", "事项 event", "经手 person", "对方 other", "说明 note"});
  for (const v1::CustodyLine& line : got.custody()) {
    custody.Add({absl::StrCat(line.seq()), line.business_date(),
                 Short(v1::CustodyEvent_Name(line.event()), "CUSTODY_EVENT_"), line.person(),
                 line.other_person(), line.note()});
  }
  custody.Print();
  for (const v1::EvidenceReview& review : got.reviews()) {
    std::printf("审核 review  %s  %s  %s  %s  %s\n",
                Short(v1::ReviewAspect_Name(review.aspect()), "REVIEW_ASPECT_").c_str(),
                review.passed() ? "通过 passed" : "未通过 not passed", review.reviewer().c_str(),
                review.review_date().c_str(), review.opinion().c_str());
  }
}

// The item's bytes beside their place, moved there when all came and have the declared hash.
absl::StatusOr<std::string> Fetch(const clients::Bureau& bureau, const std::string& evidence_id,
                                  std::string out) {
  v1::DownloadEvidenceRequest request;
  request.set_evidence_id(evidence_id);
  std::ofstream part;
  crypto::Sha256Hasher hasher;
  std::string wanted;
  const auto each = [&](const v1::DownloadEvidenceResponse& message) -> absl::Status {
    if (message.has_evidence()) {
      wanted = message.evidence().head().sha256();
      if (out.empty()) out = message.evidence().head().file_name();
      part.open(out + ".part", std::ios::binary | std::ios::trunc);
    }
    hasher.Update(message.chunk());
    part << message.chunk();
    return part.good() ? absl::OkStatus()
                       : absl::PermissionDeniedError(absl::StrCat("cannot write ", out, ".part"));
  };
  absl::Status status = rpc::InvokeStream(*bureau.evidence, &Stub::DownloadEvidence, request,
                                          Long(bureau.As(role::ROLE_AUDITOR), ""), each);
  part.close();
  if (status.ok() && crypto::Hex(hasher.Finish()) != wanted) {
    status = absl::DataLossError("what came has another SHA-256 than the item; get it again");
  }
  std::error_code error;
  if (status.ok()) {
    std::filesystem::rename(out + ".part", out, error);
  } else if (!out.empty()) {
    std::filesystem::remove(out + ".part", error);
  }
  if (!status.ok()) return status;
  if (error) return absl::PermissionDeniedError(absl::StrCat("cannot write ", out));
  return out;
}

}  // namespace

int EvidenceAdd(const Session& session, const EvidenceOptions& options) {
  const auto bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto added = Add(*bureau, options);
  if (!added.ok()) return Fail(added.status());
  if (session.json) {
    PrintJson(*added);
  } else {
    std::printf("%s  %s%s\n", added->evidence().evidence_id().c_str(),
                UsabilityOf(added->evidence()).c_str(),
                added->stored_before() ? "  (内容已存 the same bytes were there)" : "");
  }
  return kOk;
}

int EvidenceList(const Session& session, const std::string& case_ref) {
  const auto bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto case_id = CaseIdOf(*bureau, case_ref);
  if (!case_id.ok()) return Fail(case_id.status());
  v1::ListEvidenceRequest request;
  request.set_case_id(*case_id);
  const auto page = [&](const v1::ListEvidenceRequest& one) {
    return bureau->Call(role::ROLE_AUDITOR, bureau->evidence, &Stub::ListEvidence, one);
  };
  const auto all =
      clients::AllPages<v1::ListEvidenceRequest, v1::ListEvidenceResponse, v1::Evidence>(
          request, page, &v1::ListEvidenceResponse::evidence);
  if (!all.ok()) return Fail(all.status());
  if (session.json) {
    clients::PrintJsonArray(*all);
    return kOk;
  }
  Table table({"证据 evidence", "种类 kind", "名称 title", "文件 file", "字节 bytes",
               "状态 usability", "取证人 by"});
  for (const v1::Evidence& one : *all) {
    table.Add({one.evidence_id(), KindOf(one), one.head().title(), one.head().file_name(),
               absl::StrCat(one.head().size_bytes()), UsabilityOf(one), one.uploaded_by()});
  }
  table.Print();
  return kOk;
}

int EvidenceShow(const Session& session, const std::string& evidence_id) {
  const auto bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::GetEvidenceRequest request;
  request.set_evidence_id(evidence_id);
  const auto got = bureau->Call(role::ROLE_AUDITOR, bureau->evidence, &Stub::GetEvidence, request);
  if (!got.ok()) return Fail(got.status());
  if (session.json) {
    PrintJson(*got);
  } else {
    Print(*got);
  }
  return kOk;
}

int EvidenceGet(const Session& session, const std::string& evidence_id, const std::string& out) {
  const auto bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto written = Fetch(*bureau, evidence_id, out);
  if (!written.ok()) return Fail(written.status());
  std::printf("%s\n", written->c_str());
  return kOk;
}

}  // namespace probity::ctl
