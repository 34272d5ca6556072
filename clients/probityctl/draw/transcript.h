// A draw's transcript as it is published: one line of JSON, docs/audit.md.
#ifndef PROBITY_CLIENTS_PROBITYCTL_DRAW_TRANSCRIPT_H_
#define PROBITY_CLIENTS_PROBITYCTL_DRAW_TRANSCRIPT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace probity::draw_check {

// Bytes are raw, in std::string. d, h and n have 16, hashes 32.
struct Eligible {
  int group = 0;
  std::string d;
  std::string hc;
};
struct Opened {
  std::string d;
  std::string h;
  std::string n;
};
struct Seat {
  int number = 0;
  int group = 0;
  std::string d;
};
struct Replaced {
  uint32_t batch = 0;
  uint16_t k = 0;
  int seat = 0;
  int group = 0;
  std::string leaving;
  std::optional<std::string> entering;
};
struct Transcript {
  std::string round;
  std::vector<int> quotas;
  std::string pool_root;
  std::string eligible_root;
  std::vector<std::string> commitments;
  std::vector<std::string> shares;
  std::string seed;
  std::vector<std::string> leaves;
  std::vector<Eligible> eligible;
  std::vector<Opened> opened;
  std::vector<Seat> panel;
  std::vector<Replaced> replacements;
};

// Nothing for a text that is not exactly one transcript of a finished draw.
std::optional<Transcript> ReadTranscript(std::string_view json);

// The text of a transcript.
std::string WriteTranscript(const Transcript& transcript);

}  // namespace probity::draw_check

#endif  // PROBITY_CLIENTS_PROBITYCTL_DRAW_TRANSCRIPT_H_
