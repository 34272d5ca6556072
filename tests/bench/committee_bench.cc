// How fast is the committee's work?   committee_bench [OPERATIONS]
//
// Figures depend on the machine and the build; the ratios, of two sides measured in turn in one
// run, less so. Prints every figure and notes it for tests/blind/report.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "common/rpc/log.h"
#include "tests/bench/committee_figures.h"
#include "tests/blind/measured.h"

namespace probity::bench {

void Tell(std::string_view target, std::string_view figure, double value, std::string_view over) {
  std::printf("%-4s %-12s %10.3f  %s\n", std::string(target).c_str(), std::string(figure).c_str(),
              value, std::string(over).c_str());
  blind::Record(target, value, over, figure);
}

namespace {

int Run(int operations) {
  // Handlers' lines go nowhere; they would be counted as the service's work.
  rpc::CaptureLog([](const std::string&) {});
  for (const absl::Status& status :
       {DrawFigures(10'000), ServiceFigures(operations), TokenFigures(operations / 200 + 1)}) {
    if (status.ok()) continue;
    std::cerr << status << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace probity::bench

int main(int argc, char** argv) {
  const int operations = argc > 1 ? std::atoi(argv[1]) : 4000;
  if (argc > 2 || operations < 64) {
    std::cerr << "usage: committee_bench [OPERATIONS]   at least 64\n";
    return 64;
  }
  return probity::bench::Run(operations);
}
