#!/usr/bin/env python3
"""Kills a command at every system call by which it changes a disk: kill-everywhere.py CASE [--faults] [--count N]

strace(1) sends SIGKILL when the N-th of these calls is entered, so that runs end in every state of the disk that there is
on the way; with --faults the call fails instead, by turns with EIO, ENOSPC, EACCES and EMFILE. After each: no half archive under a
final name, every file in its place or in an archive, and the next run goes on. With --count so many calls are taken, evenly spread;
where the disk is changed less often, among all calls that open, read, write and close. The workflow is a script: each of its tools in turn
is taken, and the script is killed with it. All that is promised, some minutes:

    for case in tar.gz tar.zst zip trash restore prune backup bundle workflow; do
        kill-everywhere.py $case --count 60 && kill-everywhere.py $case --count 60 --faults
    done

Prints how many times it killed or failed a call; ends with 2 where strace cannot work.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
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
    if name == "bundle":
        return prepare_bundle, ["mp-diagnose", "--include", "more", "-o", "out/b.tar.gz"], bundled
    raise SystemExit(f"no case {name}")


def prepare_bundle():
    make()
    os.environ.update(MP_HOME=".", SOURCE_DATE_EPOCH="1795500000")
    for folder in ("logs", "config", "more", "out"):
        os.mkdir(folder)
        with open(f"{folder}/a.log", "w") as file:
            file.write("2026-06-10T07:00:00Z ERROR tool[1] - what a log says\n" * 50)
    os.rename("out/a.log", "out/older.log")


def bundled():
    """A whole bundle or none; what it was made of is as it was; the next run makes one."""
    is_everywhere()
    for folder in ("logs", "config", "more"):
        assert os.path.getsize(f"{folder}/a.log") == 50 * 53, f"changed {folder}/a.log"
    for path in ["out/b.tar.gz"] if os.path.exists("out/b.tar.gz") else []:
        run("verify", path)
    status = subprocess.run(["mp-diagnose", "-o", "out/b.tar.gz"], capture_output=True).returncode
    assert status == 0, f"the next run ended with {status}"
    run("verify", "out/b.tar.gz")
    no_leftovers("out")


# MARK: The workflow

SHIM = """#!/bin/bash
# One of the tools: the PROCESS-th that is started runs under strace, which stops it where CALL says; the script dies with a tool that was killed.
exec 9>>"$KILL_FOLDER/started"; flock 9
echo "${0##*/}" >&9; number=$(wc -l <"$KILL_FOLDER/started"); flock -u 9; exec 9>&-
tool=$KILL_TOOLS/${0##*/}
[[ -n $KILL_ALL || $number == "$KILL_PROCESS" ]] || exec "$tool" "$@"
# A process has one tracer: the tools that mp-ledger starts have their own.
follow=-f; [[ ${tool##*/} != mp-ledger ]] || follow=
strace $follow -qq -o "$KILL_FOLDER/trace.$number" -e trace="$KILL_CALLS" $KILL_WHAT "$tool" "$@"
status=$?
[[ -z $KILL_GROUP || $status -lt 128 ]] || kill -KILL 0
exit "$status"
"""


class Workflow:
    """run-complete-workflow on the sample workbooks, its tools behind a shim that can stop one of them."""

    samples = os.path.join(ROOT, "Tests", "Samples")
    results = re.compile(r"final_mapped_.*\.(xlsx|txt|html)$|COMBINED_.*|PLANNED_.*|DELIVERED_.*")

    def __init__(self, folder):
        self.folder = folder
        self.tools = os.path.dirname(shutil.which("mp-extract"))
        self.shims = f"{folder}/shims"
        os.mkdir(self.shims)
        for name in os.listdir(self.tools):
            path = f"{self.tools}/{name}"
            if (name.startswith("mp-") or name == "xlsx2tsv") and os.path.isfile(path) and os.access(path, os.X_OK):
                with open(f"{self.shims}/{name}", "w") as file:
                    file.write(SHIM)
                os.chmod(f"{self.shims}/{name}", 0o755)

    def prepare(self):
        for name in os.listdir("."):
            shutil.rmtree(name) if os.path.isdir(name) else os.unlink(name)
        shutil.copytree(self.samples, "input", ignore=lambda _, names: [n for n in names if not n.endswith(".xlsx")])
        os.mkdir("output")
        with open("output/older_REPORT.txt", "w") as file:
            file.write("of last month\n")
        for name in os.listdir(self.folder):
            if name.startswith("trace.") or name == "started":
                os.unlink(f"{self.folder}/{name}")

    def run(self, *options, process="", what="", everything="", group="", shims=True):
        environment = dict(
            os.environ, MP_BIN=self.shims if shims else self.tools, KILL_FOLDER=self.folder, KILL_TOOLS=self.tools,
            KILL_PROCESS=str(process), KILL_WHAT=what, KILL_ALL=everything, KILL_GROUP=group, KILL_CALLS=MORE_CALLS)
        environment.pop("MP_HOME", None)
        result = subprocess.run(
            [f"{ROOT}/scripts/run-complete-workflow", "--home", ".", "--progress", "never", *options], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
        return result

    def inputs(self):
        return {name: hashlib.sha256(open(f"input/{name}", "rb").read()).hexdigest() for name in os.listdir("input")}

    def check(self, wanted, inputs):
        """Nothing is lost or half; a new run ends as one that was never disturbed."""
        assert self.inputs() == inputs, "an input changed"
        assert open("output/older_REPORT.txt").read() == "of last month\n", "an older result changed"
        for name in os.listdir("output"):
            if name.endswith(".xlsx"):
                assert zipfile.ZipFile(f"output/{name}").testzip() is None, f"half a workbook: {name}"
            if self.results.match(name):
                assert os.path.getsize(f"output/{name}") > 0, f"half a result: {name}"
        if os.path.exists("output/runs.ndjson"):
            lines = open("output/runs.ndjson", "rb").read().split(b"\n")
            for number, line in enumerate(lines[:-1]):
                assert not line or self.is_json(line), f"line {number + 1} of the ledger: {line[:80]}"
        again = self.run("--resume" if os.path.exists("output/runs.ndjson") else "--force", shims=False)
        if again.returncode not in (wanted[0], 1):
            again = self.run(shims=False)
        assert again.returncode == wanted[0], f"the next run ended with {again.returncode}\n{again.stderr}"
        assert self.newest() == wanted[1], "the records of the next run are others"
        no_leftovers("input", "output")

    @staticmethod
    def is_json(line):
        try:
            json.loads(line)
            return True
        except ValueError:
            return False

    @staticmethod
    def newest():
        """The records of the newest run."""
        found = sorted(n for n in os.listdir("output") if n.startswith("COMBINED_") and n.endswith(".tsv"))
        return hashlib.sha256(open(f"output/{found[-1]}", "rb").read()).hexdigest() if found else None

    def places(self):
        """All calls of an undisturbed run: the number of a process, the call, and which of its kind."""
        self.prepare()
        inputs = self.inputs()
        result = self.run(everything="1")
        if result.returncode not in (0, 1):
            sys.exit(f"the workflow itself ended with {result.returncode}\n{result.stderr}")
        found = []
        for number in range(1, 1 + len(open(f"{self.folder}/started").read().splitlines())):
            counts = {}
            for call in re.findall(r"^(?:\d+ +)?(\w+)\(", open(f"{self.folder}/trace.{number}").read(), re.MULTILINE):
                counts[call] = counts.get(call, 0) + 1
                found.append((number, call, counts[call]))
        if not found:
            sys.exit(2)
        return found, (result.returncode, self.newest()), inputs


def try_workflow(options, folder):
    workflow = Workflow(folder)
    found, wanted, inputs = workflow.places()
    for turn, number in enumerate(chosen(found, options.count or 60)):
        process, call, place = found[number]
        what = f"error={FAULTS[turn % len(FAULTS)]}" if options.faults else "signal=KILL"
        workflow.prepare()
        result = workflow.run(
            process=process, what=f"-e inject={call}:{what}:when={place}", group="" if options.faults else "1")
        try:
            status = result.returncode
            if options.faults:
                assert 0 <= status < 128, f"ended with {status}\n{result.stderr}"
            else:
                # Threads take turns, so that the last calls of a kind are sometimes fewer; and a tool's child may be killed in its stead.
                assert status in (-signal.SIGKILL, 137, wanted[0]) or 64 <= status <= 78, f"ended with {status}\n{result.stderr}"
            workflow.check(wanted, inputs)
        except AssertionError as error:
            sys.exit(f"{what} at {call} {place} of process {process}: {error}\n{result.stderr}")
    print(turn + 1)


def strace(command, traced, *options):
    """Runs the command under strace, and returns its status and the names of the traced calls that it made."""
    trace = tempfile.NamedTemporaryFile("r")
    result = subprocess.run(
        ["strace", "-f", "-qq", "-o", trace.name, "-e", f"trace={traced}", *options, shutil.which("mp-archive"), *command]
        if not command[0].startswith("mp-") else
        ["strace", "-f", "-qq", "-o", trace.name, "-e", f"trace={traced}", *options, *command],
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
        if options.case == "workflow":
            try_workflow(options, folder)
        else:
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
                # mp-diagnose starts programs, of which one may be killed in its stead.
                may_end = traced is MORE_CALLS or options.case == "bundle"
                assert status in (-9, 137) or may_end and status in (0, 1), f"ended with {status}"
            check()
        except AssertionError as error:
            sys.exit(f"{what} at call {number + 1} of {len(calls)}, {call}: {error}")
    print(len(numbers))


if __name__ == "__main__":
    main()
