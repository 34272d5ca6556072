// A real server with the services of notes.proto on a free port, over a SQLite file of its own.
#ifndef PROBITY_TESTS_COMMON_RPC_HARNESS_H_
#define PROBITY_TESTS_COMMON_RPC_HARNESS_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/log.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "notes.grpc.pb.h"

namespace probity::rpc {

using namespace rpctest::v1;  // NOLINT: the messages of notes.proto are this folder's vocabulary

// A directory that lives as long as the object.
class ScratchDir {
 public:
  ScratchDir();
  ~ScratchDir();
  ScratchDir(const ScratchDir&) = delete;
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The log's lines while it lives.
class CapturedLog {
 public:
  CapturedLog();
  ~CapturedLog();
  std::vector<std::string> lines() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

// What the handlers do; a test replaces what it is about.
struct Handlers {
  std::function<absl::StatusOr<GetNoteResponse>(const Call&, const GetNoteRequest&)> get;
  std::function<absl::StatusOr<PutNoteResponse>(sql::Tx&, const Call&, const PutNoteRequest&)> put;
  std::function<absl::StatusOr<AskResponse>(const Call&, const AskRequest&)> ask;
  std::function<absl::Status(const Call&, const ListNotesRequest&, Sink&)> list;
  std::function<absl::StatusOr<UploadNotesResponse>(const Call&, Source&)> upload;
  std::function<absl::Status(const Call&, const DownloadNotesRequest&, Sink&)> download;
  Handlers();
};

class NoteServer {
 public:
  explicit NoteServer(ServeOptions options = {}, Handlers handlers = {},
                      const ChannelOptions& client = {});
  ~NoteServer();

  NoteService::Stub& notes() { return *notes_; }
  QuietService::Stub& quiet() { return *quiet_; }
  TransferService::Stub& transfers() { return *transfers_; }
  Server& server() { return *server_; }
  std::shared_ptr<grpc::Channel> channel() { return channel_; }
  sql::Database& db() { return *db_; }

  // Rows in the table `note`, which the default `put` and the import write.
  int64_t CountNotes();

 private:
  ScratchDir dir_;
  Handlers handlers_;
  std::unique_ptr<sql::Database> db_;
  Router router_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<NoteService::Stub> notes_;
  std::unique_ptr<QuietService::Stub> quiet_;
  std::unique_ptr<TransferService::Stub> transfers_;
};

// Options of a call by a person of these roles.
CallOptions As(std::set<options::v1::Role> roles, const std::string& person = "tester");
CallOptions Inspector();

// What a unary call of raw bytes brings back.
struct RawAnswer {
  grpc::Status status;
  std::multimap<std::string, std::string> initial;
  std::multimap<std::string, std::string> trailing;
};
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                  const std::string& bytes, const CallOptions& options);

// "NOT_FOUND/UNKNOWN_CASE", or "OK": how a failure is named in expectations.
std::string Outcome(const absl::Status& status);

// A UUID whose last digits are `n`.
std::string Uuid(int n);

}  // namespace probity::rpc

#endif  // PROBITY_TESTS_COMMON_RPC_HARNESS_H_
