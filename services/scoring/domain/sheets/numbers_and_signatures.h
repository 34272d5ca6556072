// What identifies in a free text without standing in any register: telephones, licences, identity
// numbers, exact sums and dates, addresses of mail and web, and names beside a word like 签名.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_NUMBERS_AND_SIGNATURES_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_NUMBERS_AND_SIGNATURES_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace probity::scoring {

struct FoundPiece {
  size_t at = 0;  // bytes
  size_t size = 0;
  bool operator==(const FoundPiece&) const = default;
};

// Runs of seven or more digits in the form `digits` (numerals as digits, without separators). The
// letters o, l and i stand for 0 and 1 where five true digits are among them, or three of ten.
std::vector<FoundPiece> LongNumbers(std::string_view digits);

// In the form `plain`: what stands around an @, the beginning of a web address, and runs of 12 to
// 24 letters and digits of which at least half are digits (统一社会信用代码).
std::vector<FoundPiece> Contacts(std::string_view plain);

// In the form `plain`: the two or three ideographs after a label such as 签名, 负责人 or 患者 with
// its colon, where the first is a surname, and no more follow or it is hardly anything else; and
// such a surname before a title (王主任).
std::vector<FoundPiece> Signatures(std::string_view plain);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_NUMBERS_AND_SIGNATURES_H_
