// Who may call what: the table the protos make is the one that was agreed, and every RPC holds to
// it whoever calls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/authorisation/callers.h"
#include "tests/authorisation/expect.h"
#include "tests/authorisation/methods.h"
#include "tests/authorisation/service_under_test.h"
#include "tests/authorisation/services.h"

namespace probity::authorisation {
namespace {

constexpr char kFile[] = PROBITY_SOURCE_DIR "/tests/authorisation/matrix.txt";

TEST(Matrix, IsTheOneThatWasAgreed) {
  const std::string derived = MatrixText();
  if (std::getenv("PROBITY_WRITE_MATRIX") != nullptr) {
    std::ofstream(kFile, std::ios::binary) << derived;
  }
  std::ifstream in(kFile, std::ios::binary);
  const std::string agreed{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(derived, agreed) << "the first lines of " << kFile << " say how to change it";
}

TEST(Matrix, EveryMethodSaysWhoMayCallIt) {
  for (const MethodDescriptor* method : AllMethods()) {
    const options::v1::Access& access = AccessOf(*method);
    EXPECT_TRUE(method->options().HasExtension(options::v1::access) && access.roles_size() > 0)
        << method->full_name() << " needs option (probity.options.v1.access)";
    bool of_services = false;
    for (const int number : access.roles()) {
      EXPECT_TRUE(options::v1::Role_IsValid(number) && number != options::v1::ROLE_UNSPECIFIED)
          << method->full_name() << " names a role that does not exist: " << number;
      of_services = of_services || number == options::v1::ROLE_SERVICE;
    }
    EXPECT_EQ(of_services, access.services_size() > 0)
        << method->full_name() << ": services stand exactly where ROLE_SERVICE does";
  }
}

TEST(Matrix, TerminalsOfTheCommitteeCallItsPortAndNothingElse) {
  for (const MethodDescriptor* method : AllMethods()) {
    for (const int role : AccessOf(*method).roles()) {
      EXPECT_EQ(role == options::v1::ROLE_MEMBER_CLIENT, IsUniform(*method)) << method->full_name();
    }
  }
}

// An auditor holds a share of the inspections' draws and may have balances computed anew from the
// entries; that is all an auditor writes.
TEST(Matrix, WhoReadsOnlyAndThePublicChangeNothing) {
  const std::set<std::string> of_auditors = {"probity.scoring.v1.InspectionService.CommitShare",
                                             "probity.scoring.v1.InspectionService.RevealShare",
                                             "probity.settlement.v1.LedgerService.RebuildBalances"};
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->input_type()->FindFieldByName("request_id") == nullptr) continue;
    for (const int role : AccessOf(*method).roles()) {
      const bool meant = of_auditors.contains(method->full_name());
      EXPECT_TRUE(role != options::v1::ROLE_AUDITOR || meant) << method->full_name();
      EXPECT_NE(role, options::v1::ROLE_PUBLIC) << method->full_name();
    }
  }
}

TEST(Calls, EveryMethodAdmitsWhomTheTableNamesAndNobodyElse) {
  std::map<std::string, std::unique_ptr<ServiceUnderTest>> services;
  services["scoring"] = StartScoring({});
  services["review"] = StartReview({}, services["scoring"]->port());
  services["settlement"] = StartSettlement({}, services["scoring"]->port());
  const std::vector<const MethodDescriptor*> methods = AllMethods();
  const std::vector<Caller> callers = Everybody();
  Door door;
  for (const MethodDescriptor* method : methods) {
    const ServiceUnderTest& service = *services.at(ServedBy(*method));
    const auto channel = Plainly(service.port());
    for (const Caller& caller : callers) {
      door.Expect(*method, caller, channel, {.caller = caller.context}, service);
    }
    door.ExpectRefused(*method, "nobody", "UNAUTHENTICATED/UNAUTHENTICATED", channel, {}, service);
  }
  std::printf("%zu methods x %zu callers = %d calls, %d admitted\n", methods.size(),
              callers.size() + 1, door.calls(), door.admitted());
  EXPECT_EQ(door.calls(), static_cast<int>(methods.size() * (callers.size() + 1)));
  EXPECT_GT(methods.size(), 250U);
  EXPECT_GT(door.admitted(), 500);
}

}  // namespace
}  // namespace probity::authorisation
