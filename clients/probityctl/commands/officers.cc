// The register of officers and their certificates from the command line.
#include <cstdio>
#include <utility>

#include "clients/common/bureau.h"
#include "clients/common/files.h"
#include "clients/probityctl/commands/cases.h"
#include "clients/probityctl/scenario/csv.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;

constexpr size_t kRowsPerMessage = 500;

absl::StatusOr<std::vector<v1::ImportOfficersRequest>> OfficerMessages(const std::string& file) {
  PROBITY_ASSIGN_OR_RETURN(std::string bytes, clients::ReadFile(file));
  scenario::Problems problems;
  const scenario::CsvTable table = scenario::ParseCsv(
      file, std::move(bytes),
      {"person", "name", "certificate_no", "unit", "valid_from", "valid_to"}, problems);
  if (!problems.empty()) {
    return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_BAD_ROWS, problems.Text());
  }
  std::vector<v1::ImportOfficersRequest> messages(1);
  messages[0].set_request_id(RandomUuid(crypto::SystemEntropy()));
  const auto cell = [&](const scenario::CsvRow& row, std::string_view column) {
    return row.cells.at(static_cast<size_t>(table.Column(column)));
  };
  for (const scenario::CsvRow& row : table.rows) {
    if (messages.back().officers_size() == kRowsPerMessage) messages.emplace_back();
    v1::Officer& officer = *messages.back().add_officers();
    officer.set_person(cell(row, "person"));
    officer.set_name(cell(row, "name"));
    officer.set_certificate_no(cell(row, "certificate_no"));
    officer.set_unit(cell(row, "unit"));
    officer.set_valid_from_date(cell(row, "valid_from"));
    officer.set_valid_to_date(cell(row, "valid_to"));
  }
  return messages;
}

}  // namespace

int OfficerList(const Session& session) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto page = [&](const v1::ListOfficersRequest& request) {
    return bureau->Call(role::ROLE_AUDITOR, bureau->officers,
                        &v1::OfficerService::Stub::ListOfficers, request);
  };
  const auto all =
      clients::AllPages<v1::ListOfficersRequest, v1::ListOfficersResponse, v1::Officer>(
          {}, page, &v1::ListOfficersResponse::officers);
  if (!all.ok()) return Fail(all.status());
  if (session.json) {
    clients::PrintJsonArray(*all);
    return kOk;
  }
  Table table({"人员 person", "姓名 name", "证号 certificate", "单位 unit", "自 from", "至 to"});
  for (const v1::Officer& one : *all) {
    table.Add({one.person(), one.name(), one.certificate_no(), one.unit(), one.valid_from_date(),
               one.valid_to_date()});
  }
  table.Print();
  return kOk;
}

int OfficerImport(const Session& session, const std::string& file) {
  const auto messages = OfficerMessages(file);
  if (!messages.ok()) return Fail(messages.status());
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto response =
      rpc::InvokeImport(*bureau->officers, &v1::OfficerService::Stub::ImportOfficers, *messages,
                        bureau->As(role::ROLE_SUPERVISOR));
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
  } else {
    std::printf("新增 added %d, 未变 unchanged %d\n", response->added(), response->unchanged());
  }
  return kOk;
}

}  // namespace probity::ctl
