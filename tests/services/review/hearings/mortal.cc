#include "tests/services/review/hearings/mortal.h"

#include "common/crypto/crypto.h"

namespace probity::review {

bool Lifetime::dead() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return left_ <= 0;
}

void Lifetime::Spend() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (left_ > 0) --left_;
}

absl::Status Lifetime::Dead() {
  return absl::UnavailableError("the process was killed");
}

absl::Status MortalDatabase::Transact(absl::Time deadline, const sql::Body& body) {
  if (life_->dead()) return Lifetime::Dead();
  const absl::Status status = real_.Transact(deadline, body);
  if (status.ok()) life_->Spend();
  return life_->dead() ? Lifetime::Dead() : status;
}

absl::Status MortalDatabase::Read(absl::Time deadline, const sql::Body& body) {
  return life_->dead() ? Lifetime::Dead() : real_.Read(deadline, body);
}

absl::Status MortalDatabase::Check(absl::Time deadline) {
  return life_->dead() ? Lifetime::Dead() : real_.Check(deadline);
}

absl::Status MortalDatabase::EraseRemains(absl::Time deadline) {
  return life_->dead() ? Lifetime::Dead() : real_.EraseRemains(deadline);
}

void Inbox::Put(const Notice& notice) {
  const std::lock_guard<std::mutex> lock(mutex_);
  notices_.push_back(notice);
}

std::string Inbox::Code(const std::string& round_hex, int issue_no, int seat) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::string code;
  for (const Notice& notice : notices_) {
    const bool theirs = crypto::Hex(notice.round_id) == round_hex && notice.issue_no == issue_no &&
                        notice.seat == seat;
    if (theirs) code = notice.code;
  }
  return code;
}

int Inbox::count(int issue_no) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  int count = 0;
  for (const Notice& notice : notices_) count += notice.issue_no == issue_no ? 1 : 0;
  return count;
}

std::vector<Notice> Inbox::notices() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return notices_;
}

absl::Status MortalNotifier::Send(const std::vector<Notice>& batch) {
  if (life_->dead()) return Lifetime::Dead();
  for (const Notice& notice : batch) inbox_.Put(notice);
  life_->Spend();
  return life_->dead() ? Lifetime::Dead() : absl::OkStatus();
}

absl::Status MortalNotifier::Withdraw(std::string_view) {
  return life_->dead() ? Lifetime::Dead() : absl::OkStatus();
}

}  // namespace probity::review
