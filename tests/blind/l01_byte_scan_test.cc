// L1: the bytes of no answer, no line of the log, no figure, no notice, no page token and no
// database show what its reader may not know, in whatever encoding. Review knows members, in its
// roster alone; of institutions it knows members' employers, there alone; of cases it knows
// nothing.
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "probity/review/v1/roster_service.pb.h"
#include "tests/blind/ask.h"
#include "tests/blind/canary.h"
#include "tests/blind/dump.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/blind/sizes.h"
#include "tests/blind/world.h"

namespace probity::blind {
namespace {

constexpr int kScanned = 5;
constexpr char kEmployerStem[] = "INST-EMPLOYS";

// What a world is named by.
Secrets Named(const std::string& engine) {
  Secrets secrets;
  secrets.accused = CanaryInstitutions(kScanned);
  for (int i = 1; i <= 8; ++i) secrets.bystanders.push_back(absl::StrCat(kEmployerStem, "-", i));
  secrets.name = "璩寮瑷埭";
  secrets.district = "墉溏洑区";
  secrets.principal = "褚遒珉";
  secrets.engine = engine;
  secrets.members = UsualMembers();
  for (std::size_t i = 0; i < secrets.members.size(); ++i) {
    Person& person = secrets.members[i];
    person.number = absl::StrCat("ZUQIN-", person.number);
    person.name = "彧骎瑢" + person.number.substr(6);
    person.contact = absl::StrCat(1387770046190 + static_cast<std::int64_t>(i));
    if (!person.employer.empty())
      person.employer = absl::StrCat(kEmployerStem, "-", i % 8 + 1, "-", i);
  }
  return secrets;
}

std::vector<Canary> OfCases(const Secrets& secrets, const std::vector<std::string>& case_ids) {
  std::vector<Canary> canaries = {{"institution's name", secrets.name, "quliaoaidai"},
                                  {"district", "墉溏洑", "yongtangfu"},
                                  {"doctor", secrets.principal, "chuqiumin"},
                                  {"case's reference", "CASEREF", ""}};
  for (const std::string& id : secrets.accused) canaries.push_back({"institution", id, ""});
  for (const std::string& id : case_ids) canaries.push_back({"case", id, ""});
  return canaries;
}

std::vector<Canary> OfPeople(const Secrets& secrets) {
  std::vector<Canary> canaries = {{"member's name", "彧骎瑢", "yuqinrong"},
                                  {"member's number", "ZUQIN", ""},
                                  {"member's employer", kEmployerStem, ""}};
  for (const Person& person : secrets.members) {
    canaries.push_back({"member's contact", person.contact, ""});
  }
  return canaries;
}

std::vector<Canary> Both(std::vector<Canary> some, const std::vector<Canary>& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

// The roster's own readers know names, numbers and employers, but no contact.
std::vector<Canary> ForTheClerk(const Secrets& secrets, const std::vector<std::string>& case_ids) {
  std::vector<Canary> canaries = OfCases(secrets, case_ids);
  for (const Person& person : secrets.members) {
    canaries.push_back({"member's contact", person.contact, ""});
  }
  return canaries;
}

class Scan {
 public:
  Scan(const Secrets& secrets, const std::vector<std::string>& case_ids)
      : everything_(Both(OfCases(secrets, case_ids), OfPeople(secrets))),
        of_cases_(ForTheClerk(secrets, case_ids)) {}

  void Anywhere(const std::string& where, const std::string& bytes) {
    Note(everything_, where, bytes);
  }
  // Where members are known.
  void Roster(const std::string& where, const std::string& bytes) { Note(of_cases_, where, bytes); }

  // Everything heard so far, which is then forgotten.
  void Heardings(Ear& ear) {
    std::map<std::string, std::string> by_method;
    for (const Heard& heard : ear.heard()) {
      absl::StrAppend(&by_method[heard.method], heard.Text(), "\n");
      if (absl::EndsWith(heard.method, "/ListMembers")) Tokens(heard);
      ++responses_;
    }
    ear.Forget();
    for (const auto& [method, text] : by_method) {
      if (absl::StrContains(method, "RosterService")) {
        Roster(method, text);
      } else {
        Anywhere(method, text);
      }
    }
  }

  void Stored(const std::string& phase, review::ReviewBench& bench) {
    sql::Database& hearing = bench.hearing_database();
    sql::Database& roster = bench.roster_database();
    Anywhere("hearing database, " + phase, Bytes(Dump(hearing)));
    Anywhere("hearing file, " + phase, FileBytes(hearing));
    Roster("roster database, " + phase, Bytes(Dump(roster)));
    Roster("roster file, " + phase, FileBytes(roster));
  }

  int responses() const { return responses_; }
  int tokens() const { return tokens_; }
  const Findings& findings() const { return findings_; }

 private:
  void Note(const CanaryScanner& scanner, const std::string& where, const std::string& bytes) {
    for (const std::string& found : scanner.Find(bytes)) findings_.push_back(where + ": " + found);
  }

  // Of a token nobody may read anything, not even a clerk.
  void Tokens(const Heard& heard) {
    for (const std::string& message : heard.messages) {
      review::v1::ListMembersResponse response;
      std::string inside;
      if (!response.ParseFromString(message) || response.next_page_token().empty()) continue;
      ++tokens_;
      absl::WebSafeBase64Unescape(response.next_page_token(), &inside);
      Anywhere("page token", response.next_page_token() + "\n" + inside);
    }
  }

  CanaryScanner everything_;
  CanaryScanner of_cases_;
  Findings findings_;
  int responses_ = 0;
  int tokens_ = 0;
};

// Members vote; one of them recognises a case.
std::vector<review::v1::FindingAnswer> MostUphold(int seat, const std::string&) {
  if (seat == 3) return {review::Choose(review::v1::CHOICE_ABSTAIN, "R07")};
  return {review::Uphold(4)};
}

void Notices(review::ReviewBench& bench, Scan& scan) {
  for (const review::Notice& notice : bench.inbox().notices()) {
    const auto text = review::NoticeText(notice);
    scan.Anywhere("notice", text.ok() ? *text : "");
  }
}

// A round from its opening to the delivery, looked at from every side in every phase.
Findings ScanWorld(const std::string& engine) {
  const Secrets secrets = Named(engine);
  World world(secrets);
  const std::vector<std::string> case_ids = world.ReferAll();
  Scan scan(secrets, case_ids);
  review::ReviewBench& bench = world.review();
  const std::string round = world.RoundIn(review::v1::ROUND_PHASE_SEATED, kScanned);
  const std::vector<std::string> rounds = {round, std::string(32, '7')};
  AskEverything(world.channel(), rounds);
  scan.Stored("SEATED", bench);
  EXPECT_TRUE(bench.StartVoting(round).ok());
  bench.Vote(round, MostUphold);
  AskEverything(world.channel(), rounds);
  scan.Heardings(world.ear());
  scan.Stored("VOTING", bench);
  bench.Start(/*with_jobs=*/false);  // what waits to be sent stays where it lies
  bench.clock().Advance(absl::Hours(3));
  EXPECT_TRUE(bench.Close(round).ok());
  scan.Stored("CLOSED", bench);
  bench.Start();
  EXPECT_TRUE(bench.Reaches(round, review::v1::ROUND_PHASE_DELIVERED));
  do {
    AskEverything(world.channel(), rounds);
    scan.Heardings(world.ear());
  } while (NothingPlanted() && scan.responses() < Size(1'000, 100'000));
  scan.Stored("DELIVERED", bench);
  scan.Anywhere("log", absl::StrJoin(world.log().lines(), "\n"));
  scan.Anywhere("review's figures", bench.figures().Text());
  scan.Anywhere("scoring's figures", world.scoring().figures().Text());
  Notices(bench, scan);
  EXPECT_GT(scan.tokens(), 0) << "no page token was looked into";
  if (NothingPlanted()) {
    Record("T1", static_cast<double>(scan.findings().size()),
           absl::StrCat("hits in ", scan.responses(), " responses and files, ", engine));
  }
  return scan.findings();
}

Findings ByteScan() {
  return ScanWorld("sqlite");
}

PROBITY_LEAK_TEST(L1, ByteScan);

TEST(L1, HonestServicesLeakNothingOnMariaDb) {
  if (testing::Engines().size() < 2) return;
  ExpectHonest([] { return ScanWorld("mariadb"); });
}

}  // namespace
}  // namespace probity::blind
