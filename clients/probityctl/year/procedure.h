// The five steps of every case of the folder, in the order of the calendar.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_PROCEDURE_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_PROCEDURE_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/probityctl/year/context.h"
#include "probity/scoring/v1/case.pb.h"

namespace probity::year {

class Procedure {
 public:
  explicit Procedure(Context& context) : context_(context) {}

  // Reads what the services know of the folder's cases.
  absl::Status Load();

  // Walks every case to its effect or before the committee, day by day: a case opens on the first
  // workday after its last violation, an objection is filed on the next workday, an unobjected
  // window lapses by the calendar.
  absl::Status RunCalendar();

  // Takes judged cases to their effect and refers remanded ones again, today. Returns how many
  // wait for the committee afterwards.
  absl::StatusOr<int> Settle();

  // Cases as last seen, by case_ref; empty state = not opened.
  const std::map<std::string, scoring::v1::Case>& cases() const { return cases_; }

  // Cases without an effective decision.
  int Open() const;

 private:
  using Day = std::optional<absl::CivilDay>;

  // Does everything for `one` that today allows; the day it can go on, if the calendar decides.
  absl::StatusOr<Day> Advance(const scenario::Case& one);
  // One step. Sets `moved` if the case is in another state now.
  absl::StatusOr<Day> Step(const scenario::Case& one, bool& moved);
  absl::StatusOr<Day> OpenWhenDue(const scenario::Case& one, bool& moved);
  absl::StatusOr<Day> ObjectOrLapse(const scenario::Case& one, bool& moved);
  absl::Status Open(const scenario::Case& one);
  absl::Status AddFindings(const scenario::Case& one);
  absl::Status ServeNotice(const scenario::Case& one);
  absl::Status Confirm(const scenario::Case& one);
  absl::Status Refer(const scenario::Case& one);
  absl::Status SignSheet(const scenario::Case& one);
  absl::Status ServeDecision(const scenario::Case& one);
  absl::Status Reload(const std::string& case_ref);

  template <typename Request, typename Class, typename Response>
  absl::Status Do(options::v1::Role role, std::string_view step, const scenario::Case& one,
                  grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
                  Request request, int item = 0);

  Context& context_;
  std::map<std::string, scoring::v1::Case> cases_;
};

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_PROCEDURE_H_
