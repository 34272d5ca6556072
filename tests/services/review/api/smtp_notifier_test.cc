// Notices by mail, against a mail server on this machine.
#include "services/review/api/smtp_notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "tests/support/process.h"

namespace probity::review {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kMailedCode[] = "041061050R3GG28A1C60T3GF2";

Notice MailTo(int seat, const std::string& contact) {
  Notice notice;
  notice.round_id = Bytes(16, 'r');
  notice.issue_no = 1;
  notice.seat = seat;
  notice.contact = contact;
  notice.code = kMailedCode;
  notice.starts_at = absl::FromUnixSeconds(1'780'000'000);
  notice.until = notice.starts_at + absl::Hours(1);
  notice.venue_code = "一号会议室";
  return notice;
}

std::string Content(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// What follows "key": in a line of JSON, up to the next comma or quote.
std::string Value(const std::string& line, const std::string& key) {
  const std::size_t at = line.find("\"" + key + "\": ") + key.size() + 4;
  return line.substr(at, line.find_first_of(",}", at) - at);
}

class SmtpTest : public ::testing::Test {
 protected:
  void Serve(const std::string& refused = "") {
    std::vector<std::string> argv = {PROBITY_PYTHON,
                                     PROBITY_SOURCE_DIR "/tests/services/review/api/smtp_server.py",
                                     dir_.path() + "/port", mails_file()};
    if (!refused.empty()) argv.push_back(refused);
    auto started = testing::Child::Start(argv, {.log = dir_.path() + "/log"});
    ASSERT_TRUE(started.ok()) << started.status();
    server_.emplace(*std::move(started));
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (!std::filesystem::exists(dir_.path() + "/port") && absl::Now() < deadline) {
      absl::SleepFor(absl::Milliseconds(20));
    }
    const std::string port = Content(dir_.path() + "/port");
    ASSERT_FALSE(port.empty()) << Content(dir_.path() + "/log");
    notifier_ =
        SmtpNotifier({absl::StrCat("smtp://127.0.0.1:", port), "bureau@example.org", ""}).value();
  }

  std::string mails_file() { return dir_.path() + "/mails"; }
  std::vector<std::string> Mails() {
    return absl::StrSplit(Content(mails_file()), '\n', absl::SkipEmpty());
  }

  testing::TempDir dir_;
  std::optional<testing::Child> server_;
  std::unique_ptr<Notifier> notifier_;
};

TEST_F(SmtpTest, SendsABatchOverOneConnectionInMailsOfOneSize) {
  Serve();
  const std::vector<std::string> contacts = {
      "a@b.cn", "a.much.longer.name.of.a.member@institute.of.experts.example.org", "x@example.org"};
  std::vector<Notice> batch;
  for (const std::string& contact : contacts) {
    batch.push_back(MailTo(static_cast<int>(batch.size()) + 1, contact));
  }
  const absl::Status sent = notifier_->Send(batch);
  ASSERT_TRUE(sent.ok()) << sent;
  const std::vector<std::string> mails = Mails();
  ASSERT_THAT(mails, SizeIs(3));
  std::set<std::string> sizes, connections;
  for (std::size_t i = 0; i < mails.size(); ++i) {
    sizes.insert(Value(mails[i], "bytes"));
    connections.insert(Value(mails[i], "connection"));
    EXPECT_THAT(mails[i], HasSubstr(absl::StrCat("RCPT TO:<", contacts[i], ">")));
    EXPECT_THAT(mails[i], Not(HasSubstr(kMailedCode))) << "a code is not readable in passing";
    const std::string data = mails[i].substr(mails[i].find("base64\\r\\n") + 10);
    const std::string body = data.substr(data.find("\\r\\n\\r\\n") + 8);
    std::string text;
    ASSERT_TRUE(absl::Base64Unescape(
        absl::StrReplaceAll(body.substr(0, body.rfind("\\r\\n")), {{"\\r\\n", ""}}), &text));
    EXPECT_EQ(text, NoticeText(batch[i]).value());
  }
  EXPECT_THAT(sizes, ::testing::ElementsAre(absl::StrCat(kMailBytes)));
  EXPECT_THAT(connections, SizeIs(1));
}

TEST_F(SmtpTest, SaysWithoutNamesThatABatchWasNotTaken) {
  Serve("refused@example.org");
  const absl::Status sent =
      notifier_->Send({MailTo(1, "a@example.org"), MailTo(2, "refused@example.org")});
  EXPECT_TRUE(HasReason(sent, Reason::k_DEPENDENCY_UNAVAILABLE)) << sent;
  EXPECT_THAT(std::string(sent.message()), Not(HasSubstr("refused@")));
}

TEST_F(SmtpTest, SendsNothingOfABatchThatCannotBeMade) {
  Serve();
  const absl::Status sent =
      notifier_->Send({MailTo(1, "a@example.org"), MailTo(2, "138 0000 0000")});
  EXPECT_TRUE(HasReason(sent, Reason::k_BAD_REQUEST)) << sent;
  EXPECT_THAT(std::string(sent.message()), Not(HasSubstr("138")));
  EXPECT_THAT(Mails(), SizeIs(0));
}

// 0.0.0.0 reaches the same server, but by an address that is not loopback: a code goes out sealed
// by TLS or not at all, and this server offers none.
TEST_F(SmtpTest, SendsNoCodeUnencryptedToAServerElsewhere) {
  Serve();
  const std::string url = absl::StrCat("smtp://0.0.0.0:", Content(dir_.path() + "/port"));
  const auto elsewhere = SmtpNotifier({url, "bureau@example.org", ""}).value();
  const absl::Status sent = elsewhere->Send({MailTo(1, "a@example.org")});
  EXPECT_TRUE(HasReason(sent, Reason::k_DEPENDENCY_UNAVAILABLE)) << sent;
  EXPECT_THAT(Mails(), SizeIs(0));
  EXPECT_TRUE(notifier_->Send({MailTo(1, "a@example.org")}).ok())
      << "this machine's own needs none";
  EXPECT_THAT(Mails(), SizeIs(1));
}

TEST_F(SmtpTest, TellsOfAServerThatIsAway) {
  const auto notifier = SmtpNotifier({"smtp://127.0.0.1:1", "bureau@example.org", ""}).value();
  EXPECT_TRUE(
      HasReason(notifier->Send({MailTo(1, "a@example.org")}), Reason::k_DEPENDENCY_UNAVAILABLE));
  EXPECT_TRUE(notifier->Withdraw(Bytes(16, 'r')).ok());
}

TEST_F(SmtpTest, RefusesWhatIsNoServerNoSenderAndNoLogin) {
  struct Row {
    SmtpOptions options;
    const char* why;
  };
  for (const Row& row : {Row{{"http://127.0.0.1:25", "a@b.cn", ""}, "smtp_url"},
                         Row{{"smtp://127.0.0.1:25", "bureau", ""}, "smtp_from"},
                         Row{{"smtp://127.0.0.1:25", "a b@c.cn", ""}, "smtp_from"},
                         Row{{"smtp://127.0.0.1:25", "a@b.cn", "/no/such"}, "smtp_login_file"}}) {
    const auto made = SmtpNotifier(row.options);
    EXPECT_THAT(std::string(made.status().message()), HasSubstr(row.why));
  }
}

TEST(MailTest, HasOneSizeForEveryLengthOfAddress) {
  for (std::size_t length = 1; length <= 150; ++length) {
    const auto mail = MailText(MailTo(1, std::string(length, 'a') + "@b.cn"), "bureau@example.org");
    ASSERT_TRUE(mail.ok()) << mail.status();
    EXPECT_EQ(mail->size(), kMailBytes) << length;
    for (const auto& line : absl::StrSplit(*mail, "\r\n")) EXPECT_LE(line.size(), 200u);
  }
}

}  // namespace
}  // namespace probity::review
