#include "services/settlement/api/input_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "probity/settlement/v1/input_service.pb.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/inputs/importer.h"
#include "services/settlement/api/inputs/input_convert.h"
#include "services/settlement/store/inputs/input_columns.h"

namespace probity::settlement {
namespace {

const auto& RowsOf(const v1::ImportBudgetsRequest& message) {
  return message.budgets();
}
const auto& RowsOf(const v1::ImportActualsRequest& message) {
  return message.actuals();
}
const auto& RowsOf(const v1::ImportIndicatorsRequest& message) {
  return message.indicators();
}
const auto& RowsOf(const v1::ImportContractsRequest& message) {
  return message.contracts();
}

template <typename Response, typename Request>
absl::StatusOr<Response> Import(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                InputKind kind, std::string_view list,
                                const std::vector<Request>& messages) {
  BadRows bad(list);
  ImportBatch batch;
  batch.kind = kind;
  batch.request_id = messages.front().request_id();
  batch.replace_year = messages.front().replace_year();
  for (size_t i = 0; i < messages.size(); ++i) {
    batch.replace_year_later |= i > 0 && messages[i].replace_year() != 0;
    for (const auto& row : RowsOf(messages[i])) {
      batch.rows.push_back(ReadInput(row, static_cast<int64_t>(batch.rows.size()), bad));
    }
  }
  PROBITY_ASSIGN_OR_RETURN(const ImportCounts counts,
                           ApplyImport(env, tx, call, std::move(batch), bad));
  Response response;
  response.set_added(counts.added);
  response.set_unchanged(counts.unchanged);
  response.set_removed(counts.removed);
  return response;
}

template <typename Request, typename Response>
void Register(const ServiceEnv& env, rpc::Router& router, const std::string& method, InputKind kind,
              std::string_view list) {
  router.Import<Request, Response>(
      "probity.settlement.v1.InputService." + method, env.database,
      [&env, kind, list](sql::Tx& tx, const rpc::Call& call, const auto& messages) {
        return Import<Response>(env, tx, call, kind, list, messages);
      });
}

InputKind KindOf(v1::InputKind kind) {
  return kind == v1::INPUT_KIND_UNSPECIFIED ? InputKind::kBudget : static_cast<InputKind>(kind);
}

void AddTo(v1::ListInputsResponse& response, InputKind kind, int32_t year, const InputRow& row) {
  switch (kind) {
    case InputKind::kActual:
      *response.add_actuals() = ToProto(ActualOf(year, row));
      break;
    case InputKind::kIndicator:
      *response.add_indicators() = ToProto(IndicatorOf(year, row));
      break;
    case InputKind::kContract:
      *response.add_contracts() = ToProto(ContractOf(year, row));
      break;
    case InputKind::kBudget:
      *response.add_budgets() = ToProto(BudgetOf(year, row));
      break;
  }
}

absl::StatusOr<v1::ListInputsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                            const v1::ListInputsRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(kFirstYear <= request.year() && request.year() <= kLastYear, "year",
                 "a year is 2000..2999")
          .Check(v1::InputKind_IsValid(request.kind()), "kind", "no kind of this version")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  const InputKind kind = KindOf(request.kind());
  // Parts of a key hold no newline.
  std::vector<std::string> after;
  if (!page.cursor.empty()) after = absl::StrSplit(page.cursor, '\n');
  std::vector<InputRow> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const InputEdition edition,
                             CurrentEdition(tx, kind, env.region, request.year()));
    PROBITY_ASSIGN_OR_RETURN(found, InputRowsAfter(tx, edition, after, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListInputsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(
        env.page_tokens.Next(call, request, absl::StrJoin(found.back().key, "\n")));
  }
  for (const InputRow& row : found) AddTo(response, kind, request.year(), row);
  return response;
}

}  // namespace

void RegisterInputService(const ServiceEnv& env, rpc::Router& router) {
  Register<v1::ImportBudgetsRequest, v1::ImportBudgetsResponse>(env, router, "ImportBudgets",
                                                                InputKind::kBudget, "budgets");
  Register<v1::ImportActualsRequest, v1::ImportActualsResponse>(env, router, "ImportActuals",
                                                                InputKind::kActual, "actuals");
  Register<v1::ImportIndicatorsRequest, v1::ImportIndicatorsResponse>(
      env, router, "ImportIndicators", InputKind::kIndicator, "indicators");
  Register<v1::ImportContractsRequest, v1::ImportContractsResponse>(
      env, router, "ImportContracts", InputKind::kContract, "contracts");
  router.Unary<v1::ListInputsRequest, v1::ListInputsResponse>(
      "probity.settlement.v1.InputService.ListInputs",
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
}

}  // namespace probity::settlement
