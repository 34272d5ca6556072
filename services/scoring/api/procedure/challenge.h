// Challenges of the committee on the wire.
#ifndef PROBITY_SERVICES_SCORING_API_PROCEDURE_CHALLENGE_H_
#define PROBITY_SERVICES_SCORING_API_PROCEDURE_CHALLENGE_H_

#include "probity/scoring/v1/challenge_service.pb.h"
#include "services/scoring/domain/procedure/challenge.h"

namespace probity::scoring {

v1::Challenge ToProto(const Challenge& challenge);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PROCEDURE_CHALLENGE_H_
