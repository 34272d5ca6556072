#include "clients/probityctl/ledger_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/audit.h"
#include "clients/probityctl/commands/ledger.h"

namespace probity::ctl {

void AddStandingShow(CLI::App& standing, const Session& session, int& exit) {
  CLI::App* show = standing.add_subcommand("show", "one institution, now or as it was shown");
  const auto view = std::make_shared<StandingView>();
  show->add_option("institution", view->institution_id)->required();
  show->add_option("--year", view->year)->required();
  show->add_option("--as-of", view->as_of, "what was in force on this day, YYYY-MM-DD");
  show->add_option("--known-at", view->known_at,
                   "what was known then: YYYY-MM-DD (its end) or 2026-06-01T09:30:00+08:00");
  show->add_option("--known-seq", view->known_seq,
                   "what was known when the ledger ended at this entry: replays an answer exactly");
  show->callback([&session, &exit, view] { exit = StandingShow(session, *view); });
}

void AddLedger(CLI::App& app, const Session& session, int& exit) {
  CLI::App* warnings =
      app.add_subcommand("warnings", "预警 who stands within two points of a worse band");
  const auto year = std::make_shared<int>(0);
  warnings->add_option("--year", *year, "default: the running year");
  warnings->callback([&session, &exit, year] { exit = Warnings(session, *year); });

  CLI::App* proposal =
      app.add_subcommand("proposal", "解除建议 proposals to terminate")->require_subcommand(1);
  CLI::App* proposals = proposal->add_subcommand("list", "what repetition calls for");
  const auto open = std::make_shared<bool>(false);
  proposals->add_flag("--open", *open, "undecided ones only");
  proposals->callback([&session, &exit, open] { exit = ProposalList(session, *open); });

  CLI::App* decide = proposal->add_subcommand(
      "decide", "解除或者不予解除 adopts a proposal, which ends the designation, or rejects it");
  const auto decision = std::make_shared<ProposalDecision>();
  decide->add_option("proposal_id", decision->proposal_id, "as `proposal list` gives it")
      ->required();
  decide->add_flag("--adopt,!--reject", decision->adopt, "end the designation, or keep it")
      ->required();
  decide->add_option("--reason", decision->reason, "理由")->required();
  decide->add_option("--document", decision->document, "文号 number of the decision")->required();
  decide->add_option("--served", decision->served,
                     "with --adopt: the day it reached the party, YYYY-MM-DD; default: today");
  decide->callback([&session, &exit, decision] { exit = ProposalDecide(session, *decision); });

  CLI::App* audit = app.add_subcommand("audit", "审计 audit")->require_subcommand(1);
  CLI::App* verify = audit->add_subcommand(
      "verify",
      "every stored row against what was recorded, and review's log against the heads "
      "others witnessed; exit code 1 if anything was changed");
  const auto options = std::make_shared<AuditOptions>();
  verify->add_option("--known", options->known,
                     "SEQ:HASH of scoring's log that an earlier run printed: a log cut since then "
                     "is found too");
  verify->add_option("--service", options->service, "only scoring, review or settlement");
  verify->add_option("--keys", options->keys,
                     "folder of the public keys (audit-SERVICE.key.pub) the heads must be signed "
                     "with");
  verify->callback([&session, &exit, options] { exit = AuditVerify(session, *options); });
}

}  // namespace probity::ctl
