#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/output.h"
#include "clients/review/commands.h"
#include "clients/review/json.h"
#include "clients/review/order.h"
#include "clients/review/view.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

using review::v1::GetBallotResponse;
using review::v1::SheetEntry;

struct CaseBallot {
  SheetEntry entry;
  GetBallotResponse ballot;
};

// Every case in the seat's own order, with its ballot.
absl::StatusOr<std::vector<CaseBallot>> Ballots(const Desk& desk) {
  std::vector<CaseBallot> all;
  for (const SheetEntry& entry : OwnOrder(desk.list.sheets(), desk.seat.code, desk.seat.round)) {
    PROBITY_ASSIGN_OR_RETURN(GetBallotResponse ballot, desk.calls.Ballot(entry.serial()));
    all.push_back({entry, std::move(ballot)});
  }
  return all;
}

size_t Recorded(const std::vector<CaseBallot>& all) {
  size_t recorded = 0;
  for (const CaseBallot& one : all) recorded += one.ballot.revision() > 0 ? 1 : 0;
  return recorded;
}

JsonObject CaseJson(const CaseBallot& one) {
  JsonObject json;
  json.Number("ordinal", one.entry.ordinal()).Text("serial", codes::Display(one.entry.serial()));
  return json;
}

JsonObject RoundJson(const Desk& desk, const std::vector<CaseBallot>& all,
                     const std::vector<std::string>& cases) {
  JsonObject json;
  json.Text("round", crypto::Hex(desk.seat.round))
      .Text("closes_at", ClosingForScripts(desk.list.closes_at_seconds()))
      .Number("recorded", static_cast<int64_t>(Recorded(all)))
      .Json("cases", JsonArray(cases));
  return json;
}

std::string Summary(const Desk& desk, const std::vector<CaseBallot>& all) {
  return absl::StrCat("已登记 recorded: ", Recorded(all), "/", all.size(),
                      "   表决截止 voting closes: ", ClosingText(desk.list.closes_at_seconds()),
                      "\n");
}

std::string ListText(const Desk& desk, const std::vector<CaseBallot>& all) {
  clients::Table table({"件 case", "编号 serial", "表决 ballot"});
  for (const CaseBallot& one : all) {
    table.Add({absl::StrCat("第", one.entry.ordinal(), "号"), codes::Display(one.entry.serial()),
               one.ballot.revision() > 0
                   ? absl::StrCat("已登记 recorded (", one.ballot.revision(), ")")
                   : "未表决 none"});
  }
  return absl::StrCat(table.Text(), "\n", Summary(desk, all));
}

std::string ListJson(const Desk& desk, const std::vector<CaseBallot>& all) {
  std::vector<std::string> cases;
  for (const CaseBallot& one : all) {
    cases.push_back(CaseJson(one)
                        .Flag("recorded", one.ballot.revision() > 0)
                        .Number("revision", one.ballot.revision())
                        .Build());
  }
  return RoundJson(desk, all, cases).Build() + "\n";
}

std::string StatusText(const Desk& desk, const std::vector<CaseBallot>& all, size_t columns) {
  std::string text = absl::StrCat("场次 round: ", crypto::Hex(desk.seat.round), "\n\n");
  for (const CaseBallot& one : all) {
    absl::StrAppend(&text, CaseName(one.entry), "\n", BallotText(one.ballot, columns), "\n");
  }
  return absl::StrCat(text, Summary(desk, all),
                      "\n抽签核对 in the transcript of the draw this seat is:\n  d ",
                      crypto::Hex(desk.seat.draw_pseudonym), "\n  h ", crypto::Hex(desk.seat.house),
                      "\n  n ", crypto::Hex(desk.seat.blind), "\n");
}

std::string StatusJson(const Desk& desk, const std::vector<CaseBallot>& all) {
  std::vector<std::string> cases;
  for (const CaseBallot& one : all) {
    cases.push_back(CaseJson(one).Json("ballot", BallotJson(one.ballot)).Build());
  }
  return RoundJson(desk, all, cases)
             .Json("draw", JsonObject()
                               .Text("d", crypto::Hex(desk.seat.draw_pseudonym))
                               .Text("h", crypto::Hex(desk.seat.house))
                               .Text("n", crypto::Hex(desk.seat.blind))
                               .Build())
             .Build() +
         "\n";
}

absl::StatusOr<std::string> ShowCase(const Session& session, const Terminal& terminal,
                                     const std::string& named) {
  PROBITY_ASSIGN_OR_RETURN(const Titles titles, LoadTitles(session));
  PROBITY_ASSIGN_OR_RETURN(const Desk desk, OpenDesk(session, terminal));
  PROBITY_ASSIGN_OR_RETURN(const SheetEntry entry, PickCase(desk.list.sheets(), named));
  PROBITY_ASSIGN_OR_RETURN(const scoring::v1::SheetBody sheet, desk.calls.Sheet(entry.serial()));
  PROBITY_ASSIGN_OR_RETURN(const GetBallotResponse ballot, desk.calls.Ballot(entry.serial()));
  if (session.json) return SheetJson(entry, sheet, titles, ballot) + "\n";
  return absl::StrCat(SheetText(entry, sheet, titles, terminal.columns), "\n本席表决 your ballot\n",
                      BallotText(ballot, terminal.columns));
}

int Print(const Terminal& terminal, const absl::StatusOr<std::string>& text) {
  if (!text.ok()) return Fail(terminal, text.status());
  terminal.out << *text << std::flush;
  return clients::kOk;
}

}  // namespace

int List(const Session& session, const Terminal& terminal) {
  const absl::StatusOr<Desk> desk = OpenDesk(session, terminal);
  if (!desk.ok()) return Fail(terminal, desk.status());
  const absl::StatusOr<std::vector<CaseBallot>> all = Ballots(*desk);
  if (!all.ok()) return Fail(terminal, all.status());
  return Print(terminal, session.json ? ListJson(*desk, *all) : ListText(*desk, *all));
}

int Show(const Session& session, const Terminal& terminal, const std::string& named) {
  return Print(terminal, ShowCase(session, terminal, named));
}

int Status(const Session& session, const Terminal& terminal) {
  const absl::StatusOr<Desk> desk = OpenDesk(session, terminal);
  if (!desk.ok()) return Fail(terminal, desk.status());
  const absl::StatusOr<std::vector<CaseBallot>> all = Ballots(*desk);
  if (!all.ok()) return Fail(terminal, all.status());
  return Print(terminal,
               session.json ? StatusJson(*desk, *all) : StatusText(*desk, *all, terminal.columns));
}

}  // namespace probity::member
