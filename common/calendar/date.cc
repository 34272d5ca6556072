#include "common/calendar/date.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status.h"

namespace probity::calendar {
namespace {

constexpr std::string_view kForm = "dddd-dd-dd";
constexpr int kZoneSeconds = 8 * 60 * 60;

bool HasForm(std::string_view text) {
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(), [](char c, char form) {
    return form == 'd' ? c >= '0' && c <= '9' : c == form;
  });
}

int Number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = 10 * value + (c - '0');
  return value;
}

}  // namespace

absl::TimeZone BureauZone() {
  return absl::FixedTimeZone(kZoneSeconds);
}

absl::StatusOr<Date> ParseDate(std::string_view text) {
  if (!HasForm(text)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", ToAbsl(text), "\" is no date: expected YYYY-MM-DD"));
  }
  const int year = Number(text.substr(0, 4));
  const int month = Number(text.substr(5, 2));
  const int day = Number(text.substr(8, 2));
  const Date date(year, month, day);
  // Abseil turns the 30th of February into a day of March; such a day was never meant.
  if (year == 0 || date.month() != month || date.day() != day) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", ToAbsl(text), "\" does not exist in the calendar"));
  }
  return date;
}

std::string FormatDate(Date date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

Date DateOf(absl::Time time) {
  return absl::ToCivilDay(time, BureauZone());
}

absl::Time StartOf(Date date) {
  return absl::FromCivil(date, BureauZone());
}

Period MonthsAfter(Date served, int months) {
  const absl::CivilMonth month = absl::CivilMonth(served) + months;
  const Date month_end = Date(month + 1) - 1;
  const Date same_number = Date(month) + (served.day() - 1);
  return {served + 1, std::min(same_number, month_end)};
}

}  // namespace probity::calendar
