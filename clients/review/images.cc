// The images of a sheet, saved for a viewer: a terminal shows none.
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "clients/common/output.h"
#include "clients/review/commands.h"
#include "clients/review/json.h"
#include "clients/review/order.h"
#include "clients/review/view.h"
#include "common/codes/blind_image.h"
#include "common/codes/codes.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

namespace fs = std::filesystem;

constexpr int kOwnerOnly = 0600;

struct Saved {
  review::v1::SheetEntry entry;
  std::vector<fs::path> files;
};

// The folder, private if it has to be made.
absl::Status MakeFolder(const fs::path& dir) {
  std::error_code error;
  if (fs::is_directory(dir, error)) return absl::OkStatus();
  if (fs::create_directories(dir, error)) fs::permissions(dir, fs::perms::owner_all, error);
  if (!error) return absl::OkStatus();
  return BadRequest({{"--out", absl::StrCat(dir.string(), ": ", error.message())}});
}

// "case-3-a1.png": the number is the round's, so the name says no more than the list does.
absl::StatusOr<fs::path> SaveOne(const Desk& desk, const review::v1::SheetEntry& entry, int index,
                                 const fs::path& dir) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Seat::Image image,
                           desk.calls.Image(entry.serial(), index));
  const bool png = image.media == review::v1::ATTACHMENT_MEDIA_PNG;
  const std::string fault =
      codes::ImageFault(png ? codes::ImageMedia::kPng : codes::ImageMedia::kJpeg, image.bytes);
  if (!fault.empty()) {
    return absl::InternalError(absl::StrCat("图件 image a", index, " has ", fault,
                                            " and is not saved; tell the secretary"));
  }
  const fs::path file =
      dir / absl::StrCat("case-", entry.ordinal(), "-a", index, png ? ".png" : ".jpg");
  PROBITY_RETURN_IF_ERROR(clients::WriteFile(file, image.bytes, kOwnerOnly));
  return file;
}

absl::StatusOr<Saved> Save(const Session& session, const Terminal& terminal,
                           const ImageOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const Desk desk, OpenDesk(session, terminal));
  Saved saved;
  PROBITY_ASSIGN_OR_RETURN(saved.entry, PickCase(desk.list.sheets(), options.named));
  if (saved.entry.attachment_count() == 0) return saved;
  const fs::path dir = options.out.empty() ? "." : options.out;
  PROBITY_RETURN_IF_ERROR(MakeFolder(dir));
  for (int index = 1; index <= saved.entry.attachment_count(); ++index) {
    PROBITY_ASSIGN_OR_RETURN(saved.files.emplace_back(), SaveOne(desk, saved.entry, index, dir));
  }
  return saved;
}

std::string SavedText(const Saved& saved) {
  std::string text = CaseName(saved.entry) + "\n";
  if (saved.files.empty()) return text + "  本件无图件 the case has no images\n";
  for (const fs::path& file : saved.files) {
    absl::StrAppend(&text, "  已存 saved: ", file.string(), "\n");
  }
  return text + "  用图片查看器打开；阅毕请删除 open them in a viewer; delete them once read\n";
}

std::string SavedJson(const Saved& saved) {
  std::vector<std::string> files;
  for (const fs::path& file : saved.files) files.push_back(JsonText(file.string()));
  return JsonObject()
             .Number("ordinal", saved.entry.ordinal())
             .Text("serial", codes::Display(saved.entry.serial()))
             .Json("files", JsonArray(files))
             .Build() +
         "\n";
}

}  // namespace

int Images(const Session& session, const Terminal& terminal, const ImageOptions& options) {
  const absl::StatusOr<Saved> saved = Save(session, terminal, options);
  if (!saved.ok()) return Fail(terminal, saved.status());
  terminal.out << (session.json ? SavedJson(*saved) : SavedText(*saved)) << std::flush;
  return clients::kOk;
}

}  // namespace probity::member
