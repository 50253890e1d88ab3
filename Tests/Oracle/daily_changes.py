#!/usr/bin/env python3
"""Hold what mp-validate --changes finds between two days' exports against the changes that were made.

    daily_changes.py TOOLS SEED
"""
import sys
import tempfile

import daily_campaign as daily


def found(text):
    """(changes by key and measure, keys gone, keys new) of the table."""
    changes, gone, new = {}, set(), set()
    for row in daily.table(text):
        start, end = (daily.datetime.date.fromisoformat(row[c]) for c in ("start_date", "end_date"))
        key = (row["platform"], row["market"], row["stage"], row["line"].split(" / ")[0], start, end)
        if row["change"] == "changed":
            changes[key + (row["measure"],)] = (daily.number(row["before"]), daily.number(row["after"]))
        else:
            (gone if row["change"] == "gone" else new).add(key)
    return changes, gone, new


def main():
    tools, seed = sys.argv[1], int(sys.argv[2])
    planned, all_days = daily.campaign(seed)
    first = [line for line in all_days if line.start < daily.day(40)]
    lines, changes, gone, new = daily.restated(first, seed + 1)
    later = [line for line in all_days if line.start >= daily.day(40)]
    with tempfile.TemporaryDirectory() as folder:
        daily.write(folder + "/old", planned, first)
        daily.write(folder + "/new", planned, lines + later)
        old, now = daily.extract(tools, folder + "/old"), daily.extract(tools, folder + "/new")
        text = daily.run(tools, "mp-validate", "--changes", "--against-earlier", old, now, statuses=(0, 1))
        same = daily.run(tools, "mp-validate", "--changes", "--against-earlier", old, old, statuses=(0, 1))
        report = daily.run(tools, "mp-validate", "--against-earlier", old, now, statuses=(0, 1))
    seen, seen_gone, seen_new = found(text)
    assert len(same.splitlines()) == 1, "equal records have changes"
    assert seen == changes, sorted(set(seen.items()) ^ set(changes.items()))[:5]
    assert seen_gone == set(gone), seen_gone ^ set(gone)
    expected = set(new) | {line.key for line in later}
    assert seen_new == expected, list(seen_new ^ expected)[:5]
    equal = len(planned) + len(first) - len(gone) - len({key[:-1] for key in changes})
    words = (f"{equal:,} of {len(planned) + len(first) - len(gone):,} lines equal, {len({k[:-1] for k in changes}):,} changed, "
             f"{len(gone):,} gone, {len(new):,} new, {len(later):,} of later days")
    assert words in report, (words, [line for line in report.splitlines() if "compared with" in line])
    print(f"{len(changes)} changed values, {len(gone)} lines gone, {len(new)} new: all found, and no others")


main()
