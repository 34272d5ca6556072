#include "tests/common/rpc/harness.h"

#include <cstdlib>
#include <filesystem>
#include <future>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/slice.h"

namespace probity::rpc {
namespace {

constexpr char kNoteTable[] = "CREATE TABLE note (note_key TEXT NOT NULL PRIMARY KEY, body TEXT);";
constexpr char kInsertNote[] = "INSERT INTO note (note_key, body) VALUES (?, ?)";
constexpr char kCountNotes[] = "SELECT COUNT(*) FROM note";

absl::StatusOr<int64_t> Count(sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(kCountNotes, {}));
  return row.Int(0);
}

absl::StatusOr<PutNoteResponse> Put(sql::Tx& tx, const Call&, const PutNoteRequest& request) {
  PROBITY_ASSIGN_OR_RETURN([[maybe_unused]] const int64_t rows,
                           tx.Execute(kInsertNote, {request.key(), request.text()}));
  PutNoteResponse response;
  response.set_key(request.key());
  PROBITY_ASSIGN_OR_RETURN(const int64_t count, Count(tx));
  response.set_count(count);
  return response;
}

absl::StatusOr<ImportNotesResponse> Import(sql::Tx& tx, const Call&,
                                           const std::vector<ImportNotesRequest>& messages) {
  ImportNotesResponse response;
  for (const ImportNotesRequest& message : messages) {
    for (const std::string& key : message.keys()) {
      PROBITY_ASSIGN_OR_RETURN([[maybe_unused]] const int64_t rows,
                               tx.Execute(kInsertNote, {key, std::string()}));
      response.set_count(response.count() + 1);
    }
  }
  return response;
}

absl::Status List(const Call&, const ListNotesRequest& request, Sink& sink) {
  for (int64_t i = 0; i < request.count(); ++i) {
    ListNotesResponse row;
    row.set_number(i);
    row.set_padding(std::string(request.row_bytes(), 'x'));
    PROBITY_RETURN_IF_ERROR(sink.Write(row));
  }
  return absl::OkStatus();
}

absl::StatusOr<UploadNotesResponse> CountMessages(const Call&, Source& source) {
  UploadNotesResponse response;
  UploadNotesRequest message;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const bool more, source.Read(&message));
    if (!more) return response;
    response.set_messages(response.messages() + 1);
  }
}

absl::Status SendRows(const Call&, const DownloadNotesRequest& request, Sink& sink) {
  DownloadNotesResponse row;
  row.set_padding(std::string(request.row_bytes(), 'x'));
  for (int64_t i = 0; i < request.count(); ++i) {
    row.set_number(i);
    PROBITY_RETURN_IF_ERROR(sink.Write(row));
  }
  return absl::OkStatus();
}

std::unique_ptr<sql::Database> OpenDatabase(const ScratchDir& dir) {
  sql::Options options;
  options.url = "sqlite:" + dir.Path("notes.db");
  auto opened =
      sql::Open(options, {{1, "0001_init", absl::StrCat(kNoteTable, kIdempotencyTableSqlite),
                           absl::StrCat(kNoteTable, kIdempotencyTableMySql)}});
  EXPECT_TRUE(opened.ok()) << opened.status();
  return *std::move(opened);
}

std::multimap<std::string, std::string> Copy(
    const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  std::multimap<std::string, std::string> copy;
  for (const auto& [key, value] : metadata) {
    copy.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
  return copy;
}

}  // namespace

ScratchDir::ScratchDir() {
  std::string pattern = std::filesystem::temp_directory_path() / "rpc_test_XXXXXX";
  path_ = mkdtemp(pattern.data());
}
ScratchDir::~ScratchDir() {
  std::filesystem::remove_all(path_);
}

CapturedLog::CapturedLog() {
  CaptureLog([this](const std::string& line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    lines_.push_back(line);
  });
}
CapturedLog::~CapturedLog() {
  CaptureLog(nullptr);
}
std::vector<std::string> CapturedLog::lines() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return lines_;
}

Handlers::Handlers() : put(&Put), list(&List), upload(&CountMessages), download(&SendRows) {
  get = [](const Call&, const GetNoteRequest& request) -> absl::StatusOr<GetNoteResponse> {
    GetNoteResponse response;
    response.set_text("about " + request.key());
    return response;
  };
  ask = [](const Call&, const AskRequest& request) -> absl::StatusOr<AskResponse> {
    AskResponse response;
    response.set_answer("re: " + request.question());
    return response;
  };
}

NoteServer::NoteServer(ServeOptions options, Handlers handlers, const ChannelOptions& client)
    : handlers_(std::move(handlers)), db_(OpenDatabase(dir_)) {
  const std::string notes = "probity.rpctest.v1.NoteService.";
  router_.Unary<GetNoteRequest, GetNoteResponse>(notes + "GetNote", handlers_.get);
  router_.Mutation<PutNoteRequest, PutNoteResponse>(notes + "PutNote", *db_, handlers_.put);
  router_.Import<ImportNotesRequest, ImportNotesResponse>(notes + "ImportNotes", *db_, &Import);
  router_.Stream<ListNotesRequest>(notes + "ListNotes", handlers_.list);
  router_.Unary<FetchNoteRequest, FetchNoteResponse>(
      notes + "FetchNote", [](const Call& call, const FetchNoteRequest&) {
        FetchNoteResponse response;
        response.set_caller(call.caller.service);
        return absl::StatusOr<FetchNoteResponse>(response);
      });
  router_.Unary<DropNoteRequest, DropNoteResponse>(
      notes + "DropNote", [](const Call&, const DropNoteRequest&) {
        return absl::StatusOr<DropNoteResponse>(DropNoteResponse());
      });
  router_.Unary<AskRequest, AskResponse>("probity.rpctest.v1.QuietService.Ask", handlers_.ask);

  const std::string transfers = "probity.rpctest.v1.TransferService.";
  router_.Upload<UploadNotesRequest, UploadNotesResponse>(transfers + "UploadNotes",
                                                          handlers_.upload);
  router_.Download<DownloadNotesRequest>(transfers + "DownloadNotes", handlers_.download);

  auto started = Server::Start(router_, options);
  EXPECT_TRUE(started.ok()) << started.status();
  server_ = *std::move(started);
  server_->SetReady(true);
  auto made = MakeChannel(absl::StrCat("127.0.0.1:", server_->port()), client);
  EXPECT_TRUE(made.ok()) << made.status();
  channel_ = *made;
  notes_ = NoteService::NewStub(channel_);
  quiet_ = QuietService::NewStub(channel_);
  transfers_ = TransferService::NewStub(channel_);
}

NoteServer::~NoteServer() {
  server_->Drain();
}

int64_t NoteServer::CountNotes() {
  int64_t count = -1;
  const absl::Status read = db_->Read(absl::Now() + absl::Seconds(5), [&](sql::Tx& tx) {
    const absl::StatusOr<int64_t> counted = Count(tx);
    if (counted.ok()) count = *counted;
    return counted.status();
  });
  EXPECT_TRUE(read.ok()) << read;
  return count;
}

CallOptions Inspector() {
  return As({options::v1::ROLE_INSPECTOR});
}

CallOptions As(std::set<options::v1::Role> roles, const std::string& person) {
  CallOptions call_options;
  call_options.caller.person = person;
  call_options.caller.roles = std::move(roles);
  return call_options;
}

RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                  const std::string& bytes, const CallOptions& options) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  Prepare(options, context);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, path, grpc::StubOptions(), &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  RawAnswer answer;
  answer.status = done.get_future().get();
  answer.initial = Copy(context.GetServerInitialMetadata());
  answer.trailing = Copy(context.GetServerTrailingMetadata());
  return answer;
}

std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StrCat(absl::StatusCodeToString(status.code()), "/", DetailOf(status).reason);
}

std::string Uuid(int n) {
  return absl::StrFormat("00000000-0000-4000-8000-%012d", n);
}

}  // namespace probity::rpc
