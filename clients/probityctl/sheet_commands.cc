#include "clients/probityctl/sheet_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/sheets.h"

namespace probity::ctl {

void AddSheets(CLI::App& app, const Session& session, int& exit) {
  struct Arguments {
    std::string case_ref, text;
  };
  const auto args = std::make_shared<Arguments>();
  CLI::App& sheet = *app.add_subcommand("sheet", "盲审材料 blinded sheets before they are heard");
  sheet.require_subcommand(1);
  const auto of_case = [&](const char* name, const char* help) -> CLI::App& {
    CLI::App& command = *sheet.add_subcommand(name, help);
    command.add_option("case_ref", args->case_ref, "the bureau's case number")->required();
    return command;
  };
  CLI::App& scan = of_case("scan", "what of its texts would be refused, and what to write instead");
  scan.add_option("--defence", args->text, "in place of the filed one");
  scan.callback([=, &session, &exit] { exit = SheetScan(session, args->case_ref, args->text); });
  CLI::App& show = of_case("show", "what the committee gets, and how many it could mean");
  show.callback([=, &session, &exit] { exit = SheetShow(session, args->case_ref); });
  CLI::App& sign = of_case("sign", "第二人签署 for a sheet that could mean too few institutions");
  sign.add_option("--reason", args->text, "理由")->required();
  sign.callback([=, &session, &exit] { exit = SheetSign(session, args->case_ref, args->text); });
  CLI::App& counts = *sheet.add_subcommand("counts", "residual sheets and small rounds, in sums");
  counts.callback([=, &session, &exit] { exit = SheetCounts(session); });
}

}  // namespace probity::ctl
