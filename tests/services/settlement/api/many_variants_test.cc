// Many variants in one what-if.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/services/settlement/api/money_year.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

class ManyVariantsTest : public MoneyYear {
 protected:
  std::vector<v1::WhatIfResponse> Suppose(const v1::Run& run,
                                          const std::vector<v1::Variant>& variants) {
    v1::WhatIfRequest request;
    request.set_run_id(run.run_id());
    for (const v1::Variant& one : variants) *request.add_variants() = one;
    std::vector<v1::WhatIfResponse> parts;
    const absl::Status status =
        rpc::InvokeStream(server_.runs(), &v1::RunService::Stub::WhatIf, request, Preparer(),
                          [&parts](const v1::WhatIfResponse& part) {
                            if (part.part_case() != v1::WhatIfResponse::kProgress)
                              parts.push_back(part);
                            return absl::OkStatus();
                          });
    EXPECT_TRUE(status.ok()) << status;
    return parts;
  }
};

PROBITY_ON_EVERY_ENGINE(ManyVariantsTest);

// However many are settled at a time, each is answered in its turn and as if it were alone.
TEST_P(ManyVariantsTest, ManyVariantsAreAnsweredInTheOrderAsked) {
  Import();
  const v1::Run run = Settled();
  constexpr int kVariants = 60;
  constexpr int kPoor = 17;
  std::vector<v1::Variant> variants(kVariants);
  for (int i = 0; i < kVariants; ++i) {
    variants[i].set_name(absl::StrCat("variant ", i));
    v1::PolicyPatch& patch = *variants[i].add_policies();
    patch.set_policy_sha256(server_.medical_sha256());
    patch.set_text(absl::StrCat("settlement { retention { share_bp: ", 3000 + 10 * i, " } }"));
  }
  variants[kPoor].set_pool_fen(1);
  std::vector<v1::VariantResult> results;
  for (const v1::WhatIfResponse& part : Suppose(run, variants)) {
    EXPECT_EQ(part.variant(), static_cast<int>(results.size())) << "units before their result";
    if (part.part_case() == v1::WhatIfResponse::kResult) results.push_back(part.result());
  }
  ASSERT_EQ(results.size(), variants.size());
  for (int i = 0; i < kVariants; ++i) {
    EXPECT_EQ(results[i].name(), variants[i].name());
    EXPECT_EQ(results[i].refused(), i == kPoor ? "POOL_EXCEEDED" : "");
    if (i % 13 != 0) continue;
    const auto alone = Suppose(run, {variants[i]});
    EXPECT_EQ(alone.back().result().SerializeAsString(), results[i].SerializeAsString());
  }
}

}  // namespace
}  // namespace probity::settlement
