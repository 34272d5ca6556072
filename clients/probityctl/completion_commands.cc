#include "clients/probityctl/completion_commands.h"

#include <cstdio>
#include <memory>

namespace probity::ctl {
namespace {

constexpr char kBash[] = R"(_probityctl() {
  local IFS=$'\n'
  COMPREPLY=($(probityctl complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _probityctl probityctl
)";
constexpr char kZsh[] = R"(#compdef probityctl
_probityctl() {
  local -a found
  found=("${(@f)$(probityctl complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n $found ]]; then compadd -- $found; else _files; fi
}
compdef _probityctl probityctl
)";
constexpr char kFish[] =
    R"(complete -c probityctl -a '(probityctl complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
)";

bool Begins(const std::string& text, const std::string& with) {
  return text.compare(0, with.size(), with) == 0;
}

// Commands that are shown to people: those with a group in the help.
std::vector<const CLI::App*> Shown(const CLI::App& at) {
  return at.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
}

// Flags of a command and of those above it, which it takes too.
std::vector<std::string> Flags(const CLI::App* at) {
  std::vector<std::string> flags;
  for (; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    }
  }
  return flags;
}

const CLI::App* Named(const CLI::App& at, const std::string& name) {
  for (const CLI::App* one : at.get_subcommands([](const CLI::App*) { return true; })) {
    if (one->get_name() == name) return one;
  }
  return nullptr;
}

// True if `word` is a flag whose value is the next word.
bool TakesValue(const CLI::App& at, const std::string& word) {
  if (!Begins(word, "--") || word.find('=') != std::string::npos) return false;
  for (const CLI::App* one = &at; one != nullptr; one = one->get_parent()) {
    const CLI::Option* option = one->get_option_no_throw(word);
    if (option != nullptr) return option->get_expected_max() > 0;
  }
  return false;
}

}  // namespace

std::vector<std::string> Completions(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  bool value = false;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const bool skipped = value;
    value = !skipped && TakesValue(*at, words[i]);
    const CLI::App* next = skipped ? nullptr : Named(*at, words[i]);
    if (next != nullptr) at = next;
  }
  std::vector<std::string> found;
  if (value) return found;  // a value of the flag before: the shell offers files
  const std::string last = words.empty() ? "" : words.back();
  for (const CLI::App* one : Shown(*at)) {
    if (Begins(one->get_name(), last)) found.push_back(one->get_name());
  }
  if (!Begins(last, "-")) return found;
  for (const std::string& flag : Flags(at)) {
    if (Begins(flag, last)) found.push_back(flag);
  }
  return found;
}

void AddCompletion(CLI::App& app, int& exit) {
  const auto shell = std::make_shared<std::string>();
  CLI::App& completion = *app.add_subcommand(
      "completion", "命令补全 prints what a shell reads to complete these commands");
  completion
      .add_option("shell", *shell,
                  "bash: probityctl completion bash > /etc/bash_completion.d/probityctl")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion.callback([shell, &exit] {
    std::fputs(*shell == "bash" ? kBash : *shell == "zsh" ? kZsh : kFish, stdout);
    exit = 0;
  });
  const auto words = std::make_shared<std::vector<std::string>>();
  CLI::App& complete = *app.add_subcommand("complete", "asked by the script of `completion`");
  complete.group("");
  complete.add_option("words", *words);
  complete.callback([words, &app, &exit] {
    for (const std::string& one : Completions(app, *words)) std::printf("%s\n", one.c_str());
    exit = 0;
  });
}

}  // namespace probity::ctl
