#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "probity/review/v1/hearing_admin_service.pb.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "tests/services/review/support/review_server.h"

namespace probity::review {
namespace {

using ::testing::IsEmpty;

// Neither the committee's messages nor the secretary's may carry what could name somebody.
TEST(MessagesTest, HaveNoFieldThatNamesAnybodyOrAMoment) {
  std::vector<std::string> offending;
  const google::protobuf::FileDescriptor* const files[] = {
      v1::GetSheetRequest::descriptor()->file(), v1::OpenRoundRequest::descriptor()->file(),
      v1::Round::descriptor()->file(), scoring::v1::SheetBody::descriptor()->file()};
  for (const auto* file : files) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const auto* message = file->message_type(i);
      for (int f = 0; f < message->field_count(); ++f) {
        const std::string field = message->field(f)->name();
        for (const char* word : {"name", "org", "inst", "member", "phone", "region", "employer",
                                 "created", "updated"}) {
          if (field.find(word) != std::string::npos) {
            offending.push_back(absl::StrCat(message->name(), ".", field));
          }
        }
      }
    }
  }
  EXPECT_THAT(offending, IsEmpty());
}

}  // namespace
}  // namespace probity::review
