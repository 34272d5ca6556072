#include "services/scoring/api/consequences/bars.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "probity/scoring/v1/consequence_service.pb.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/consequences/consequence_convert.h"
#include "services/scoring/api/consequences/consequence_service.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/consequences/bar_store.h"

namespace probity::scoring::consequences {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxLabel = 200;
constexpr size_t kMaxPrincipal = 128;
constexpr int32_t kMonthsOfYear = 12;
constexpr int64_t kPageRows = 1000;
constexpr char kPrincipalBasis[] = "《医疗保障基金使用监督管理条例》 43";

absl::Status AuditBar(const ServiceEnv& env, sql::Tx& tx, const Bar& bar, std::string_view actor,
                      const RecordedAt& at) {
  ledger::Fields fields;
  fields.Add("actor", actor)
      .AddHex("bar_id", bar.bar_id)
      .Add("subject", static_cast<int64_t>(bar.subject))
      .Add("subject_id", bar.subject_id)
      .Add("institution_id", bar.institution_id)
      .Add("case_id", bar.case_id)
      .Add("start_date", DateText(bar.first))
      .Add("end_date", DateText(bar.last))
      .Add("ended_date", DateText(bar.ended))
      .Add("document", bar.document)
      .Add("reason", bar.reason);
  return AppendAudit(tx, env.region, AuditKind::kBarChanged, fields, at).status();
}

// All bars of the region, which are few, by whom they bar.
class BarBook {
 public:
  static absl::StatusOr<BarBook> Load(const ServiceEnv& env, sql::Tx& tx) {
    BarBook book;
    BarFilter filter;
    filter.limit = kPageRows;
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const std::vector<Bar> page, ListBars(tx, env.region, filter));
      for (const Bar& bar : page) book.bars_.emplace(Key{bar.subject, bar.subject_id}, bar);
      if (static_cast<int64_t>(page.size()) < kPageRows) return book;
      filter.after = page.back().bar_id;
    }
  }

  // The last day of the longest bar that runs on `day`.
  std::optional<absl::CivilDay> Until(BarSubject subject, const std::string& id,
                                      absl::CivilDay day) const {
    std::optional<absl::CivilDay> until;
    const auto [first, last] = bars_.equal_range(Key{subject, id});
    for (auto it = first; it != last; ++it) {
      const Bar& bar = it->second;
      if (bar.Runs(day) && (!until.has_value() || *until < bar.last)) until = bar.last;
    }
    return until;
  }

 private:
  using Key = std::pair<BarSubject, std::string>;
  std::multimap<Key, Bar> bars_;
};

bool TookEffect(CaseState state) {
  switch (state) {
    case CaseState::kEffective:
    case CaseState::kExecuted:
    case CaseState::kClosed:
    case CaseState::kArchived:
    case CaseState::kReconsideration:
    case CaseState::kLitigation:
      return true;
    default:
      return false;
  }
}

absl::StatusOr<v1::BarPrincipalResponse> BarPerson(const ServiceEnv& env, sql::Tx& tx,
                                                   const rpc::Call& call,
                                                   const v1::BarPrincipalRequest& request) {
  const RecordedAt at = Now(env);
  FieldCheck check;
  CheckLabel(request.principal(), 1, kMaxPrincipal, "principal", check);
  CheckLabel(request.document(), 1, kMaxLabel, "document", check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  check.Check(!request.served_date().empty(), "served_date", "a date YYYY-MM-DD");
  const absl::CivilDay served =
      DateField(request.served_date(), "served_date", absl::CivilDay(), check);
  check.Check(served <= calendar::DateOf(at.time), "served_date", "not in the future");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(tx, env.region, {request.case_id(), ""}));
  if (!TookEffect(file.state)) {
    return Precondition(Reason::k_WRONG_STATE,
                        "a decision bars nobody before it has taken effect; 决定尚未生效",
                        {{"state", std::string(CaseStateName(file.state))}});
  }
  PROBITY_ASSIGN_OR_RETURN(
      const PolicyRef policy,
      MeasurePolicy(env, tx, MeasureSubject::kInstitution, file.institution_id, served));
  const calendar::Period time =
      calendar::MonthsAfter(served, kMonthsOfYear * policy->measures.principal_bar_years);
  Bar bar;
  bar.bar_id = TimeOrderedId(at.time, env.entropy).Bytes();
  bar.subject = BarSubject::kPrincipal;
  bar.subject_id = request.principal();
  bar.institution_id = file.institution_id;
  bar.case_id = file.case_id;
  bar.first = time.first;
  bar.last = time.last;
  bar.basis = kPrincipalBasis;
  bar.document = request.document();
  bar.reason = request.reason();
  bar.ordered_by = call.caller.person;
  PROBITY_RETURN_IF_ERROR(InsertBar(tx, env.region, bar));
  PROBITY_RETURN_IF_ERROR(AuditBar(env, tx, bar, call.caller.person, at));
  v1::BarPrincipalResponse response;
  *response.mutable_bar() = ToProto(bar);
  return response;
}

absl::StatusOr<v1::ListBarsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                          const v1::ListBarsRequest& request) {
  FieldCheck check;
  BarFilter filter;
  check.Check(v1::BarSubject_IsValid(request.subject()), "subject", "INSTITUTION or PRINCIPAL");
  if (request.subject() != v1::BAR_SUBJECT_UNSPECIFIED) {
    filter.subject = static_cast<BarSubject>(request.subject());
  }
  filter.subject_id = request.subject_id();
  const absl::CivilDay day = DateField(request.on_date(), "on_date", Today(env.clock), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (!request.all()) filter.on_day = day;
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  filter.after = page.cursor;
  filter.limit = page.size + 1;
  std::vector<Bar> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListBars(tx, env.region, filter));
    return absl::OkStatus();
  }));
  v1::ListBarsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().bar_id));
  }
  for (const Bar& one : found) *response.add_bars() = ToProto(one);
  return response;
}

}  // namespace

absl::Status CheckBarred(const ServiceEnv& env, sql::Tx& tx,
                         const std::vector<Institution>& applying) {
  std::vector<FieldViolation> barred;
  if (applying.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const BarBook book, BarBook::Load(env, tx));
  for (const Institution& one : applying) {
    const std::optional<absl::CivilDay> institution =
        book.Until(BarSubject::kInstitution, one.institution_id, one.designated_from);
    const std::optional<absl::CivilDay> principal =
        book.Until(BarSubject::kPrincipal, one.principal, one.designated_from);
    if (institution.has_value()) {
      barred.push_back({absl::StrCat(one.institution_id, ".institution_id"),
                        absl::StrCat("barred until ", DateText(institution))});
    }
    if (principal.has_value()) {
      barred.push_back({absl::StrCat(one.institution_id, ".principal"),
                        absl::StrCat("barred until ", DateText(principal))});
    }
  }
  if (barred.empty()) return absl::OkStatus();
  const std::string text = absl::StrCat(barred.size(), " applications are barred, first ",
                                        barred.front().field, ", ", barred.front().description,
                                        "; nothing was recorded; 禁入期内不得申请定点或签订协议");
  return WithDetail(absl::StatusCode::kFailedPrecondition, text,
                    {std::string(ReasonName(Reason::k_BARRED)), {}, std::move(barred)});
}

absl::Status EndBars(const ServiceEnv& env, sql::Tx& tx, std::string_view case_id,
                     std::string_view actor, const RecordedAt& at) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Bar> bars, BarsOfCase(tx, env.region, case_id));
  for (Bar bar : bars) {
    if (bar.subject != BarSubject::kPrincipal || bar.ended.has_value()) continue;
    bar.ended = calendar::DateOf(at.time);
    PROBITY_RETURN_IF_ERROR(UpdateBar(tx, env.region, bar));
    PROBITY_RETURN_IF_ERROR(AuditBar(env, tx, bar, actor, at));
  }
  return absl::OkStatus();
}

void RegisterBars(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.ConsequenceService.")
      .Change("BarPrincipal", &BarPerson)
      .Read("ListBars", &List);
}

}  // namespace probity::scoring::consequences
