// Prepared statements of one connection, keyed by their text, the least recently used dropped.
#ifndef PROBITY_COMMON_SQL_STATEMENT_CACHE_H_
#define PROBITY_COMMON_SQL_STATEMENT_CACHE_H_

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace probity::sql {

// A statement in use is outside the cache: taken before, given back after. So the same text may be
// open twice (a query inside another's rows) and a running statement is never evicted.
template <typename Statement>
class StatementCache {
 public:
  explicit StatementCache(size_t capacity) : capacity_(capacity) {}

  std::optional<Statement> Take(std::string_view text) {
    const auto found = index_.find(text);
    if (found == index_.end()) return std::nullopt;
    const auto entry = found->second;
    index_.erase(found);
    Statement statement = std::move(entry->second);
    entries_.erase(entry);
    return statement;
  }

  void Give(std::string_view text, Statement statement) {
    if (index_.contains(text)) return;  // its twin came back first
    entries_.emplace_front(std::string(text), std::move(statement));
    index_.emplace(entries_.front().first, entries_.begin());
    if (entries_.size() <= capacity_) return;
    index_.erase(entries_.back().first);
    entries_.pop_back();
  }

  void Clear() {
    index_.clear();
    entries_.clear();
  }

 private:
  using Entries = std::list<std::pair<std::string, Statement>>;
  size_t capacity_;
  Entries entries_;  // most recently used first
  std::unordered_map<std::string_view, typename Entries::iterator> index_;  // keys live in entries_
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_STATEMENT_CACHE_H_
