"""Figures of services as Prometheus reads them, and the names that rules and dashboards use."""
import json
import pathlib
import re
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINE = re.compile(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'(\w+)="([^"]*)"')
OURS = re.compile(r"\b(?:grpc_server|probity)_[a-z_]+")


def scraped(address):
    """The text a service shows."""
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=30) as answer:
        assert answer.status == 200
        return answer.read().decode()


def parsed(text):
    """name → {labels as a sorted tuple of pairs → value}"""
    figures = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, labels, value = LINE.fullmatch(line).groups()
            key = tuple(sorted(LABEL.findall(labels or "")))
            figures.setdefault(name, {})[key] = float(value)
    return figures


def total(figures, name, **labels):
    """The sum of the figures of that name with these labels among theirs."""
    wanted = set(labels.items())
    return sum(value for key, value in figures.get(name, {}).items() if wanted <= set(key))


def plain(names):
    """Families: without what a histogram adds to its name."""
    return {re.sub("_(bucket|sum|count)$", "", name) for name in names}


def promised():
    """The list at the head of the alerts."""
    text = (ROOT / "deploy/k8s/base/alerts.yaml").read_text(encoding="utf-8")
    return set(OURS.findall("\n".join(line for line in text.splitlines() if line.startswith("#"))))


def dashboard_queries():
    dashboard = json.loads((ROOT / "deploy/k8s/base/dashboard.json").read_text(encoding="utf-8"))
    return [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
