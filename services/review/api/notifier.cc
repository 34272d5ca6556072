#include "services/review/api/notifier.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/calendar/date.h"
#include "common/codes/codes.h"
#include "common/codes/text.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

namespace fs = std::filesystem;

constexpr char kTemplate[] =
    "认定委员会会审临时通知\nShort-notice call to a committee hearing\n\n"
    "场次 round: %ROUND%\n批次 issue: %ISSUE%\n时间 time: %TIME% (UTC+8)\n地点 place: %VENUE%\n"
    "%KIND%: %CODE%\n%CLOSE%: %UNTIL% (UTC+8)\n\n"
    "代码仅用于本场次，请勿转告、转发或留存。\n"
    "The code serves this round alone. Do not pass it on or keep it.\n";
constexpr char kAnswerKind[] = "应召码 answer code";
constexpr char kVotingKind[] = "表决码 voting code";
constexpr char kAnswerClose[] = "应召截止 answer by";
constexpr char kVotingClose[] = "表决截止 voting closes";

std::string LocalTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, calendar::BureauZone());
}

bool FitsVenue(std::string_view venue) {
  const auto points = codes::CodePoints(venue);
  if (!points.has_value() || venue.size() > kMaxVenueBytes) return false;
  for (const char32_t point : *points) {
    if (point < 0x20 || point == 0x7f) return false;
  }
  return true;
}

absl::Status Failed(const fs::path& path, std::string_view what) {
  return Refuse(absl::StatusCode::kUnavailable, Reason::k_DEPENDENCY_UNAVAILABLE,
                absl::StrCat("the folder of outgoing notices ", path.string(), " ", ToAbsl(what)));
}

class Folder final : public Notifier {
 public:
  explicit Folder(fs::path dir) : dir_(std::move(dir)) {}

  // Everything is written before the first notice shows under its name.
  absl::Status Send(const std::vector<Notice>& batch) override {
    std::vector<std::pair<fs::path, fs::path>> written;
    absl::Status status = Write(batch, &written);
    for (const auto& [hidden, shown] : written) {
      std::error_code error;
      if (status.ok()) {
        fs::rename(hidden, shown, error);
        if (error) status = Failed(dir_, "takes no file");
      } else {
        fs::remove(hidden, error);
      }
    }
    return status.ok() ? Settle() : status;
  }

  absl::Status Withdraw(std::string_view round_id) override {
    const std::string prefix = crypto::Hex(round_id) + "-";
    std::error_code error;
    std::vector<fs::path> left;
    for (const auto& entry : fs::directory_iterator(dir_, error)) {
      const std::string file = entry.path().filename().string();
      if (absl::StartsWith(file, prefix) || absl::StartsWith(file, "." + prefix)) {
        left.push_back(entry.path());
      }
    }
    if (error) return Failed(dir_, "cannot be read");
    for (const fs::path& path : left) {
      fs::remove(path, error);
      if (error) return Failed(dir_, "keeps a file that should go");
    }
    return Settle();
  }

 private:
  absl::Status Write(const std::vector<Notice>& batch,
                     std::vector<std::pair<fs::path, fs::path>>* written) const {
    for (const Notice& notice : batch) {
      PROBITY_ASSIGN_OR_RETURN(std::string text, NoticeText(notice));
      const std::string file =
          absl::StrCat(crypto::Hex(notice.round_id), "-", notice.issue_no, "-", notice.seat);
      written->emplace_back(dir_ / ("." + file), dir_ / file);
      const absl::Status status = WriteFile(written->back().first, text);
      crypto::Cleanse(text);
      PROBITY_RETURN_IF_ERROR(status);
    }
    return absl::OkStatus();
  }

  absl::Status WriteFile(const fs::path& path, std::string_view text) const {
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return Failed(dir_, "takes no file");
    const bool whole =
        write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        fsync(descriptor) == 0;
    close(descriptor);
    return whole ? absl::OkStatus() : Failed(dir_, "takes no file");
  }

  // Names survive a crash only once their folder is written, too.
  absl::Status Settle() const {
    const int descriptor = open(dir_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return Failed(dir_, "cannot be read");
    const bool settled = fsync(descriptor) == 0;
    close(descriptor);
    return settled ? absl::OkStatus() : Failed(dir_, "cannot be written");
  }

  const fs::path dir_;
};

}  // namespace

absl::StatusOr<std::string> NoticeText(const Notice& notice) {
  FieldCheck check;
  check.Check(codes::AreSymbols(notice.code, codes::kCodeSymbols), "code", "is no code");
  check.Check(FitsVenue(notice.venue_code), "venue_code", "must be one short line");
  PROBITY_RETURN_IF_ERROR(check.Result());
  const bool invites = notice.issue_no == 0;
  std::string text =
      absl::StrReplaceAll(kTemplate, {{"%ROUND%", crypto::Hex(notice.round_id)},
                                      {"%ISSUE%", absl::StrCat(notice.issue_no)},
                                      {"%TIME%", LocalTime(notice.starts_at)},
                                      {"%VENUE%", notice.venue_code},
                                      {"%KIND%", invites ? kAnswerKind : kVotingKind},
                                      {"%CLOSE%", invites ? kAnswerClose : kVotingClose},
                                      {"%CODE%", codes::Display(notice.code)},
                                      {"%UNTIL%", LocalTime(notice.until)}});
  if (text.size() >= kNoticeBytes) return absl::InternalError("a notice outgrew its size");
  text.resize(kNoticeBytes - 1, ' ');
  text += '\n';
  return text;
}

absl::StatusOr<std::unique_ptr<Notifier>> FolderNotifier(const std::string& dir) {
  std::error_code error;
  fs::create_directories(dir, error);
  if (!error) fs::permissions(dir, fs::perms::owner_all, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat(dir, ": cannot be made the private folder of outgoing notices"));
  }
  return std::make_unique<Folder>(fs::path(dir));
}

}  // namespace probity::review
