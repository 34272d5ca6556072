// Results of settlement with the names of case files.
#ifndef PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CASE_WRITER_H_
#define PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CASE_WRITER_H_

#include "common/json/json.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/restate.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::golden {

Json ToJson(const settlement::UnitResult& result);
Json ToJson(const settlement::RegionTotals& totals);
Json ToJson(const settlement::UnitDelta& delta);

}  // namespace probity::golden

#endif  // PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CASE_WRITER_H_
