#include "services/scoring/api/sheets/register_scan.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/scoring/api/sheet_fold.h"
#include "services/scoring/domain/sheets/self_reference.h"
#include "services/scoring/domain/sheets/short_names.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/persons/persons.h"
#include "services/scoring/store/sheets/register_names.h"

namespace probity::scoring {
namespace {

constexpr int64_t kBatch = 1000;
// A name of one character would be found everywhere; a label of fewer bytes names nobody.
constexpr size_t kShortestPerson = 4;

using Words = std::vector<ForbiddenWord>;

// A register changes seldom and is asked about at every referral: the forms of its words are made
// once. They depend on the word alone, so nothing here can be out of date.
class WordBook {
 public:
  using Make = ForbiddenWord (*)(std::string_view, MatchKind);

  ForbiddenWord Of(Make make, const std::string& text, MatchKind kind) {
    const std::string key =
        absl::StrCat(make == &NameWord ? "n" : "i", static_cast<int>(kind), text);
    {
      const absl::MutexLock lock(&mutex_);
      const auto known = words_.find(key);
      if (known != words_.end()) return known->second;
    }
    ForbiddenWord made = make(text, kind);
    const absl::MutexLock lock(&mutex_);
    if (words_.size() >= kMost) words_.clear();
    words_.emplace(key, made);
    return made;
  }

 private:
  static constexpr size_t kMost = 200'000;
  absl::Mutex mutex_;
  std::unordered_map<std::string, ForbiddenWord> words_ ABSL_GUARDED_BY(mutex_);
};

WordBook& Book() {
  static WordBook& book = *new WordBook();
  return book;
}

ForbiddenWord Name(const std::string& text, MatchKind kind = MatchKind::kInstitutionName) {
  return Book().Of(&NameWord, text, kind);
}
ForbiddenWord Number(const std::string& text, MatchKind kind = MatchKind::kInstitutionId) {
  return Book().Of(&IdWord, text, kind);
}

void AddPerson(const std::string& name, Words& words) {
  if (name.size() >= kShortestPerson) words.push_back(Name(name, MatchKind::kPerson));
}

void AddName(const std::string& name, const std::set<std::string>& districts, Words& words) {
  words.push_back(Name(name));
  if (PROBITY_PLANTED(kShortNamePassed)) return;
  for (const std::string& known : ShortNames(name, districts)) {
    words.push_back(Name(known, MatchKind::kInstitutionShortName));
  }
}

void AddInstitution(const Institution& one, const std::set<std::string>& districts, Words& words) {
  AddName(one.name, districts, words);
  words.push_back(Number(one.institution_id));
  AddPerson(one.principal, words);
  for (const std::string& place : PlacesOfAddress(one.address)) {
    words.push_back(Name(place, MatchKind::kPlace));
  }
}

// All institutions of the register: short names need every district first.
absl::StatusOr<std::vector<Institution>> Register(const ServiceEnv& env, sql::Tx& tx) {
  std::vector<Institution> all;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(
        std::vector<Institution> batch,
        InstitutionsAfter(tx, env.region, std::nullopt,
                          all.empty() ? std::string() : all.back().institution_id, kBatch));
    std::move(batch.begin(), batch.end(), std::back_inserter(all));
    if (static_cast<int64_t>(batch.size()) < kBatch) return all;
  }
}

absl::Status SeekInstitutions(const ServiceEnv& env, sql::Tx& tx, SheetScan& scan) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> all, Register(env, tx));
  std::set<std::string> districts;
  for (const Institution& one : all) {
    districts.insert(one.district);
    districts.merge(PlacesOfName(one.name));
  }
  Words words;
  for (const std::string& district : districts) {
    for (const std::string& name : DistrictNames(district)) {
      words.push_back(Name(name, MatchKind::kPlace));
    }
  }
  for (const Institution& one : all) AddInstitution(one, districts, words);
  PROBITY_ASSIGN_OR_RETURN(const auto revised, NamesOfRevised(tx, env.region));
  for (const auto& [id, name] : revised) AddName(name, districts, words);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<std::string> aliases, AllAliases(tx, env.region));
  for (const std::string& alias : aliases) {
    words.push_back(Name(alias, MatchKind::kInstitutionShortName));
  }
  scan.Seek(words);
  return absl::OkStatus();
}

absl::Status SeekPersons(const ServiceEnv& env, sql::Tx& tx, SheetScan& scan) {
  std::string after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Person> batch,
                             PersonsAfter(tx, env.region, "", after, kBatch));
    Words words;
    for (const Person& person : batch) {
      AddPerson(person.name, words);
      words.push_back(Number(person.person_id, MatchKind::kPerson));
      words.push_back(Number(person.licence_no, MatchKind::kPerson));
    }
    scan.Seek(words);
    if (static_cast<int64_t>(batch.size()) < kBatch) return absl::OkStatus();
    after = batch.back().person_id;
  }
}

absl::Status SeekOfficers(const ServiceEnv& env, sql::Tx& tx, SheetScan& scan) {
  std::string after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> batch,
                             OfficersAfter(tx, env.region, after, kBatch));
    Words words;
    for (const Officer& officer : batch) {
      AddPerson(officer.name, words);
      AddPerson(officer.person, words);
      words.push_back(Number(officer.certificate_no, MatchKind::kPerson));
    }
    scan.Seek(words);
    if (static_cast<int64_t>(batch.size()) < kBatch) return absl::OkStatus();
    after = batch.back().certificate_no;
  }
}

void SeekCase(const CaseFile& file, SheetScan& scan) {
  Words words = {Number(file.case_ref, MatchKind::kCaseNumber),
                 Number(file.case_id, MatchKind::kCaseNumber)};
  for (const std::string& lead : file.lead_ids) {
    words.push_back(Number(lead, MatchKind::kCaseNumber));
  }
  for (const auto* persons : {&file.officers, &file.former_officers}) {
    for (const std::string& person : *persons) AddPerson(person, words);
  }
  scan.Seek(words);
}

std::vector<ScannedText> TextsOf(const SheetPlan& plan) {
  std::vector<ScannedText> texts;
  texts.push_back(ScanOf("defence", plan.defence));
  for (const SheetFindingPlan& finding : plan.findings) {
    texts.push_back(ScanOf(absl::StrCat("findings[", finding.item, "].facts"), finding.facts));
  }
  return texts;
}

}  // namespace

void TakeOutSelfReference(SheetPlan& plan) {
  plan.defence = WithoutSelfReference(plan.defence, Fold(plan.defence));
  for (SheetFindingPlan& finding : plan.findings) {
    finding.facts = WithoutSelfReference(finding.facts, Fold(finding.facts));
  }
}

absl::StatusOr<std::vector<Hit>> ScanPlan(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                          const SheetPlan& plan) {
  SheetScan scan(TextsOf(plan));
  PROBITY_RETURN_IF_ERROR(SeekInstitutions(env, tx, scan));
  PROBITY_RETURN_IF_ERROR(SeekPersons(env, tx, scan));
  PROBITY_RETURN_IF_ERROR(SeekOfficers(env, tx, scan));
  SeekCase(file, scan);
  return scan.Hits();
}

}  // namespace probity::scoring
