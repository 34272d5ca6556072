#include "clients/probityctl/commands/lead_file.h"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/probityctl/scenario/cells.h"
#include "clients/probityctl/scenario/csv.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

using scoring::v1::ReportedLead;

constexpr size_t kPiece = 1 << 20;

absl::Status Unreadable(const std::string& file) {
  return absl::NotFoundError(absl::StrCat("cannot read ", file));
}

// Reads a file in pieces that end between rows: behind a line feed that no quotes enclose.
class Pieces {
 public:
  explicit Pieces(const std::string& file) : in_(file, std::ios::binary) {}

  bool good() const { return in_.good(); }

  // The next whole rows; empty at the end of the file.
  std::string Next() {
    while (end_ == 0 && in_.good()) {
      const size_t before = rest_.size();
      rest_.resize(before + kPiece);
      in_.read(rest_.data() + before, static_cast<std::streamsize>(kPiece));
      rest_.resize(before + static_cast<size_t>(in_.gcount()));
      for (size_t i = before; i < rest_.size(); ++i) {
        if (rest_[i] == '"') quoted_ = !quoted_;
        if (rest_[i] == '\n' && !quoted_) end_ = i + 1;
      }
    }
    if (end_ == 0) end_ = rest_.size();
    std::string piece = rest_.substr(0, end_);
    rest_.erase(0, std::exchange(end_, 0));
    return piece;
  }

 private:
  std::ifstream in_;
  std::string rest_;
  size_t end_ = 0;
  bool quoted_ = false;
};

ReportedLead LeadOf(const scenario::Cells& cells) {
  ReportedLead lead;
  lead.set_external_id(std::string(cells.Raw("external_id")));
  lead.set_institution_id(std::string(cells.Raw("institution_id")));
  lead.set_violation_code(std::string(cells.Raw("violation_code")));
  lead.set_act_ref(std::string(cells.Raw("act_ref")));
  lead.set_act_start_date(std::string(cells.Raw("act_start_date")));
  lead.set_act_end_date(std::string(cells.Raw("act_end_date")));
  if (!cells.Raw("amount_yuan").empty()) {
    lead.set_amount_fen(cells.Yuan("amount_yuan").value_or(0));
  }
  lead.set_description(std::string(cells.Raw("description")));
  return lead;
}

// Adds what was found in a piece, whose lines were counted from its own beginning.
void AddMoved(const scenario::Problems& found, const std::string& file, int lines,
              scenario::Problems& problems) {
  for (absl::string_view line : absl::StrSplit(found.Text(), '\n', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    int number = 0;
    if (absl::ConsumePrefix(&line, absl::StrCat(file, ":")) &&
        absl::SimpleAtoi(line.substr(0, line.find(':')), &number)) {
      const std::pair<absl::string_view, absl::string_view> cell =
          absl::StrSplit(parts.second, absl::MaxSplits(": ", 1));
      problems.Add(file, number + lines, ToStd(cell.first), ToStd(cell.second));
    } else {
      problems.AddFile(file, ToStd(parts.second));
    }
  }
}

}  // namespace

absl::Status EachLead(const std::string& file,
                      const std::function<absl::Status(const ReportedLead&)>& each) {
  Pieces pieces(file);
  if (!pieces.good()) return Unreadable(file);
  scenario::Problems problems;
  std::string header;
  int before = 0;  // lines of the file before those of the piece, its header not counted
  for (std::string piece = pieces.Next(); !piece.empty(); piece = pieces.Next()) {
    if (header.empty()) {
      header = piece.substr(0, piece.find('\n') + 1);
    } else {
      piece.insert(0, header);
    }
    const auto lines = static_cast<int>(std::count(piece.begin(), piece.end(), '\n'));
    scenario::Problems here;
    const scenario::CsvTable table = scenario::ParseCsv(
        file, std::move(piece), {"external_id", "institution_id", "violation_code", "act_end_date"},
        here);
    for (const scenario::CsvRow& row : table.rows) {
      const int64_t faults = here.count();
      const ReportedLead lead = LeadOf(scenario::Cells(table, row, here));
      if (here.count() == faults) PROBITY_RETURN_IF_ERROR(each(lead));
    }
    if (!here.empty()) AddMoved(here, file, before, problems);
    before += lines - 1;
  }
  if (problems.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(problems.Text());
}

absl::StatusOr<std::string> FileHash(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in.good()) return Unreadable(file);
  crypto::Sha256Hasher hasher;
  std::string chunk(kPiece, '\0');
  while (in.good()) {
    in.read(chunk.data(), static_cast<std::streamsize>(kPiece));
    hasher.Update(std::string_view(chunk).substr(0, static_cast<size_t>(in.gcount())));
  }
  return crypto::Hex(hasher.Finish());
}

}  // namespace probity::ctl
