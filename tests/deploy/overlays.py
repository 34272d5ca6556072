"""Every overlay of deploy/k8s, rendered once, and what tests ask of each of them."""
from rendered import ENVIRONMENTS, Rendered

PORTS = {"scoring": 7101, "review": 7102, "settlement": 7103}
NAMESPACES = {"dev": "probity-dev", "staging": "probity-staging", "prod": "probity"}
ALL = {overlay: Rendered(overlay) for overlay in ENVIRONMENTS}


def every(test):
    """Runs a test once for each overlay."""
    def run(self):
        for overlay, rendered in ALL.items():
            with self.subTest(overlay=overlay):
                test(self, rendered)
    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run
