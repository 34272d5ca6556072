// What was announced in place of service: kept until the clock public_notice_service has run out.
#ifndef PROBITY_SERVICES_SCORING_STORE_CLOCKS_ANNOUNCEMENTS_H_
#define PROBITY_SERVICES_SCORING_STORE_CLOCKS_ANNOUNCEMENTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::clocks {

struct Announcement {
  std::string case_id;
  int32_t run = 1;  // of the clock
  Date announced;
  std::string cause;    // why no other way was open
  std::string place;    // newspaper, board or site
  std::string receipt;  // number of the announcement
  std::string person;
};

absl::Status InsertAnnouncement(sql::Tx& tx, std::string_view region,
                                const Announcement& announcement, const RecordedAt& at);

// UNKNOWN_CLOCK.
absl::StatusOr<Announcement> LoadAnnouncement(sql::Tx& tx, std::string_view region,
                                              std::string_view case_id, int32_t run);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_STORE_CLOCKS_ANNOUNCEMENTS_H_
