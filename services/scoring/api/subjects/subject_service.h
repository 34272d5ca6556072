// SubjectService: see subject_service.proto.
#ifndef PROBITY_SERVICES_SCORING_API_SUBJECTS_SUBJECT_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_SUBJECTS_SUBJECT_SERVICE_H_

#include "common/rpc/router.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

void RegisterSubjectService(const ServiceEnv& env, rpc::Router& router);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SUBJECTS_SUBJECT_SERVICE_H_
