#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/output.h"
#include "clients/review/answers.h"
#include "clients/review/commands.h"
#include "clients/review/dialogue.h"
#include "clients/review/json.h"
#include "clients/review/order.h"
#include "clients/review/view.h"
#include "common/codes/codes.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

using review::v1::GetBallotResponse;
using review::v1::SheetEntry;

// The case a member votes on, as it stands.
struct Before {
  SheetEntry entry;
  SheetBody sheet;
  GetBallotResponse recorded;
};

absl::StatusOr<Before> Fetch(const Desk& desk, const std::string& named) {
  Before before;
  PROBITY_ASSIGN_OR_RETURN(before.entry, PickCase(desk.list.sheets(), named));
  PROBITY_ASSIGN_OR_RETURN(before.sheet, desk.calls.Sheet(before.entry.serial()));
  PROBITY_ASSIGN_OR_RETURN(before.recorded, desk.calls.Ballot(before.entry.serial()));
  return before;
}

absl::StatusOr<Draft> Ask(const Session& session, const Terminal& terminal, const Before& before) {
  PROBITY_ASSIGN_OR_RETURN(const Titles titles, LoadTitles(session));
  std::ostream& out = session.json ? terminal.err : terminal.out;
  out << SheetText(before.entry, before.sheet, titles, terminal.columns)
      << "\n本席表决 your ballot\n"
      << BallotText(before.recorded, terminal.columns);
  return AskBallot(terminal.in, out, before.sheet, titles, terminal.columns, before.recorded);
}

absl::StatusOr<Draft> MakeDraft(const Session& session, const Terminal& terminal,
                                const VoteOptions& options, const Before& before) {
  if (options.recognised && !options.findings.empty()) {
    return BadRequest({{"--recognised",
                        "与--finding不可并用 cannot stand beside --finding: it "
                        "abstains from the whole case"}});
  }
  if (!options.recognised && options.findings.empty()) return Ask(session, terminal, before);
  Draft draft;
  if (options.recognised) {
    draft.answers = Recognised(before.sheet);
  } else {
    PROBITY_ASSIGN_OR_RETURN(draft.answers, AnswersFor(before.sheet, options.findings));
  }
  draft.text = before.recorded.text();
  return draft;
}

// Stores the draft above what is recorded and reads back what then lies in the box.
absl::StatusOr<GetBallotResponse> Cast(const Desk& desk, const Before& before, const Draft& draft) {
  const std::string& serial = before.entry.serial();
  if (before.recorded.revision() == std::numeric_limits<uint32_t>::max()) {
    return Precondition(Reason::k_CONFLICT, "版次已尽 this ballot cannot be changed any more");
  }
  const uint32_t revision = before.recorded.revision() + 1;
  PROBITY_ASSIGN_OR_RETURN(const std::string receipt,
                           desk.calls.Submit(serial, revision, draft.answers, draft.text));
  PROBITY_ASSIGN_OR_RETURN(GetBallotResponse stored, desk.calls.Ballot(serial));
  if (stored.receipt() == receipt && Says(stored, draft.answers, draft.text)) return stored;
  return LostRace(
      "登记的是另一份表决，本份未生效 another ballot of this seat is recorded, this one is not; "
      "`show` it, then vote again");
}

absl::StatusOr<GetBallotResponse> CastUnlessRecorded(const Desk& desk, const Terminal& terminal,
                                                     const Before& before, const Draft& draft) {
  PROBITY_RETURN_IF_ERROR(CheckBallot(before.sheet, draft.answers, draft.text));
  if (RecognisedInPart(draft.answers)) {
    terminal.err
        << "注意：认出案件的委员应对全案弃权 note: a member who recognises a case abstains "
           "from all of it (--recognised)\n";
  }
  if (Says(before.recorded, draft.answers, draft.text)) return before.recorded;
  return Cast(desk, before, draft);
}

}  // namespace

int Vote(const Session& session, const Terminal& terminal, const VoteOptions& options) {
  const absl::StatusOr<Desk> desk = OpenDesk(session, terminal);
  if (!desk.ok()) return Fail(terminal, desk.status());
  const absl::StatusOr<Before> before = Fetch(*desk, options.named);
  if (!before.ok()) return Fail(terminal, before.status());
  absl::StatusOr<Draft> draft = MakeDraft(session, terminal, options, *before);
  if (absl::IsCancelled(draft.status())) {
    terminal.err << "\n" << ToStd(draft.status().message()) << "\n";
    return clients::kRefused;
  }
  if (!draft.ok()) return Fail(terminal, draft.status());
  if (options.text.has_value()) draft->text = *options.text;
  const absl::StatusOr<GetBallotResponse> stored =
      CastUnlessRecorded(*desk, terminal, *before, *draft);
  if (!stored.ok()) return Fail(terminal, stored.status());
  const absl::Status kept = KeepReceipt(session, before->entry.serial(), stored->receipt());
  if (!kept.ok()) return Fail(terminal, kept);
  if (session.json) {
    terminal.out << JsonObject()
                        .Number("ordinal", before->entry.ordinal())
                        .Text("serial", codes::Display(before->entry.serial()))
                        .Json("ballot", BallotJson(*stored))
                        .Build()
                 << "\n";
  } else {
    terminal.out << CaseName(before->entry) << "\n" << BallotText(*stored, terminal.columns);
  }
  return clients::kOk;
}

}  // namespace probity::member
