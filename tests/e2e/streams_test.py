"""Streams into the real scoring service by the real client: evidence of any size and leads of any
number go in while the server's memory stays bounded; what is killed in the middle and sent again
ends as if it had not been.

streams_test.py [LEADS] [EVIDENCE_MEGABYTES]
"""
import hashlib
import json
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from bureau import BIN, POLICIES, Bureau

LEADS = int(sys.argv.pop(1)) if len(sys.argv) > 1 else 20_000
MEGABYTES = int(sys.argv.pop(1)) if len(sys.argv) > 1 else 24
MEGABYTE = 1 << 20
MOST_RESIDENT = 200 * MEGABYTE
HEADER = ("external_id,institution_id,violation_code,act_ref,act_start_date,act_end_date,"
          "amount_yuan,description\n")


class Scoring:
    """The scoring service alone, knowing three institutions and two officers."""

    def __init__(self):
        self.bureau = Bureau()
        home = self.bureau.home
        self.bureau.clock.write_text("2026-03-02T09:00:00+08:00\n")
        self.bureau.start("scoring")
        for name in ("medical", "pharmacy"):
            self.ctl("policy", "put", POLICIES / f"{name}.txtpb")
        rows = [{"institution_id": f"M00{i}", "name": f"示例卫生院M00{i}",
                 "kind": "SUBJECT_KIND_MEDICAL", "district": "示例区",
                 "designated_from_date": "2020-01-01"} for i in (1, 2, 3)]
        self.call("SUPERVISOR", "RegistryService/ImportInstitutions", [{"institutions": rows}])
        officers = home / "officers.csv"
        officers.write_text("person,name,certificate_no,unit,valid_from,valid_to\n" + "".join(
            f"officer-{x},示例人员{x},C-{x},示例单位,2010-01-01,2039-12-31\n" for x in "ab"))
        self.ctl("officer", "import", officers)

    def ctl(self, *args):
        done = self.bureau.ctl(*args)
        assert done.returncode == 0, f"{args}: {done.stdout}{done.stderr}"
        return done.stdout

    def call(self, role, method, request):
        return json.loads(self.ctl("call", "--as", role, method, json.dumps(request)))

    def resident(self):
        """Most bytes the server process ever held in memory, since it started."""
        status = pathlib.Path(f"/proc/{self.bureau.processes['scoring'].pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    def stop(self):
        self.bureau.stop()
        self.bureau.__exit__()


def write_leads(path, count):
    """Two reports of each act; every thousandth row names no institution."""
    with open(path, "w") as out:
        out.write(HEADER)
        for i in range(count):
            institution = "M999" if i % 1000 == 999 else f"M00{i // 2 % 3 + 1}"
            out.write(f"A-{i},{institution},M204,act {i // 2},2026-01-10,2026-01-15,{i}.00,"
                      f"\"床位使用率异常, 第{i}条\"\n")


def write_pdf(path, megabytes):
    """A file of whole megabytes; its SHA-256."""
    digest = hashlib.sha256()
    with open(path, "wb") as out:
        for i in range(megabytes):
            block = hashlib.sha256(str(i).encode()).digest() * (MEGABYTE // 32)
            if i == 0:
                block = b"%PDF-1.7\n" + block[9:]
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


class Streams(unittest.TestCase):
    def setUp(self):
        self.scoring = Scoring()
        self.addCleanup(self.scoring.stop)
        self.home = self.scoring.bureau.home

    def report(self, file):
        done = self.scoring.bureau.ctl("--json", "leads", "report", file, "--source-system", "video")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        answer = json.loads(done.stdout)
        return {key: int(answer.get(key, 0)) for key in
                ("received", "accepted", "new_leads", "joined", "duplicates", "conflicts",
                 "malformed")}

    def expected(self):
        bad = LEADS // 1000
        return {"received": LEADS, "accepted": LEADS - bad, "new_leads": LEADS // 2,
                "joined": LEADS - bad - LEADS // 2, "duplicates": 0, "conflicts": 0,
                "malformed": bad}

    def test_leads_of_any_number_keep_the_servers_memory_bounded(self):
        write_leads(self.home / "leads.csv", LEADS)
        self.assertEqual(self.report(self.home / "leads.csv"), self.expected())
        self.assertLess(self.scoring.resident(), MOST_RESIDENT,
                        f"bytes the server held for {LEADS} leads")

    def test_a_stream_killed_on_either_side_and_sent_again_ends_as_if_it_had_not_been(self):
        count = min(LEADS, 20_000)
        write_leads(self.home / "leads.csv", count)
        command = [str(a) for a in [
            BIN / "probityctl", *self.scoring.bureau.services(), "leads", "report",
            self.home / "leads.csv", "--source-system", "video"]]
        for victim in ("client", "server"):
            client = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
            self.await_some_leads()
            if victim == "client":
                client.kill()
            else:
                self.scoring.bureau.kill("scoring")
            client.wait()
            if victim == "server":
                self.scoring.bureau.start("scoring")
        bad = count // 1000
        answer = self.report(self.home / "leads.csv")
        self.assertEqual(answer, {"received": count, "accepted": count - bad,
                                  "new_leads": count // 2, "joined": count - bad - count // 2,
                                  "duplicates": 0, "conflicts": 0, "malformed": bad})
        self.assertEqual(self.report(self.home / "leads.csv"), answer, "and once more")

    def await_some_leads(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.scoring.call("SUPERVISOR", "LeadService/ListLeads",
                                 {"page_size": 1}).get("leads"):
                return
        self.fail("no lead arrived within a minute")

    def test_evidence_of_any_size_goes_in_and_out_while_memory_stays_bounded(self):
        self.scoring.call("CASE_OFFICER", "CaseService/OpenCase",
                          {"case_ref": "K-1", "institution_id": "M001",
                           "source": "CASE_SOURCE_SPOT_CHECK",
                           "officers": ["officer-a", "officer-b"],
                           "certificates": [
                               {"person": f"officer-{x}", "name": f"示例人员{x}",
                                "certificate_no": f"C-{x}"} for x in "ab"]})
        file = self.home / "record.pdf"
        digest = write_pdf(file, MEGABYTES)
        add = ["evidence", "add", "K-1", file, "--kind", "DOCUMENTARY", "--source", "records-room",
               "--taken", "2026-02-27", "--person", "officer-a"]
        self.cut_off([str(a) for a in [BIN / "probityctl", *self.scoring.bureau.services(), *add]])
        self.assertNotIn("record.pdf", self.scoring.ctl("evidence", "list", "K-1"),
                         "an upload that was cut is not visible")
        evidence_id = self.scoring.ctl(*add).split()[0]
        self.assertEqual(self.scoring.ctl(*add).split()[0], evidence_id, "added once")
        back = self.home / "back.pdf"
        self.scoring.ctl("evidence", "get", evidence_id, "--out", back)
        self.assertEqual(back.stat().st_size, MEGABYTES * MEGABYTE)
        with open(back, "rb") as got:
            self.assertEqual(hashlib.file_digest(got, "sha256").hexdigest(), digest)
        self.assertLess(self.scoring.resident(), MOST_RESIDENT,
                        f"bytes the server held for {MEGABYTES} megabytes")
        shown = self.scoring.ctl("evidence", "show", evidence_id)
        self.assertIn("COLLECTED", shown)
        self.assertIn("COPIED", shown)

    def cut_off(self, command):
        """Kills the client once the server's file has begun to grow by what it sends."""
        files = [self.home / "scoring.db", self.home / "scoring.db-wal"]
        size = lambda: sum(f.stat().st_size for f in files if f.exists())
        before = size()
        client = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while size() < before + 3 * MEGABYTE and client.poll() is None:
            time.sleep(0.001)
        client.send_signal(signal.SIGKILL)
        client.wait()


if __name__ == "__main__":
    unittest.main()
