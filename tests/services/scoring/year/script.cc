#include "tests/services/scoring/year/script.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"

namespace probity::scoring::year {
namespace {

std::vector<std::string> SplitWords(absl::string_view text) {
  return absl::StrSplit(text, ' ', absl::SkipEmpty());
}

// Verbs that stand for several acts, up to where a case has come: "served" is everything from its
// filing to the served notice, with one finding of 3 points.
std::string_view Meaning(std::string_view verb) {
  static const std::map<std::string_view, std::string_view> meanings = {
      {"investigated", "file; find 1 M201 3; report"},
      {"prepared", "investigated; prelim"},
      {"notified", "prepared; notice"},
      {"served", "notified; serve"},
      {"waived", "served; waive"},
      {"objected", "served; object"},
      {"referred", "objected; refer"},
      {"judged", "referred; judge up:3"},
      {"decided", "waived; confirm"},
      {"effective", "decided; effect"},
      {"executed", "effective; execute"},
      {"closed", "executed; publish; close"},
      {"archived", "closed; archive"},
      {"revoked", "effective; reverse; approve"},
      {"again", "report; prelim; notice; serve; waive; confirm; effect"},
      {"finish", "confirm; effect; execute; publish; close; archive"},
      {"heavy", "file; find 1 M301 12; find 2 M204 6; report; prelim"},
      {"heavyserved", "heavy; tell; notice; serve"},
      {"fraud",
       "file; find 1 M201 3 fraud; report; prelim; tell; notice; serve; forgo; waive; "
       "review; discuss; confirm; effect"},
  };
  const auto found = meanings.find(verb);
  return found == meanings.end() ? std::string_view() : found->second;
}

class Reader {
 public:
  Script Read(const std::vector<std::string_view>& texts) {
    for (const std::string_view text : texts) {
      for (const absl::string_view line : absl::StrSplit(ToAbsl(text), '\n')) ReadLine(line);
    }
    std::stable_sort(script_.acts.begin(), script_.acts.end(),
                     [](const Act& a, const Act& b) { return a.day < b.day; });
    return std::move(script_);
  }

 private:
  void ReadLine(absl::string_view line) {
    const std::vector<std::string> words = SplitWords(line);
    if (words.empty()) return;
    if (line.front() != ' ') {
      script_.cases.push_back({words.at(0), words.at(1)});
      return;
    }
    absl::CivilDay day;
    EXPECT_TRUE(absl::ParseCivilTime(absl::StrCat("2026-", words.at(0)), &day)) << line;
    const size_t begin = line.find(words.at(0)) + words.at(0).size();
    ReadActs(day, line.substr(begin));
  }

  void ReadActs(absl::CivilDay day, absl::string_view acts) {
    for (const absl::string_view act : absl::StrSplit(acts, ';', absl::SkipWhitespace())) {
      const std::vector<absl::string_view> halves = absl::StrSplit(act, '!');
      std::vector<std::string> words = SplitWords(halves.front());
      const std::string verb = words.front();
      const std::string_view meaning = Meaning(verb);
      if (!meaning.empty()) {
        ReadActs(day, ToAbsl(meaning));
        continue;
      }
      words.erase(words.begin());
      const absl::string_view refusal =
          halves.size() > 1 ? absl::StripAsciiWhitespace(halves[1]) : "";
      const std::string& ref = script_.cases.back().ref;
      script_.acts.push_back({day, ref, verb, Words(std::move(words)), std::string(refusal),
                              absl::StrCat(ref, " ", absl::FormatCivilTime(day), " ",
                                           absl::StripAsciiWhitespace(act))});
    }
  }

  Script script_;
};

}  // namespace

int64_t Words::Number(size_t i) const {
  int64_t number = 0;
  EXPECT_TRUE(absl::SimpleAtoi(At(i), &number)) << "\"" << At(i) << "\" is no number";
  return number;
}

bool Words::Has(std::string_view word) const {
  return std::find(words_.begin(), words_.end(), word) != words_.end();
}

std::string Words::After(std::string_view key, std::string_view otherwise) const {
  for (const std::string& word : words_) {
    const std::vector<std::string> parts = absl::StrSplit(word, absl::MaxSplits('=', 1));
    if (parts.size() == 2 && parts[0] == key) return parts[1];
  }
  return std::string(otherwise);
}

std::map<int32_t, int64_t> Words::Points() const {
  std::map<int32_t, int64_t> points;
  for (const std::string& word : words_) {
    const std::vector<std::string> parts = absl::StrSplit(word, ':');
    int32_t item = 0;
    int64_t value = 0;
    if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &item) &&
        absl::SimpleAtoi(parts[1], &value)) {
      points[item] = value;
    }
  }
  return points;
}

Script ReadScript(const std::vector<std::string_view>& texts) {
  return Reader().Read(texts);
}

}  // namespace probity::scoring::year
