#include "services/scoring/api/archive/archive_service.h"

#include <string>

#include "common/print/pdf.h"
#include "common/status/status.h"
#include "services/scoring/api/archive/archive.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {
namespace {

constexpr size_t kPiece = 64 * 1024;

template <typename Request>
absl::StatusOr<v1::Archive> Read(const ServiceEnv& env, const rpc::Call& call,
                                 const Request& request) {
  v1::Archive archive;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(archive,
                             MakeArchive(env, tx, call, request.subject(), request.subject_id()));
    return absl::OkStatus();
  }));
  return archive;
}

absl::StatusOr<v1::GetArchiveResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                           const v1::GetArchiveRequest& request) {
  v1::GetArchiveResponse response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_archive(), Read(env, call, request));
  return response;
}

absl::Status Download(const ServiceEnv& env, const rpc::Call& call,
                      const v1::DownloadArchiveRequest& request, rpc::Sink& sink) {
  PROBITY_ASSIGN_OR_RETURN(const v1::Archive archive, Read(env, call, request));
  PROBITY_ASSIGN_OR_RETURN(const std::string pdf,
                           print::RenderPdf(ArchiveDocument(archive, env.clock.scenario())));
  for (size_t at = 0; at < pdf.size(); at += kPiece) {
    v1::DownloadArchiveResponse piece;
    piece.set_data(pdf.substr(at, kPiece));
    PROBITY_RETURN_IF_ERROR(sink.Write(piece));
  }
  return absl::OkStatus();
}

}  // namespace

void RegisterArchiveService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.ArchiveService.")
      .Read("GetArchive", &Get)
      .Stream("DownloadArchive", &Download);
}

}  // namespace probity::scoring
