#include "services/scoring/domain/documents/service.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/calendar/work_calendar.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/domain/procedure/last_day.h"

namespace probity::scoring {
namespace {

using absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const CivilDay kIssued(2026, 2, 12);
const CivilDay kToday(2026, 4, 30);
const CivilDay kDeemed(2026, 3, 16);  // announced on 2026-02-14

std::vector<std::string> Missing(const ServiceRecord& record) {
  FieldCheck check;
  CheckServiceRecord(record, "", check);
  std::vector<std::string> fields;
  for (const FieldViolation& one : DetailOf(check.Result()).violations) {
    fields.push_back(one.field);
  }
  return fields;
}

std::string ReasonOf(const absl::Status& status) {
  return status.ok() ? "OK" : DetailOf(status).reason;
}

// A record that is complete for its method.
ServiceRecord Complete(ServiceMethod method) {
  ServiceRecord record;
  record.method = method;
  record.served = CivilDay(2026, 3, 16);
  record.receipt = "回证1";
  switch (method) {
    case ServiceMethod::kLeft:
      record.refusal = "负责人拒收";
      record.witnesses = {"见证岗A"};
      break;
    case ServiceMethod::kPost:
      record.tracking_no = "EMS 1";
      break;
    case ServiceMethod::kElectronic:
      record.signed_consent = true;
      record.consent_ref = "确认书1";
      break;
    case ServiceMethod::kPublicNotice:
      record.announced = CivilDay(2026, 2, 14);
      record.cause = "下落不明";
      break;
    default:
      break;
  }
  return record;
}

TEST(ServiceRecord, EachMethodHasWhatProvesIt) {
  for (const ServiceMethod method :
       {ServiceMethod::kDirect, ServiceMethod::kLeft, ServiceMethod::kPost,
        ServiceMethod::kElectronic, ServiceMethod::kPublicNotice}) {
    EXPECT_THAT(Missing(Complete(method)), IsEmpty()) << ServiceMethodTitle(method);
    EXPECT_EQ(ReasonOf(CheckServiceDate(Complete(method), kIssued, kToday, kDeemed)), "OK")
        << ServiceMethodTitle(method);
  }
}

TEST(ServiceRecord, WhatIsMissingIsNamedFieldByField) {
  ServiceRecord left;
  left.method = ServiceMethod::kLeft;
  EXPECT_THAT(Missing(left), ElementsAre("refusal", "witnesses"));
  left.refusal = "拒收";
  left.media_ref = "照片1";
  EXPECT_THAT(Missing(left), IsEmpty()) << "a photograph stands for a witness";

  ServiceRecord post;
  post.method = ServiceMethod::kPost;
  EXPECT_THAT(Missing(post), ElementsAre("tracking_no"));

  ServiceRecord electronic;
  electronic.method = ServiceMethod::kElectronic;
  EXPECT_THAT(Missing(electronic), IsEmpty()) << "without consent it is guard G15 that refuses";
  EXPECT_EQ(ReasonOf(CheckServiceDate(electronic, kIssued, kToday, kDeemed)),
            "SERVICE_DATE_INVALID");
  electronic.served = kToday;
  EXPECT_EQ(ReasonOf(CheckServiceDate(electronic, kIssued, kToday, kDeemed)),
            "G15_SERVICE_REQUIRED");
  electronic.signed_consent = true;
  EXPECT_THAT(Missing(electronic), ElementsAre("consent_ref"));

  ServiceRecord notice;
  notice.method = ServiceMethod::kPublicNotice;
  EXPECT_THAT(Missing(notice), ElementsAre("announced_date", "cause"));
}

TEST(ServiceRecord, WhatComesBeforeServiceIsNotAfterIt) {
  ServiceRecord post = Complete(ServiceMethod::kPost);
  post.sent = post.served;
  EXPECT_THAT(Missing(post), IsEmpty());
  post.sent = post.served + 1;
  EXPECT_THAT(Missing(post), ElementsAre("sent_date"));
  ServiceRecord electronic = Complete(ServiceMethod::kElectronic);
  electronic.consented = electronic.served;
  EXPECT_THAT(Missing(electronic), IsEmpty());
  electronic.consented = electronic.served + 1;
  EXPECT_THAT(Missing(electronic), ElementsAre("consented_date"));
}

TEST(ServiceRecord, WhatBelongsToAnotherMethodIsRefused) {
  ServiceRecord direct = Complete(ServiceMethod::kDirect);
  direct.tracking_no = "EMS 1";
  direct.announced = kIssued;
  EXPECT_THAT(Missing(direct), ElementsAre("tracking_no", "announced_date"));
  ServiceRecord signed_by_nobody = Complete(ServiceMethod::kDirect);
  signed_by_nobody.signatory = Signatory::kMailClerk;
  EXPECT_THAT(Missing(signed_by_nobody), ElementsAre("recipient"));
}

TEST(PublicNotice, CountsAsServedThirtyDaysAfterTheAnnouncement) {
  struct Row {
    CivilDay announced;
    CivilDay deemed;
  };
  policy::Policy policy;
  policy.deadlines.push_back({.key = "public_notice_service",
                              .count = 30,
                              .unit = policy::TimeUnit::kCalendarDay,
                              .start = policy::StartEvent::kAnnouncement,
                              .limit = policy::Limit::kExactlyAfter});
  const auto calendar = calendar::ShippedCalendar().value();
  for (const Row& row : {
           Row{CivilDay(2026, 2, 14), kDeemed},
           Row{CivilDay(2026, 1, 29), CivilDay(2026, 2, 28)},  // a make-up Saturday
           Row{CivilDay(2026, 9, 2), CivilDay(2026, 10, 2)},   // a holiday: it does not roll
       }) {
    EXPECT_EQ(*LastDayOf(policy, "public_notice_service", calendar, row.announced), row.deemed)
        << row.announced;
  }
  ServiceRecord notice = Complete(ServiceMethod::kPublicNotice);
  for (const int days : {-1, 1}) {
    notice.served = kDeemed + days;
    EXPECT_EQ(ReasonOf(CheckServiceDate(notice, kIssued, kToday, kDeemed)), "SERVICE_DATE_INVALID")
        << days << " day off";
  }
  notice.served = kDeemed;
  EXPECT_EQ(ReasonOf(CheckServiceDate(notice, kIssued, CivilDay(2026, 3, 15), kDeemed)),
            "SERVICE_DATE_INVALID")
      << "one day before the thirty days are over";
  EXPECT_EQ(ReasonOf(CheckServiceDate(notice, kIssued, CivilDay(2026, 3, 16), kDeemed)), "OK");
  EXPECT_EQ(ReasonOf(CheckServiceDate(notice, CivilDay(2026, 2, 15), kToday, kDeemed)),
            "SERVICE_DATE_INVALID")
      << "announced a day before it was issued";
}

}  // namespace
}  // namespace probity::scoring
