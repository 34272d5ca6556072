"""Debian's glewlwyd on a host of its own, until standard input ends: provider.py NAME TLS PASSWORD PEOPLE

NAME is what others call the host, TLS a folder with its certificate, PEOPLE a JSON object of logins and
their roles. Prints one line of JSON: `issuer`, `jwks` (its public keys) and `client_secret`.
"""
import json
import sys

from bureau import ROOT

sys.path.append(str(ROOT / "tests/authorisation"))
from glewlwyd import SECRET, Glewlwyd  # noqa: E402


def main(name, tls, password, people):
    with Glewlwyd(name, tls) as provider:
        issuer = provider.add_issuer("bureau")
        for login, roles in json.loads(people).items():
            provider.add_user(login, password, roles)
        print(json.dumps({"issuer": issuer, "jwks": provider.jwks(issuer), "client_secret": SECRET}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
