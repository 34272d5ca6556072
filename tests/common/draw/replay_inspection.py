#!/usr/bin/env python3
"""Draws an inspection campaign again from its transcript, with the standard library alone.

A second, independent reading of common/draw: `replay_inspection.py FILE` prints whether the teams
follow from the pool, the shares and the recusals. `--self-test` replays a known transcript.
"""
import hashlib
import hmac
import pathlib
import sys


def number_below(seed, stratum, k, bound):
    attempt = 0
    while True:
        message = f"institution\n{stratum}\n{k}\n{attempt}".encode()
        number = int.from_bytes(hmac.new(seed, message, hashlib.sha256).digest()[:8], "big")
        if number < 2**64 - 2**64 % bound:
            return number % bound
        attempt += 1


def draw(pool, seed, recusals):
    teams = []
    for stratum, count in pool["strata"]:
        left = sorted((i, w) for i, s, w in pool["institutions"] if s == stratum)
        for k in range(1, count + 1):
            number = number_below(seed, stratum, k, sum(w for _, w in left))
            at = 0
            while number >= left[at][1]:
                number -= left[at][1]
                at += 1
            teams.append([left.pop(at)[0], stratum, []])
    load, aside = {}, set()

    def fill(team):
        while len(team[2]) < pool["each"]:
            able = [(load.get(person, 0),
                     hmac.new(seed, f"inspector\n{team[0]}\n{person}".encode(),
                              hashlib.sha256).digest(), person)
                    for person, unit, barred in pool["inspectors"]
                    if unit != team[0] and team[0] not in barred and person not in team[2]
                    and (team[0], person) not in aside]
            _, _, person = min(able)
            load[person] = load.get(person, 0) + 1
            team[2].append(person)

    for team in teams:
        fill(team)
    for institution, person in recusals:
        team = next(one for one in teams if one[0] == institution)
        team[2].remove(person)
        load[person] -= 1
        aside.add((institution, person))
        fill(team)
    return [[str(i + 1), one[0], one[1], *one[2]] for i, one in enumerate(teams)]


def replay(text):
    """None if the transcript holds, otherwise what does not."""
    head, mark, _ = text.partition("\npool_sha256\t")
    if not mark:
        return "no pool_sha256"
    pool_sha256 = hashlib.sha256((head + "\n").encode()).hexdigest()
    pool = {"strata": [], "institutions": [], "inspectors": []}
    shares, recusals, teams, campaign, stated = [], [], [], "", ""
    for line in text.splitlines()[1:]:
        word, *rest = line.split("\t")
        if word == "campaign":
            campaign = rest[0]
        elif word == "inspectors_each":
            pool["each"] = int(rest[0])
        elif word == "stratum":
            pool["strata"].append((rest[0], int(rest[1])))
        elif word == "institution":
            pool["institutions"].append((rest[0], rest[1], int(rest[2])))
        elif word == "inspector":
            pool["inspectors"].append((rest[0], rest[1], rest[2:]))
        elif word == "pool_sha256":
            stated = rest[0]
        elif word == "share":
            shares.append((rest[0], bytes.fromhex(rest[1]), bytes.fromhex(rest[2])))
        elif word == "recusal":
            recusals.append((rest[0], rest[1]))
        elif word == "team":
            teams.append(rest)
    if stated != pool_sha256:
        return "pool_sha256 is not the pool's"
    for person, commitment, share in shares:
        text = f"probity/inspection/commitment/1\n{campaign}\n{person}\n".encode() + share
        if hashlib.sha256(text).digest() != commitment:
            return f"the share of {person} is not the one committed to"
    seed = hashlib.sha256(f"probity/inspection/seed/1\n{pool_sha256}\n".encode() +
                          b"".join(share for _, _, share in sorted(shares))).digest()
    drawn = draw(pool, seed, recusals)
    return None if drawn == teams else f"drawn {drawn}, stated {teams}"


def main():
    if sys.argv[1:] == ["--self-test"]:
        text = pathlib.Path(__file__).with_name("known_draw.txt").read_text(encoding="utf-8")
        if replay(text) is not None:
            sys.exit(f"the known draw does not replay: {replay(text)}")
        if replay(text[:text.rstrip().rindex("\t")] + "\tsomebody-else\n") is None:
            sys.exit("a changed team was not noticed")
        return
    wrong = replay(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.exit(f"not reproduced: {wrong}" if wrong else None)


if __name__ == "__main__":
    main()
