// Texts of sheets made by rule: ones that name somebody of a register in every disguise the
// scan is held to, and ones that name nobody.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_SHEETS_DISGUISES_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_SHEETS_DISGUISES_H_

#include <string>
#include <vector>

namespace probity::scoring {

struct RegisteredOne {
  std::string id;
  std::string name;
  std::string district;
  std::string principal;
  std::string address;
  std::vector<std::string> called;  // short names anybody there would use
  bool pharmacy = false;
};
// Hospitals, clinics and pharmacies of two districts of a made-up city.
std::vector<RegisteredOne> Register();

// Physicians and pharmacists of the register.
std::vector<std::string> RegisteredPersons();

struct Planted {
  std::string text;
  std::string how;  // "name, spaced"
};
// At least 500, each with one mention in one disguise.
std::vector<Planted> PlantedTexts();

// 500 that name nobody: what officers and parties write of breaches.
std::vector<std::string> CleanTexts();

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_SHEETS_DISGUISES_H_
