// probity-review-client: a committee member's command line. Wiring of commands to functions, and
// nothing else.
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "clients/common/output.h"
#include "clients/review/commands.h"

namespace {

using probity::member::CodeSource;
using probity::member::ImageOptions;
using probity::member::Session;
using probity::member::Terminal;
using probity::member::VoteOptions;

constexpr char kIntro[] =
    "双盲会审委员客户端 A committee member's client for double-blind review.\n\n"
    "邀请到达后 When the invitation has come (应召码 answer code):\n"
    "  probity-review-client accept --notice INVITATION.txt    接受 or decline 不参加\n"
    "表决通知到达后 When the voting notice has come (表决码 voting code):\n"
    "  probity-review-client claim --notice NOTICE.txt         领取席位 claims the seat\n"
    "  probity-review-client list                              列出案件 the cases\n"
    "  probity-review-client show 3                            阅看第3号 reads a sheet\n"
    "  probity-review-client images 3 --out DIR                图件存为文件 saves its images\n"
    "  probity-review-client vote 3                            逐项询问 asks finding by finding\n"
    "  probity-review-client vote 3 --finding 1=uphold:3:R01 --finding 2=remand:R06\n"
    "  probity-review-client status                            已登记的表决 what is recorded\n"
    "  probity-review-client check PUBLISHED                   核对公布件 one's receipts, after "
    "the close\n"
    "  probity-review-client leave                             删除席位文件 erases the code\n\n"
    "没有通知文件时 Without a notice's file: claim --round ROUND; "
    "代码另行输入，不显示 the code is asked for and not shown.\n"
    "截止前可改票 A ballot may be changed until voting closes: vote again.\n"
    "退出码 Exit codes: 0 完成 done, 1 未受理 refused, 2 输入有误 wrong input, "
    "75 无应答 no answer, try again.\n";

constexpr char kVoteHelp[] =
    "每项 for each finding 项=选择:理由 NUMBER=CHOICE:REASONS\n"
    "  1=uphold:3:R01,R04   维持，3分 upheld with 3 points\n"
    "  1=not_uphold:R02     不成立 not upheld\n"
    "  1=remand:R06         退回补证 back for more evidence\n"
    "  1=abstain:R05        弃权 abstains\n"
    "理由 reasons, 1–3: R01 证据认定如所述 evidence as assessed · R02 事实未证明 facts not proven "
    "· "
    "R03 适用规则不当 wrong rule · R04 记分过罚不当 points disproportionate · R05 程序问题 "
    "procedure · "
    "R06 需补充证据 more evidence needed (remand) · R07 委员认出案件 member recognises the case "
    "(abstain)";

struct Arguments {
  Session session;
  CodeSource source;
  VoteOptions vote;
  ImageOptions images;
  std::string named;
  int patience_seconds = 30;
  std::function<int()> run;  // the command that was named
};

// A code given as an argument stands in the process list; it is taken out as soon as it is read.
void HideCodes(int argc, char** argv) {
  constexpr std::string_view kFlag = "--code";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == kFlag && i + 1 < argc) std::memset(argv[i + 1], '*', std::strlen(argv[i + 1]));
    if (argument.starts_with("--code=")) {
      std::memset(argv[i] + kFlag.size() + 1, '*', argument.size() - kFlag.size() - 1);
    }
  }
}

void AddSource(CLI::App* command, Arguments& args, const char* code_help) {
  command->add_option("--round", args.source.round, "场次 the notice's round, 32 hex digits");
  command->add_option("--code", args.source.code, code_help);
  command->add_option("--notice", args.source.notice,
                      "通知文本 file with the notice's text instead of both; - = standard input");
}

void AddCodes(CLI::App& app, Arguments& args, const Terminal& terminal) {
  constexpr char kAnswerCode[] = "应召码 answer code; 不给则询问 asked for, unseen, if not given";
  CLI::App* accept = app.add_subcommand("accept", "接受邀请 accepts an invitation");
  AddSource(accept, args, kAnswerCode);
  accept->callback([&] {
    args.run = [&] {
      return probity::member::Respond(args.session, terminal, args.source,
                                      probity::review::v1::INVITATION_ANSWER_ACCEPT);
    };
  });
  CLI::App* decline = app.add_subcommand("decline", "不参加 declines an invitation");
  AddSource(decline, args, kAnswerCode);
  decline->callback([&] {
    args.run = [&] {
      return probity::member::Respond(args.session, terminal, args.source,
                                      probity::review::v1::INVITATION_ANSWER_DECLINE);
    };
  });
  CLI::App* claim = app.add_subcommand("claim", "领取席位 claims a seat with a voting code");
  AddSource(claim, args, "表决码 voting code; 不给则询问 asked for, unseen, if not given");
  claim->callback([&] {
    args.run = [&] { return probity::member::Claim(args.session, terminal, args.source); };
  });
  app.add_subcommand("leave", "删除席位文件 erases the seat file with its code")->callback([&] {
    args.run = [&] { return probity::member::Leave(args.session, terminal); };
  });
}

void AddCases(CLI::App& app, Arguments& args, const Terminal& terminal) {
  constexpr char kCase[] = "案件 the case: 3, 第3号, or its serial XXXXX-XXXXX-C";
  app.add_subcommand("list", "案件，按本席随机顺序 the cases, in this seat's own random order")
      ->callback([&] { args.run = [&] { return probity::member::List(args.session, terminal); }; });
  CLI::App* show = app.add_subcommand("show", "盲审材料 a sheet, and one's own ballot");
  show->add_option("case", args.named, kCase)->required();
  show->callback([&] {
    args.run = [&] { return probity::member::Show(args.session, terminal, args.named); };
  });
  CLI::App* images = app.add_subcommand("images", "图件 saves a case's images for a viewer");
  images->add_option("case", args.images.named, kCase)->required();
  images->add_option("--out", args.images.out, "文件夹 folder; default: the current one");
  images->callback([&] {
    args.run = [&] { return probity::member::Images(args.session, terminal, args.images); };
  });
  app.add_subcommand("status", "已登记的表决 what is recorded for each case")->callback([&] {
    args.run = [&] { return probity::member::Status(args.session, terminal); };
  });
  CLI::App* check = app.add_subcommand(
      "check", "核对公布件 finds this seat and its receipts in what was published after the close");
  check->add_option("published", args.named, "公布件 the published file")->required();
  check->callback([&] {
    args.run = [&] { return probity::member::Check(args.session, terminal, args.named); };
  });
  CLI::App* vote = app.add_subcommand("vote", "表决或改票 casts or changes a ballot");
  vote->footer(kVoteHelp);
  vote->add_option("case", args.vote.named, kCase)->required();
  vote->add_option("--finding", args.vote.findings,
                   "项=选择:理由 e.g. 1=uphold:3:R01; 每项一次 once for each finding; "
                   "不给则逐项询问 asked for if not given")
      ->allow_extra_args(false);
  vote->add_option("--text", args.vote.text,
                   "会审纪要意见 text for the minutes, at most 1,024 bytes; 不给则保留原文 what is "
                   "recorded stays if not given");
  vote->add_flag("--recognised", args.vote.recognised,
                 "认出案件，全案弃权 recognises the case: abstains from all of it (R07)");
  vote->callback(
      [&] { args.run = [&] { return probity::member::Vote(args.session, terminal, args.vote); }; });
}

}  // namespace

int main(int argc, char** argv) {
  Arguments args;
  const Terminal terminal = probity::member::StandardTerminal();
  CLI::App app(kIntro, "probity-review-client");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", PROBITY_VERSION);
  app.add_option("--review", args.session.address, "审查服务地址 the review service")
      ->envname("PROBITY_REVIEW")
      ->capture_default_str();
  app.add_option("--tls-dir", args.session.tls_dir,
                 "终端证书目录 folder of this terminal's tls.crt, tls.key and ca.crt")
      ->envname("PROBITY_TLS_DIR");
  app.add_option("--seat", args.session.seat_file,
                 "席位文件 the seat file; default: ~/.probity/seat")
      ->envname("PROBITY_SEAT");
  app.add_option("--policies", args.session.policies,
                 "政策文件夹 folder of policy files, for the titles of violations; default: "
                 "policies, if it is there");
  app.add_option("--patience", args.patience_seconds,
                 "无应答时重试秒数 seconds to go on trying while nobody answers")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_flag("--json", args.session.json, "以JSON输出 answers as JSON");
  AddCodes(app, args, terminal);
  AddCases(app, args, terminal);
  if (argc == 1) {
    std::fputs(app.help().c_str(), stderr);
    return probity::clients::kUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    // The library's text repeats what was typed, which may be a code.
    std::fputs(
        "有多余的参数 an argument was not expected; 用法 usage: probity-review-client --help\n",
        stderr);
    return probity::clients::kUsage;
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : probity::clients::kUsage;
  }
  HideCodes(argc, argv);
  args.session.patience.no_answer = absl::Seconds(args.patience_seconds);
  return args.run();
}
