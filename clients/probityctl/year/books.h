// The settlement of the year: one RATES run from draft to locked, by three persons.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_BOOKS_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_BOOKS_H_

#include "absl/status/statusor.h"
#include "clients/probityctl/year/context.h"
#include "probity/settlement/v1/run_service.pb.h"

namespace probity::year {

// Goes on with the year's run wherever it stands; the locked run.
absl::StatusOr<settlement::v1::Run> CloseBooks(Context& context);

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_BOOKS_H_
