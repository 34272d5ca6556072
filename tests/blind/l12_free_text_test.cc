// L12: free text. Over the service's own RPC, hundreds of texts that name somebody in disguise are
// refused, kind of disguise by kind of disguise, and texts that name nobody pass.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "services/scoring/domain/persons/person.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/persons/persons.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/services/scoring/api/sheets/disguises.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::blind {
namespace {

using absl::CivilDay;

constexpr double kRecall = 0.99;
constexpr double kFalseRefusals = 0.05;
constexpr char kNoticeServed[] = "2026-02-12";

// Scoring with the register the texts speak of and one case to write them into.
class Desk {
 public:
  Desk() {
    server_.PutShippedPolicies();
    server_.Change([this](sql::Tx& tx) { return FillRegister(tx); });
    case_id_ = client_
                   .Served("2026-CASE-0815", scoring::Register().front().id,
                           {scoring::FindingOf(1, "M201", 3)}, kNoticeServed)
                   .case_id();
    client_.Object(case_id_, "we see it otherwise");
  }

  bool Refuses(const std::string& text) {
    scoring::v1::ScanSheetRequest scan;
    scan.set_case_id(case_id_);
    scan.set_defence(text);
    const auto scanned =
        client_.Sheets(&scoring::v1::SheetService::Stub::ScanSheet, scan, scoring::AsOfficer());
    EXPECT_TRUE(scanned.ok()) << scanned.status();
    return scanned.ok() && scanned->hits_size() > 0;
  }

 private:
  absl::Status FillRegister(sql::Tx& tx) {
    std::vector<scoring::Institution> institutions;
    for (const scoring::RegisteredOne& one : scoring::Register()) {
      const auto kind =
          one.pharmacy ? policy::SubjectKind::kPharmacy : policy::SubjectKind::kMedical;
      institutions.push_back({one.id, one.name, kind, one.district, CivilDay(2020, 1, 1),
                              std::nullopt, one.principal, one.address});
    }
    std::sort(institutions.begin(), institutions.end(),
              [](const auto& a, const auto& b) { return a.institution_id < b.institution_id; });
    std::vector<scoring::Person> persons;
    for (const std::string& name : scoring::RegisteredPersons()) {
      const auto number = persons.size() + 1;
      scoring::Person& person = persons.emplace_back();
      person.person_id = absl::StrFormat("DR%05d", number);
      person.licence_no = absl::StrFormat("LIC-%07d", number);
      person.name = name;
    }
    const std::string& region = server_.env().region;
    PROBITY_RETURN_IF_ERROR(InsertInstitutions(tx, region, institutions, /*recorded_time=*/1));
    return InsertPersons(tx, region, persons, {"clerk", 1});
  }

  scoring::ScoringServer server_{CivilDay(2026, 2, 12)};
  scoring::CaseClient client_{server_};
  std::string case_id_;
};

struct Tally {
  int all = 0;
  int refused = 0;
  double Share() const { return static_cast<double>(refused) / std::max(all, 1); }
  void Count(bool is_refused) {
    ++all;
    refused += is_refused ? 1 : 0;
  }
};

Findings FreeTexts() {
  Desk desk;
  Findings findings;
  Tally mentions;
  std::map<std::string, Tally> by_disguise;
  for (const scoring::Planted& one : scoring::PlantedTexts()) {
    const bool refused = desk.Refuses(one.text);
    mentions.Count(refused);
    by_disguise[one.how].Count(refused);
  }
  for (const auto& [how, tally] : by_disguise) {
    if (tally.Share() < 0.9) {
      findings.push_back(absl::StrCat(how, ": ", tally.refused, " of ", tally.all, " are found"));
    }
  }
  if (mentions.all < 500) findings.push_back(absl::StrCat("only ", mentions.all, " texts planted"));
  if (mentions.Share() < kRecall) findings.push_back(absl::StrCat("recall ", mentions.Share()));
  Tally clean;
  for (const std::string& text : scoring::CleanTexts()) clean.Count(desk.Refuses(text));
  if (clean.Share() > kFalseRefusals) {
    findings.push_back(absl::StrCat("false refusals ", clean.Share()));
  }
  if (!NothingPlanted()) return findings;  // the figures are of the honest service
  Record("T12", mentions.Share(), absl::StrCat("of ", mentions.all, " texts"), "recall");
  Record("T12", clean.Share(), absl::StrCat("of ", clean.all, " texts"), "false_refusals");
  return findings;
}

PROBITY_LEAK_TEST(L12, FreeTexts);

}  // namespace
}  // namespace probity::blind
