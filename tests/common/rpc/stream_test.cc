#include <future>

#include "absl/strings/str_cat.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

CallOptions Officer() {
  return As({options::v1::ROLE_CASE_OFFICER});
}
// `messages` messages of `rows` distinct keys each, the id in the first.
std::vector<ImportNotesRequest> Rows(int messages, int rows, int id = 1) {
  std::vector<ImportNotesRequest> made(messages);
  for (int m = 0; m < messages; ++m) {
    for (int r = 0; r < rows; ++r) made[m].add_keys(absl::StrCat("key-", m, "-", r));
  }
  if (messages > 0) made[0].set_request_id(Uuid(id));
  return made;
}

absl::StatusOr<ImportNotesResponse> Import(NoteServer& server,
                                           const std::vector<ImportNotesRequest>& messages) {
  return InvokeImport(server.notes(), &NoteService::Stub::ImportNotes, messages, Officer());
}

TEST(Import, AppliesAllMessagesOnce) {
  NoteServer server;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto answer = Import(server, Rows(3, 500));
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->count(), 1500);
  }
  EXPECT_EQ(server.CountNotes(), 1500);
}

TEST(Import, AnotherContentUnderTheSameIdIsRefused) {
  NoteServer server;
  ASSERT_TRUE(Import(server, Rows(2, 2)).ok());
  EXPECT_EQ(Outcome(Import(server, Rows(2, 3)).status()), "INVALID_ARGUMENT/REQUEST_ID_REUSED");
}

TEST(Import, AppliesNothingIfARowFails) {
  NoteServer server;
  std::vector<ImportNotesRequest> messages = Rows(2, 2);
  messages[1].add_keys("key-0-0");
  EXPECT_EQ(Outcome(Import(server, messages).status()), "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_EQ(server.CountNotes(), 0);
}

TEST(Import, AMessageHoldsAtMost500Rows) {
  NoteServer server;
  const absl::Status status = Import(server, Rows(2, 501)).status();
  EXPECT_EQ(Outcome(status), "INVALID_ARGUMENT/BAD_REQUEST");
  ASSERT_EQ(DetailOf(status).violations.size(), 1u);
  EXPECT_EQ(DetailOf(status).violations[0].field, "[0].keys");
}

TEST(Import, TheIdStandsInTheFirstMessageOnly) {
  NoteServer server;
  std::vector<ImportNotesRequest> late = Rows(2, 1);
  late[0].clear_request_id();
  late[1].set_request_id(Uuid(1));
  EXPECT_EQ(Outcome(Import(server, late).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  std::vector<ImportNotesRequest> twice = Rows(2, 1);
  twice[1].set_request_id(Uuid(2));
  EXPECT_EQ(Outcome(Import(server, twice).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Outcome(Import(server, {}).status()), "INVALID_ARGUMENT/BAD_REQUEST")
      << "an empty stream is no import";
  EXPECT_EQ(server.CountNotes(), 0);
}

TEST(Import, AStreamBeyondItsBoundIsRefused) {
  ServeOptions serve;
  serve.max_stream_bytes = 100'000;
  NoteServer server(serve);
  std::vector<ImportNotesRequest> messages = Rows(12, 1);
  for (ImportNotesRequest& message : messages) message.set_padding(std::string(10'000, 'x'));
  EXPECT_EQ(Outcome(Import(server, messages).status()), "INVALID_ARGUMENT/STREAM_TOO_LARGE");
  messages.resize(9);
  EXPECT_EQ(Outcome(Import(server, messages).status()), "OK");
}

TEST(Import, IsRefusedBeforeItsRowsAreReadIfTheRoleIsMissing) {
  NoteServer server;
  const auto answer =
      InvokeImport(server.notes(), &NoteService::Stub::ImportNotes, Rows(3, 500), Inspector());
  EXPECT_EQ(Outcome(answer.status()), "PERMISSION_DENIED/ROLE_REQUIRED");
}

TEST(Stream, DeliversEveryRowInOrder) {
  NoteServer server;
  ListNotesRequest request;
  request.set_count(3000);
  request.set_row_bytes(100);
  int64_t next = 0;
  const absl::Status status = InvokeStream(server.notes(), &NoteService::Stub::ListNotes, request,
                                           Inspector(), [&](const ListNotesResponse& row) {
                                             EXPECT_EQ(row.number(), next);
                                             ++next;
                                             return absl::OkStatus();
                                           });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(next, 3000);
}

TEST(Stream, AnErrorAfterRowsArrivesAfterThem) {
  Handlers handlers;
  handlers.list = [](const Call&, const ListNotesRequest&, Sink& sink) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(sink.Write(ListNotesResponse()));
    PROBITY_RETURN_IF_ERROR(sink.Write(ListNotesResponse()));
    return NotFound(Reason::k_UNKNOWN_CASE, "the third is missing");
  };
  NoteServer server({}, handlers);
  int rows = 0;
  const absl::Status status = InvokeStream(server.notes(), &NoteService::Stub::ListNotes, {},
                                           Inspector(), [&](const ListNotesResponse&) {
                                             ++rows;
                                             return absl::OkStatus();
                                           });
  EXPECT_EQ(Outcome(status), "NOT_FOUND/UNKNOWN_CASE");
  EXPECT_EQ(rows, 2);
}

TEST(Stream, ARowOfAnotherTypeIsOurFailure) {
  Handlers handlers;
  handlers.list = [](const Call&, const ListNotesRequest&, Sink& sink) {
    return sink.Write(GetNoteResponse());
  };
  NoteServer server({}, handlers);
  const auto each = [](const ListNotesResponse&) { return absl::OkStatus(); };
  EXPECT_EQ(
      Outcome(InvokeStream(server.notes(), &NoteService::Stub::ListNotes, {}, Inspector(), each)),
      "INTERNAL/INTERNAL");
}

TEST(Stream, TheHandlerLearnsThatTheCallerLeft) {
  std::promise<absl::Status> ended;
  Handlers handlers;
  handlers.list = [&, list = handlers.list](const Call& call, const ListNotesRequest& request,
                                            Sink& sink) {
    const absl::Status status = list(call, request, sink);
    ended.set_value(status);
    return status;
  };
  NoteServer server({}, handlers);
  ListNotesRequest endless;
  endless.set_count(1'000'000);
  endless.set_row_bytes(1000);
  const absl::Status status =
      InvokeStream(server.notes(), &NoteService::Stub::ListNotes, endless, Inspector(),
                   [](const ListNotesResponse& row) {
                     return row.number() < 3 ? absl::OkStatus() : absl::AbortedError("enough");
                   });
  EXPECT_TRUE(absl::IsAborted(status)) << "the caller's own reason to stop: " << status;
  EXPECT_FALSE(ended.get_future().get().ok());
}

TEST(Stream, AStalledCallerHoldsAWorkerNoLongerThanTheDeadline) {
  ServeOptions serve;
  serve.workers = 1;
  serve.max_deadline = absl::Milliseconds(500);
  NoteServer server(serve);
  ListNotesRequest endless;
  endless.set_count(1'000'000);
  endless.set_row_bytes(100'000);
  grpc::ClientContext context;
  CallOptions patient = Inspector();
  patient.timeout = absl::Seconds(60);
  Prepare(patient, context);
  const auto reader = server.notes().ListNotes(&context, endless);
  ListNotesResponse row;
  ASSERT_TRUE(reader->Read(&row));  // and never again
  const absl::Time before = absl::Now();
  CallOptions retrying = Inspector();
  retrying.retry_until = absl::Now() + absl::Seconds(10);
  absl::Status other = absl::UnknownError("not yet called");
  while (!other.ok() && absl::Now() < before + absl::Seconds(10)) {
    other = Invoke(server.notes(), &NoteService::Stub::GetNote, {}, retrying).status();
  }
  EXPECT_TRUE(other.ok()) << other;
  EXPECT_LT(absl::Now() - before, absl::Seconds(5));
  context.TryCancel();
}

}  // namespace
}  // namespace probity::rpc
