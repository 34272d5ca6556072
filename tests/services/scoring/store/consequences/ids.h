// The ids of stored things in these tests: sixteen times one character.
#ifndef PROBITY_TESTS_SERVICES_SCORING_STORE_CONSEQUENCES_IDS_H_
#define PROBITY_TESTS_SERVICES_SCORING_STORE_CONSEQUENCES_IDS_H_

#include <string>

#include "common/id/id.h"

namespace probity::scoring {

inline std::string Bytes(char fill) {
  return std::string(16, fill);
}
// As the API writes it.
inline std::string Text(char fill) {
  return Id::FromBytes(Bytes(fill)).value().Text();
}

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_STORE_CONSEQUENCES_IDS_H_
