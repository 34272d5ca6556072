#include "common/calendar/work_calendar.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"

namespace probity::calendar {
namespace {

constexpr absl::string_view kHeader = "date,kind,source,assumed";
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kColumns = 4;
constexpr std::array<std::pair<DayKind, std::string_view>, 4> kKindNames{{
    {DayKind::kWork, "WORK"},
    {DayKind::kRest, "REST"},
    {DayKind::kHoliday, "HOLIDAY"},
    {DayKind::kMakeup, "MAKEUP"},
}};

std::optional<DayKind> KindNamed(std::string_view name) {
  for (const auto& [kind, known] : kKindNames) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

bool IsWeekend(Date date) {
  const absl::Weekday day = absl::GetWeekday(date);
  return day == absl::Weekday::saturday || day == absl::Weekday::sunday;
}

absl::Status Beyond(Date date, const Period& covered) {
  return Precondition(Reason::k_BEYOND_CALENDAR,
                      absl::StrCat("the working-day calendar covers ", FormatDate(covered.first),
                                   " to ", FormatDate(covered.last), ", not ", FormatDate(date),
                                   "; load the year's holiday notice"),
                      {{"date", FormatDate(date)}, {"covered_until", FormatDate(covered.last)}});
}

std::string Place(std::string_view file, int line) {
  return file.empty() ? absl::StrCat("line ", line) : absl::StrCat(ToAbsl(file), ":", line);
}

// One line of the file; what is wrong with it goes to `check` under its place.
DayRow ParseRow(absl::string_view line, int number, const std::string& place, FieldCheck& check) {
  const std::vector<std::string> cells = absl::StrSplit(line, ',');
  if (cells.size() != kColumns) {
    check.Check(false, place, absl::StrCat("expected ", kHeader));
    return {};
  }
  const absl::StatusOr<Date> date = ParseDate(cells[0]);
  const std::optional<DayKind> kind = KindNamed(cells[1]);
  check.Check(date.ok(), absl::StrCat(place, ": date"), ToStd(date.status().message()))
      .Check(kind.has_value(), absl::StrCat(place, ": kind"), "WORK, REST, HOLIDAY or MAKEUP")
      .Check(!cells[2].empty(), absl::StrCat(place, ": source"), "must name the notice")
      .Check(cells[3] == "yes" || cells[3] == "no", absl::StrCat(place, ": assumed"), "yes or no");
  return {date.value_or(Date()), kind.value_or(DayKind::kRest), cells[2], cells[3] == "yes",
          number};
}

// Where a row is complained of: its line, or its date if it came from no file.
std::string PlaceOf(const DayRow& row, std::string_view file) {
  return row.line > 0 ? Place(file, row.line) : FormatDate(row.date);
}

absl::Status CheckRows(const std::vector<DayRow>& sorted, std::string_view file) {
  FieldCheck check;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const DayRow& row = sorted[i];
    check.Check(row.kind != DayKind::kMakeup || IsWeekend(row.date), PlaceOf(row, file),
                absl::StrCat(FormatDate(row.date),
                             " is a weekday: a make-up workday is a Saturday or a Sunday"));
    if (i == 0) continue;
    const DayRow& before = sorted[i - 1];
    check.Check(
        row.date != before.date, PlaceOf(row, file),
        absl::StrCat(FormatDate(row.date), " stands twice, also at ", PlaceOf(before, file)));
    check.Check(row.date.year() <= before.date.year() + 1, PlaceOf(row, file),
                absl::StrCat("the calendar has no row of ", before.date.year() + 1,
                             "; a year is whole or missing at the end"));
  }
  return check.Result();
}

}  // namespace

std::string_view DayKindName(DayKind kind) {
  const auto* found = std::find_if(kKindNames.begin(), kKindNames.end(),
                                   [kind](const auto& entry) { return entry.first == kind; });
  return found == kKindNames.end() ? std::string_view() : found->second;
}

absl::StatusOr<WorkCalendar> WorkCalendar::FromRows(std::vector<DayRow> rows,
                                                    std::string_view file) {
  if (rows.empty()) {
    return FieldCheck()
        .Check(false, file.empty() ? "calendar" : file, "the calendar has no rows")
        .Result();
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const DayRow& a, const DayRow& b) { return a.date < b.date; });
  PROBITY_RETURN_IF_ERROR(CheckRows(rows, file));

  const absl::CivilYear first_year(rows.front().date);
  const Date first(first_year);
  const Date end(absl::CivilYear(rows.back().date) + 1);
  std::vector<bool> assumed_years(
      static_cast<size_t>(absl::CivilYear(rows.back().date) - first_year) + 1);
  for (const DayRow& row : rows) {
    if (row.assumed) assumed_years[absl::CivilYear(row.date) - first_year] = true;
  }
  std::vector<Day> days;
  days.reserve(static_cast<size_t>(end - first));
  for (Date date = first; date < end; ++date) {
    days.push_back({IsWeekend(date) ? DayKind::kRest : DayKind::kWork,
                    assumed_years[absl::CivilYear(date) - first_year]});
  }
  for (const DayRow& row : rows) days[row.date - first].kind = row.kind;
  return WorkCalendar(first, std::move(days));
}

absl::StatusOr<WorkCalendar> WorkCalendar::Parse(std::string_view csv, std::string_view file) {
  FieldCheck check;
  std::vector<DayRow> rows;
  int number = 0;
  absl::string_view text = ToAbsl(csv);
  absl::ConsumePrefix(&text, kByteOrderMark);
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    absl::ConsumeSuffix(&line, "\r");
    ++number;
    const std::string place = Place(file, number);
    if (number == 1) {
      check.Check(line == kHeader, place, absl::StrCat("expected ", kHeader));
    } else if (!line.empty()) {
      rows.push_back(ParseRow(line, number, place, check));
    }
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return FromRows(std::move(rows), file);
}

absl::StatusOr<WorkCalendar::Day> WorkCalendar::At(Date date) const {
  const Period period = covered();
  if (!period.Contains(date)) return Beyond(date, period);
  return days_[static_cast<size_t>(date - first_)];
}

absl::StatusOr<DayKind> WorkCalendar::KindOf(Date date) const {
  PROBITY_ASSIGN_OR_RETURN(const Day day, At(date));
  return day.kind;
}

absl::StatusOr<bool> WorkCalendar::IsWorkday(Date date) const {
  PROBITY_ASSIGN_OR_RETURN(const Day day, At(date));
  return day.kind == DayKind::kWork || day.kind == DayKind::kMakeup;
}

absl::StatusOr<bool> WorkCalendar::IsAssumed(Date date) const {
  PROBITY_ASSIGN_OR_RETURN(const Day day, At(date));
  return day.assumed;
}

absl::StatusOr<Date> WorkCalendar::AddWorkdays(Date from, int n) const {
  if (n < 0) return absl::InvalidArgumentError("a number of workdays must not be negative");
  if (n == 0) return NextWorkdayOnOrAfter(from);
  Date date = from;
  for (int counted = 0; counted < n;) {
    ++date;
    PROBITY_ASSIGN_OR_RETURN(const bool workday, IsWorkday(date));
    if (workday) ++counted;
  }
  return date;
}

absl::StatusOr<Date> WorkCalendar::AddCalendarDays(Date from, int n) const {
  if (n < 0) return absl::InvalidArgumentError("a number of days must not be negative");
  return NextWorkdayOnOrAfter(from + n);
}

absl::StatusOr<Date> WorkCalendar::SubtractWorkdays(Date from, int n) const {
  if (n < 0) return absl::InvalidArgumentError("a number of workdays must not be negative");
  Date date = n == 0 ? from + 1 : from;
  for (int counted = 0; counted < std::max(n, 1);) {
    --date;
    PROBITY_ASSIGN_OR_RETURN(const bool workday, IsWorkday(date));
    if (workday) ++counted;
  }
  return date;
}

absl::StatusOr<Date> WorkCalendar::NextWorkdayOnOrAfter(Date date) const {
  for (;; ++date) {
    PROBITY_ASSIGN_OR_RETURN(const bool workday, IsWorkday(date));
    if (workday) return date;
  }
}

absl::StatusOr<Date> WorkCalendar::FirstWorkdayAfter(Date date) const {
  return NextWorkdayOnOrAfter(date + 1);
}

absl::StatusOr<WorkCalendar> ShippedCalendar() {
  return WorkCalendar::Parse(ShippedCalendarText());
}

absl::StatusOr<WorkCalendar> LoadCalendar(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read the calendar ", path));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return WorkCalendar::Parse(text, path);
}

}  // namespace probity::calendar
