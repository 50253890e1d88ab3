#!/usr/bin/env python3
"""Kills mp-map at every system call by which it changes a disk, or lets the call fail: kill-mp-map.py RECORDS TEMPLATE [--faults] [--count N]

strace(1) sends SIGKILL when the N-th of these calls is entered in any of its processes; with --faults the call fails instead, by turns with
EIO, ENOSPC, EACCES and EMFILE. After each, the tracker, its reports, the lineage and the receipt are all there and new, or none of them is: into an
empty folder, and over files of an earlier run. Then a disk of every size is filled: a tmpfs of its own, where one can be mounted.

Prints how many times it killed, failed or filled; ends with 2 where strace cannot work.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

CALLS = "openat,write,linkat,rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync,fchmod,ftruncate,close"
FAULTS = ["EIO", "ENOSPC", "EACCES", "EMFILE"]
NAMES = ["t.xlsx", "t_COMPREHENSIVE_REPORT.txt", "t_PERFORMANCE_REPORT.txt", "lineage.ndjson", "receipt.ndjson"]
OLD = b"of an earlier run\n"


def command(records, template, folder):
    return [shutil.which("mp-map"), "-i", records, "-t", template, "-o", f"{folder}/t.xlsx", "--lineage", f"{folder}/lineage.ndjson",
            "--receipt", f"{folder}/receipt.ndjson", "--fail-on", "never"]


def prepare(folder, has_old):
    for name in os.listdir(folder):
        os.unlink(f"{folder}/{name}")
    for name in NAMES if has_old else []:
        with open(f"{folder}/{name}", "wb") as file:
            file.write(OLD)


def check(folder, has_old, what):
    """All are new, or none is; what is new is whole."""
    states = []
    for name in NAMES:
        path = f"{folder}/{name}"
        data = open(path, "rb").read() if os.path.exists(path) else None
        states.append("new" if data is not None and data != OLD else "old" if data else "absent")
    assert set(states) in ({"new"}, {"old" if has_old else "absent"}), f"{what}: {dict(zip(NAMES, states))}"
    if states[0] == "new":
        listed = subprocess.run(["xlsx2tsv", "--list", f"{folder}/t.xlsx"], capture_output=True, text=True)
        assert listed.returncode == 0, f"{what}: half a tracker\n{listed.stderr}"


def strace(arguments, *options):
    """The status, and the names of the traced calls of all processes."""
    with tempfile.NamedTemporaryFile("r") as trace:
        result = subprocess.run(["strace", "-f", "-qq", "-o", trace.name, "-e", f"trace={CALLS}", *options, *arguments],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        calls = re.findall(r"^\d+ +(\w+)\(", trace.read(), re.MULTILINE)
    if not calls:
        sys.stderr.write(result.stderr)
        sys.exit(2)
    return result.returncode, calls


def chosen(calls, count):
    """Numbers of calls: evenly spread, and every call that names a file."""
    spread = range(len(calls)) if count is None else {number * len(calls) // count for number in range(count)}
    return sorted(set(spread) | {number for number, call in enumerate(calls) if call in ("linkat", "renameat2", "renameat", "unlinkat")})


def kill(options, folder):
    turns = 0
    arguments = command(options.records, options.template, folder)
    for has_old in (False, True):
        prepare(folder, has_old)
        status, calls = strace(arguments)
        assert status == 0, f"ended with {status}"
        check(folder, has_old, "untouched")
        for number in chosen(calls, options.count):
            call, when = calls[number], calls[:number + 1].count(calls[number])
            action = f"error={FAULTS[turns % len(FAULTS)]}" if options.faults else "signal=KILL"
            prepare(folder, has_old)
            strace(arguments, "-e", f"inject={call}:{action}:when={when}")
            check(folder, has_old, f"{action} at call {when} of {call}")
            turns += 1
    return turns


def fill(options):
    """Disks of every size; nothing where no tmpfs can be mounted."""
    turns = 0
    for size in range(16, 640, 48):
        with tempfile.TemporaryDirectory() as folder:
            script = 'mount -t tmpfs -o "size=$1k" tmpfs "$2" || exit 99; folder=$2; shift 2; "$@" >/dev/null 2>&1; echo $?; ls "$folder"'
            run = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", str(size), folder, *command(options.records, options.template, folder)],
                                 capture_output=True, text=True)
            if run.returncode:
                return turns
            status, *names = run.stdout.split()
            assert sorted(names) in ([], sorted(NAMES)), f"a disk of {size} KiB: {names}"
            assert (status == "0") == bool(names), f"a disk of {size} KiB: status {status} and {names}"
            turns += 1
    return turns


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("records")
    parser.add_argument("template")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--count", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        try:
            print(kill(options, folder) + (0 if options.faults else fill(options)))
        except AssertionError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
