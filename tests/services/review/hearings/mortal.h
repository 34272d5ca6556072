// A process that can be killed at any of its commits: what it did so far stays, nothing follows.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_MORTAL_H_
#define PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_MORTAL_H_

#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "common/sql/database.h"
#include "services/review/api/notifier.h"

namespace probity::review {

// Counts the deeds (commits, batches of notices) the process has left; safe from several threads.
class Lifetime {
 public:
  explicit Lifetime(int deeds = std::numeric_limits<int>::max()) : left_(deeds) {}
  bool dead() const;
  // After this deed the process may be dead.
  void Spend();
  static absl::Status Dead();

 private:
  mutable std::mutex mutex_;
  int left_;
};

// A database in the hands of such a process. A commit it dies of is applied but never confirmed.
class MortalDatabase final : public sql::Database {
 public:
  MortalDatabase(sql::Database& real, std::shared_ptr<Lifetime> life)
      : real_(real), life_(std::move(life)) {}
  absl::Status Transact(absl::Time deadline, const sql::Body& body) override;
  absl::Status Read(absl::Time deadline, const sql::Body& body) override;
  absl::Status Check(absl::Time deadline) override;
  absl::Status EraseRemains(absl::Time deadline) override;
  const sql::Dialect& dialect() const override { return real_.dialect(); }

 private:
  sql::Database& real_;
  std::shared_ptr<Lifetime> life_;
};

// The members' letter boxes: what was sent, and is picked up at once.
class Inbox {
 public:
  void Put(const Notice& notice);
  // The newest code of that seat; empty if none came.
  std::string Code(const std::string& round_hex, int issue_no, int seat) const;
  int count(int issue_no) const;  // notices ever sent of that issue
  std::vector<Notice> notices() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Notice> notices_;
};

class MortalNotifier final : public Notifier {
 public:
  MortalNotifier(Inbox& inbox, std::shared_ptr<Lifetime> life)
      : inbox_(inbox), life_(std::move(life)) {}
  absl::Status Send(const std::vector<Notice>& batch) override;
  absl::Status Withdraw(std::string_view round_id) override;

 private:
  Inbox& inbox_;
  std::shared_ptr<Lifetime> life_;
};

}  // namespace probity::review

#endif  // PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_MORTAL_H_
