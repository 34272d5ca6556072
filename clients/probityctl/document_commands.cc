#include "clients/probityctl/document_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/documents.h"

namespace probity::ctl {
namespace {

struct Options {
  std::string name;
  std::string out;
  bool evidence = false;
};

void AddDisposeHold(CLI::App& document, const Session& session, int& exit) {
  const auto disposal = std::make_shared<Disposal>();
  CLI::App& dispose = *document.add_subcommand(
      "dispose-hold",
      "登记保存的处理 the director decides, within its seven days, what becomes of what was kept "
      "in place; after them the kept items are free by themselves");
  dispose.add_option("number", disposal->hold, "文号 of the registration, or its document_id")
      ->required();
  dispose
      .add_option("--disposal", disposal->disposal,
                  "处理 copied and returned, examined, taken over or released")
      ->required();
  dispose.add_option("--reason", disposal->reason, "理由 stands in the order")->required();
  dispose.callback([disposal, &session, &exit] { exit = DocumentDisposeHold(session, *disposal); });
}

}  // namespace

void AddDocuments(CLI::App& app, const Session& session, int& exit) {
  const auto options = std::make_shared<Options>();
  CLI::App& document = *app.add_subcommand("document", "文书 documents")->require_subcommand(1);
  CLI::App& list = *document.add_subcommand("list", "numbers, dates, service; all or a case's");
  list.add_option("--case", options->name, "the bureau's case number");
  list.callback([options, &session, &exit] { exit = DocumentList(session, options->name); });
  document
      .add_subcommand("types",
                      "which documents there are, who issues them, what is filled in by hand")
      ->callback([&session, &exit] { exit = DocumentTypes(session); });
  CLI::App& show = *document.add_subcommand("show", "one document and how it was served");
  show.add_option("number", options->name, "文号, e.g. 龙医保告〔2026〕12号, or a document_id")
      ->required();
  show.callback([options, &session, &exit] { exit = DocumentShow(session, options->name); });
  CLI::App& save = *document.add_subcommand("save", "its PDF; prints the file's sha256");
  save.add_option("number", options->name, "文号, or a document_id")->required();
  save.add_option("--out", options->out, "the PDF to write")->required();
  save.callback(
      [options, &session, &exit] { exit = DocumentSave(session, options->name, options->out); });
  document.add_subcommand("verify", "no number missing, no content changed")
      ->callback([&session, &exit] { exit = DocumentVerify(session); });
  AddDisposeHold(document, session, exit);
}

void AddCaseExport(CLI::App& one_case, const Session& session, int& exit) {
  const auto options = std::make_shared<Options>();
  CLI::App& whole = *one_case.add_subcommand(
      "export", "案卷 the case file in legal order as one ZIP, with its index");
  whole.add_option("case_ref", options->name, "the bureau's case number")->required();
  whole.add_option("--out", options->out, "the ZIP to write; default: named after the case");
  whole.add_flag("--evidence", options->evidence,
                 "with the files of the evidence; their chain of custody then names you");
  whole.callback([options, &session, &exit] {
    exit = CaseExport(session, options->name, options->out, options->evidence);
  });
}

}  // namespace probity::ctl
