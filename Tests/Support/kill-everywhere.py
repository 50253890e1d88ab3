#!/usr/bin/env python3
"""Kills a command of mp-archive at every system call by which it changes a disk: kill-everywhere.py CASE

strace(1) sends SIGKILL when the N-th of these calls is entered, so that runs end in every state of the disk that there is
on the way. After each: no half archive under a final name, every file in its place or in an archive, and the next run goes on.
Prints how many times it killed; ends with 2 where strace cannot work.
"""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

# What changes the disk by names. What is written to a file that has no name yet is seen when it gets one.
CALLS = "mkdir,mkdirat,linkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,fsync,fchmod,syncfs,ftruncate"
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
    raise SystemExit(f"no case {name}")


def strace(command, *options):
    """Runs the command under strace, and returns its status and the names of the calls that it made."""
    trace = tempfile.NamedTemporaryFile("r")
    result = subprocess.run(
        ["strace", "-f", "-qq", "-o", trace.name, "-e", f"trace={CALLS}", *options, shutil.which("mp-archive"), *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    calls = re.findall(r"^\d+ +(\w+)\(", trace.read(), re.MULTILINE)
    if not calls:
        sys.stderr.write(result.stderr)
        sys.exit(2)
    return result.returncode, calls


def main():
    # In memory, where there is such a folder: thousands of fsync(2) would make disks wait.
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        os.chdir(folder)
        kill_everywhere()
        os.chdir("/")


def kill_everywhere():
    prepare, command, check = case(sys.argv[1])
    prepare()
    status, calls = strace(command)
    assert status == 0, f"{command} ended with {status}"
    check()
    for number, call in enumerate(calls):
        prepare()
        # strace counts each kind of call by itself.
        status, _ = strace(command, "-e", f"inject={call}:signal=KILL:when={calls[:number + 1].count(call)}")
        try:
            assert status in (-9, 137), f"ended with {status}"
            check()
        except AssertionError as error:
            sys.exit(f"killed at call {number + 1} of {len(calls)}, {call}: {error}")
    print(len(calls))


if __name__ == "__main__":
    main()
