"""A case from its opening to a reversal and back to a decision, by `probityctl` alone."""
import json
import pathlib
import shutil
import tempfile
import unittest

from bureau import ROOT, Bureau, run

SCENARIO = ROOT / "tests/golden/quiet-year"
REVERSED = "Q2"  # 12 points: a suspension, so the party has a right to a hearing
# Beside the quiet year's cases: H1 is suspended in April and, for six points more, in autumn.
REPEATED = "".join(f"Q4,{item},H1,SPOT_CHECK,M204,2026-03-13,6,1.00,NONE\n" for item in (1, 2, 3))
REPEATED += "Q5,1,H1,SPOT_CHECK,M204,2026-08-03,6,1.00,NONE\n"


class CaseCommandsTest(unittest.TestCase):
    def ask(self, *args):
        done = self.bureau.ctl("--json", *args)
        self.assertEqual(0, done.returncode, f"{args}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def says(self, said, *args):
        done = self.bureau.ctl(*args)
        self.assertEqual(0, done.returncode, f"{args}: {done.stdout}{done.stderr}")
        self.assertIn(said, done.stdout, args)

    def refused(self, reason, *args):
        done = self.bureau.ctl(*args)
        self.assertNotEqual(0, done.returncode, args)
        self.assertIn(reason, done.stdout + done.stderr, args)

    def case(self, ref=REVERSED):
        return self.ask("case", "show", ref)["case"]

    def call(self, role, rpc, **fields):
        """A step without a command of its own, on the case as it now is."""
        known = self.case()
        body = {"case_id": known["case_id"], "etag": known["etag"], **fields}
        return self.ask("call", "--as", role, rpc, json.dumps(body))

    def set_day(self, day):
        self.bureau.clock.write_text(f"{day}T12:00:00+08:00\n")

    def assert_state(self, state, ref=REVERSED):
        self.assertEqual(f"CASE_STATE_{state}", self.case(ref)["state"])

    def test_from_opening_to_a_second_decision(self):
        with Bureau() as self.bureau, tempfile.TemporaryDirectory() as folder:
            scenario = self.scenario(pathlib.Path(folder) / "scenario")
            self.bureau.start_all(scenario)
            done = self.bureau.year(scenario, pathlib.Path(folder) / "out")
            self.assertEqual(0, done.returncode, done.stderr)
            self.set_day("2027-01-05")
            self.opens_with_certificates()
            self.tells_a_person(pathlib.Path(folder) / "notice.pdf")
            self.takes_the_decision_back()
            self.notifies_anew()
            self.hears_the_party()
            self.decides_lighter()
            self.disposes_of_a_hold()
            self.decides_a_proposal()
            verified = self.bureau.ctl("audit", "verify", "--service", "scoring")
            self.assertEqual(0, verified.returncode, verified.stdout + verified.stderr)

    def scenario(self, folder):
        shutil.copytree(SCENARIO, folder)
        with (folder / "cases.csv").open("a", encoding="utf-8") as cases:
            cases.write(REPEATED)
        return folder

    def opens_with_certificates(self):
        officers = self.ask("officer", "list")[:2]
        shown = [f"{one['person']},{one['name']},{one['certificate_no']}" for one in officers]
        opening = ["case", "open", "N1", "--institution", "H4", "--source", "SPOT_CHECK"]
        self.refused("G1_", *opening, "--officer", shown[0])
        self.refused("G1_CERTIFICATE_MISMATCH", *opening, "--officer", shown[0], "--officer",
                     shown[1] + "9")
        self.says("FILED", *opening, "--officer", shown[0], "--officer", shown[1])

    def tells_a_person(self, pdf):
        """Whoever is to be scored reads what for, in words, and not only by codes."""
        work = {"institution_id": "H2", "from_date": "2019-01-01", "main_site": True}
        person = {"person_id": "D1", "licence_no": "L-1", "name": "示例医师",
                  "profession": "PROFESSION_PHYSICIAN", "employments": [work]}
        self.ask("call", "--as", "SUPERVISOR", "PersonService/RegisterPerson",
                 json.dumps({"person": person}))
        line = {"item": 1, "finding_item": 1, "code": "Q301", "reason": "直接签署",
                "responsibility": "RESPONSIBILITY_MAIN"}
        asked = {"case_id": self.case()["case_id"], "sanction_document": "罚3号",
                 "sanction": "SANCTION_ADMINISTRATIVE_PENALTY",
                 "persons": [{"person_id": "D1", "suspend_months": 2, "lines": [line]}]}
        scoring = self.ask("call", "--as", "CASE_OFFICER", "PersonService/ProposePersonEntries",
                           json.dumps(asked))["scorings"][0]
        self.says("notice.pdf", "document", "save", scoring["notice_no"], "--out", pdf)
        read = run("pdftotext", "-enc", "UTF-8", pdf, "-").stdout
        text = "".join(read.split())
        for said in ("示例医师（执业编号L-1）", "（M203），行为至2026年9月27日：",
                     "适用为未登记备案、被暂停或终止资格的人员冒名申报费用（Q301），主要责任，记9分。理由：直接签署",
                     "拟暂停2个月"):
            self.assertIn(said, text)

    def takes_the_decision_back(self):
        before = self.case()
        self.refused("--document", "case", "reverse", REVERSED, "--reason", "事实不清")
        self.ask("case", "reverse", REVERSED, "--reason", "事实不清", "--document", "复决1号")
        self.assertEqual(before["state"], self.case()["state"], "one person alone reverses nothing")
        self.says("冲正 entries reversed: 1, 余 balance: 0 分 points", "case", "approve-reversal",
                  REVERSED, "--reason", "经核对，同意撤销")
        self.says("第 2 次处理 revision 2", "case", "reopen", REVERSED, "--reason", "重新调查")

    def notifies_anew(self):
        self.notify("1")
        self.refused("ITEM=POINTS", "case", "renew-notice", REVERSED, "--points", "1:12",
                     "--reason", "x")
        self.ask("case", "renew-notice", REVERSED, "--reason", "发现新的事实")
        self.assert_state("INVESTIGATING")
        self.notify("2")
        self.assertEqual(["2027-01-05", ""],
                         [one.get("superseded_date", "") for one in self.case()["notices"]][-2:])

    def notify(self, number):
        self.call("CASE_OFFICER", "CaseService/CompleteInvestigation", report=f"报告{number}号")
        self.call("SUPERVISOR", "CaseService/IssuePreliminary")
        self.call("SUPERVISOR", "CaseService/IssueNotice")
        self.ask("case", "tell-hearing", REVERSED, "--document", f"听告{number}号")
        self.call("CASE_OFFICER", "CaseService/RecordNoticeService",
                  method="SERVICE_METHOD_DIRECT", served_date="2027-01-05",
                  receipt=f"回证{number}号")

    def hears_the_party(self):
        self.ask("case", "request-hearing", REVERSED, "--reason", "要求听证")
        call = ["case", "call-hearing", REVERSED, "--document", "听证1号", "--date", "2027-01-05",
                "--place", "会议室", "--host", "host-1", "--hearing"]
        self.refused("G10_NOTICE_TOO_SHORT", *call, "2027-01-06")
        self.ask(*call, "2027-01-18")
        self.set_day("2027-01-18")
        self.ask("case", "record-hearing", REVERSED, "--document", "听证笔录1号", "--date",
                 "2027-01-18", "--recorder", "recorder-1", "--report", "听证报告1号", "--summary",
                 "当事人承认部分事实")

    def decides_lighter(self):
        confirm = ["case", "confirm", REVERSED]
        self.refused("G11_LEGAL_REVIEW", *confirm)
        self.ask("case", "legal-review", REVERSED, "--document", "法审1号")
        self.ask("case", "discuss", REVERSED, "--document", "议1号", "--date", "2027-01-18",
                 "--conclusion", "同意", "--participant", "director-1", "--participant",
                 "supervisor-1", "--participant", "legal-1")
        self.ask(*confirm, "--points", "1=6", "--recovery", "1=1000.00", "--reason", "部分事实不成立")
        self.assert_state("REVISED_DOWN")

    def disposes_of_a_hold(self):
        fields = {"items": "账册三本", "place": "被检查单位档案室", "reason": "可能灭失"}
        body = {"type": "DOCUMENT_TYPE_REGISTRATION_HOLD", "case_id": self.case("N1")["case_id"],
                "fields": [{"name": name, "value": value} for name, value in fields.items()]}
        hold = self.ask("call", "--as", "DIRECTOR", "DocumentService/IssueDocument",
                        json.dumps(body))["document"]["number"]
        dispose = ["document", "dispose-hold", hold, "--disposal", "复制后退还", "--reason"]
        self.refused("UNKNOWN_DOCUMENT", "document", "dispose-hold", hold.replace("1号", "9号"),
                     "--disposal", "退还", "--reason", "已复制")
        self.says("2027-01-18", *dispose, "已复制")
        self.refused("CLOCK_NOT_RUNNING", *dispose, "再次处理")

    def decides_a_proposal(self):
        """Two suspensions within a term propose a termination, which a person decides."""
        decide = ["--reason", "集体讨论决定", "--document", "解1号"]
        self.refused("UNKNOWN_PROPOSAL", "proposal", "decide", "01KE389AM0S66J3H8WAK23X7XD",
                     "--reject", *decide)
        proposed = self.ask("proposal", "list", "--open")
        self.assertEqual(["H1"], [one["subject_id"] for one in proposed])
        proposal = proposed[0]["proposal_id"]
        self.says(f"{proposal}  H1  ADOPTED  {proposal}", "proposal", "decide", proposal, "--adopt",
                  *decide)
        self.assertEqual([], self.ask("proposal", "list", "--open"))
        self.refused("PROPOSAL_DECIDED", "proposal", "decide", proposal, "--reject", *decide)


if __name__ == "__main__":
    unittest.main(verbosity=2)
