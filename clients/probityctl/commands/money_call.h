// How the commands of settling money reach their services. Internal to commands/money*.cc.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_MONEY_CALL_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_MONEY_CALL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "clients/probityctl/commands/money.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "probity/settlement/v1/unit.pb.h"

namespace probity::ctl {

struct MoneyCall {
  std::shared_ptr<grpc::Channel> channel;
  rpc::CallOptions options;
};

// The settlement service, called in `role` ("AUDITOR"); an institution for itself.
absl::StatusOr<MoneyCall> ReachSettlement(const Session& session, const std::string& role,
                                          const std::string& institution_id = "");

inline std::string NewRequestId() {
  return RandomUuid(crypto::SystemEntropy());
}

// Fills institution, fund and class. BAD_REQUEST for a fund or class that is none.
template <typename Message>
absl::Status FillUnit(const MoneyOptions& options, Message& message) {
  settlement::v1::Fund fund = settlement::v1::FUND_UNSPECIFIED;
  settlement::v1::UnitClass unit_class = settlement::v1::UNIT_CLASS_UNSPECIFIED;
  const bool known_fund =
      options.fund.empty() || settlement::v1::Fund_Parse("FUND_" + options.fund, &fund);
  const bool known_class =
      options.unit_class.empty() ||
      settlement::v1::UnitClass_Parse("UNIT_CLASS_" + options.unit_class, &unit_class);
  message.set_institution_id(options.institution_id);
  message.set_fund(fund);
  message.set_unit_class(unit_class);
  return FieldCheck()
      .Check(known_fund, "--fund", "ALL, EMPLOYEE or RESIDENT")
      .Check(known_class, "--class", "ALL, INPATIENT, OUTPATIENT or SPECIAL")
      .Result();
}

// One call; `print` shows the answer unless JSON is wanted.
template <typename Service, typename Class, typename Request, typename Response, typename Print>
int Ask(const Session& session, const std::string& role,
        grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
        const Request& request, Print print, const std::string& institution_id = "") {
  const absl::StatusOr<MoneyCall> call = ReachSettlement(session, role, institution_id);
  if (!call.ok()) return Fail(call.status());
  const auto stub = Service::NewStub(call->channel);
  const auto response = rpc::Invoke(*stub, method, request, call->options);
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
  } else {
    print(*response);
  }
  return kOk;
}

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_MONEY_CALL_H_
