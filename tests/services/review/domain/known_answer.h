// The published example of a draw: eighteen members, four shares, every pseudonym known.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_DOMAIN_KNOWN_ANSWER_H_
#define PROBITY_TESTS_SERVICES_REVIEW_DOMAIN_KNOWN_ANSWER_H_

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/crypto.h"
#include "services/review/domain/draw.h"
#include "services/review/domain/pool.h"

namespace probity::review::known {

inline Bytes Raw(std::string_view hex) {
  return *crypto::FromHex(hex);
}

inline Bytes Counting(char first, std::size_t size) {
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(first + i));
  return bytes;
}

inline Bytes Round() {
  return Counting('\xa0', 16);
}
inline Bytes PoolKey() {
  return Counting('\x00', 32);
}
inline constexpr Quotas kQuotas = {1, 1, 3, 2};

inline Shares OfficersShares() {
  return {Bytes(32, '\x11'), Bytes(32, '\x22'), Bytes(32, '\x33'), Bytes(32, '\x44')};
}

struct Row {
  int number;
  int group;
  std::string employer;
  std::string draw;
  std::string rank;  // first 8 bytes under k = 0; empty: struck
};

inline const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      {1, 1, "B01", "c2967ab2842d71339de0ec38d68649d3", "40f145578fd67071"},
      {2, 1, "B01", "91592d9677990755ecb3f1fa7b0929e5", "376878d0382a664e"},
      {3, 1, "B01", "d17308013cb1cdfefaf5c5a52c3a7ab6", "030ce5c979744e96"},
      {4, 2, "C01", "59b28e4ffa7ebcf22e5258995d91cd5f", "6aacb0d21d191321"},
      {5, 2, "C01", "92c8bd6772ee3d6d1b7819624ea65d10", "dd16927e3cd3ffe8"},
      {6, 2, "C01", "5481fd6e584f70524d616fe46c323331", "392e5a728a5b4419"},
      {7, 3, "U01", "c355c47285f53d4f940330d28ee8daae", "e52f7c8be3bcdbb3"},
      {8, 3, "U01", "ecff0c49ec832e77a24aac4bae86b327", "2624bc47d4af6112"},
      {9, 3, "E01", "6c927f91dd8381f383389e2756bc79f6", ""},
      {10, 3, "H01", "e6e0e6c62d57ee08873947cfc84c0af5", "621a4631814a8cb7"},
      {11, 3, "H02", "8b48a4125b9ec3c7b684e89c187bbd48", "145157622a559caf"},
      {12, 3, "H02", "98934cc2f2c096f6b0d74a53a3197def", "598809272702945b"},
      {13, 4, "H01", "cbfab837ace62a4715436b1ed73a8ec6", "24a3689010966884"},
      {14, 4, "H02", "52abac9eb15346c2a7cf92bee1564798", "9be25729ccc6f2e0"},
      {15, 4, "H03", "04059b9b53e7be0a419b507d44cfe149", ""},
      {16, 4, "H04", "c5c8eb0293bce74aee0e07eb99bd394a", "9b63b92663767990"},
      {17, 4, "P01", "6c9fec2d22a17a02bf2f7c14b55b4fcc", "2e744a9cc959368b"},
      {18, 4, "P02", "1e52474e259f2d0202558ba18e0567ce", ""},
  };
  return rows;
}

inline Bytes MemberId(int number) {
  Bytes id(16, '\0');
  id.back() = static_cast<char>(number);
  return id;
}

inline std::vector<PoolEntry> Pool() {
  std::vector<PoolEntry> pool;
  for (const Row& row : Rows()) {
    pool.push_back(Pseudonymise(
        PoolKey(), {MemberId(row.number), static_cast<Group>(row.group), row.employer}));
  }
  return pool;
}

inline std::vector<PoolEntry> EligibleMembers() {
  std::vector<PoolEntry> eligible = Pool();
  std::erase_if(eligible, [](const PoolEntry& entry) {
    return Rows()[static_cast<std::size_t>(entry.member_id.back()) - 1].rank.empty();
  });
  return eligible;
}

inline Shares Commitments() {
  Shares commitments;
  for (const Group group : kGroups) {
    commitments[IndexOf(group)] = Commitment(Round(), group, OfficersShares()[IndexOf(group)]);
  }
  return commitments;
}

// The number of the member behind a draw pseudonym, 0 for none.
inline int NumberOf(const std::optional<Bytes>& draw) {
  for (const Row& row : Rows()) {
    if (draw.has_value() && row.draw == crypto::Hex(*draw)) return row.number;
  }
  return 0;
}

inline std::vector<int> Numbers(const std::vector<Seat>& seats) {
  std::vector<int> numbers;
  for (const Seat& seat : seats) numbers.push_back(NumberOf(seat.draw));
  return numbers;
}

inline std::vector<int> Numbers(const std::vector<Bytes>& draws) {
  std::vector<int> numbers;
  for (const Bytes& draw : draws) numbers.push_back(NumberOf(draw));
  return numbers;
}

}  // namespace probity::review::known

#endif  // PROBITY_TESTS_SERVICES_REVIEW_DOMAIN_KNOWN_ANSWER_H_
