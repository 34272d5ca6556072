#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

constexpr int64_t kMegabyte = 1 << 20;

CallOptions Officer(absl::Duration timeout = absl::Seconds(60)) {
  CallOptions call_options = As({options::v1::ROLE_CASE_OFFICER});
  call_options.timeout = timeout;
  return call_options;
}

// Makes `count` messages of `bytes` each; `sent` counts those handed to the connection.
auto Messages(int64_t count, int64_t bytes, std::atomic<int64_t>* sent = nullptr) {
  return [count, sent, next = int64_t{0},
          padding = std::string(bytes, 'x')](UploadNotesRequest* message) mutable {
    if (sent != nullptr) sent->store(next);
    if (next == count) return absl::StatusOr<bool>(false);
    message->set_number(next++);
    message->set_padding(padding);
    return absl::StatusOr<bool>(true);
  };
}

absl::StatusOr<UploadNotesResponse> Upload(
    NoteServer& server, const std::function<absl::StatusOr<bool>(UploadNotesRequest*)>& next,
    const CallOptions& call_options = Officer()) {
  return InvokeUpload(server.transfers(), &TransferService::Stub::UploadNotes, call_options, next);
}

TEST(Upload, TheHandlerTakesEveryMessageInOrder) {
  std::vector<int64_t> numbers;
  Handlers handlers;
  handlers.upload = [&](const Call&, Source& source) -> absl::StatusOr<UploadNotesResponse> {
    UploadNotesRequest message;
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const bool more, source.Read(&message));
      if (!more) return UploadNotesResponse();
      numbers.push_back(message.number());
    }
  };
  NoteServer server({}, handlers);
  ASSERT_TRUE(Upload(server, Messages(2000, 10)).ok());
  ASSERT_EQ(numbers.size(), 2000u);
  EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
}

TEST(Upload, AStreamLargerThanAnImportMayBeIsTakenMessageByMessage) {
  ServeOptions serve;
  serve.max_stream_bytes = kMegabyte;
  NoteServer server(serve);
  const auto answer = Upload(server, Messages(20, kMegabyte));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->messages(), 20);
}

TEST(Upload, AFastClientWaitsForASlowHandler) {
  std::atomic<int64_t> sent = 0;
  int64_t taken = 0;
  int64_t ahead = 0;
  Handlers handlers;
  handlers.upload = [&](const Call&, Source& source) -> absl::StatusOr<UploadNotesResponse> {
    UploadNotesRequest message;
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const bool more, source.Read(&message));
      if (!more) return UploadNotesResponse();
      ++taken;
      absl::SleepFor(absl::Milliseconds(5));
      ahead = std::max(ahead, sent.load() - taken);
    }
  };
  NoteServer server({}, handlers);
  ASSERT_TRUE(Upload(server, Messages(200, kMegabyte, &sent)).ok());
  EXPECT_EQ(taken, 200);
  EXPECT_LT(ahead, 40) << "megabytes the client was ahead of the handler; a server that gathers "
                          "them would let it run to the end";
}

TEST(Upload, AClientCutInTheMiddleIsSeenByTheHandler) {
  std::promise<void> begun;
  std::promise<bool> ended;
  Handlers handlers;
  handlers.upload = [&](const Call& call, Source& source) -> absl::StatusOr<UploadNotesResponse> {
    begun.set_value();
    UploadNotesRequest message;
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = source.Read(&message);
    while (!call.cancelled()) absl::SleepFor(absl::Milliseconds(1));
    ended.set_value(true);  // what a handler cleans up, it cleans up here
    return absl::CancelledError("the caller is gone");
  };
  NoteServer server({}, handlers);
  int made = 0;
  const absl::Status status = Upload(server, [&](UploadNotesRequest*) -> absl::StatusOr<bool> {
                                if (++made < 5) return true;
                                begun.get_future().wait();
                                return absl::DataLossError("the disk of the client broke");
                              }).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << "the client's own reason: " << status;
  EXPECT_TRUE(ended.get_future().get());
}

TEST(Upload, AnAnswerBeforeTheEndStopsTheClient) {
  Handlers handlers;
  handlers.upload = [&](const Call&, Source& source) -> absl::StatusOr<UploadNotesResponse> {
    UploadNotesRequest message;
    PROBITY_RETURN_IF_ERROR(source.Read(&message).status());
    return Precondition(Reason::k_WRONG_STATE, "not now");
  };
  NoteServer server({}, handlers);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Outcome(Upload(server, Messages(50, kMegabyte)).status()),
              "FAILED_PRECONDITION/WRONG_STATE");
  }
}

TEST(Upload, AGoodAnswerBeforeTheEndArrivesToo) {
  Handlers handlers;
  handlers.upload = [&](const Call&, Source& source) -> absl::StatusOr<UploadNotesResponse> {
    UploadNotesRequest message;
    PROBITY_RETURN_IF_ERROR(source.Read(&message).status());
    UploadNotesResponse response;
    response.set_messages(7);
    return response;
  };
  NoteServer server({}, handlers);
  const auto answer = Upload(server, Messages(50, kMegabyte));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->messages(), 7);
}

TEST(Upload, IsHeldToTheRulesOfEveryCall) {
  NoteServer server;
  EXPECT_EQ(Outcome(Upload(server, Messages(3, 10), As({options::v1::ROLE_INSPECTOR})).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(Upload(server, Messages(3, 10), Officer(absl::Milliseconds(20))).status()),
            "DEADLINE_EXCEEDED/DEADLINE_TOO_SHORT");
  EXPECT_EQ(Outcome(Upload(server, Messages(0, 10)).status()), "INVALID_ARGUMENT/BAD_REQUEST")
      << "a stream without a message";
  const absl::Status rows = Upload(server, [](UploadNotesRequest* message) {
                              for (int i = 0; i <= kMaxRows; ++i) message->add_keys("key");
                              return absl::StatusOr<bool>(true);
                            }).status();
  EXPECT_EQ(Outcome(rows), "INVALID_ARGUMENT/BAD_REQUEST");
  ASSERT_EQ(DetailOf(rows).violations.size(), 1u);
  EXPECT_EQ(DetailOf(rows).violations[0].field, "[0].keys");
}

TEST(Upload, AHandlerThatThrowsLeavesTheServerRunning) {
  Handlers handlers;
  bool once = true;
  handlers.upload = [&, count = handlers.upload](const Call& call, Source& source) {
    if (std::exchange(once, false)) throw std::runtime_error("broken");
    return count(call, source);
  };
  NoteServer server({}, handlers);
  EXPECT_EQ(Outcome(Upload(server, Messages(3, 10)).status()), "INTERNAL/INTERNAL");
  EXPECT_TRUE(Upload(server, Messages(3, 10)).ok());
}

TEST(Upload, IsLogged) {
  const CapturedLog log;
  NoteServer server;
  ASSERT_TRUE(Upload(server, Messages(3, 10)).ok());
  server.server().Drain();
  const std::vector<std::string> lines = log.lines();
  EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("TransferService.UploadNotes") != std::string::npos;
  }));
}

TEST(Upload, ASilentClientIsCutOff) {
  ServeOptions serve;
  serve.patience = absl::Milliseconds(200);
  NoteServer server(serve);
  grpc::ClientContext context;
  Prepare(Officer(), context);
  UploadNotesResponse response;
  const auto writer = server.transfers().UploadNotes(&context, &response);
  ASSERT_TRUE(writer->Write(UploadNotesRequest()));
  EXPECT_EQ(Outcome(FromGrpc(writer->Finish())), "DEADLINE_EXCEEDED/DEADLINE_TOO_SHORT")
      << "the stream was neither continued nor ended";
}

TEST(Upload, LastsLongerThanAnOrdinaryCallMay) {
  ServeOptions serve;
  serve.max_deadline = absl::Milliseconds(150);
  NoteServer server(serve);
  const auto answer = Upload(server, [n = 0](UploadNotesRequest*) mutable {
    absl::SleepFor(absl::Milliseconds(100));
    return absl::StatusOr<bool>(n++ < 5);
  });
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->messages(), 5);
}

// Transfers that wait for their client leave the workers to ordinary calls, and those beyond the
// bound are told to come again.
TEST(Upload, TransfersNeverKeepAnOrdinaryCallWaiting) {
  ServeOptions serve;
  serve.workers = 1;
  serve.transfers = 1;
  serve.transfer_queue = 0;
  std::promise<void> begun;
  Handlers handlers;
  handlers.upload = [&, count = handlers.upload](const Call& call, Source& source) {
    begun.set_value();
    return count(call, source);
  };
  NoteServer server(serve, handlers);
  grpc::ClientContext context;
  Prepare(Officer(), context);
  UploadNotesResponse response;
  const auto writer = server.transfers().UploadNotes(&context, &response);
  ASSERT_TRUE(writer->Write(UploadNotesRequest()));
  begun.get_future().wait();
  const auto other =
      Invoke(server.notes(), &NoteService::Stub::GetNote, {}, As({options::v1::ROLE_INSPECTOR}));
  EXPECT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(Outcome(Upload(server, Messages(3, 10)).status()), "RESOURCE_EXHAUSTED/QUEUE_FULL");
  writer->WritesDone();
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(response.messages(), 1);
}

TEST(Download, LastsLongerThanAnOrdinaryCallMay) {
  ServeOptions serve;
  serve.max_deadline = absl::Milliseconds(200);
  NoteServer server(serve);
  DownloadNotesRequest request;
  request.set_count(100);
  request.set_row_bytes(kMegabyte);
  int64_t rows = 0;
  const absl::Status status =
      InvokeStream(server.transfers(), &TransferService::Stub::DownloadNotes, request, Officer(),
                   [&](const DownloadNotesResponse& row) {
                     EXPECT_EQ(row.number(), rows++);
                     absl::SleepFor(absl::Milliseconds(5));
                     return absl::OkStatus();
                   });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(rows, 100);
}

TEST(Download, AReaderThatStopsReadingIsCutOff) {
  ServeOptions serve;
  serve.patience = absl::Milliseconds(300);
  NoteServer server(serve);
  grpc::ClientContext context;
  Prepare(Officer(), context);
  DownloadNotesRequest request;
  request.set_count(1000);
  request.set_row_bytes(kMegabyte);
  const auto reader = server.transfers().DownloadNotes(&context, request);
  DownloadNotesResponse row;
  ASSERT_TRUE(reader->Read(&row));
  absl::SleepFor(absl::Seconds(1));
  int64_t rows = 1;
  while (reader->Read(&row)) ++rows;
  EXPECT_FALSE(reader->Finish().ok());
  EXPECT_LT(rows, 1000);
}

}  // namespace
}  // namespace probity::rpc
