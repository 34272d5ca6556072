#include "clients/probityctl/year/year.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/scenario/scenario.h"
#include "clients/probityctl/year/books.h"
#include "clients/probityctl/year/hearings.h"
#include "clients/probityctl/year/keyring.h"
#include "clients/probityctl/year/procedure.h"
#include "clients/probityctl/year/registers.h"
#include "clients/probityctl/year/report.h"
#include "common/crypto/crypto.h"
#include "common/policy/choose.h"
#include "common/policy/load.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

absl::StatusOr<scenario::Scenario> ReadWhole(const YearOptions& options,
                                             const std::vector<policy::Policy>& policies) {
  scenario::Problems problems;
  PROBITY_ASSIGN_OR_RETURN(
      scenario::Scenario scenario,
      scenario::ReadScenario(options.scenario, options.year, policies, problems));
  if (problems.empty()) return scenario;
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_BAD_ROWS,
                absl::StrCat(problems.Text(), "\n", problems.count(), " problem(s) in ",
                             options.scenario.string(),
                             "; nothing has been sent to a service. Mend the rows and run again."));
}

// Somebody has to be able to write the result before a year of work begins.
absl::Status MakeFolder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return absl::OkStatus();
  return Precondition(Reason::k_STORAGE_UNAVAILABLE,
                      absl::StrCat("the folder ", folder.string(), " cannot be made: ",
                                   error.message(), "; choose another with --out"));
}

}  // namespace

absl::StatusOr<YearResult> RunYear(const YearOptions& options, const clients::Bureau& bureau) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<policy::Policy> policies,
                           policy::LoadPolicyFolder(options.policies.string()));
  PROBITY_ASSIGN_OR_RETURN(const scenario::Scenario scenario, ReadWhole(options, policies));
  PROBITY_RETURN_IF_ERROR(MakeFolder(options.out));
  PROBITY_ASSIGN_OR_RETURN(const calendar::WorkCalendar calendar, calendar::ShippedCalendar());
  PROBITY_ASSIGN_OR_RETURN(YearClock clock, YearClock::Open(options.clock));
  PROBITY_ASSIGN_OR_RETURN(Keyring keyring,
                           Keyring::Open(options.out / ".keyring", crypto::SystemEntropy()));
  const policy::Policy* in_force = policy::InForce(policies, policy::SubjectKind::kMedical,
                                                   absl::CivilDay(options.year, 12, 31));
  if (in_force == nullptr) {
    return Precondition(Reason::k_POLICY_NOT_IN_FORCE,
                        absl::StrCat("no policy for MEDICAL is in force in ", options.year));
  }

  Progress progress(options.quiet);
  Context context{scenario, bureau, calendar, clock, progress};
  PROBITY_RETURN_IF_ERROR(CheckNobodyElse(context));
  Procedure procedure(context);
  PROBITY_RETURN_IF_ERROR(procedure.Load());
  PROBITY_RETURN_IF_ERROR(clock.AdvanceTo(absl::CivilDay(options.year, 1, 1)));
  PROBITY_RETURN_IF_ERROR(PutPolicies(context, options.policies));
  PROBITY_RETURN_IF_ERROR(FillRegisters(context));
  PROBITY_RETURN_IF_ERROR(procedure.RunCalendar());
  const bool objections = std::any_of(scenario.cases.begin(), scenario.cases.end(),
                                      [](const scenario::Case& one) { return one.objected; });
  if (objections) {
    Hearings hearings(context, procedure, keyring, options.notices, in_force->committee);
    PROBITY_RETURN_IF_ERROR(hearings.Run());
  }
  PROBITY_ASSIGN_OR_RETURN(const settlement::v1::Run run, CloseBooks(context));
  YearResult result;
  PROBITY_RETURN_IF_ERROR(procedure.Load());
  result.open_cases = procedure.Open();
  PROBITY_ASSIGN_OR_RETURN(result.summary,
                           WriteReport(context, run.run_id(), procedure.cases(), options.out));
  progress.Finish();
  return result;
}

}  // namespace probity::year
