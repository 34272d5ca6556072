#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "clients/common/output.h"
#include "clients/review/commands.h"
#include "clients/review/json.h"
#include "clients/review/notice.h"
#include "clients/review/view.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

absl::StatusOr<Notice> FromText(const Terminal& terminal, const std::string& file, CodeKind kind) {
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(terminal.in), {});
  } else {
    PROBITY_ASSIGN_OR_RETURN(text, clients::ReadFile(file));
  }
  absl::StatusOr<Notice> notice = ParseNotice(text);
  crypto::Cleanse(text);
  if (notice.ok() && notice->kind != kind) {
    return BadRequest(
        {{"通知 notice", kind == CodeKind::kVoting
                             ? "这是邀请，载应召码 this is an invitation with an answer code; use "
                               "`accept` or `decline`"
                             : "这是表决通知，载表决码 this notice holds a voting code; use "
                               "`claim`"}});
  }
  return notice;
}

absl::StatusOr<Notice> FromTyped(const Terminal& terminal, const CodeSource& source,
                                 CodeKind kind) {
  Notice notice;
  notice.kind = kind;
  PROBITY_ASSIGN_OR_RETURN(notice.round, ParseRound(source.round));
  std::string typed = source.code;
  if (typed.empty()) {
    PROBITY_ASSIGN_OR_RETURN(
        typed,
        terminal.secret(kind == CodeKind::kVoting ? "表决码 voting code (不显示 not shown): "
                                                  : "应召码 answer code (不显示 not shown): "));
  }
  PROBITY_ASSIGN_OR_RETURN(notice.code, ParseTypedCode(typed, "代码 code"));
  crypto::Cleanse(typed);
  return notice;
}

absl::StatusOr<Notice> ReadCode(const Terminal& terminal, const CodeSource& source, CodeKind kind) {
  const bool typed = !source.round.empty() || !source.code.empty();
  if (typed == !source.notice.empty()) {
    return BadRequest({{"--notice",
                        "只给通知，或给场次和代码 give either --notice, or --round and "
                        "--code"}});
  }
  return typed ? FromTyped(terminal, source, kind) : FromText(terminal, source.notice, kind);
}

void AdviseToDelete(const Terminal& terminal, const CodeSource& source) {
  if (source.notice.empty() || source.notice == "-") return;
  terminal.err << "请删除通知文件 the notice is no longer needed, delete it: " << source.notice
               << "\n";
}

// A code that opens nothing yet is kept, lest it be typed again when voting begins; but never in
// place of another seat, which may be the one that counts.
absl::Status KeepForLater(const std::filesystem::path& path, const SeatFile& seat,
                          const Terminal& terminal) {
  const absl::StatusOr<SeatFile> there = LoadSeat(path);
  const bool same = there.ok() && there->round == seat.round && there->code == seat.code;
  if (!absl::IsNotFound(there.status()) && !same) {
    terminal.err << "原席位文件未动 the seat file of another code stays as it is: " << path.string()
                 << "\n  确要更换 to replace it: `leave`, 再 then `claim`\n";
    return absl::OkStatus();
  }
  if (!same) PROBITY_RETURN_IF_ERROR(SaveSeat(path, seat));
  terminal.err << "代码校验符无误，已存于 the check symbol is right; the seat is kept in "
               << path.string() << "\n  表决开始后 once voting has begun: `list`\n";
  return absl::OkStatus();
}

// A round may close at another time than was announced; what is announced is what a member knows.
void WarnOfOtherClose(const Terminal& terminal, const Notice& notice, int64_t closes_at) {
  if (notice.closes.empty() || ClosingText(closes_at).starts_with(notice.closes)) return;
  terminal.err << "注意：与通知所列不同，以服务所列为准 note: the notice has " << notice.closes
               << ", what the service has counts: " << ClosingText(closes_at) << "\n";
}

void PrintClaim(const Session& session, const Terminal& terminal,
                const review::v1::ListSheetsResponse& list, const std::string& path,
                const std::string& round) {
  if (session.json) {
    terminal.out << JsonObject()
                        .Text("round", crypto::Hex(round))
                        .Text("closes_at", ClosingForScripts(list.closes_at_seconds()))
                        .Number("cases", list.sheets_size())
                        .Text("seat_file", path)
                        .Build()
                 << "\n";
    return;
  }
  terminal.out << "席位已领取 the seat is claimed: " << path
               << "\n表决截止 voting closes: " << ClosingText(list.closes_at_seconds())
               << "\n案件 cases: " << list.sheets_size()
               << "\n下一步 next: probity-review-client list\n";
}

}  // namespace

int Respond(const Session& session, const Terminal& terminal, const CodeSource& source,
            review::v1::InvitationAnswer answer) {
  const absl::StatusOr<Notice> notice = ReadCode(terminal, source, CodeKind::kAnswer);
  if (!notice.ok()) return Fail(terminal, notice.status(), kWithAnswerCode);
  const absl::StatusOr<Connection> connection = Connect(session.address, session.tls_dir);
  if (!connection.ok()) return Fail(terminal, connection.status(), kWithAnswerCode);
  const absl::Status status = Patiently(session.patience, SayWaiting(terminal.err), [&] {
    return clients::RespondInvitation(*connection->stub, connection->options, notice->round,
                                      notice->code, answer);
  });
  if (!status.ok()) return Fail(terminal, status, kWithAnswerCode);
  const bool accepts = answer == review::v1::INVITATION_ANSWER_ACCEPT;
  if (session.json) {
    terminal.out << JsonObject()
                        .Text("round", crypto::Hex(notice->round))
                        .Text("answer", accepts ? "ACCEPT" : "DECLINE")
                        .Build()
                 << "\n";
  } else {
    terminal.out << (accepts
                         ? "已答复：接受 answered: accepted. 表决码另行通知 the voting code comes "
                           "with a second notice.\n"
                         : "已答复：不参加 answered: declined. 无须再做什么 nothing more is to be "
                           "done.\n");
    terminal.out << "以首次答复为准 the first answer stands.\n";
  }
  AdviseToDelete(terminal, source);
  return clients::kOk;
}

int Claim(const Session& session, const Terminal& terminal, const CodeSource& source) {
  const absl::StatusOr<std::filesystem::path> path = SeatPath(session);
  if (!path.ok()) return Fail(terminal, path.status());
  const absl::StatusOr<Notice> notice = ReadCode(terminal, source, CodeKind::kVoting);
  if (!notice.ok()) return Fail(terminal, notice.status());
  absl::StatusOr<Connection> connection = Connect(session.address, session.tls_dir);
  if (!connection.ok()) return Fail(terminal, connection.status());
  const SeatFile seat = {notice->round, notice->code, "", "", ""};
  const SeatCalls calls(*std::move(connection), seat, session.patience, terminal.err);
  const absl::StatusOr<review::v1::ListSheetsResponse> list = calls.List();
  if (!list.ok()) {
    const int code = Fail(terminal, list.status());
    if (!IsRefusal(list.status()) && !IsNoAnswer(list.status())) return code;
    const absl::Status kept = KeepForLater(*path, seat, terminal);
    return kept.ok() ? code : Fail(terminal, kept);
  }
  const absl::Status saved = SaveSeat(*path, WithDraw(seat, *list));
  if (!saved.ok()) return Fail(terminal, saved);
  PrintClaim(session, terminal, *list, path->string(), seat.round);
  WarnOfOtherClose(terminal, *notice, list->closes_at_seconds());
  AdviseToDelete(terminal, source);
  return clients::kOk;
}

int Leave(const Session& session, const Terminal& terminal) {
  const absl::StatusOr<std::filesystem::path> path = SeatPath(session);
  if (!path.ok()) return Fail(terminal, path.status());
  const absl::StatusOr<bool> erased = EraseSeat(*path);
  if (!erased.ok()) return Fail(terminal, erased.status());
  if (session.json) {
    terminal.out << JsonObject().Flag("erased", *erased).Build() << "\n";
  } else {
    terminal.out << (*erased ? "席位文件已删除 the seat file is erased: "
                             : "没有席位文件 there was no seat file: ")
                 << path->string() << "\n";
  }
  return clients::kOk;
}

}  // namespace probity::member
