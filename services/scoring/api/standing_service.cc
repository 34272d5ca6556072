#include "services/scoring/api/standing_service.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/scoring/v1/standing_service.pb.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/domain/agreements/agreement.h"
#include "services/scoring/domain/standing.h"
#include "services/scoring/store/agreements/agreements.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/ledger/year_locks.h"
#include "services/scoring/store/open_cases.h"

namespace probity::scoring {
namespace {

// Institutions read at a time: three queries for each so many, none for a single one.
constexpr int64_t kPageRows = 2000;
constexpr int kRowsPerMessage = 500;
constexpr int32_t kFirstYear = 2000;
constexpr int32_t kLastYear = 2200;

// Which year, seen from where.
struct View {
  int32_t year = 0;
  AsOf at;
};

template <typename Request>
absl::StatusOr<View> ReadView(const ServiceEnv& env, const Request& request) {
  FieldCheck check;
  View view;
  view.year = request.year();
  check.Check(view.year >= kFirstYear && view.year <= kLastYear, "year", "2000 to 2200");
  view.at.date = DateField(request.as_of_date(), "as_of_date", Today(env.clock), check);
  if (request.has_known_time()) {
    using google::protobuf::util::TimeUtil;
    const google::protobuf::Timestamp& known = request.known_time();
    const bool valid = known.seconds() >= TimeUtil::kTimestampMinSeconds &&
                       known.seconds() <= TimeUtil::kTimestampMaxSeconds && known.nanos() >= 0 &&
                       known.nanos() < absl::ToInt64Nanoseconds(absl::Seconds(1));
    check.Check(valid, "known_time", "a time of the years 1 to 9999");
    if (valid) view.at.known = TimeUtil::TimestampToMicroseconds(known);
  }
  if (request.known_seq() != 0) view.at.known_seq = request.known_seq();
  check.Check(request.known_seq() >= 0, "known_seq", "0 or a number of the ledger");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return view;
}

// The version that reads the year as a whole: in force on the last day of it that counts.
absl::CivilDay PolicyDay(const View& view) {
  return std::clamp(view.at.date, absl::CivilDay(view.year, 1, 1),
                    absl::CivilDay(view.year, 12, 31));
}

// The rules of each kind, looked up once for a whole answer.
class Rules {
 public:
  Rules(const ServiceEnv& env, sql::Tx& tx, const View& view)
      : env_(env), tx_(tx), day_(PolicyDay(view)), known_(view.at.known) {}

  absl::StatusOr<const StandingRules*> For(policy::SubjectKind kind) {
    const auto known = rules_.find(kind);
    if (known != rules_.end()) return &known->second;
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef year, env_.policies.For(tx_, kind, day_, known_));
    PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env_.policies.All(tx_, known_));
    held_.push_back(year);
    held_shelves_.push_back(shelf);
    StandingRules rules{*year};
    for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
    return &rules_.emplace(kind, std::move(rules)).first->second;
  }

 private:
  const ServiceEnv& env_;
  sql::Tx& tx_;
  const absl::CivilDay day_;
  const int64_t known_;
  std::map<policy::SubjectKind, StandingRules> rules_;
  std::vector<PolicyRef> held_;  // what rules_ points into
  std::vector<PolicyShelf> held_shelves_;
};

// By institution, what a locked settlement of the year did not know yet (G18).
using LateEntries = std::map<std::string, std::vector<std::string>>;

absl::StatusOr<LateEntries> ReadLate(const ServiceEnv& env, sql::Tx& tx, const View& view) {
  LateEntries late;
  PROBITY_ASSIGN_OR_RETURN(std::vector<YearLock> locks, YearLocks(tx, env.region));
  std::erase_if(locks, [&](const YearLock& one) { return one.recorded_time > view.at.known; });
  const std::optional<int64_t> settled = LastKnownSeq(locks, view.year);
  if (!settled.has_value()) return late;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesAfterLock(tx, env.region, view.year, *settled));
  for (const Entry& entry : entries) {
    if (!Visible(entry, view.at)) continue;
    PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(entry.entry_id));
    late[entry.subject.id].push_back(id.Text());
  }
  return late;
}

// By institution, the days of the year on which it had suspended itself.
using OwnSuspensions = std::map<std::string, std::vector<calendar::Period>>;

OwnSuspensions SuspensionsSeen(const View& view, std::vector<AgreementFile> files) {
  const calendar::Period year{absl::CivilDay(view.year, 1, 1), absl::CivilDay(view.year, 12, 31)};
  OwnSuspensions suspensions;
  for (AgreementFile& file : files) {
    std::erase_if(file.events, [&view](const AgreementEvent& one) {
      return one.recorded_time > view.at.known || one.business_date > view.at.date;
    });
    for (const calendar::Period& days : VoluntarySuspensions(file)) {
      const calendar::Period inside{std::max(days.first, year.first),
                                    std::min(days.last, year.last)};
      if (inside.first > inside.last) continue;
      suspensions[file.agreement.subject.id].push_back(inside);
    }
  }
  return suspensions;
}

void FillConsequence(const Consequence& from, v1::Consequence& to) {
  to.set_suspend_months(from.suspend_months);
  if (from.suspension.has_value()) {
    to.set_suspend_start_date(DateText(from.suspension->first));
    to.set_suspend_end_date(DateText(from.suspension->last));
  }
  to.set_cancelled(from.cancelled);
  to.set_cancelled_date(DateText(from.cancelled_date));
}

// What is read once for a whole answer, by institution.
struct Beside {
  LateEntries late;
  OwnSuspensions suspensions;
};

absl::StatusOr<v1::Standing> MakeStanding(Rules& rules, const View& view,
                                          const Institution& institution,
                                          const std::vector<Entry>& entries, bool open_case,
                                          const Beside& beside) {
  PROBITY_ASSIGN_OR_RETURN(const StandingRules* applied, rules.For(institution.kind));
  const Standing standing = FoldStanding(*applied, entries, view.at);
  v1::Standing message;
  message.set_institution_id(institution.institution_id);
  message.set_kind(ToProto(institution.kind));
  message.set_year(view.year);
  message.set_points(standing.points);
  message.set_band(standing.band);
  message.set_rate_bp(standing.rate_bp);
  FillConsequence(standing.consequence, *message.mutable_consequence());
  for (const policy::Qualification one : standing.qualifications) {
    message.add_qualifications(std::string(policy::QualificationName(one)));
  }
  message.set_veto(standing.veto);
  message.set_open_case(open_case);
  for (const Entry& entry : entries) {
    // The end of a year is no part of what the year comes to: a standing reads the same after it.
    if (!Visible(entry, view.at) || entry.kind == EntryKind::kExpire) continue;
    PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(entry.entry_id));
    message.add_entry_ids(id.Text());
  }
  if (const auto own = beside.late.find(institution.institution_id); own != beside.late.end()) {
    for (const std::string& id : own->second) message.add_late_entry_ids(id);
  }
  if (const auto own = beside.suspensions.find(institution.institution_id);
      own != beside.suspensions.end()) {
    for (const calendar::Period& days : own->second) {
      v1::VoluntarySuspension& one = *message.add_voluntary_suspensions();
      one.set_from_date(DateText(days.first));
      one.set_to_date(DateText(days.last));
    }
  }
  message.set_policy_sha256(applied->year.sha256);
  message.set_expired_date(DateText(standing.expired));
  message.set_designated_from_date(DateText(institution.designated_from));
  message.set_designated_to_date(DateText(institution.designated_to));
  return message;
}

OpenCaseQuery OpenCases(const ServiceEnv& env, const View& view, const std::string& first,
                        const std::string& last) {
  return {env.region, view.year, view.at.date, view.at.known, first, last};
}

absl::StatusOr<v1::GetStandingResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                            const v1::GetStandingRequest& request) {
  const std::string& id = request.institution_id();
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, id));
  PROBITY_ASSIGN_OR_RETURN(const View view, ReadView(env, request));
  v1::GetStandingResponse response;
  const auto read = [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const Institution institution, GetInstitution(tx, env.region, id));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                             EntriesOfYear(tx, env.region, view.year, institution.subject()));
    PROBITY_ASSIGN_OR_RETURN(const std::set<std::string> open,
                             InstitutionsWithOpenCase(tx, OpenCases(env, view, id, id)));
    Rules rules(env, tx, view);
    PROBITY_ASSIGN_OR_RETURN(const ledger::Head head, EntriesHead(tx, env.region));
    response.set_known_seq(head.seq);
    Beside beside;
    PROBITY_ASSIGN_OR_RETURN(beside.late, ReadLate(env, tx, view));
    PROBITY_ASSIGN_OR_RETURN(auto agreements, AgreementsOf(tx, env.region, institution.subject()));
    beside.suspensions = SuspensionsSeen(view, std::move(agreements));
    PROBITY_ASSIGN_OR_RETURN(
        *response.mutable_standing(),
        MakeStanding(rules, view, institution, entries, open.contains(id), beside));
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, read));
  return response;
}

// Collects standings and sends them in messages of bounded size.
class Batcher {
 public:
  // `known_seq`: where the ledger ends, told with every message.
  Batcher(rpc::Sink& sink, int64_t known_seq) : sink_(sink) { message_.set_known_seq(known_seq); }

  absl::Status Add(v1::Standing standing) {
    *message_.add_standings() = std::move(standing);
    return message_.standings_size() < kRowsPerMessage ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    if (message_.standings_size() == 0) return absl::OkStatus();
    PROBITY_RETURN_IF_ERROR(sink_.Write(message_));
    message_.clear_standings();
    return absl::OkStatus();
  }

 private:
  rpc::Sink& sink_;
  v1::StreamStandingsResponse message_;
};

// Merges a page of the register with the entries and open cases of the same ids.
absl::Status SendPage(const ServiceEnv& env, sql::Tx& tx, const View& view, Rules& rules,
                      const Beside& beside, const std::vector<Institution>& page, Batcher& out) {
  const std::string& first = page.front().institution_id;
  const std::string& last = page.back().institution_id;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfSlice(tx, env.region, {view.year, first, last}));
  PROBITY_ASSIGN_OR_RETURN(const std::set<std::string> open,
                           InstitutionsWithOpenCase(tx, OpenCases(env, view, first, last)));
  auto next = entries.begin();
  for (const Institution& institution : page) {
    std::vector<Entry> own;
    for (; next != entries.end() && next->subject.id == institution.institution_id; ++next) {
      own.push_back(*next);
    }
    PROBITY_ASSIGN_OR_RETURN(v1::Standing standing,
                             MakeStanding(rules, view, institution, own,
                                          open.contains(institution.institution_id), beside));
    PROBITY_RETURN_IF_ERROR(out.Add(std::move(standing)));
  }
  return absl::OkStatus();
}

absl::Status Stream(const ServiceEnv& env, const rpc::Call& call,
                    const v1::StreamStandingsRequest& request, rpc::Sink& sink) {
  PROBITY_ASSIGN_OR_RETURN(const View view, ReadView(env, request));
  return env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    Rules rules(env, tx, view);
    Beside beside;
    PROBITY_ASSIGN_OR_RETURN(beside.late, ReadLate(env, tx, view));
    const calendar::Period year{absl::CivilDay(view.year, 1, 1), absl::CivilDay(view.year, 12, 31)};
    PROBITY_ASSIGN_OR_RETURN(auto agreements, VoluntarilySuspended(tx, env.region, year));
    beside.suspensions = SuspensionsSeen(view, std::move(agreements));
    PROBITY_ASSIGN_OR_RETURN(const ledger::Head head, EntriesHead(tx, env.region));
    Batcher out(sink, head.seq);
    std::string after;
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> page,
                               InstitutionsAfter(tx, env.region, std::nullopt, after, kPageRows));
      if (page.empty()) return out.Flush();
      PROBITY_RETURN_IF_ERROR(SendPage(env, tx, view, rules, beside, page, out));
      after = page.back().institution_id;
    }
  });
}

}  // namespace

void RegisterStandingService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.StandingService.")
      .Read("GetStanding", &Get)
      .Stream("StreamStandings", &Stream);
}

}  // namespace probity::scoring
