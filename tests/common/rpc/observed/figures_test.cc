// What a server counts, under which names and labels; and what it does not.
#include "common/rpc/figures.h"

#include <future>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/sql/database.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kNotes[] = "probity.rpctest.v1.NoteService";

// One line of the text, without its value.
std::string Handled(const std::string& method, const std::string& code) {
  return absl::StrCat("grpc_server_handled_total{grpc_code=\"", code, "\",grpc_method=\"", method,
                      "\",grpc_service=\"", kNotes, "\"} ");
}

CallOptions Inspector() {
  return As({options::v1::ROLE_INSPECTOR});
}

void Get(NoteServer& server, const std::string& key, const CallOptions& options) {
  GetNoteRequest request;
  request.set_key(key);
  Invoke(server.notes(), &NoteService::Stub::GetNote, request, options).status().IgnoreError();
}

ServeOptions Counting(metrics::Registry& registry) {
  ServeOptions options;
  options.metrics = &registry;
  return options;
}

Handlers Troubled() {
  Handlers handlers;
  handlers.get = [](const Call&, const GetNoteRequest& request) -> absl::StatusOr<GetNoteResponse> {
    if (request.key() == "throw") throw std::runtime_error("boom");
    if (request.key() == "none") return NotFound(Reason::k_NOT_FOUND, "no such note");
    if (request.key() == "torn") {
      return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                    "entry 3 does not follow");
    }
    return GetNoteResponse();
  };
  return handlers;
}

TEST(Figures, CountsCallsByMethodAndCode) {
  metrics::Registry registry;
  NoteServer server(Counting(registry), Troubled());
  for (const char* key : {"a", "b", "none", "throw"}) Get(server, key, Inspector());
  Get(server, "a", As({options::v1::ROLE_SUPERVISOR}));
  const std::string text = registry.Text();
  EXPECT_THAT(text, HasSubstr(Handled("GetNote", "OK") + "2\n"));
  EXPECT_THAT(text, HasSubstr(Handled("GetNote", "NotFound") + "1\n"));
  EXPECT_THAT(text, HasSubstr(Handled("GetNote", "Internal") + "1\n"));
  EXPECT_THAT(text, HasSubstr(Handled("GetNote", "PermissionDenied") + "1\n"));
  EXPECT_THAT(text,
              HasSubstr(absl::StrCat(
                  "grpc_server_handling_seconds_count{grpc_method=\"GetNote\",grpc_service=\"",
                  kNotes, "\"} 5\n")));
}

TEST(Figures, SuccessAndMistakesOfEveryMethodStandThereFromTheStart) {
  metrics::Registry registry;
  NoteServer server(Counting(registry));
  for (const char* method : {"GetNote", "PutNote", "ImportNotes", "ListNotes"}) {
    EXPECT_THAT(registry.Text(), HasSubstr(Handled(method, "OK") + "0\n")) << method;
    EXPECT_THAT(registry.Text(), HasSubstr(Handled(method, "Internal") + "0\n")) << method;
  }
}

TEST(Figures, WhatNobodyAnswersIsOneFigureHoweverItIsCalled) {
  metrics::Registry registry;
  NoteServer server(Counting(registry));
  for (const char* path : {"/probity.rpctest.v1.NoteService/Guess", "/no.such.Service/Case-4711"}) {
    CallRaw(server.channel(), path, "", Inspector());
  }
  EXPECT_THAT(registry.Text(),
              HasSubstr("grpc_server_handled_total{grpc_code=\"Unimplemented\",grpc_method="
                        "\"unknown\",grpc_service=\"unknown\"} 2\n"));
  EXPECT_THAT(registry.Text(), Not(HasSubstr("4711")));
}

TEST(Figures, AnAnswerThatALogDoesNotHoldIsAnAuditFailure) {
  metrics::Registry registry;
  NoteServer server(Counting(registry), Troubled());
  Get(server, "throw", Inspector());
  EXPECT_EQ(AuditFailures(registry).value(), 0);
  Get(server, "torn", Inspector());
  EXPECT_EQ(AuditFailures(registry).value(), 1);
}

TEST(Figures, ARaceBetweenReplicasIsNoAuditFailure) {
  constexpr Reason kReason = Reason::k_HEAD_NOT_FOLLOWING;
  EXPECT_TRUE(IsAuditFailure(Refuse(absl::StatusCode::kFailedPrecondition, kReason, "set back")));
  EXPECT_FALSE(IsAuditFailure(Refuse(absl::StatusCode::kAborted, kReason, "another came first")));
}

TEST(Figures, NameNoPerson) {
  metrics::Registry registry;
  NoteServer server(Counting(registry));
  Get(server, "about-somebody", As({options::v1::ROLE_INSPECTOR}, "person-4711"));
  EXPECT_THAT(registry.Text(), Not(HasSubstr("4711")));
  EXPECT_THAT(registry.Text(), Not(HasSubstr("somebody")));
}

// Waits until the queue is that deep.
bool QueueReaches(const metrics::Registry& registry, int depth) {
  const absl::Time end = absl::Now() + absl::Seconds(30);
  const std::string line = absl::StrCat("\nprobity_worker_queue_depth ", depth, "\n");
  while (absl::Now() < end) {
    if (absl::StrContains(registry.Text(), line)) return true;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return false;
}

TEST(Figures, TheQueueIsAsDeepAsCallsWaitAndMembersDoNotShowInIt) {
  metrics::Registry registry;
  std::promise<void> open;
  const std::shared_future<void> opened = open.get_future().share();
  Handlers handlers;
  handlers.get = [&](const Call&, const GetNoteRequest&) -> absl::StatusOr<GetNoteResponse> {
    opened.wait();
    return GetNoteResponse();
  };
  ServeOptions options = Counting(registry);
  options.workers = 1;
  NoteServer server(options, handlers);
  EXPECT_TRUE(QueueReaches(registry, 0));
  std::vector<std::future<void>> calls;
  for (int i = 0; i < 3; ++i) {
    calls.push_back(std::async(std::launch::async, [&] { Get(server, "a", Inspector()); }));
  }
  EXPECT_TRUE(QueueReaches(registry, 2)) << "one runs, two wait";
  for (int i = 0; i < 3; ++i) {
    calls.push_back(std::async(std::launch::async, [&] {
      CallRaw(server.channel(), "/probity.rpctest.v1.QuietService/Ask", "",
              As({options::v1::ROLE_MEMBER_CLIENT}));
    }));
  }
  calls.push_back(std::async(std::launch::async, [&] { Get(server, "b", Inspector()); }));
  EXPECT_TRUE(QueueReaches(registry, 3)) << "one more officer waits, three members do not count";
  open.set_value();
  for (auto& call : calls) call.get();
  EXPECT_TRUE(QueueReaches(registry, 0));
}

// A member's call does what members' calls do: transactions.
TEST(Figures, AMembersCallLeavesNoneWhateverBecomesOfIt) {
  metrics::Registry registry;
  ScratchDir dir;
  sql::Options store;
  store.url = "sqlite:" + dir.Path("votes.db");
  store.observer = ObserveSql(registry);
  const std::string ddl = "CREATE TABLE vote (n INT NOT NULL PRIMARY KEY);";
  const auto db = sql::Open(store, {{1, "0001_init", ddl, ddl}});
  ASSERT_TRUE(db.ok()) << db.status();
  Handlers handlers;
  handlers.ask = [&](const Call& call, const AskRequest& request) -> absl::StatusOr<AskResponse> {
    const int64_t n = static_cast<int64_t>(request.question().size());
    PROBITY_RETURN_IF_ERROR((*db)->Transact(call.deadline, [&](sql::Tx& tx) {
      return tx.Execute("INSERT INTO vote (n) VALUES (?)", {n}).status();
    }));
    if (request.question() == "throw") throw std::runtime_error("boom");
    return AskResponse();
  };
  NoteServer server(Counting(registry), handlers);
  const std::string before = registry.Text();
  const CallOptions member = As({options::v1::ROLE_MEMBER_CLIENT});
  for (const char* question : {"a", "a", "throw", "bb"}) {
    AskRequest request;
    request.set_question(question);
    CallRaw(server.channel(), "/probity.rpctest.v1.QuietService/Ask", request.SerializeAsString(),
            member);
  }
  CallRaw(server.channel(), "/probity.rpctest.v1.QuietService/Ask", "\x0a\x7fzz", member);
  CallRaw(server.channel(), "/probity.rpctest.v1.QuietService/Ask", "", As({}, ""));
  CallRaw(server.channel(), "/probity.rpctest.v1.QuietService/Nope", "", member);
  EXPECT_EQ(registry.Text(), before);
  EXPECT_THAT(before, Not(HasSubstr("QuietService")));
}

TEST(Figures, AnOfficersTransactionsWaitsAreCounted) {
  metrics::Registry registry;
  ScratchDir dir;
  sql::Options store;
  store.url = "sqlite:" + dir.Path("store.db");
  store.observer = ObserveSql(registry);
  const auto db = sql::Open(store, {});
  ASSERT_TRUE(db.ok()) << db.status();
  const std::string before = registry.Text();
  ASSERT_TRUE(
      (*db)->Read(absl::Now() + absl::Seconds(5), [](sql::Tx&) { return absl::OkStatus(); }).ok());
  EXPECT_NE(registry.Text(), before);
  EXPECT_THAT(registry.Text(), HasSubstr("probity_pool_wait_seconds_bucket{le=\"0.5\"}"));
}

}  // namespace
}  // namespace probity::rpc
