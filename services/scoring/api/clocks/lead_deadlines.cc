#include "services/scoring/api/clocks/lead_deadlines.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "common/status/status.h"
#include "services/scoring/store/leads/lead_store.h"

namespace probity::scoring::clocks {
namespace {

constexpr char kLeadVerify[] = "lead_verify";
const Date kFirstDate(1, 1, 1);
// Before the mark of a last day that is not known.
const Date kLastDate(9999, 12, 30);

ListedClock ClockOf(const Lead& lead, ClockState state) {
  ListedClock listed;
  ClockFile& clock = listed.clock;
  clock.subject = {SubjectKind::kLead, lead.lead_id};
  clock.key = kLeadVerify;
  clock.state = state;
  clock.event = lead.received;
  clock.last_day = lead.verify_due;
  clock.institution_id = lead.act.institution_id;
  clock.officer = lead.verifier;
  return listed;
}

bool Before(const ListedClock& a, const ListedClock& b) {
  const ClockFile& x = a.clock;
  const ClockFile& y = b.clock;
  return std::tie(*x.last_day, x.subject.kind, x.subject.id, x.key, x.run) <
         std::tie(*y.last_day, y.subject.kind, y.subject.id, y.key, y.run);
}

// Behind that place: leads stand between the clocks of cases and the other kinds of one day.
void StartBehind(const ListPlace& place, DueLeadFilter& filter) {
  const SubjectKind kind = place.key.subject.kind;
  const Date from = kind > SubjectKind::kLead ? place.last_day + 1 : place.last_day;
  if (from < filter.from) return;
  filter.from = from;
  if (kind == SubjectKind::kLead) filter.after_id = place.key.subject.id;
}

}  // namespace

absl::StatusOr<std::vector<ListedClock>> LeadDeadlines(sql::Tx& tx, const std::string& region,
                                                       const ClockFilter& filter, Date today) {
  std::vector<ListedClock> listed;
  if (!filter.case_id.empty()) return listed;
  const bool overdue = filter.state == ClockState::kOverdue;
  DueLeadFilter due;
  due.from = std::max(filter.from.value_or(kFirstDate), overdue ? kFirstDate : today);
  due.until = std::min(filter.until.value_or(kLastDate), overdue ? today - 1 : kLastDate);
  due.verifier = filter.officer;
  due.limit = filter.limit;
  if (filter.after.has_value()) StartBehind(*filter.after, due);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Lead> leads, ListDueLeads(tx, region, due));
  for (const Lead& lead : leads) listed.push_back(ClockOf(lead, filter.state));
  return listed;
}

std::vector<ListedClock> MergeByLastDay(std::vector<ListedClock> clocks,
                                        std::vector<ListedClock> leads, size_t limit) {
  std::vector<ListedClock> merged;
  std::merge(std::make_move_iterator(clocks.begin()), std::make_move_iterator(clocks.end()),
             std::make_move_iterator(leads.begin()), std::make_move_iterator(leads.end()),
             std::back_inserter(merged), &Before);
  if (merged.size() > limit)
    merged.erase(merged.begin() + static_cast<int64_t>(limit), merged.end());
  return merged;
}

}  // namespace probity::scoring::clocks
