"""What the pages for operators tell them to type exists: every alert has its entry in docs/runbook.md,
every command of probityctl and every option it is shown with is one, every script is there."""
import re
import unittest

from bureau import BIN, ROOT, run

ALERTS = ROOT / "deploy/k8s/base/alerts.yaml"
PAGES = ("runbook", "operations", "backup", "keys", "unsealing", "audit", "mysql", "security")
PARTS = ("Means", "Look at", "Do", "Afterwards")


def page(name):
    return (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")


def code_of(text):
    """What stands as code: spans, and the lines of blocks without their comments."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    lines = [line.split(" #")[0] for block in blocks
             for line in block.replace("\\\n", " ").splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


class RunbookTest(unittest.TestCase):
    def test_every_alert_has_its_entry_and_names_it(self):
        rules = ALERTS.read_text(encoding="utf-8").split("- alert: ")[1:]
        alerts = [rule.split()[0] for rule in rules]
        entries = re.split(r"^## ", page("runbook"), flags=re.MULTILINE)[1:]
        self.assertEqual(alerts, [entry.split("\n")[0] for entry in entries], "in one order")
        for alert, rule, entry in zip(alerts, rules, entries):
            with self.subTest(alert=alert):
                self.assertIn(f"runbook: docs/runbook.md#{alert.lower()}\n", rule)
                self.assertEqual(list(PARTS), re.findall(r"\*\*(%s):\*\*" % "|".join(PARTS), entry))

    def test_every_command_named_is_one(self):
        tried = set()
        for name in PAGES:
            for code in code_of(page(name)):
                for words, rest in re.findall(r"probityctl((?: [a-z][a-z-]*)+)([^`;|]*)", code):
                    options = set(re.findall(r"(?<!\S)--[a-z-]+", rest))
                    with self.subTest(page=name, command=f"probityctl{words}", options=options):
                        shown = run(BIN / "probityctl", *words.split(), "--help").stdout
                        self.assertIn(f"Usage: probityctl{words} ", shown)
                        for option in options:
                            self.assertRegex(shown, rf"(?m)^\s+(-\w,)?{option}\b")
                    tried.add(words.strip())
        self.assertLessEqual({"audit verify", "due", "review kek status", "standing list"}, tried)

    def test_every_script_and_page_named_is_there(self):
        for name in PAGES:
            for path in re.findall(r"\b(?:docs|deploy|tests)/[\w./-]+\.(?:md|sh|py|sql|yaml)\b", page(name)):
                with self.subTest(page=name, path=path):
                    self.assertTrue((ROOT / path).is_file())


if __name__ == "__main__":
    unittest.main()
