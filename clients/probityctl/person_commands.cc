#include "clients/probityctl/person_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/persons.h"

namespace probity::ctl {
namespace {

struct PersonArguments {
  std::string id, kind, file;
};
using Shared = std::shared_ptr<PersonArguments>;

void AddPerson(CLI::App& app, const Session& session, int& exit, const Shared& args) {
  CLI::App& person = *app.add_subcommand("person", "医保支付资格 persons and their qualification");
  person.require_subcommand(1);
  CLI::App& list = *person.add_subcommand("list", "everybody, or an institution's");
  list.add_option("institution", args->id, "who works or worked there");
  list.callback([=, &session, &exit] { exit = PersonList(session, args->id); });
  CLI::App& show =
      *person.add_subcommand("show", "employments, qualification today, and every scoring");
  show.add_option("person_id", args->id, "code of the registration")->required();
  show.callback([=, &session, &exit] { exit = PersonShow(session, args->id); });
}

void AddAgreement(CLI::App& app, const Session& session, int& exit, const Shared& args) {
  CLI::App& agreement = *app.add_subcommand("agreement", "服务协议 service agreements");
  agreement.require_subcommand(1);
  CLI::App& list = *agreement.add_subcommand("list", "all, or those of one party");
  list.add_option("--kind", args->kind, "of the party")
      ->check(CLI::IsMember({"MEDICAL", "PHARMACY", "PERSON"}));
  list.add_option("--of", args->id, "institution_id or person_id; with --kind");
  list.callback([=, &session, &exit] { exit = AgreementList(session, args->kind, args->id); });
  CLI::App& show = *agreement.add_subcommand("show", "term, state and what became of it");
  show.add_option("agreement_no", args->id)->required();
  show.callback([=, &session, &exit] { exit = AgreementShow(session, args->id); });
  CLI::App& insured = *app.add_subcommand("insured", "参保人 insured persons");
  insured.require_subcommand(1);
  CLI::App& of_one = *insured.add_subcommand("show", "networked settlement of one");
  of_one.add_option("insured_id", args->id, "the pseudonym")->required();
  of_one.callback([=, &session, &exit] { exit = InsuredShow(session, args->id); });
}

void AddArchive(CLI::App& app, const Session& session, int& exit, const Shared& args) {
  CLI::App& archive = *app.add_subcommand("archive", "诚信档案 integrity archives");
  archive.require_subcommand(1);
  const auto subject = [args](CLI::App& command) {
    command.add_option("kind", args->kind)
        ->required()
        ->check(CLI::IsMember({"INSTITUTION", "PERSON", "INSURED"}));
    command.add_option("id", args->id, "of the institution, person or insured person")->required();
  };
  CLI::App& show = *archive.add_subcommand("show", "every year, entry, consequence and agreement");
  subject(show);
  show.callback([=, &session, &exit] { exit = ArchiveShow(session, args->kind, args->id); });
  CLI::App& save = *archive.add_subcommand("save", "the same as a PDF");
  subject(save);
  save.add_option("file", args->file, "where to write it")->required();
  save.callback(
      [=, &session, &exit] { exit = ArchiveSave(session, args->kind, args->id, args->file); });
}

}  // namespace

void AddPersons(CLI::App& app, const Session& session, int& exit) {
  const auto args = std::make_shared<PersonArguments>();
  AddPerson(app, session, exit, args);
  AddAgreement(app, session, exit, args);
  AddArchive(app, session, exit, args);
}

}  // namespace probity::ctl
