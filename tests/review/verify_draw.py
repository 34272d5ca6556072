"""Checks the draw of a panel from its published transcript: a second verifier, standard library only.

    python3 verify_draw.py TRANSCRIPT... [--audit LOG]

Written from the rules of the draw alone. Exit code 0 if every transcript agrees with itself and,
with --audit (one leaf a line, as `probityctl review log` writes it), with the log; 1 if one does
not; what is wrong goes to standard output.
"""
import hashlib
import hmac
import json
import sys

GROUPS = (1, 2, 3, 4)
KEYS = ("v", "round", "quotas", "pool_root", "eligible_root", "commitments", "shares", "seed",
        "leaves", "eligible", "opened", "panel", "replacements")
EMPTY = bytes(16)


class Wrong(Exception):
    """Says in words what does not agree."""


def need(condition, text):
    if not condition:
        raise Wrong(text)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def number(value, size):
    return value.to_bytes(size, "big")


def raw(text, size):
    need(isinstance(text, str) and len(text) == 2 * size and text == text.lower(), "bad hex")
    return bytes.fromhex(text)


def in_order(pairs):
    names = [name for name, _ in pairs]
    need(len(set(names)) == len(names), "a key comes twice")
    return dict(pairs)


def read(text):
    """The transcript as a dictionary; its text must be the canonical one."""
    try:
        data = json.loads(text, object_pairs_hook=in_order)
    except ValueError as error:
        raise Wrong(f"not JSON: {error}") from error
    need(isinstance(data, dict) and tuple(data) == KEYS and data["v"] == 1, "not a transcript")
    need(json.dumps(data, separators=(",", ":")) == text, "not in the one form it is written in")
    return data


class Draw:
    def __init__(self, text):
        self.text = text
        self.data = data = read(text)
        self.round = raw(data["round"], 16)
        self.quotas = data["quotas"]
        need(len(self.quotas) == 4 and all(type(q) is int and 0 <= q < 256 for q in self.quotas),
             "bad quotas")
        self.leaves = [raw(leaf, 32) for leaf in data["leaves"]]
        self.shares = [raw(share, 32) for share in data["shares"]]
        self.commitments = [raw(one, 32) for one in data["commitments"]]
        self.eligible = {}  # d -> (group, hc), in the order of d
        self.houses = {}    # d -> h of those opened
        self.walked, self.seated = set(), set()
        self.chairs = []    # [group, d or None]
        self.stages = []    # (k, copy of chairs) after the draw and after each batch
        self.k = 0

    def check(self):
        need(len(self.shares) == len(self.commitments) == 4, "four commitments and four shares")
        for group in GROUPS:
            made = sha256(b"probity/commit/v1", self.round, number(group, 1), self.shares[group - 1])
            need(made == self.commitments[group - 1], f"share {group} is not the committed one")
        self.check_pool()
        self.check_eligible()
        self.seed = sha256(b"probity/draw/v1", self.round, self.pool_root, self.eligible_root,
                           *self.shares)
        need(self.seed == raw(self.data["seed"], 32), "the shares do not give the seed")
        self.check_houses()
        self.check_panel()
        self.check_replacements()
        need(set(self.houses) == self.walked, "the opened are not exactly the walked")

    def check_pool(self):
        need(self.leaves == sorted(set(self.leaves)), "leaves are not sorted and unique")
        self.pool_root = sha256(b"\x01probity/pool/v1", self.round, bytes(self.quotas),
                                number(len(self.leaves), 4), *self.leaves)
        need(self.pool_root == raw(self.data["pool_root"], 32), "pool_root")

    def check_eligible(self):
        known = set(self.leaves)
        names = []
        for one in self.data["eligible"]:
            need(tuple(one) == ("g", "d", "hc") and one["g"] in GROUPS, "bad eligible member")
            name, commitment = raw(one["d"], 16), raw(one["hc"], 32)
            need(sha256(b"\x00", number(one["g"], 1), name, commitment) in known,
                 "an eligible member is no leaf")
            self.eligible[name] = (one["g"], commitment)
            names.append(name)
        need(names == sorted(set(names)), "the eligible are not sorted and unique")
        self.eligible_root = sha256(b"\x02probity/eligible/v1", self.round,
                                    number(len(names), 4), *names)
        need(self.eligible_root == raw(self.data["eligible_root"], 32), "eligible_root")

    def check_houses(self):
        names = []
        for one in self.data["opened"]:
            need(tuple(one) == ("d", "h", "n"), "bad opened member")
            name, house, blind = (raw(one[key], 16) for key in ("d", "h", "n"))
            need(name in self.eligible, "somebody opened is not eligible")
            need(sha256(b"\x03", house, name, blind) == self.eligible[name][1],
                 "an opened house is not the committed one")
            self.houses[name] = house
            names.append(name)
        need(names == sorted(set(names)), "the opened are not sorted and unique")

    def ranked(self, group, k):
        def rank(name):
            message = self.round + number(group, 1) + number(k, 2) + name
            return hmac.new(self.seed, message, hashlib.sha256).digest()
        return sorted((name for name, (own, _) in self.eligible.items() if own == group),
                      key=lambda name: (rank(name), name))

    def house_is_free(self, name):
        self.walked.add(name)
        need(name in self.houses, "a walked member is not opened")
        return all(sitter is None or self.houses[sitter] != self.houses[name]
                   for _, sitter in self.chairs)

    def check_panel(self):
        for group in GROUPS:
            free = self.quotas[group - 1]
            for name in self.ranked(group, 0):
                if free == 0:
                    break
                if self.house_is_free(name):
                    self.chairs.append([group, name])
                    self.seated.add(name)
                    free -= 1
            need(free == 0, f"group {group} cannot fill its seats")
        self.walked_at_draw = set(self.walked)
        self.keep_stage()
        told = [(one["seat"], one["g"], raw(one["d"], 16)) for one in self.data["panel"]]
        made = [(i + 1, group, name) for i, (group, name) in enumerate(self.chairs)]
        need(told == made, "the panel is not the one the ranks give")

    def keep_stage(self):
        self.stages.append((self.k, [list(chair) for chair in self.chairs]))

    def check_replacements(self):
        told = self.data["replacements"]
        batches = [one["batch"] for one in told]
        need(batches == sorted(batches) and sorted(set(batches)) == list(
            range(1, len(set(batches)) + 1)), "batches are not numbered from 1")
        for batch in sorted(set(batches)):
            leaving = [one for one in told if one["batch"] == batch]
            seats = [one["seat"] for one in leaving]
            need(seats == sorted(set(seats)) and 1 <= seats[0] and seats[-1] <= len(self.chairs),
                 "leavers are not in seat order")
            for one in leaving:
                chair = self.chairs[one["seat"] - 1]
                need(chair == [one["g"], raw(one["leaving"], 16)], "a leaver does not sit there")
                chair[1] = None
            for one in leaving:
                self.replace(one)
            self.keep_stage()

    def replace(self, told):
        self.k += 1
        need(told["k"] == self.k, "a rank counter is skipped")
        entering = next((name for name in self.ranked(told["g"], self.k)
                         if name not in self.seated and self.house_is_free(name)), None)
        said = None if told["entering"] is None else raw(told["entering"], 16)
        need(said == entering, f"replacement {self.k} is not the one the ranks give")
        if entering is not None:
            self.seated.add(entering)
            self.chairs[told["seat"] - 1][1] = entering

    def text_at_draw(self):
        data = dict(self.data)
        data["opened"] = [one for one in data["opened"]
                          if bytes.fromhex(one["d"]) in self.walked_at_draw]
        data["replacements"] = []
        return json.dumps(data, separators=(",", ":"))

    def check_log(self, leaves):
        own = [leaf for leaf in leaves if leaf["body"][:16] == self.round]
        steps = [leaf for leaf in own if 2 <= leaf["kind"] <= 7]
        kinds = [2] * 4 + [3, 4] + [5] * 4 + [6] + [7] * len(self.stages)
        need([leaf["kind"] for leaf in steps] == kinds, "the log has other steps of this draw")
        bodies = [leaf["body"][16:] for leaf in steps]

        def by_group(values):
            return {number(g, 1) + values[g - 1] for g in GROUPS}
        need(set(bodies[:4]) == by_group(self.commitments), "the log has other commitments")
        need(bodies[4] == self.pool_root and bodies[5] == self.eligible_root, "other roots")
        need(set(bodies[6:10]) == by_group(self.shares), "the log has other shares")
        need(bodies[10] == sha256(self.text_at_draw().encode()), "another draw was logged")
        for body, (k, chairs) in zip(bodies[11:], self.stages):
            seats = b"".join(number(g, 1) + (name or EMPTY) for g, name in chairs)
            panel = sha256(b"\x04probity/panel/v1", self.round, number(k, 2),
                           number(len(chairs), 1), seats)
            need(body == number(k, 2) + panel, "another panel was logged")
        for leaf in own:
            need(leaf["kind"] != 9 or leaf["body"].endswith(sha256(self.text.encode())),
                 "the round was closed with another transcript")


def read_log(text):
    leaves, before = [], bytes(32)
    for line in text.splitlines():
        leaf = json.loads(line)
        leaf["body"] = bytes.fromhex(leaf["body"])
        seq, kind, body = leaf["seq"], leaf["kind"], leaf["body"]
        made = sha256(b"\x10probity/audit/v1", before, number(seq, 8), number(kind, 2),
                      number(len(body), 4), body)
        need(seq == len(leaves) + 1 and bytes.fromhex(leaf["prev"]) == before
             and bytes.fromhex(leaf["hash"]) == made, f"the log's chain breaks at leaf {seq}")
        leaves.append(leaf)
        before = made
    return leaves


def problem_of(text, leaves=None):
    """What is wrong with a transcript, in words; empty if nothing is."""
    try:
        draw = Draw(text)
        draw.check()
        if leaves is not None:
            draw.check_log(leaves)
    except Wrong as wrong:
        return str(wrong)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        return f"not a transcript: {error!r}"
    return ""


def main(arguments):
    leaves = None
    if "--audit" in arguments:
        at = arguments.index("--audit")
        with open(arguments[at + 1], encoding="utf-8") as log:
            try:
                leaves = read_log(log.read())
            except Wrong as wrong:
                print(f"{arguments[at + 1]}: {wrong}")
                return 1
        del arguments[at:at + 2]
    found = 0
    for path in arguments:
        with open(path, encoding="utf-8", newline="") as file:
            problem = problem_of(file.read(), leaves)
        print(f"{path}: {problem or 'verified'}")
        found |= 1 if problem else 0
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
