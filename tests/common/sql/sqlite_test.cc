// What only a file can do wrong: a second process, a full disk, a read-only folder, a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/database.h"
#include "common/sql/sqlite_session.h"
#include "common/status/status.h"
#include "tests/common/sql/schema.h"
#include "tests/support/process.h"

namespace probity::sql {
namespace {

using ::testing::HasSubstr;

constexpr char kAddEntry[] = "INSERT INTO entry (account_id, seq, note) VALUES (1, ?, 'x')";
constexpr char kCountEntries[] = "SELECT COUNT(*) FROM entry";
constexpr char kAddBytes[] = "INSERT INTO anything (id, bytes) VALUES (?, ?)";
constexpr char kCountBytes[] = "SELECT COUNT(*) FROM anything";
constexpr size_t kRowBytes = 16 << 10;

Blob Id(int64_t number) {
  return Blob{absl::StrCat(absl::Dec(number, absl::kZeroPad16))};
}

absl::Status AddRow(Database& database, int64_t number) {
  return ExecuteAlone(database, kAddBytes, {Id(number), Blob{std::string(kRowBytes, 'r')}});
}

// How many rows went in before one was refused for want of space; the refusal in `refused`.
int64_t FillUp(Database& database, absl::Status& refused) {
  for (int64_t rows = 0; rows < 10000; ++rows) {
    refused = AddRow(database, rows);
    if (!refused.ok()) return rows;
  }
  return 10000;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

unsigned Mode(const std::string& path) {
  struct stat state = {};
  return stat(path.c_str(), &state) == 0 ? state.st_mode & 0777 : 0;
}

class SqliteTest : public ::testing::Test {
 protected:
  std::string File() const { return folder_.path() + "/data/test.db"; }
  Options At(const std::string& path) const {
    Options options;
    options.url = "sqlite:" + path;
    return options;
  }
  absl::StatusOr<std::unique_ptr<Database>> OpenHere() { return Open(At(File()), Schema()); }

  testing::TempDir folder_;
};

TEST_F(SqliteTest, FoldersAndFilesAreForTheirOwnerAlone) {
  const std::string file = folder_.path() + "/a/b/test.db";
  const auto database = Open(At(file), Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE(AddRow(**database, 1).ok());
  EXPECT_EQ(Mode(folder_.path() + "/a"), 0700u);
  EXPECT_EQ(Mode(folder_.path() + "/a/b"), 0700u);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    EXPECT_EQ(Mode(file + suffix), 0600u) << suffix;
  }
}

TEST_F(SqliteTest, CommitsAreFlushedAndForeignKeysHold) {
  std::vector<Migration> migrations = Schema();
  migrations.push_back({2, "0002_child",
                        "CREATE TABLE child (id INTEGER NOT NULL PRIMARY KEY, "
                        "account_id INTEGER NOT NULL REFERENCES account (id)) STRICT;",
                        "SELECT 1;"});
  const auto database = Open(At(File()), migrations);
  ASSERT_TRUE(database.ok()) << database.status();
  constexpr int64_t kFull = 2;
  EXPECT_EQ(*ReadInt(**database, "SELECT synchronous FROM pragma_synchronous"), kFull);
  EXPECT_TRUE(std::filesystem::exists(File() + "-wal")) << "the journal is a write-ahead log";
  const absl::Status orphan =
      ExecuteAlone(**database, "INSERT INTO child (id, account_id) VALUES (1, 99)");
  EXPECT_EQ(orphan.code(), absl::StatusCode::kInternal) << orphan;
}

TEST_F(SqliteTest, ASecondProcessIsRefusedAndToldTheFile) {
  const auto database = OpenHere();
  ASSERT_TRUE(database.ok()) << database.status();
  const auto refused = [this](const std::string& path) {
    const absl::Status status = Open(At(path), Schema()).status();
    return absl::IsFailedPrecondition(status) &&
           status.message().find(File()) != absl::string_view::npos;
  };
  testing::Fork other([&] { return refused(File()) ? 0 : 1; });
  EXPECT_EQ(other.Wait(), 0);
  EXPECT_TRUE(refused(File())) << "nor may this process open it twice";
  EXPECT_FALSE(Migrate(At(File()), Schema()).ok()) << "nor change the schema under the server";

  const std::string link = folder_.path() + "/link";
  std::filesystem::create_directory_symlink(folder_.path() + "/data", link);
  EXPECT_TRUE(refused(link + "/test.db")) << "nor by another name";
  EXPECT_TRUE(AddRow(**database, 1).ok()) << "the first one goes on undisturbed";
}

TEST_F(SqliteTest, TheFileIsFreeAgainOnceItsProcessIsGone) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  testing::Fork other([&] {
    const auto database = OpenHere();
    if (!database.ok() || write(ready[1], "x", 1) != 1) return 1;
    for (;;) pause();
  });
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenHere().status()));
  other.Kill();
  EXPECT_TRUE(OpenHere().ok());
}

TEST_F(SqliteTest, AKilledProcessLosesNoConfirmedCommit) {
  int confirmed[2];
  ASSERT_EQ(pipe(confirmed), 0);
  testing::Fork writer([&] {
    const auto database = OpenHere();
    if (!database.ok()) return 1;
    for (int64_t seq = 0;; ++seq) {
      if (!ExecuteAlone(**database, kAddEntry, {seq}).ok()) return 2;
      if (write(confirmed[1], "x", 1) != 1) return 3;
    }
  });
  int64_t count = 0;
  char byte = 0;
  while (count < 300 && read(confirmed[0], &byte, 1) == 1) ++count;
  writer.Kill();
  close(confirmed[1]);
  while (read(confirmed[0], &byte, 1) == 1) ++count;

  const auto database = OpenHere();
  ASSERT_TRUE(database.ok()) << database.status();
  const int64_t kept = *ReadInt(**database, kCountEntries);
  EXPECT_GE(kept, count);
  EXPECT_LE(kept, count + 1) << "one may have been stored and not yet confirmed";
  EXPECT_EQ(*ReadInt(**database, "SELECT MAX(seq) FROM entry"), kept - 1) << "none is missing";
}

TEST_F(SqliteTest, AFileAtItsPageLimitRefusesTheChangeAndKeepsTheRest) {
  Options options = At(File());
  options.max_page_count = 200;
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  absl::Status refused;
  const int64_t rows = FillUp(**database, refused);
  EXPECT_TRUE(HasReason(refused, Reason::k_STORAGE_FULL)) << refused;
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_GT(rows, 10);
  EXPECT_EQ(*ReadInt(**database, kCountBytes), rows);

  const absl::Status half = (*database)->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kAddEntry, {int64_t{1}}).status());
    for (int64_t i = 0; i < 100; ++i) {
      PROBITY_RETURN_IF_ERROR(
          tx.Execute(kAddBytes, {Id(1000000 + i), Blob{std::string(kRowBytes, 'r')}}).status());
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(HasReason(half, Reason::k_STORAGE_FULL)) << half;
  EXPECT_EQ(*ReadInt(**database, kCountEntries), 0) << "nothing of a refused change is kept";

  ASSERT_TRUE(ExecuteAlone(**database, "DELETE FROM anything WHERE id < ?", {Id(5)}).ok());
  EXPECT_TRUE(AddRow(**database, 2000000).ok()) << "it goes on once there is room";
  EXPECT_TRUE((*database)->Check(Soon()).ok());
}

TEST_F(SqliteTest, AFullDiskRefusesTheChangeAndKeepsTheRest) {
  // A limit on the size of files, which only this copy of the process gets, stands for the disk.
  testing::Fork limited([&] {
    const auto database = OpenHere();
    if (!database.ok()) return 1;
    rlimit limit = {};
    getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit before = limit;
    limit.rlim_cur = 700 << 10;
    setrlimit(RLIMIT_FSIZE, &limit);
    absl::Status refused;
    const int64_t rows = FillUp(**database, refused);
    if (!HasReason(refused, Reason::k_STORAGE_FULL)) return 2;
    if (rows < 10 || *ReadInt(**database, kCountBytes) != rows) return 3;
    if (!HasReason(AddRow(**database, 999), Reason::k_STORAGE_FULL)) return 4;
    setrlimit(RLIMIT_FSIZE, &before);
    if (!AddRow(**database, rows).ok()) return 5;  // it goes on once there is room
    if (!(*database)->Check(Soon()).ok()) return 6;
    std::ofstream(folder_.path() + "/rows") << rows + 1;
    return 0;
  });
  ASSERT_EQ(limited.Wait(), 0);
  const auto database = OpenHere();
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(absl::StrCat(*ReadInt(**database, kCountBytes)), ReadFile(folder_.path() + "/rows"));
}

TEST_F(SqliteTest, AReadOnlyFolderIsRefusedAtTheStartAndNamed) {
  ASSERT_TRUE(OpenHere().ok());
  const std::string locked = folder_.path() + "/data";
  // Root may write anywhere; so the attempt is made as somebody else.
  testing::Fork ordinary([&] {
    if (chmod(folder_.path().c_str(), 0755) != 0 || chmod(locked.c_str(), 0555) != 0) return 1;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 2;
    for (const std::string& path :
         {locked + "/test.db", locked + "/new.db", locked + "/deeper/new.db"}) {
      const absl::Status status = Open(At(path), Schema()).status();
      if (!HasReason(status, Reason::k_STORAGE_UNAVAILABLE)) return 3;
      if (!absl::IsFailedPrecondition(status)) return 4;
      if (status.message().find(path) == absl::string_view::npos) return 5;
    }
    return 0;
  });
  EXPECT_EQ(ordinary.Wait(), 0);
  chmod(locked.c_str(), 0700);
}

TEST_F(SqliteTest, AFileThatIsNoDatabaseIsRefusedAndLeftAlone) {
  const std::string text(5000, 'n');
  const std::string file = folder_.path() + "/notes.txt";
  std::ofstream(file) << text;
  const absl::Status status = Open(At(file), Schema()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(file));
  EXPECT_EQ(ReadFile(file), text);
}

TEST_F(SqliteTest, AWriteLockHeldFromOutsideEndsInAborted) {
  Options options = At(File());
  options.lock_wait = absl::Milliseconds(30);
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  const auto outsider = SqliteSession::Open({File(), absl::ZeroDuration()}, sql::Mode::kWrite);
  ASSERT_TRUE(outsider.ok()) << outsider.status();
  ASSERT_TRUE((*outsider)->Begin(sql::Mode::kWrite, Soon()).ok());
  EXPECT_TRUE(absl::IsAborted(AddRow(**database, 1)));
  EXPECT_TRUE(ReadInt(**database, kCountBytes).ok()) << "readers never wait for a writer";
  (*outsider)->Rollback();
  EXPECT_TRUE(AddRow(**database, 1).ok());
}

TEST_F(SqliteTest, ErasedRowsLeaveNoTraceInAnyFile) {
  const std::string canary = "a-text-that-must-not-remain";
  Options options = At(File());
  options.secure_delete = true;
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  const auto found = [&] {
    return (ReadFile(File()) + ReadFile(File() + "-wal")).find(canary) != std::string::npos;
  };
  ASSERT_TRUE(ExecuteAlone(**database, kAddBytes, {Id(1), Blob{canary}}).ok());
  ASSERT_TRUE(ExecuteAlone(**database, "DELETE FROM anything").ok());
  ASSERT_TRUE(found()) << "deleting alone leaves it in the log";
  const absl::Status erased = (*database)->EraseRemains(Soon());
  ASSERT_TRUE(erased.ok()) << erased;
  EXPECT_FALSE(found());
}

TEST_F(SqliteTest, RemainsAreNotErasedUnderAnOpenReaderAndThatIsSaid) {
  Options options = At(File());
  options.lock_wait = absl::Milliseconds(30);
  const auto database = Open(options, Schema());
  ASSERT_TRUE(database.ok()) << database.status();
  const auto reader = SqliteSession::Open({File(), absl::ZeroDuration()}, sql::Mode::kRead);
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE((*reader)->Begin(sql::Mode::kRead, Soon()).ok());
  ASSERT_TRUE((*reader)->Query(kCountBytes, {}).ok());
  ASSERT_TRUE(AddRow(**database, 1).ok());
  EXPECT_TRUE(absl::IsAborted((*database)->EraseRemains(Soon())));
  (*reader)->Rollback();
  EXPECT_TRUE((*database)->EraseRemains(Soon()).ok());
}

}  // namespace
}  // namespace probity::sql
