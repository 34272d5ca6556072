"""Two verifiers of a draw, one in C++ and one in Python, against the published example and against
transcripts the service makes: both accept every sound one and reject every altered one."""
import hashlib
import hmac
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import verify_draw
from bureau import BIN

COUNT = int(sys.argv.pop()) if len(sys.argv) > 1 and sys.argv[-1].isdigit() else 60

ROUND = bytes(range(0xa0, 0xb0))
POOL_KEY = bytes(range(32))
SHARES = [bytes([0x11 * g]) * 32 for g in (1, 2, 3, 4)]
QUOTAS = [1, 1, 3, 2]
EMPLOYERS = ["B01"] * 3 + ["C01"] * 3 + ["U01", "U01", "E01", "H01", "H02", "H02",
                                        "H01", "H02", "H03", "H04", "P01", "P02"]
GROUP_OF = [1] * 3 + [2] * 3 + [3] * 6 + [4] * 6
STRUCK = {9, 15, 18}
KNOWN = {
    "d1": "c2967ab2842d71339de0ec38d68649d3",
    "hc1": "2ea40b827cc6520b9c913f51b1aa932d0e27f7592f00275911d166cf409d5379",
    "leaf1": "828b3f4027d517cc4686f9fce96e30d3d64cf51a097c4e2084d2c3205ec4c38f",
    "pool_root": "35e4b65787b2418406698bb6913fa5b136dfa19364075b7be3b5af36bcd737be",
    "eligible_root": "345edae6e44fb7e603c13b1812d2460b9b5921bbb7f72f919f45287e957b97c9",
    "seed": "fe67fe76d9bda4edca13f2d15072557971317548aea224962e203da355e45293",
    "commit_1": "9ff05c8a08dc30a3b2911a2e025ccc9a284cc9061ff43c1cd9bb84d31ff9edd5",
    "panel": [3, 6, 11, 8, 10, 17, 16],
    "panel_0": "8945a6b0a2f1aefbb6ab7681086a321defc4353921ab17982539edfd13c9a642",
    "panel_1": "65dd425436443c534bc11d515607a1b6f7e68ef470d9f52be4986f7cc1209dff",
}


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def pseudonym(kind, text):
    return hmac.new(POOL_KEY, b"probity/pn/v1" + kind + text, hashlib.sha256).digest()[:16]


def example(replaced):
    """The transcript of the published example, composed here from its definition."""
    members = []
    for n, (group, employer) in enumerate(zip(GROUP_OF, EMPLOYERS), 1):
        ident = n.to_bytes(16, "big")
        d, blind = pseudonym(b"d", ident), pseudonym(b"n", ident)
        house = pseudonym(b"h", employer.encode())
        members.append({"n": n, "g": group, "d": d, "h": house, "b": blind,
                        "hc": sha(b"\x03", house, d, blind)})
    for one in members:
        one["leaf"] = sha(b"\x00", bytes([one["g"]]), one["d"], one["hc"])
    leaves = sorted(one["leaf"] for one in members)
    pool_root = sha(b"\x01probity/pool/v1", ROUND, bytes(QUOTAS), (18).to_bytes(4, "big"), *leaves)
    eligible = sorted((one for one in members if one["n"] not in STRUCK), key=lambda one: one["d"])
    eligible_root = sha(b"\x02probity/eligible/v1", ROUND, (15).to_bytes(4, "big"),
                        *(one["d"] for one in eligible))
    seed = sha(b"probity/draw/v1", ROUND, pool_root, eligible_root, *SHARES)
    by_number = {one["n"]: one for one in members}
    walked = {3, 6, 8, 10, 11, 12, 13, 16, 17} | ({7} if replaced else set())
    data = {
        "v": 1, "round": ROUND.hex(), "quotas": QUOTAS, "pool_root": pool_root.hex(),
        "eligible_root": eligible_root.hex(),
        "commitments": [sha(b"probity/commit/v1", ROUND, bytes([g]), SHARES[g - 1]).hex()
                        for g in (1, 2, 3, 4)],
        "shares": [share.hex() for share in SHARES], "seed": seed.hex(),
        "leaves": [leaf.hex() for leaf in leaves],
        "eligible": [{"g": one["g"], "d": one["d"].hex(), "hc": one["hc"].hex()}
                     for one in eligible],
        "opened": sorted(({"d": by_number[n]["d"].hex(), "h": by_number[n]["h"].hex(),
                           "n": by_number[n]["b"].hex()} for n in walked),
                         key=lambda one: one["d"]),
        "panel": [{"seat": i, "g": by_number[n]["g"], "d": by_number[n]["d"].hex()}
                  for i, n in enumerate(KNOWN["panel"], 1)],
        "replacements": [{"batch": 1, "k": 1, "seat": 3, "g": 3,
                          "leaving": by_number[11]["d"].hex(),
                          "entering": by_number[12]["d"].hex()}] if replaced else [],
    }
    return data, by_number


def text_of(data):
    return json.dumps(data, separators=(",", ":"))


def client(paths, log=None):
    """{path: verified?} as `probityctl review verify-draw` says."""
    command = [BIN / "probityctl", "--json", "review", "verify-draw", *paths]
    if log:
        command += ["--audit", log]
    done = subprocess.run([str(part) for part in command], text=True, capture_output=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    verdicts = {answer["file"]: answer["problem"] == "" for answer in answers}
    assert len(verdicts) == len(paths), done.stdout + done.stderr
    assert (done.returncode == 0) == all(verdicts.values()), done.stderr
    return verdicts


def flip(digit):
    return "1" if digit == "0" else "0"


def alterations(data, dice):
    """The same transcript with one thing changed, each with a name."""
    def changed(name, edit):
        copy = json.loads(text_of(data))
        edit(copy)
        return name, text_of(copy)

    def hex_in(items, key):
        def edit(copy):
            values = copy[items]
            at = dice.randrange(len(values))
            value = values[at] if key is None else values[at][key]
            if value is None:
                values[at][key] = "00" * 16
                return
            place = dice.randrange(len(value))
            value = value[:place] + flip(value[place]) + value[place + 1:]
            if key is None:
                values[at] = value
            else:
                values[at][key] = value
        return edit

    yield changed("a byte of a leaf", hex_in("leaves", None))
    yield changed("a byte of a share", hex_in("shares", None))
    yield changed("a byte of a commitment", hex_in("commitments", None))
    yield changed("a byte of an eligible name", hex_in("eligible", "d"))
    yield changed("a byte of a closed house", hex_in("eligible", "hc"))
    yield changed("a byte of an opened house", hex_in("opened", "h"))
    yield changed("a byte of a blind", hex_in("opened", "n"))
    yield changed("a byte of the panel", hex_in("panel", "d"))
    yield changed("an eligible member left out", lambda c: c["eligible"].pop())
    yield changed("an eligible member's other group",
                  lambda c: c["eligible"][0].update(g=c["eligible"][0]["g"] % 4 + 1))
    yield changed("a house too many closed", lambda c: c["opened"].pop())
    yield changed("two seats swapped", lambda c: c["panel"].reverse())
    yield changed("a larger quota", lambda c: c["quotas"].__setitem__(2, c["quotas"][2] + 1))
    yield changed("a leaf left out", lambda c: c["leaves"].pop(0))
    yield "a space", text_of(data).replace(",", ", ", 1)
    yield "capital hex", text_of(data).replace(data["seed"], data["seed"].upper())
    yield "a leading zero", text_of(data).replace('"v":1', '"v":01')
    yield "a brace for a comma", text_of(data).replace('"v":1,', '"v":1{')
    yield "a byte behind the end", text_of(data) + "0"
    yield "half a byte of hex", text_of(data).replace(data["seed"], data["seed"][1:])
    if data["replacements"]:
        yield changed("a byte of who entered", hex_in("replacements", "entering"))
        yield changed("a byte of who left", hex_in("replacements", "leaving"))
        yield changed("a counter skipped",
                      lambda c: c["replacements"][-1].update(k=c["replacements"][-1]["k"] + 1))


class Known(unittest.TestCase):
    def test_the_example_has_the_published_values(self):
        data, members = example(replaced=True)
        self.assertEqual(members[1]["d"].hex(), KNOWN["d1"])
        self.assertEqual(members[1]["hc"].hex(), KNOWN["hc1"])
        self.assertEqual(members[1]["leaf"].hex(), KNOWN["leaf1"])
        self.assertEqual(data["commitments"][0], KNOWN["commit_1"])
        for name in ("pool_root", "eligible_root", "seed"):
            self.assertEqual(data[name], KNOWN[name], name)
        draw = verify_draw.Draw(text_of(data))
        draw.check()
        for k, name in ((0, "panel_0"), (1, "panel_1")):
            counter, chairs = draw.stages[k]
            seats = b"".join(bytes([g]) + d for g, d in chairs)
            self.assertEqual(sha(b"\x04probity/panel/v1", ROUND, counter.to_bytes(2, "big"),
                                 bytes([7]), seats).hex(), KNOWN[name])

    def test_both_verify_the_example_and_its_replacement(self):
        with tempfile.TemporaryDirectory() as home:
            for replaced in (False, True):
                text = text_of(example(replaced)[0])
                self.assertEqual(verify_draw.problem_of(text), "")
                path = pathlib.Path(home, f"{replaced}.json")
                path.write_text(text, encoding="utf-8")
                self.assertEqual(client([path]), {str(path): True})


class Service(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = pathlib.Path(cls.folder.name)
        subprocess.run([BIN / "draw_transcripts", cls.home, str(COUNT), "7"], check=True)
        cls.paths = [cls.home / f"{i}.json" for i in range(COUNT)]
        cls.log = cls.home / "log.jsonl"
        cls.leaves = verify_draw.read_log(cls.log.read_text(encoding="utf-8"))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_both_accept_every_draw_with_its_log(self):
        kinds = {"replaced": 0, "left empty": 0}
        for path in self.paths:
            text = path.read_text(encoding="utf-8")
            self.assertEqual(verify_draw.problem_of(text, self.leaves), "", path)
            kinds["replaced"] += "entering" in text
            kinds["left empty"] += '"entering":null' in text
        self.assertTrue(all(kinds.values()), f"the draws do not show everything: {kinds}")
        for first in range(0, COUNT, 500):
            some = self.paths[first:first + 500]
            self.assertEqual(client(some, self.log), {str(path): True for path in some})

    def test_both_reject_every_altered_transcript(self):
        dice = random.Random(3)
        altered = {}
        for path in self.paths[:min(COUNT, 200)]:
            data = json.loads(path.read_text(encoding="utf-8"))
            for name, text in alterations(data, dice):
                self.assertNotEqual(verify_draw.problem_of(text), "", f"{path}: {name}")
                place = self.home / f"altered-{len(altered)}.json"
                place.write_text(text, encoding="utf-8")
                altered[str(place)] = name
        for first in range(0, len(altered), 500):
            some = list(altered)[first:first + 500]
            for place, verified in client(some).items():
                self.assertFalse(verified, altered[place])

    def test_both_reject_a_draw_that_the_log_tells_otherwise(self):
        text = self.paths[0].read_text(encoding="utf-8")
        data = json.loads(text)
        own = [leaf for leaf in self.leaves if leaf["body"][:16].hex() == data["round"]]
        reordered = [dict(leaf) for leaf in own]
        for leaf in reordered:  # pool frozen only after the shares were shown
            leaf["kind"] = {3: 5, 5: 3}.get(leaf["kind"], leaf["kind"])
        cases = {"steps out of order": reordered, "a panel not logged": own[:-1]}
        for name, leaves in cases.items():
            self.assertNotEqual(verify_draw.problem_of(text, leaves), "", name)
            log = self.home / "other.jsonl"
            log.write_text(chain(leaves), encoding="utf-8")
            self.assertEqual(client([self.paths[0]], log), {str(self.paths[0]): False}, name)
        # Without its last replacement a transcript is sound in itself: only the log tells.
        every = (json.loads(path.read_text(encoding="utf-8")) for path in self.paths)
        shorter = next(one for one in every if one["replacements"])
        shorter["replacements"].pop()
        cut = self.home / "shorter.json"
        cut.write_text(text_of(shorter), encoding="utf-8")
        self.assertNotEqual(verify_draw.problem_of(text_of(shorter), self.leaves), "")
        self.assertEqual(client([cut], self.log), {str(cut): False})
        broken = self.log.read_text(encoding="utf-8").replace('"kind":3', '"kind":4', 1)
        with self.assertRaises(verify_draw.Wrong):
            verify_draw.read_log(broken)


def chain(leaves):
    """A log of these leaves, whose chain is sound."""
    lines, before = [], bytes(32)
    for seq, leaf in enumerate(leaves, 1):
        body = leaf["body"]
        made = sha(b"\x10probity/audit/v1", before, seq.to_bytes(8, "big"),
                   leaf["kind"].to_bytes(2, "big"), len(body).to_bytes(4, "big"), body)
        lines.append(text_of({"seq": seq, "prev": before.hex(), "hash": made.hex(),
                              "kind": leaf["kind"], "body": body.hex()}))
        before = made
    return "".join(line + "\n" for line in lines)


if __name__ == "__main__":
    unittest.main()
