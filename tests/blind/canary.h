// Finds a secret's text in bytes, however it was written down.
#ifndef PROBITY_TESTS_BLIND_CANARY_H_
#define PROBITY_TESTS_BLIND_CANARY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace probity::blind {

// A text that occurs nowhere by chance.
struct Canary {
  std::string what;    // how a finding calls it: "district"
  std::string text;    // UTF-8; of digits alone it is sought as a number, too
  std::string pinyin;  // how it sounds, without spaces; empty: not sought
};

// Encodings: UTF-8, GBK, UTF-16 of both orders, hex of both cases, base64 of both alphabets at
// three offsets, SHA-256; of a number varint and fixed of both orders; of an id its bytes; any
// three ideographs of a Chinese text. And the text folded: compatibility forms, widths, cases,
// spaces, dashes and invisible characters do not count; so found by sound, too.
class CanaryScanner {
 public:
  explicit CanaryScanner(const std::vector<Canary>& canaries);

  // "district in base64", each once.
  std::vector<std::string> Find(std::string_view bytes) const;

 private:
  // An automaton over all patterns at once (Aho and Corasick, 1975).
  class Patterns {
   public:
    void Add(std::string_view pattern, const std::string& meaning);
    void Finish();
    void Find(std::string_view bytes, std::vector<bool>* met) const;
    const std::vector<std::string>& meanings() const { return meanings_; }

   private:
    struct Node {
      std::int32_t next[256];
      std::int32_t fallback = 0;
      std::vector<std::size_t> ends;  // indices into meanings_
      Node();
    };
    std::vector<Node> nodes_ = std::vector<Node>(1);
    std::vector<std::string> meanings_;
  };

  Patterns raw_;
  Patterns folded_;
};

// As the scanner folds what it reads.
std::string Folded(std::string_view text);

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_CANARY_H_
