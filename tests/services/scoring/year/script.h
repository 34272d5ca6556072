// The year as a script: what happens in which case on which day.
//
//   c07 M007 asks for a hearing it does not attend
//     02-12  heavy; tell; notice; serve
//     02-27  confirm ! G11_LEGAL_REVIEW; review; confirm
//
// A line that begins with a word names a case, its institution and what it shows; an indented one a
// day of 2026 and the acts of that day, in order. An act is a verb with its words; after "!" stands
// the reason it is refused for. The acts of all cases are taken by day, those of one day by case.
#ifndef PROBITY_TESTS_SERVICES_SCORING_YEAR_SCRIPT_H_
#define PROBITY_TESTS_SERVICES_SCORING_YEAR_SCRIPT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"

namespace probity::scoring::year {

// What stands after a verb: "1:3 2:6 end=2024-01-01 fraud".
class Words {
 public:
  Words() = default;
  explicit Words(std::vector<std::string> words) : words_(std::move(words)) {}

  size_t size() const { return words_.size(); }
  std::string At(size_t i) const { return i < words_.size() ? words_[i] : std::string(); }
  int64_t Number(size_t i) const;
  bool Has(std::string_view word) const;
  std::string After(std::string_view key, std::string_view otherwise = "") const;  // "end=…"
  std::map<int32_t, int64_t> Points() const;                                       // "1:3 2:6"

 private:
  std::vector<std::string> words_;
};

struct Act {
  absl::CivilDay day;
  std::string case_ref;
  std::string verb;
  Words words;
  std::string refusal;  // a reason; empty: it is accepted
  std::string text;     // "c07 02-27 confirm"
};

struct ScriptedCase {
  std::string ref;
  std::string institution_id;
};

struct Script {
  std::vector<ScriptedCase> cases;
  std::vector<Act> acts;  // in the order in which they are taken
};

Script ReadScript(const std::vector<std::string_view>& texts);

// The year, by what its cases show.
std::string_view Interruptions();  // suspended, terminated, remanded, notified anew
std::string_view Decisions();      // objections and what the committee makes of them
std::string_view Remedies();       // reconsideration, litigation, reversal, closing, archive
std::string_view Guards();         // the nearest wrong step, refused, before the right one
std::string_view Services();       // leads, evidence, hearing, clocks, measures

}  // namespace probity::scoring::year

#endif  // PROBITY_TESTS_SERVICES_SCORING_YEAR_SCRIPT_H_
