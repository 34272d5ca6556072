#include "services/settlement/api/scoring_client.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "common/rpc/channel.h"
#include "common/rpc/page_token.h"
#include "common/status/status.h"
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"

namespace probity::settlement {
namespace {

namespace v1 = scoring::v1;
using calendar::Date;

// Left of a call's time for the transaction that keeps what was pulled.
constexpr absl::Duration kForTheTransaction = absl::Seconds(2);

absl::Status Incomplete(std::string_view institution_id, std::string_view what) {
  return Precondition(
      Reason::k_STANDINGS_INCOMPLETE,
      absl::StrCat("scoring's standing of \"", ToAbsl(institution_id), "\": ", ToAbsl(what)),
      {{"institution_id", std::string(institution_id)}});
}

// What the caller learns when scoring refuses: its own reason where the request was understood
// (POLICY_NOT_IN_FORCE, say), else that it could not be reached.
absl::Status Explain(const absl::Status& status) {
  if (status.ok() || absl::IsFailedPrecondition(status) || absl::IsNotFound(status) ||
      absl::IsInvalidArgument(status)) {
    return status;
  }
  return Refuse(absl::StatusCode::kUnavailable, Reason::k_DEPENDENCY_UNAVAILABLE,
                "scoring did not answer; nothing was changed, try again later",
                {{"dependency", "scoring"}, {"reason", DetailOf(status).reason}});
}

// Reads one standing; remembers the first thing wrong with it.
class Reader {
 public:
  explicit Reader(const v1::Standing& message) : message_(message) {}

  absl::StatusOr<Standing> Read(int32_t year) {
    Check(message_.year() == year, "of another year");
    Check(
        message_.kind() == v1::SUBJECT_KIND_MEDICAL || message_.kind() == v1::SUBJECT_KIND_PHARMACY,
        "of another kind than MEDICAL or PHARMACY");
    Check(message_.policy_sha256().size() == 2 * crypto::kHashSize, "without a policy");
    Standing standing;
    standing.institution_id = message_.institution_id();
    standing.medical = message_.kind() == v1::SUBJECT_KIND_MEDICAL;
    standing.points = message_.points();
    standing.policy_sha256 = message_.policy_sha256();
    standing.veto = message_.veto();
    standing.open_case = message_.open_case();
    ReadDesignation(standing);
    ReadConsequence(standing);
    standing.qualifications = {message_.qualifications().begin(), message_.qualifications().end()};
    standing.entry_ids = {message_.entry_ids().begin(), message_.entry_ids().end()};
    if (wrong_.has_value()) return Incomplete(message_.institution_id(), *wrong_);
    return standing;
  }

 private:
  void Check(bool ok, std::string_view what) {
    if (!ok && !wrong_.has_value()) wrong_ = std::string(what);
  }

  std::optional<Date> OptionalDate(const std::string& text, std::string_view what) {
    if (text.empty()) return std::nullopt;
    const auto date = calendar::ParseDate(text);
    Check(date.ok(), what);
    return date.ok() ? std::optional<Date>(*date) : std::nullopt;
  }

  void ReadDesignation(Standing& standing) {
    const auto from = OptionalDate(message_.designated_from_date(), "designated_from_date");
    Check(from.has_value(), "without designated_from_date");
    standing.designation.from = from.value_or(Date());
    standing.designation.to = OptionalDate(message_.designated_to_date(), "designated_to_date");
    for (const v1::VoluntarySuspension& own : message_.voluntary_suspensions()) {
      const auto first = OptionalDate(own.from_date(), "voluntary from_date");
      const auto last = OptionalDate(own.to_date(), "voluntary to_date");
      Check(first.has_value() && last.has_value() && *first <= *last,
            "a voluntary suspension without its days");
      if (wrong_.has_value()) return;
      standing.designation.voluntary.push_back({*first, *last});
    }
  }

  void ReadConsequence(Standing& standing) {
    const v1::Consequence& order = message_.consequence();
    standing.suspend_months = order.suspend_months();
    const auto first = OptionalDate(order.suspend_start_date(), "suspend_start_date");
    const auto last = OptionalDate(order.suspend_end_date(), "suspend_end_date");
    Check(first.has_value() == last.has_value(), "a suspension with one date only");
    if (first.has_value() && last.has_value()) {
      Check(*first <= *last, "a suspension that ends before it begins");
      standing.suspension = calendar::Period{*first, *last};
    }
    standing.cancelled = order.cancelled();
    standing.designation.cancelled_from = OptionalDate(order.cancelled_date(), "cancelled_date");
    Check(standing.cancelled == standing.designation.cancelled_from.has_value(),
          "a cancellation without its date, or a date without one");
  }

  const v1::Standing& message_;
  std::optional<std::string> wrong_;
};

rpc::CallOptions OptionsFor(absl::Time deadline) {
  rpc::CallOptions options;
  options.caller = rpc::ServiceCaller("settlement");
  options.deadline = deadline - kForTheTransaction;
  options.timeout = absl::InfiniteDuration();  // the deadline bounds it: a register may be long
  return options;
}

// Every standing is read once here, so that what is wrong is known before anything is written.
absl::Status PullStandings(v1::StandingService::Stub& stub, const rpc::CallOptions& options,
                           PulledYear& pulled) {
  v1::StreamStandingsRequest request;
  request.set_year(pulled.year);
  const absl::Status status = rpc::InvokeStream(
      stub, &v1::StandingService::Stub::StreamStandings, request, options,
      [&](const v1::StreamStandingsResponse& batch) -> absl::Status {
        pulled.known_seq = batch.known_seq();  // the same in every message
        for (const v1::Standing& message : batch.standings()) {
          PROBITY_RETURN_IF_ERROR(Reader(message).Read(pulled.year).status());
          if (pulled.standings.last_id() >= message.institution_id()) {
            return Incomplete(message.institution_id(), "not in the order of ids, each once");
          }
          pulled.standings.Add(message);
        }
        return absl::OkStatus();
      });
  PROBITY_RETURN_IF_ERROR(Explain(status));
  if (!pulled.standings.empty()) return absl::OkStatus();
  return Precondition(Reason::k_STANDINGS_INCOMPLETE,
                      "scoring's register is empty; import the institutions first");
}

absl::StatusOr<std::string> PullPolicy(v1::PolicyService::Stub& stub, const std::string& sha256,
                                       const rpc::CallOptions& options) {
  v1::GetPolicyRequest request;
  request.set_sha256(sha256);
  auto response = rpc::Invoke(stub, &v1::PolicyService::Stub::GetPolicy, request, options);
  if (!response.ok()) return Explain(response.status());
  return std::move(*response->mutable_content());
}

// The days a suspension was or is served: to the day before it was lifted or fell away.
std::optional<calendar::Period> ServedSpan(const v1::Measure& measure, int32_t year) {
  const auto first = calendar::ParseDate(measure.start_date());
  if (!first.ok() || measure.status() == v1::MEASURE_STATUS_REQUESTED ||
      measure.status() == v1::MEASURE_STATUS_REFUSED) {
    return std::nullopt;
  }
  // One without an end goes on beyond the year, which is all that is counted here.
  Date last(year, 12, 31);
  if (const auto ends = calendar::ParseDate(measure.end_date()); ends.ok()) last = *ends;
  const auto free = calendar::ParseDate(measure.free_from_date());
  if (free.ok()) {
    last = std::min(last, *free - 1);
  } else if (measure.status() == v1::MEASURE_STATUS_FELL_AWAY) {
    return std::nullopt;
  }
  if (last < *first) return std::nullopt;
  return calendar::Period{*first, last};
}

void Earlier(Date from, std::optional<Date>& known) {
  known = known.has_value() ? std::min(*known, from) : from;
}

void AddMeasure(const v1::Measure& measure, int32_t year, MeasuredStanding& measured) {
  if (measure.kind() == v1::MEASURE_KIND_CANCELLATION) {
    const auto from = calendar::ParseDate(measure.start_date());
    const bool stands = measure.status() == v1::MEASURE_STATUS_IN_FORCE;
    if (!stands || !from.ok() || from->year() > year) return;
    Earlier(*from, measured.cancelled_from);
    measured.cancelled = measured.cancelled || from->year() == year;
    return;
  }
  const bool suspends = measure.kind() == v1::MEASURE_KIND_POINTS_SUSPENSION ||
                        measure.kind() == v1::MEASURE_KIND_AGREEMENT_SUSPENSION;
  const bool whole = measure.scope() == v1::MEASURE_SCOPE_WHOLE;
  if (!suspends || !whole) return;
  if (const auto span = ServedSpan(measure, year); span.has_value()) {
    measured.orders.push_back(*span);
  }
}

void Apply(const MeasuredStanding& measured, Standing& standing) {
  standing.orders = measured.orders;
  if (measured.cancelled_from.has_value()) {
    Earlier(*measured.cancelled_from, standing.designation.cancelled_from);
  }
  standing.cancelled = standing.cancelled || measured.cancelled;
}

// The first institution with a measure and without a standing; both come in the order of ids.
std::optional<std::string> Unregistered(const PulledYear& pulled) {
  auto next = pulled.measured.begin();
  pulled.standings.EachId([&](std::string_view id) {
    if (next != pulled.measured.end() && next->first == id) ++next;
  });
  if (next == pulled.measured.end()) return std::nullopt;
  return next->first;
}

}  // namespace

absl::Status PullOrders(const std::shared_ptr<grpc::Channel>& scoring, int32_t year,
                        absl::Time deadline, PulledYear& pulled) {
  const rpc::CallOptions options = OptionsFor(deadline);
  const auto stub = v1::ConsequenceService::NewStub(scoring);
  v1::ListMeasuresRequest request;
  request.set_subject(v1::MEASURE_SUBJECT_INSTITUTION);
  request.set_page_size(rpc::kMaxPageSize);
  do {
    const auto page =
        rpc::Invoke(*stub, &v1::ConsequenceService::Stub::ListMeasures, request, options);
    if (!page.ok()) return Explain(page.status());
    for (const v1::Measure& measure : page->measures()) {
      AddMeasure(measure, year, pulled.measured[measure.subject_id()]);
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  const std::optional<std::string> unregistered = Unregistered(pulled);
  if (!unregistered.has_value()) return absl::OkStatus();
  return Incomplete(*unregistered, "a measure of an institution without a standing");
}

absl::Status PulledYear::Each(const std::function<absl::Status(const Standing&)>& each) const {
  return standings.Each([&](const v1::Standing& message) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(Standing standing, Reader(message).Read(year));
    const auto added = measured.find(standing.institution_id);
    if (added != measured.end()) Apply(added->second, standing);
    return each(standing);
  });
}

absl::StatusOr<PulledYear> PullYear(const std::shared_ptr<grpc::Channel>& scoring, int32_t year,
                                    absl::Time deadline) {
  const rpc::CallOptions options = OptionsFor(deadline);
  const auto standing_stub = v1::StandingService::NewStub(scoring);
  const auto policy_stub = v1::PolicyService::NewStub(scoring);
  PulledYear pulled;
  pulled.year = year;
  PROBITY_RETURN_IF_ERROR(PullStandings(*standing_stub, options, pulled));
  for (const StandingRegister::Decides& decides : pulled.standings.policies()) {
    const auto [file, fresh] = pulled.policy_files.try_emplace(decides.policy_sha256);
    if (!fresh) continue;
    PROBITY_ASSIGN_OR_RETURN(file->second,
                             PullPolicy(*policy_stub, decides.policy_sha256, options));
  }
  return pulled;
}

}  // namespace probity::settlement
