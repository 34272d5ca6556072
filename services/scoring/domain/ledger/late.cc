#include "services/scoring/domain/ledger/late.h"

#include <algorithm>
#include <array>

namespace probity::scoring {
namespace {

template <typename Better>
std::optional<int64_t> Choose(const std::vector<YearLock>& locks, int32_t year, Better better) {
  std::optional<int64_t> chosen;
  for (const YearLock& lock : locks) {
    if (lock.year != year) continue;
    chosen = chosen.has_value() ? better(*chosen, lock.known_seq) : lock.known_seq;
  }
  return chosen;
}

}  // namespace

bool Concerns(const Entry& entry, int32_t year) {
  if (entry.subject.kind == policy::SubjectKind::kPerson || entry.kind == EntryKind::kExpire) {
    return false;
  }
  return entry.year == year || entry.effective_date.year() == year;
}

std::optional<int64_t> FirstKnownSeq(const std::vector<YearLock>& locks, int32_t year) {
  return Choose(locks, year, [](int64_t a, int64_t b) { return std::min(a, b); });
}

std::optional<int64_t> LastKnownSeq(const std::vector<YearLock>& locks, int32_t year) {
  return Choose(locks, year, [](int64_t a, int64_t b) { return std::max(a, b); });
}

bool IsLate(const Entry& entry, const std::vector<YearLock>& locks) {
  const std::array years = {entry.year, static_cast<int32_t>(entry.effective_date.year())};
  return std::any_of(years.begin(), years.end(), [&](int32_t year) {
    const std::optional<int64_t> known = FirstKnownSeq(locks, year);
    return known.has_value() && entry.recorded_seq > *known && Concerns(entry, year);
  });
}

}  // namespace probity::scoring
