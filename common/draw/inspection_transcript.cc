#include "common/draw/inspection_transcript.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::draw {
namespace {

constexpr char kFormat[] = "probity/inspection/1";

using Words = std::vector<std::string>;

absl::Status Wrong(size_t line, std::string_view what) {
  return BadRequest({{absl::StrCat("line ", line), std::string(what)}});
}

bool Number(const std::string& word, int64_t* number) {
  // One text for one number: what is hashed has one form only.
  return absl::SimpleAtoi(word, number) && absl::StrCat(*number) == word;
}

bool Number(const std::string& word, int32_t* number) {
  int64_t wide = 0;
  if (!Number(word, &wide) || wide < 0 || wide > INT32_MAX) return false;
  *number = static_cast<int32_t>(wide);
  return true;
}

bool Bytes(const std::string& word, std::string* bytes) {
  absl::StatusOr<std::string> read = crypto::FromHex(word);
  if (!read.ok() || read->size() != crypto::kHashSize || crypto::Hex(*read) != word) return false;
  *bytes = *std::move(read);
  return true;
}

// What a line of the pool adds to the campaign; false if it is none.
bool ReadPoolLine(const Words& words, Campaign& campaign) {
  const std::string& word = words[0];
  if (word == "campaign" && words.size() == 2) {
    campaign.campaign_id = words[1];
    return true;
  }
  if (word == "inspectors_each" && words.size() == 2) {
    return Number(words[1], &campaign.inspectors_each);
  }
  if (word == "stratum" && words.size() == 3) {
    return Number(words[2], &campaign.strata.emplace_back(Stratum{words[1], 0}).count);
  }
  if (word == "institution" && words.size() == 4) {
    Candidate& one = campaign.institutions.emplace_back(Candidate{words[1], words[2], 0});
    return Number(words[3], &one.weight);
  }
  if (word == "inspector" && words.size() >= 3) {
    campaign.inspectors.push_back({words[1], words[2], Words(words.begin() + 3, words.end())});
    return true;
  }
  return false;
}

bool ReadRecordLine(const Words& words, Transcript& transcript) {
  const std::string& word = words[0];
  if (word == "share" && words.size() == 4) {
    Share& one = transcript.shares.emplace_back(Share{words[1], {}, {}});
    return Bytes(words[2], &one.commitment) && Bytes(words[3], &one.share);
  }
  if (word == "recusal" && words.size() == 3) {
    transcript.recusals.push_back({words[1], words[2]});
    return true;
  }
  if (word == "team" && words.size() >= 5) {
    Team& one = transcript.teams.emplace_back(
        Team{0, words[2], words[3], Words(words.begin() + 4, words.end())});
    return Number(words[1], &one.order);
  }
  return false;
}

std::string TeamText(const Team& team) {
  return absl::StrCat("team\t", team.order, "\t", team.institution_id, "\t", team.stratum, "\t",
                      absl::StrJoin(team.inspectors, "\t"), "\n");
}

absl::Status NotReproduced(std::string_view what) {
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_DRAW_NOT_REPRODUCED,
                absl::StrCat("the draw is not reproduced: ", ToAbsl(what), "; 抽取结果无法复算"));
}

}  // namespace

std::string PoolText(const Campaign& campaign) {
  std::string text = absl::StrCat(kFormat, "\ncampaign\t", campaign.campaign_id,
                                  "\ninspectors_each\t", campaign.inspectors_each, "\n");
  for (const Stratum& one : campaign.strata) {
    absl::StrAppend(&text, "stratum\t", one.name, "\t", one.count, "\n");
  }
  for (const Candidate& one : campaign.institutions) {
    absl::StrAppend(&text, "institution\t", one.institution_id, "\t", one.stratum, "\t", one.weight,
                    "\n");
  }
  for (const Inspector& one : campaign.inspectors) {
    absl::StrAppend(&text, "inspector\t", one.person, "\t", one.unit);
    for (const std::string& institution : one.barred_from) {
      absl::StrAppend(&text, "\t", institution);
    }
    text += "\n";
  }
  return text;
}

absl::StatusOr<Campaign> ParsePool(std::string_view text) {
  Campaign campaign;
  size_t line = 0;
  for (const absl::string_view one : absl::StrSplit(ToAbsl(text), '\n', absl::SkipEmpty())) {
    ++line;
    if (line == 1) {
      if (one != kFormat) return Wrong(line, "expected probity/inspection/1");
      continue;
    }
    if (!ReadPoolLine(absl::StrSplit(one, '\t'), campaign)) return Wrong(line, "not understood");
  }
  if (PoolText(campaign) != text) return Wrong(line, "the lines are not in their order");
  return campaign;
}

std::string TranscriptText(const Transcript& transcript) {
  const std::string pool = PoolText(transcript.campaign);
  std::string text = absl::StrCat(pool, "pool_sha256\t", crypto::Hex(crypto::Sha256(pool)), "\n");
  for (const Share& one : transcript.shares) {
    absl::StrAppend(&text, "share\t", one.person, "\t", crypto::Hex(one.commitment), "\t",
                    crypto::Hex(one.share), "\n");
  }
  for (const Recusal& one : transcript.recusals) {
    absl::StrAppend(&text, "recusal\t", one.institution_id, "\t", one.person, "\n");
  }
  for (const Team& one : transcript.teams) text += TeamText(one);
  return text;
}

absl::StatusOr<Transcript> ParseTranscript(std::string_view text) {
  constexpr std::string_view kPoolEnd = "\npool_sha256\t";
  const size_t end = text.find(kPoolEnd);
  if (end == std::string_view::npos) return Wrong(1, "no line pool_sha256");
  const std::string_view pool = text.substr(0, end + 1);
  Transcript transcript;
  PROBITY_ASSIGN_OR_RETURN(transcript.campaign, ParsePool(pool));
  const std::vector<std::string> lines =
      absl::StrSplit(ToAbsl(text.substr(end + 1)), '\n', absl::SkipEmpty());
  size_t line = static_cast<size_t>(std::count(pool.begin(), pool.end(), '\n')) + 1;
  if (lines[0] != absl::StrCat("pool_sha256\t", crypto::Hex(crypto::Sha256(pool)))) {
    return Wrong(line, "pool_sha256 is not the hash of the lines above");
  }
  for (size_t i = 1; i < lines.size(); ++i) {
    ++line;
    if (!ReadRecordLine(absl::StrSplit(lines[i], '\t'), transcript)) {
      return Wrong(line, "not understood");
    }
  }
  return transcript;
}

absl::Status Replay(const Transcript& transcript) {
  if (transcript.shares.size() < kMinShares) return NotReproduced("fewer than two shares");
  for (const Share& one : transcript.shares) {
    PROBITY_RETURN_IF_ERROR(CheckShare(transcript.campaign.campaign_id, one));
  }
  const std::string seed = Seed(transcript.campaign, transcript.shares);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Team> teams,
                           Draw(transcript.campaign, seed, transcript.recusals));
  for (size_t i = 0; i < std::max(teams.size(), transcript.teams.size()); ++i) {
    const std::string drawn = i < teams.size() ? TeamText(teams[i]) : "nothing\n";
    const std::string stated =
        i < transcript.teams.size() ? TeamText(transcript.teams[i]) : "nothing\n";
    if (drawn != stated) {
      return NotReproduced(absl::StrCat("stated ", stated, "drawn ", drawn));
    }
  }
  return absl::OkStatus();
}

}  // namespace probity::draw
