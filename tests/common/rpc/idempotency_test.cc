#include "common/rpc/idempotency.h"

#include <atomic>
#include <future>
#include <thread>

#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

constexpr char kInsertNote[] = "INSERT INTO note (note_key, body) VALUES (?, ?)";
constexpr char kScopes[] = "SELECT scope FROM idempotency ORDER BY request_id";

PutNoteRequest PutRequest(int id, const std::string& key, const std::string& text = "t") {
  PutNoteRequest request;
  request.set_request_id(Uuid(id));
  request.set_key(key);
  request.set_text(text);
  return request;
}

absl::StatusOr<PutNoteResponse> Put(NoteServer& server, const PutNoteRequest& request,
                                    const std::string& person = "officer") {
  return Invoke(server.notes(), &NoteService::Stub::PutNote, request,
                As({options::v1::ROLE_CASE_OFFICER}, person));
}

TEST(Mutation, ARepeatedCallGetsTheFirstAnswerAndChangesNothing) {
  NoteServer server;
  const auto first = Put(server, PutRequest(1, "a"));
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(Put(server, PutRequest(2, "b")).ok());
  const auto again = Put(server, PutRequest(1, "a"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->count(), 1) << "the answer as it was given, not as it would be now";
  EXPECT_EQ(server.CountNotes(), 2);
}

TEST(Mutation, AnIdInUpperCaseIsTheSameId) {
  NoteServer server;
  PutNoteRequest request = PutRequest(1, "a");
  request.set_request_id("abcdef00-0000-4000-8000-000000000001");
  ASSERT_TRUE(Put(server, request).ok());
  request.set_request_id("ABCDEF00-0000-4000-8000-000000000001");
  EXPECT_TRUE(Put(server, request).ok());
  EXPECT_EQ(server.CountNotes(), 1);
}

TEST(Mutation, AnIdServesOneContentOfOneCaller) {
  NoteServer server;
  ASSERT_TRUE(Put(server, PutRequest(1, "a")).ok());
  EXPECT_EQ(Outcome(Put(server, PutRequest(1, "a", "other")).status()),
            "INVALID_ARGUMENT/REQUEST_ID_REUSED");
  EXPECT_EQ(Outcome(Put(server, PutRequest(1, "a"), "somebody else").status()),
            "INVALID_ARGUMENT/REQUEST_ID_REUSED");
  EXPECT_EQ(server.CountNotes(), 1);
}

TEST(Mutation, NeedsAnIdThatIsAUuid) {
  NoteServer server;
  for (const std::string id :
       {"", "1", "00000000-0000-4000-8000-00000000000", "00000000-0000-4000-8000-00000000000g"}) {
    PutNoteRequest request = PutRequest(1, "a");
    request.set_request_id(id);
    const absl::Status status = Put(server, request).status();
    EXPECT_EQ(Outcome(status), "INVALID_ARGUMENT/BAD_REQUEST") << id;
    ASSERT_EQ(DetailOf(status).violations.size(), 1u) << id;
    EXPECT_EQ(DetailOf(status).violations[0].field, "request_id");
  }
  EXPECT_EQ(server.CountNotes(), 0);
}

TEST(Mutation, ARefusalLeavesNoTraceAndMayBeRepeated) {
  std::atomic<bool> refuse = true;
  Handlers handlers;
  handlers.put = [&, put = handlers.put](sql::Tx& tx, const Call& call,
                                         const PutNoteRequest& request) {
    absl::StatusOr<PutNoteResponse> done = put(tx, call, request);
    if (refuse) return absl::StatusOr<PutNoteResponse>(Precondition(Reason::k_WRONG_STATE, "no"));
    return done;
  };
  NoteServer server({}, handlers);
  EXPECT_EQ(Outcome(Put(server, PutRequest(1, "a")).status()), "FAILED_PRECONDITION/WRONG_STATE");
  EXPECT_EQ(server.CountNotes(), 0) << "what was written before the refusal is rolled back";
  refuse = false;
  EXPECT_TRUE(Put(server, PutRequest(1, "a")).ok());
  EXPECT_EQ(server.CountNotes(), 1);
}

TEST(Mutation, ADuplicateKeyOfTheHandlerIsNotARepeatedCall) {
  NoteServer server;
  ASSERT_TRUE(Put(server, PutRequest(1, "a")).ok());
  EXPECT_EQ(Outcome(Put(server, PutRequest(2, "a")).status()), "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_EQ(server.CountNotes(), 1);
}

TEST(Mutation, OneHundredCallsAtOnceWithOneIdChangeOnce) {
  NoteServer server;
  std::atomic<int> ok = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 10; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        const auto answer = Put(server, PutRequest(1, "a"));
        if (answer.ok() && answer->count() == 1) ++ok;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ok, 100);
  EXPECT_EQ(server.CountNotes(), 1);
}

TEST(Mutation, IsRolledBackWhenNobodyWaitsAnyMore) {
  std::promise<void> entered;
  Handlers handlers;
  handlers.put = [&, put = handlers.put](sql::Tx& tx, const Call& call,
                                         const PutNoteRequest& request) {
    absl::StatusOr<PutNoteResponse> done = put(tx, call, request);
    entered.set_value();
    while (!call.cancelled()) absl::SleepFor(absl::Milliseconds(5));
    return done;
  };
  NoteServer server({}, handlers);
  grpc::ClientContext context;
  Prepare(As({options::v1::ROLE_CASE_OFFICER}), context);
  std::thread hasty([&] {
    entered.get_future().get();
    context.TryCancel();
  });
  PutNoteResponse response;
  const grpc::Status status = server.notes().PutNote(&context, PutRequest(1, "a"), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
  hasty.join();
  server.server().Drain();
  EXPECT_EQ(server.CountNotes(), 0);
}

// The record's scope, by which a round's records are erased with the round.
TEST(Mutation, RecordsTheRoundOfTheRequestOrOfTheAnswer) {
  Handlers handlers;
  handlers.put = [](sql::Tx&, const Call&, const PutNoteRequest& request) {
    PutNoteResponse response;
    if (request.key() == "open") response.set_round_id("made");
    return absl::StatusOr<PutNoteResponse>(response);
  };
  NoteServer server({}, handlers);
  ASSERT_TRUE(Put(server, PutRequest(1, "open")).ok());
  PutNoteRequest given = PutRequest(2, "k");
  given.set_round_id("given");
  ASSERT_TRUE(Put(server, given).ok());
  ASSERT_TRUE(Put(server, PutRequest(3, "k")).ok());
  std::vector<std::string> scopes;
  ASSERT_TRUE(server.db()
                  .Read(absl::Now() + absl::Seconds(5),
                        [&](sql::Tx& tx) {
                          scopes.clear();
                          return tx.QueryEach(kScopes, {}, [&](const sql::Row& row) {
                            scopes.push_back(row.Text(0));
                            return absl::OkStatus();
                          });
                        })
                  .ok());
  EXPECT_THAT(scopes, testing::ElementsAre("made", "given", ""));
}

TEST(Idempotent, GivesAHandlerOfSeveralStepsItsStoredAnswer) {
  NoteServer server;
  Call call;
  call.caller.person = "officer";
  call.method = "probity.rpctest.v1.NoteService.GetNote";
  call.deadline = absl::Now() + absl::Seconds(10);
  const PutNoteRequest request = PutRequest(1, "a");
  const auto before = StoredAnswer<PutNoteResponse>(server.db(), call, request);
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_FALSE(before->has_value());

  int runs = 0;
  const auto body = [&](sql::Tx& tx) -> absl::StatusOr<PutNoteResponse> {
    ++runs;
    PROBITY_ASSIGN_OR_RETURN([[maybe_unused]] const int64_t rows,
                             tx.Execute(kInsertNote, {std::string("a"), std::string("t")}));
    PutNoteResponse response;
    response.set_count(7);
    return response;
  };
  for (int i = 0; i < 2; ++i) {
    const auto done = Idempotent<PutNoteResponse>(server.db(), call, request, body);
    ASSERT_TRUE(done.ok()) << done.status();
    EXPECT_EQ(done->count(), 7);
  }
  EXPECT_EQ(runs, 1);
  const auto after = StoredAnswer<PutNoteResponse>(server.db(), call, request);
  ASSERT_TRUE(after.ok() && after->has_value());
  EXPECT_EQ((*after)->count(), 7);
}

}  // namespace
}  // namespace probity::rpc
