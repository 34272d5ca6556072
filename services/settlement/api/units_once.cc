#include "services/settlement/api/units_once.h"

#include <future>
#include <optional>
#include <utility>

#include "common/status/status.h"
#include "services/settlement/api/handover.h"

namespace probity::settlement {
namespace {

absl::Status EachPage(sql::Tx& tx, const UnitsOfRun& run,
                      const std::function<absl::Status(UnitPage)>& each) {
  UnitKey after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(UnitPage page, InputsAfter(tx, run, after));
    if (page.empty()) return absl::OkStatus();
    after = page.back().input.key;
    PROBITY_RETURN_IF_ERROR(each(std::move(page)));
  }
}

}  // namespace

UnitPages PagesOf(sql::Tx& tx, const UnitsOfRun& run) {
  return [&tx, run](const std::function<absl::Status(const UnitPage&)>& each) {
    return EachPage(tx, run, each);
  };
}

absl::Status EachPageAside(sql::Tx& tx, const UnitsOfRun& run,
                           const std::function<absl::Status(const UnitPage&)>& each) {
  Handover<UnitPage> read(kPagesAhead);
  std::future<absl::Status> use = std::async(std::launch::async, [&]() -> absl::Status {
    const EndAtExit end(read);
    while (const std::optional<UnitPage> page = read.Take()) {
      PROBITY_RETURN_IF_ERROR(each(*page));
    }
    return absl::OkStatus();
  });
  absl::Status reading;
  {
    const EndAtExit end(read);  // before the thread is waited for
    reading = EachPage(tx, run, [&read](UnitPage page) {
      return read.Give(std::move(page)) ? absl::OkStatus() : absl::CancelledError("not wanted");
    });
  }
  const absl::Status used = use.get();
  return used.ok() ? reading : used;
}

UnitPages UnitsOnce::FirstPages() {
  return [this](const std::function<absl::Status(const UnitPage&)>& each) -> absl::Status {
    kept_.Clear();
    PROBITY_RETURN_IF_ERROR(EachPageAside(tx_, run_, [&](const UnitPage& page) {
      kept_.Add(page);
      return each(page);
    }));
    passed_ = true;
    return absl::OkStatus();
  };
}

UnitPages UnitsOnce::Pages() {
  return [this](const std::function<absl::Status(const UnitPage&)>& each) { return Pass(each); };
}

absl::Status UnitsOnce::Pass(const std::function<absl::Status(const UnitPage&)>& each) {
  return kept() ? kept_.Each(each) : EachPage(tx_, run_, each);
}

}  // namespace probity::settlement
