#include "services/scoring/api/documents/zip_file.h"

#include <stdlib.h>
#include <zip.h>

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {

struct ZipFile::Handle {
  explicit Handle(zip_t* opened) : zip(opened) {}
  ~Handle() {
    if (zip != nullptr) zip_discard(zip);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  zip_t* zip;
};

namespace {

absl::Status NoRoom(std::string_view what) {
  return Refuse(absl::StatusCode::kResourceExhausted, Reason::k_STORAGE_FULL,
                absl::StrCat("the temporary folder takes no file: ", ToAbsl(what)));
}

// Days and times as MS-DOS counted them; no zone takes part.
zip_uint16_t DosDate(absl::CivilDay date) {
  const int64_t year = std::max<int64_t>(0, date.year() - 1980);
  return static_cast<zip_uint16_t>((year << 9) | (date.month() << 5) | date.day());
}

}  // namespace

ZipFile::ZipFile(std::string folder, std::unique_ptr<Handle> handle)
    : folder_(std::move(folder)), handle_(std::move(handle)) {}

ZipFile::~ZipFile() {
  handle_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

absl::StatusOr<std::unique_ptr<ZipFile>> ZipFile::Create() {
  std::error_code error;
  std::string folder =
      (std::filesystem::temp_directory_path(error) / "probity-zip-XXXXXX").string();
  if (error || mkdtemp(folder.data()) == nullptr) return NoRoom("no folder can be made");
  int code = 0;
  zip_t* zip = zip_open((folder + "/file.zip").c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  auto handle = std::make_unique<Handle>(zip);
  std::unique_ptr<ZipFile> made(new ZipFile(std::move(folder), std::move(handle)));
  if (zip == nullptr) return NoRoom(absl::StrCat("libzip ", code));
  return made;
}

absl::Status ZipFile::Add(std::string_view name, std::string bytes, absl::CivilDay date) {
  const std::string& kept =
      *contents_.emplace_back(std::make_unique<std::string>(std::move(bytes)));
  return AddSource(name, zip_source_buffer(handle_->zip, kept.data(), kept.size(), 0), date);
}

absl::Status ZipFile::AddPieces(std::string_view name, absl::CivilDay date,
                                const std::function<absl::Status(const Put&)>& write) {
  const std::string path = absl::StrCat(folder_, "/part-", ++parts_);
  std::ofstream out(path, std::ios::binary);
  PROBITY_RETURN_IF_ERROR(write([&](const std::string& piece) {
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return out.good() ? absl::OkStatus() : NoRoom("a file of evidence");
  }));
  out.close();
  if (out.fail()) return NoRoom("a file of evidence");
  return AddSource(name, zip_source_file(handle_->zip, path.c_str(), 0, -1), date);
}

absl::Status ZipFile::AddSource(std::string_view name, void* source, absl::CivilDay date) {
  zip_t* zip = handle_->zip;
  if (source == nullptr) return absl::InternalError(zip_strerror(zip));
  auto* const given = static_cast<zip_source_t*>(source);
  const zip_int64_t index = zip_file_add(zip, std::string(name).c_str(), given, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(given);
    return absl::InternalError(absl::StrCat(ToAbsl(name), ": ", zip_strerror(zip)));
  }
  zip_file_set_dostime(zip, static_cast<zip_uint64_t>(index), 0, DosDate(date), 0);
  return absl::OkStatus();
}

absl::Status ZipFile::Finish() {
  if (zip_close(handle_->zip) != 0) return NoRoom(zip_strerror(handle_->zip));
  handle_->zip = nullptr;
  contents_.clear();
  return absl::OkStatus();
}

absl::Status ZipFile::Read(size_t piece,
                           const std::function<absl::Status(std::string)>& each) const {
  std::ifstream in(Path(), std::ios::binary);
  std::string buffer(piece, '\0');
  while (in.read(buffer.data(), static_cast<std::streamsize>(piece)), in.gcount() > 0) {
    PROBITY_RETURN_IF_ERROR(each(buffer.substr(0, static_cast<size_t>(in.gcount()))));
  }
  return in.eof() ? absl::OkStatus() : absl::InternalError("the temporary ZIP cannot be read");
}

absl::StatusOr<int64_t> ZipFile::Size() const {
  std::error_code error;
  const auto size = std::filesystem::file_size(Path(), error);
  if (error) return absl::InternalError("the temporary ZIP cannot be read");
  return static_cast<int64_t>(size);
}

}  // namespace probity::scoring
