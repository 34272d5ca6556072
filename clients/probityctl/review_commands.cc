#include "clients/probityctl/review_commands.h"

#include <memory>
#include <string>
#include <vector>

#include "clients/probityctl/commands/review.h"

namespace probity::ctl {
namespace {

void AddRecords(CLI::App& review, const Session& session, int& exit) {
  struct Named {
    std::vector<std::string> files;
    std::string round, log, out;
  };
  const auto named = std::make_shared<Named>();
  CLI::App* draw = review.add_subcommand(
      "verify-draw", "离线核验抽签 draws a panel again from its transcript; needs no service");
  draw->add_option("files", named->files, "transcripts, as `review transcript` saves them")
      ->required();
  draw->add_option("--audit", named->log,
                   "the log `review log` saves: that each step was fixed first");
  draw->callback(
      [&session, &exit, named] { exit = VerifyDraw(session, named->files, named->log); });
  CLI::App* transcript = review.add_subcommand("transcript", "抽签记录 a closed round's draw");
  transcript->add_option("round", named->round)->required();
  transcript->add_option("--out", named->out)->required();
  transcript->callback(
      [&session, &exit, named] { exit = TranscriptSave(session, named->round, named->out); });
  CLI::App* log = review.add_subcommand("log", "审计日志 the whole audit log, one leaf a line");
  log->add_option("--out", named->out)->required();
  log->callback([&session, &exit, named] { exit = LogSave(session, named->out); });
  CLI::App* publish = review.add_subcommand(
      "publish", "公布 what members find their receipts in, with its proofs, after the close");
  publish->add_option("round", named->round)->required();
  publish->add_option("--out", named->out)->required();
  publish->callback(
      [&session, &exit, named] { exit = RoundPublish(session, named->round, named->out); });
}

void AddUnseal(CLI::App& review, const Session& session, int& exit) {
  struct Named {
    UnsealRequest request;
    std::string id, file, person, group, out;
    std::vector<std::string> keys;
  };
  const auto named = std::make_shared<Named>();
  CLI::App* key = review.add_subcommand("officer-key",
                                        "启封钥 an officer's key pair for unsealing; made offline");
  key->add_option("person", named->person, "as the service knows the officer")->required();
  key->add_option("group", named->group, "ADMINISTRATIVE, HANDLING_AGENCY, EXPERT or INSTITUTION")
      ->required();
  key->add_option("--out", named->out, "file of the private key")->required();
  key->callback([&exit, named] { exit = OfficerKey(named->person, named->group, named->out); });

  CLI::App* unseal =
      review
          .add_subcommand(
              "unseal",
              "启封 ballots of a closed case for a court: ask, approve, 24 hours, fetch, open")
          ->require_subcommand(1);
  CLI::App* ask = unseal->add_subcommand("ask", "first officer");
  ask->add_option("round", named->request.round)->required();
  ask->add_option("serial", named->request.serial, "编号 of the case")->required();
  ask->add_option("--order", named->request.order_no, "文号 number of the order")->required();
  ask->add_option("--reason", named->request.reason,
                  "COURT_ORDER, RECONSIDERATION or SUPERVISION_ORDER")
      ->required();
  ask->add_option("--person", named->request.person, "the officer")->required();
  ask->callback([&session, &exit, named] { exit = UnsealAsk(session, named->request); });
  const auto person = [&](CLI::App* command) {
    command->add_option("unseal", named->id)->required();
    command->add_option("--person", named->person, "the officer")->required();
  };
  CLI::App* approve = unseal->add_subcommand("approve", "second officer, of another group");
  person(approve);
  approve->callback(
      [&session, &exit, named] { exit = UnsealApprove(session, named->id, named->person); });
  CLI::App* fetch = unseal->add_subcommand("fetch", "24 hours later: the ciphertexts");
  person(fetch);
  fetch->add_option("--out", named->out)->required();
  fetch->callback([&session, &exit, named] {
    exit = UnsealExecute(session, named->id, named->person, named->out);
  });
  CLI::App* open = unseal->add_subcommand("open", "offline, with both officers' keys");
  open->add_option("file", named->file, "as `fetch` saved it")->required();
  open->add_option("--key", named->keys, "a private key's file; twice")->required();
  open->callback(
      [&session, &exit, named] { exit = UnsealOpen(session, named->file, named->keys); });
}

void AddKeks(CLI::App& review, const Session& session, int& exit) {
  const auto request = std::make_shared<KekRequest>();
  request->dir = "data/keys";
  CLI::App* kek =
      review
          .add_subcommand("kek",
                          "主密钥 the keys that wrap keys: status, new, retire (docs/keys.md)")
          ->require_subcommand(1);
  CLI::App* status =
      kek->add_subcommand("status", "which generations the service has, and which are needed");
  status->callback([&session, &exit] { exit = KekStatus(session); });
  const auto file = [&](CLI::App* command) {
    command->add_option("kind", request->kind, "R: the roster's, H: the hearings'")->required();
    command->add_option("--dir", request->dir, "the service's folder of keys")
        ->capture_default_str();
  };
  CLI::App* made = kek->add_subcommand("new", "换代 a new generation beside the old ones");
  file(made);
  made->callback([&exit, request] { exit = KekNew(*request); });
  CLI::App* retire = kek->add_subcommand(
      "retire", "销毁 overwrites and removes a generation nothing needs any more");
  file(retire);
  retire->add_option("--generation", request->generation, "1 = the file without a number")
      ->required();
  retire->callback([&session, &exit, request] { exit = KekRetire(session, *request); });
}

}  // namespace

void AddReview(CLI::App& app, const Session& session, int& exit) {
  CLI::App* review =
      app.add_subcommand("review", "会审记录 a hearing's records")->require_subcommand(1);
  AddRecords(*review, session, exit);
  AddUnseal(*review, session, exit);
  AddKeks(*review, session, exit);
}

}  // namespace probity::ctl
