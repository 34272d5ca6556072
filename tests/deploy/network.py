"""Who may open a connection to whom, worked out from NetworkPolicies as a cluster would."""
from rendered import labels_of, matches

# What stands around our namespace: (labels of the namespace, labels of the pod).
AROUND = {
    "dns": ({"kubernetes.io/metadata.name": "kube-system"}, {"k8s-app": "kube-dns"}),
    "prometheus": ({"kubernetes.io/metadata.name": "monitoring"},
                   {"app.kubernetes.io/name": "prometheus"}),
    "collector": ({"kubernetes.io/metadata.name": "monitoring"},
                  {"app.kubernetes.io/name": "opentelemetry-collector"}),
    "gateway": ({"kubernetes.io/metadata.name": "edge", "probity/gateway": "true"}, {"app": "gateway"}),
    "stranger": ({"kubernetes.io/metadata.name": "elsewhere"},
                 {"app.kubernetes.io/name": "probity-scoring", "app.kubernetes.io/part-of": "probity"}),
}
USUAL_PORTS = {22, 25, 53, 80, 443, 465, 3306, 4317, 8080}


class Network:
    def __init__(self, rendered):
        self.policies = [p["spec"] for p in rendered.of("NetworkPolicy")]
        self.pods = {self.short(name): labels_of(pod) for name, pod in rendered.pods().items()}
        self.ports = USUAL_PORTS | {port["containerPort"] for _, _, c in rendered.containers()
                                    for port in c.get("ports", [])}

    @staticmethod
    def short(name):
        kind, name = name.split("/")
        return name.removeprefix("probity-") + ("-db" if kind == "StatefulSet" and "-db" not in name else "")

    def _rules(self, name, way):
        """None if nothing restricts this pod in that way."""
        mine = [p for p in self.policies
                if way in p["policyTypes"] and matches(p["podSelector"], self.pods[name])]
        if not mine:
            return None
        return [rule for p in mine for rule in p.get(way.lower(), [])]

    @staticmethod
    def _peer(peer, namespace, labels):
        """`namespace` is None for a pod of ours."""
        if "ipBlock" in peer:
            return False
        if "namespaceSelector" in peer:
            if namespace is None or not matches(peer["namespaceSelector"], namespace):
                return False
        elif namespace is not None:
            return False
        return matches(peer.get("podSelector", {}), labels)

    def _open(self, name, way, namespace, labels, port):
        rules = self._rules(name, way)
        if rules is None:
            return True
        side = "from" if way == "Ingress" else "to"
        return any((not rule.get("ports") or any(p["port"] == port for p in rule["ports"])) and
                   (not rule.get(side) or any(self._peer(p, namespace, labels) for p in rule[side]))
                   for rule in rules)

    def flows(self):
        """Every (from, to, port) that is let through at both ends, as far as they are ours."""
        found = set()
        for port in self.ports:
            for one, labels in self.pods.items():
                for other, others in self.pods.items():
                    if (one != other and self._open(one, "Egress", None, others, port)
                            and self._open(other, "Ingress", None, labels, port)):
                        found.add((one, other, port))
                for outside, (namespace, others) in AROUND.items():
                    if self._open(one, "Egress", namespace, others, port):
                        found.add((one, outside, port))
                    if self._open(one, "Ingress", namespace, others, port):
                        found.add((outside, one, port))
        return found

    def addresses(self):
        """Every (from, block of addresses, port) outside the cluster."""
        return {(name, peer["ipBlock"]["cidr"], port["port"])
                for name in self.pods for rule in self._rules(name, "Egress") or []
                for peer in rule.get("to", []) if "ipBlock" in peer for port in rule["ports"]}
