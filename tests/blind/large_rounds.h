// A policy under which a round hears up to twenty cases.
#ifndef PROBITY_TESTS_BLIND_LARGE_ROUNDS_H_
#define PROBITY_TESTS_BLIND_LARGE_ROUNDS_H_

#include "tests/services/scoring/support/scoring_server.h"

namespace probity::blind {

// Puts it in force from 2026-01-10 on, in place of the shipped policy of medical institutions,
// which is in force already.
void AllowRoundsOfTwenty(scoring::ScoringServer& server);

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_LARGE_ROUNDS_H_
