"""Review's audit log is witnessed by scoring and, through it, by settlement: whoever deletes,
reorders, alters, cuts or forks it, or puts an old copy back, is found out; and the transcripts of
the rounds that were held verify, offline, with two verifiers."""
import hashlib
import json
import pathlib
import random
import shutil
import signal
import sqlite3
import sys
import time
import unittest

from bureau import ROOT, Bureau

sys.path.insert(0, str(ROOT / "tests/review"))
import verify_draw  # noqa: E402

SCENARIO = ROOT / "tests/golden/small-year"
WITNESS_SECONDS = 60


def verify(bureau, *more):
    done = bureau.ctl("--json", "audit", "verify", *more)
    proof = json.loads(done.stdout[done.stdout.index("{"):]) if "{" in done.stdout else {}
    return done, proof


def wait_until_witnessed(bureau):
    """Settlement looks every few seconds."""
    end = time.monotonic() + WITNESS_SECONDS
    while True:
        done, proof = verify(bureau)
        assert done.returncode == 0, done.stdout + done.stderr
        review = proof["review"]
        if review["witnessed_size"] == review["cosigned_size"] == review["leaves"]:
            return proof
        assert time.monotonic() < end, f"nobody witnessed the log: {review}"
        time.sleep(0.5)


def leaf_hash(prev, seq, kind, body):
    return hashlib.sha256(b"\x10probity/audit/v1" + prev + seq.to_bytes(8, "big")
                          + kind.to_bytes(2, "big") + len(body).to_bytes(4, "big") + body).digest()


class Log:
    """The leaves of a hearing database, to be tampered with as somebody who knows the format."""

    def __init__(self, path):
        self.path = path
        self.database = sqlite3.connect(path)
        self.leaves = self.database.execute(
            "SELECT kind, body FROM audit ORDER BY seq").fetchall()

    def write(self, leaves, rehash=True, tree=True):
        """Writes these leaves as the whole log, with a chain and a tree of their own if asked."""
        old = self.database.execute("SELECT prev, hash FROM audit ORDER BY seq").fetchall()
        self.database.execute("DELETE FROM audit")
        prev = bytes(32)
        for seq, (kind, body) in enumerate(leaves, 1):
            own = leaf_hash(prev, seq, kind, body)
            kept = (prev, own) if rehash else old[seq - 1]
            self.database.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?)",
                                  (seq, *kept, kind, body))
            prev = own
        if tree:  # the service builds and signs it anew, with its own key
            for table in ("audit_node", "signed_head", "head_signature"):
                self.database.execute(f"DELETE FROM {table}")
        self.database.commit()
        self.database.close()


def flipped(body, dice):
    at = dice.randrange(len(body))
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1:]


def tampered(kind, leaves, dice):
    """The leaves after one tampering of this kind."""
    leaves = list(leaves)
    at = dice.randrange(len(leaves) - 1)
    if kind == "delete":
        del leaves[at]
    elif kind == "reorder":
        other = next(i for i in range(at + 1, at + 1 + len(leaves))
                     if leaves[i % len(leaves)] != leaves[at]) % len(leaves)
        leaves[at], leaves[other] = leaves[other], leaves[at]
    elif kind == "alter":
        leaves[at] = (leaves[at][0], flipped(leaves[at][1], dice))
    elif kind == "cut":
        del leaves[at + 1:]
    elif kind == "fork":
        leaves[at:] = [(12, dice.randbytes(32)) for _ in range(len(leaves) - at + 3)]
    return leaves


class LogTest(unittest.TestCase):
    def test_every_tampering_is_found_and_every_draw_verifies(self):
        dice = random.Random(11)
        with Bureau() as bureau:
            bureau.start_all(SCENARIO)
            out = bureau.home / "out"
            early = bureau.home / "early.db"
            done = bureau.year(SCENARIO, out)
            self.assertEqual(done.returncode, 0, done.stderr)
            proof = wait_until_witnessed(bureau)
            self.assertGreater(proof["review"]["leaves"], 10)
            self.assertEqual(verify(bureau, "--keys", bureau.home / "keys")[0].returncode, 0)
            self.check_draws(bureau)

            hearing = pathlib.Path(bureau.databases["hearing"].removeprefix("sqlite:"))
            bureau.kill("review", signal.SIGTERM)
            shutil.copy(hearing, early)
            kinds = ["delete", "reorder", "alter", "cut", "fork", "clumsy"]
            for kind in kinds:
                with self.subTest(kind):
                    copy = bureau.home / f"{kind}.db"
                    shutil.copy(early, copy)
                    log = Log(copy)
                    if kind == "clumsy":  # the chain is left as it was
                        log.write(tampered("alter", log.leaves, dice), rehash=False, tree=False)
                    else:
                        log.write(tampered(kind, log.leaves, dice))
                    bureau.databases["hearing"] = f"sqlite:{copy}"
                    bureau.start("review")
                    done, _ = verify(bureau, "--service", "review")
                    bureau.kill("review", signal.SIGTERM)
                    self.assertEqual(done.returncode, 1, kind + done.stdout + done.stderr)
                    self.assertIn("CHANGED: review ", done.stdout, kind)
            bureau.databases["hearing"] = f"sqlite:{hearing}"
            bureau.start("review")
            self.assertEqual(verify(bureau)[0].returncode, 0, "the true log is still whole")

    def check_draws(self, bureau):
        """Each closed round's transcript, with the log, by both verifiers."""
        log = bureau.home / "log.jsonl"
        self.assertEqual(bureau.ctl("review", "log", "--out", log).returncode, 0)
        leaves = verify_draw.read_log(log.read_text(encoding="utf-8"))
        rounds = {leaf["body"][:16].hex() for leaf in leaves if leaf["kind"] == 9}
        self.assertTrue(rounds)
        for number in rounds:
            path = bureau.home / f"{number}.json"
            saved = bureau.ctl("review", "transcript", number, "--out", path)
            self.assertEqual(saved.returncode, 0, saved.stderr)
            text = path.read_text(encoding="utf-8")
            self.assertEqual(verify_draw.problem_of(text, leaves), "", number)
            said = bureau.ctl("review", "verify-draw", path, "--audit", log)
            self.assertEqual(said.returncode, 0, said.stdout + said.stderr)
            published = bureau.ctl("review", "publish", number, "--out", bureau.home / "published")
            self.assertEqual(published.returncode, 0, published.stderr)


if __name__ == "__main__":
    unittest.main()
