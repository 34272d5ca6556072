#include "common/rpc/tls_identity.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/log.h"
#include "common/rpc/tls_files.h"
#include "common/status/status.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_certificate_verifier.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace probity::rpc {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

constexpr int kWatcherSeconds = 1;

// A file in memory, readable by its path in this process, whose content is replaced at once: a
// reader finds all of the old or all of the new.
class MemoryFile {
 public:
  MemoryFile() = default;
  ~MemoryFile() {
    if (fd_ >= 0) close(fd_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return absl::StrCat("/proc/self/fd/", fd_); }

  // `stamp`, seconds, becomes the time of change, by which readers notice a replacement while
  // they read.
  absl::Status Replace(std::string_view content, time_t stamp) {
    const int fresh = memfd_create("probity-tls", MFD_CLOEXEC);
    if (fresh < 0) return Failed("memfd_create");
    const timespec times[2] = {{stamp, 0}, {stamp, 0}};
    const bool written = WriteAll(fresh, content) && fchmod(fresh, S_IRUSR) == 0 &&
                         futimens(fresh, times) == 0 &&
                         (fd_ < 0 || dup3(fresh, fd_, O_CLOEXEC) >= 0);
    const absl::Status status = written ? absl::OkStatus() : Failed("a file in memory");
    if (fd_ < 0 && written) {
      fd_ = fresh;
    } else {
      close(fresh);
    }
    return status;
  }

 private:
  static absl::Status Failed(std::string_view what) {
    return absl::InternalError(absl::StrCat(ToAbsl(what), ": ", std::strerror(errno)));
  }
  static bool WriteAll(int fd, std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = write(fd, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      content.remove_prefix(static_cast<size_t>(written));
    }
    return true;
  }

  int fd_ = -1;
};

}  // namespace

struct TlsIdentity::Impl {
  Impl(std::string folder, absl::Duration interval) : dir(std::move(folder)), refresh(interval) {}

  absl::Status Publish(TlsFiles files);
  void Reload();
  void Watch();

  const std::string dir;
  const absl::Duration refresh;
  // Certificate and key in one file, so that nobody ever reads one without the other.
  MemoryFile pair;
  MemoryFile authorities;
  time_t stamp = absl::ToTimeT(absl::Now());
  std::string complaint;  // what was wrong with the files last time; logged once

  mutable std::mutex mutex;  // of what follows
  TlsFiles current;
  bool stopping = false;
  std::condition_variable stop;

  std::shared_ptr<FileWatcherCertificateProvider> provider;
  std::thread watcher;
};

absl::Status TlsIdentity::Impl::Publish(TlsFiles files) {
  ++stamp;
  PROBITY_RETURN_IF_ERROR(authorities.Replace(files.authorities, stamp));
  PROBITY_RETURN_IF_ERROR(pair.Replace(absl::StrCat(files.certificate, "\n", files.key), stamp));
  const std::lock_guard<std::mutex> lock(mutex);
  current = std::move(files);
  return absl::OkStatus();
}

void TlsIdentity::Impl::Reload() {
  absl::StatusOr<TlsFiles> files = ReadTlsFiles(dir, absl::Now());
  absl::Status status = files.status();
  if (files.ok()) {
    if (files->SameBytes(current)) {  // written by this thread only
      complaint.clear();
      return;
    }
    const absl::Time until = files->expires;
    status = Publish(*std::move(files));
    if (status.ok()) {
      complaint.clear();
      return Log(Severity::kInfo, "tls_reloaded",
                 {{"tls_dir", dir}, {"expires", absl::FormatTime(until, absl::UTCTimeZone())}});
    }
  }
  if (complaint == status.message()) return;
  complaint = std::string(status.message());
  Log(Severity::kError, "tls_reload_refused", {{"text", complaint}});
}

void TlsIdentity::Impl::Watch() {
  std::unique_lock<std::mutex> lock(mutex);
  while (!stop.wait_for(lock, absl::ToChronoNanoseconds(refresh), [this] { return stopping; })) {
    lock.unlock();
    Reload();
    lock.lock();
  }
}

absl::StatusOr<std::unique_ptr<TlsIdentity>> TlsIdentity::Load(const std::string& dir,
                                                               absl::Duration refresh) {
  PROBITY_ASSIGN_OR_RETURN(TlsFiles files, ReadTlsFiles(dir, absl::Now()));
  auto impl = std::make_unique<Impl>(dir, refresh);
  PROBITY_RETURN_IF_ERROR(impl->Publish(std::move(files)));
  impl->provider = std::make_shared<FileWatcherCertificateProvider>(
      impl->pair.path(), impl->pair.path(), impl->authorities.path(), kWatcherSeconds);
  impl->watcher = std::thread([watched = impl.get()] { watched->Watch(); });
  return std::unique_ptr<TlsIdentity>(new TlsIdentity(std::move(impl)));
}

TlsIdentity::TlsIdentity(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

TlsIdentity::~TlsIdentity() {
  {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->stop.notify_all();
  impl_->watcher.join();
}

// The library's least version is 1.2; it has no setter, and a test holds it to that.
std::shared_ptr<grpc::ServerCredentials> TlsIdentity::ServerCredentials() const {
  grpc::experimental::TlsServerCredentialsOptions options(impl_->provider);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> TlsIdentity::ChannelCredentials() const {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(impl_->provider);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::HostNameCertificateVerifier>());
  return grpc::experimental::TlsCredentials(options);
}

absl::Time TlsIdentity::expires() const {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  return impl_->current.expires;
}

}  // namespace probity::rpc
