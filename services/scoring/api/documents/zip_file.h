// A ZIP written to a temporary file, with the same bytes for the same contents.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_ZIP_FILE_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_ZIP_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace probity::scoring {

class ZipFile {
 public:
  // RESOURCE_EXHAUSTED if the temporary folder (TMPDIR) takes no file.
  static absl::StatusOr<std::unique_ptr<ZipFile>> Create();
  ~ZipFile();  // removes the file
  ZipFile(const ZipFile&) = delete;
  ZipFile& operator=(const ZipFile&) = delete;

  // Adds a file of that name (UTF-8), dated 00:00 of that day.
  absl::Status Add(std::string_view name, std::string bytes, absl::CivilDay date);

  // The same for bytes that `write` puts in pieces, which wait in the temporary folder.
  using Put = std::function<absl::Status(const std::string& piece)>;
  absl::Status AddPieces(std::string_view name, absl::CivilDay date,
                         const std::function<absl::Status(const Put&)>& write);

  // Writes everything; nothing can be added afterwards.
  absl::Status Finish();

  // After Finish, in order, in pieces of at most `piece` bytes.
  absl::Status Read(size_t piece, const std::function<absl::Status(std::string)>& each) const;
  absl::StatusOr<int64_t> Size() const;

 private:
  struct Handle;
  ZipFile(std::string folder, std::unique_ptr<Handle> handle);

  // Adds what `source` gives; takes it over.
  absl::Status AddSource(std::string_view name, void* source, absl::CivilDay date);
  std::string Path() const { return folder_ + "/file.zip"; }

  std::string folder_;
  std::unique_ptr<Handle> handle_;
  size_t parts_ = 0;                                    // files that wait
  std::vector<std::unique_ptr<std::string>> contents_;  // until Finish reads them
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_ZIP_FILE_H_
