// The commands of probity-review-client, one function each: print the answer, return the exit code.
#ifndef PROBITY_CLIENTS_REVIEW_COMMANDS_H_
#define PROBITY_CLIENTS_REVIEW_COMMANDS_H_

#include <optional>
#include <string>
#include <vector>

#include "clients/review/desk.h"
#include "probity/review/v1/committee_service.pb.h"

namespace probity::member {

// Where round and code come from: both as typed (a code that is not given is asked for, unseen),
// or a notice's text ("-" = standard input).
struct CodeSource {
  std::string round;
  std::string code;
  std::string notice;
};

// claim.cc: what codes are for.
int Respond(const Session& session, const Terminal& terminal, const CodeSource& source,
            review::v1::InvitationAnswer answer);
int Claim(const Session& session, const Terminal& terminal, const CodeSource& source);
int Leave(const Session& session, const Terminal& terminal);

// read.cc
int List(const Session& session, const Terminal& terminal);
int Show(const Session& session, const Terminal& terminal, const std::string& named);
int Status(const Session& session, const Terminal& terminal);

// images.cc: the images of a case into a folder, mode 0600.
struct ImageOptions {
  std::string named;  // the case
  std::string out;    // empty = the current folder
};
int Images(const Session& session, const Terminal& terminal, const ImageOptions& options);

// check.cc: what was published after the close against what this seat keeps. Offline.
int Check(const Session& session, const Terminal& terminal, const std::string& published);

// vote.cc
struct VoteOptions {
  std::string named;                  // the case
  std::vector<std::string> findings;  // "1=uphold:3:R01"; none = ask
  std::optional<std::string> text;    // absent = what is recorded stays
  bool recognised = false;            // abstains from the whole case
};
int Vote(const Session& session, const Terminal& terminal, const VoteOptions& options);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_COMMANDS_H_
