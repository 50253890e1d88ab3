#!/usr/bin/env python3
"""Kills a command of mp-archive at every system call by which it changes a disk: kill-everywhere.py CASE [--faults] [--count N]

strace(1) sends SIGKILL when the N-th of these calls is entered, so that runs end in every state of the disk that there is
on the way; with --faults the call fails instead, by turns with EIO, ENOSPC, EACCES and EMFILE. After each: no half archive under a
final name, every file in its place or in an archive, and the next run goes on. With --count so many calls are taken, evenly spread;
where the disk is changed less often, among all calls that open, read, write and close. All that is promised, some minutes:

    for case in tar.gz tar.zst zip trash restore prune backup; do
        kill-everywhere.py $case --count 60 && kill-everywhere.py $case --count 60 --faults
    done

Prints how many times it killed or failed a call; ends with 2 where strace cannot work.
"""
import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

# What changes the disk by names. What is written to a file that has no name yet is seen when it gets one.
CALLS = "mkdir,mkdirat,linkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,fsync,fchmod,syncfs,ftruncate"
MORE_CALLS = CALLS + ",openat,read,write,close,fstat,newfstatat,flock"
FAULTS = ["EIO", "ENOSPC", "EACCES", "EMFILE"]
CREATE = ["create", "--from", "output", "--older-than", "10d", "--into", "archive"]
FILES = {f"output/{'sub/' * (i % 2)}f{i}": bytes([i]) * 3000 for i in range(4)}
ARCHIVES = {"tar.gz", "tar.zst", "zip"}


def make():
    """A folder with files of two months."""
    for name in os.listdir("."):
        shutil.rmtree(name) if os.path.isdir(name) else os.unlink(name)
    for number, (path, data) in enumerate(FILES.items()):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        seconds = 1_750_000_000 + number % 2 * 3_000_000
        os.utime(path, (seconds, seconds))


def run(*arguments, must=True):
    result = subprocess.run(["mp-archive", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert not must or result.returncode == 0, f"{arguments}: {result.returncode}\n{result.stderr}"
    return result.returncode


def archives():
    there = os.listdir("archive") if os.path.isdir("archive") else []
    return sorted(f"archive/{name}" for name in there if not name.startswith(".") and not name.endswith(".ndjson"))


def is_everywhere():
    """Every file is as it was, in its place, in the trash, or in an archive that is whole."""
    found = {path: open(path, "rb").read() for path in FILES if os.path.exists(path)}
    for folder, _, names in os.walk("trash"):
        for name in names:
            path = f"{folder}/{name}"
            found.setdefault(path[path.index("output/"):], open(path, "rb").read())
    digests = set()
    for archive in archives():
        listed = subprocess.run(["mp-archive", "verify", archive], capture_output=True, text=True)
        assert listed.returncode == 0, f"half an archive: {archive}\n{listed.stderr}"
        lines = subprocess.run(["mp-archive", "list", archive], capture_output=True, text=True).stdout.splitlines()[1:]
        digests.update((line.split("\t")[0], line.split("\t")[4]) for line in lines)
    for path, data in FILES.items():
        assert found.get(path, data) == data, f"changed {path}"
        assert path in found or (path, hashlib.sha256(data).hexdigest()) in digests, f"lost {path}"


def no_leftovers(*folders):
    for folder in folders:
        for place, folders_there, names in os.walk(folder):
            left = [name for name in names + folders_there if name.startswith(".")]
            assert not left, f"leftovers in {place}: {left}"


def go_on(*arguments):
    """The next run of create ends the work."""
    run(*arguments)
    assert not [path for path in FILES if os.path.exists(path)], "files stayed"
    run("verify", "archive")
    is_everywhere()
    no_leftovers("archive")


def restored():
    """What stands in the folder is whole; the next run brings all back."""
    for path, data in FILES.items():
        if os.path.exists(f"back/{path}"):
            assert open(f"back/{path}", "rb").read() in (data, b"older"), f"half of {path}"
    for archive in archives():
        run("restore", archive, "--to", "back", "--overwrite")
    for path, data in FILES.items():
        assert open(f"back/{path}", "rb").read() == data
    no_leftovers("back")


def prepare_restore():
    make()
    run(*CREATE, "--format", "zip", "--remove")
    os.makedirs("back/output")
    with open("back/output/f0", "wb") as file:
        file.write(b"older")


def prepare_prune():
    """Three backups, made once: each has a day of its own."""
    make()
    if not os.path.isdir("../backups"):
        for day in (1, 2, 3):
            run("backup", "--into", "archive")
            path = [path for path in archives() if "backup_2" in path][-1]
            os.rename(path, f"archive/b{day}.tar.gz")
            os.rename(f"{path}.manifest.ndjson", f"archive/b{day}.tar.gz.manifest.ndjson")
            os.utime(f"archive/b{day}.tar.gz", (1_760_000_000 + day * 90_000,) * 2)
        shutil.copytree("archive", "../backups")
        shutil.rmtree("archive")
    shutil.copytree("../backups", "archive")


def pruned(command):
    """What stays can be relied on, and the newest stays."""
    is_everywhere()
    assert "archive/b3.tar.gz" in archives(), "the newest backup is gone"
    run(*command)
    assert archives() == ["archive/b3.tar.gz"], f"left: {archives()}"
    is_everywhere()


def case(name):
    """How to prepare, the command to kill, and what must hold then."""
    if name in ARCHIVES:
        command = [*CREATE, "--format", name, "--remove"]
        return make, command, lambda: (is_everywhere(), go_on(*command))
    if name == "trash":
        command = [*CREATE, "--trash", "trash"]
        return make, command, lambda: (is_everywhere(), go_on(*command))
    if name == "restore":
        return prepare_restore, ["restore", "archive/output_2025-06.zip", "--to", "back", "--overwrite"], restored
    if name == "backup":
        command = ["backup", "--into", "archive"]
        return make, command, lambda: (is_everywhere(), run(*command), no_leftovers("archive"))
    if name == "prune":
        command = ["prune", "--from", "archive", "--keep-last", "1"]
        return prepare_prune, command, lambda: pruned(command)
    raise SystemExit(f"no case {name}")


def strace(command, traced, *options):
    """Runs the command under strace, and returns its status and the names of the traced calls that it made."""
    trace = tempfile.NamedTemporaryFile("r")
    result = subprocess.run(
        ["strace", "-f", "-qq", "-o", trace.name, "-e", f"trace={traced}", *options, shutil.which("mp-archive"), *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    calls = re.findall(r"^\d+ +(\w+)\(", trace.read(), re.MULTILINE)
    if not calls:
        sys.stderr.write(result.stderr)
        sys.exit(2)
    return result.returncode, calls


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--count", type=int)
    options = parser.parse_args()
    # In memory, where there is such a folder: thousands of fsync(2) would make disks wait.
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        os.mkdir(f"{folder}/home")
        os.chdir(f"{folder}/home")
        try_everywhere(options)
        os.chdir("/")


def chosen(calls, count):
    """Numbers of calls, evenly spread."""
    if count is None or count >= len(calls):
        return range(len(calls))
    return [number * len(calls) // count for number in range(count)]


def try_everywhere(options):
    prepare, command, check = case(options.case)
    traced = CALLS
    prepare()
    status, calls = strace(command, traced)
    if status == 0 and options.count is not None and len(calls) < options.count:
        traced = MORE_CALLS
        prepare()
        status, calls = strace(command, traced)
    assert status == 0, f"{command} ended with {status}"
    check()
    numbers = chosen(calls, options.count)
    for turn, number in enumerate(numbers):
        call = calls[number]
        what = f"error={FAULTS[turn % len(FAULTS)]}" if options.faults else "signal=KILL"
        prepare()
        # strace counts each kind of call by itself.
        status, _ = strace(command, traced, "-e", f"inject={call}:{what}:when={calls[:number + 1].count(call)}")
        try:
            if options.faults:
                assert 0 <= status < 128, f"ended with {status}"
            else:
                # Threads take turns, so that the last calls of a kind are sometimes fewer.
                assert status in (-9, 137) or traced is MORE_CALLS and status == 0, f"ended with {status}"
            check()
        except AssertionError as error:
            sys.exit(f"{what} at call {number + 1} of {len(calls)}, {call}: {error}")
    print(len(numbers))


if __name__ == "__main__":
    main()
