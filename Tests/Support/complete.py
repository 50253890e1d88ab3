#!/usr/bin/env python3
"""Types a command line and a tab into a real shell on a terminal of its own, and looks at what the shell shows.

    complete.py bash|zsh|fish LINE [--has TEXT]... [--lacks TEXT]...

The shell stands in the working folder and knows the completions in COMPLETIONS. Ends with 0 when all that is expected
was shown, and with 1, printing the screen, when it was not shown in time or something was that should not.
"""
import argparse, os, pty, re, select, signal, sys, time

parser = argparse.ArgumentParser()
parser.add_argument("shell", choices=["bash", "zsh", "fish"])
parser.add_argument("line")
parser.add_argument("--has", action="append", default=[])
parser.add_argument("--lacks", action="append", default=[])
options = parser.parse_args()
folder = os.environ["COMPLETIONS"]
READY = "shell-is-ready"

# The word is split in two, so that its echo is not taken for it.
START = {
    "bash": f"""bind 'set show-all-if-ambiguous on'; bind 'set bell-style none'; bind 'set page-completions off'
        bind 'set completion-query-items 0'; bind 'set enable-bracketed-paste off'
        for file in {folder}/*.bash; do source "$file"; done; PS1=''; echo shell-is''-ready""",
    "zsh": f"""fpath=({folder} $fpath); autoload -U compinit; compinit -u -D; LISTMAX=10000; setopt no_list_ambiguous; PS1=''; setopt no_prompt_sp
        zstyle ':completion:*' menu no; unset zle_bracketed_paste; echo shell-is''-ready""",
    "fish": f"""set fish_complete_path {folder}; for file in {folder}/*.fish; source $file; end
        function fish_prompt; end; function fish_greeting; end; echo shell-is''-ready""",
}
ARGUMENTS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}

child, terminal = pty.fork()
if child == 0:
    os.environ.update(TERM="xterm", COLUMNS="200", LINES="100", HOME=os.getcwd(), HISTFILE="")
    os.execvp(options.shell, [options.shell] + ARGUMENTS[options.shell])


def plain(data):
    """What was shown, without the sequences that move and colour it."""
    text = data.decode(errors="replace")
    return re.sub(r"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\r", "", text)


def read(until, limit):
    """All that is shown until a condition holds, or for so many seconds."""
    data, end = b"", time.monotonic() + limit
    while time.monotonic() < end and not until(plain(data)):
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                data += os.read(terminal, 65536)
            except OSError:
                break
            # fish asks the terminal what it is, and waits for the answer.
            if b"\x1b[c" in data or b"\x1b[0c" in data:
                os.write(terminal, b"\x1b[?62c")
                data = data.replace(b"\x1b[c", b"").replace(b"\x1b[0c", b"")
    return plain(data)


def main():
    for line in START[options.shell].split("\n"):
        os.write(terminal, line.strip().encode() + b"\n")
    shown = read(lambda text: READY in text, 60)
    if READY not in shown:
        print(f"{options.shell} does not start:\n{shown}")
        return 1
    read(lambda text: False, 0.3)
    os.write(terminal, options.line.encode())
    typed = read(lambda text: options.line[-8:].strip() in text, 10)
    os.write(terminal, b"\t\t" if options.shell == "fish" else b"\t")
    # What completes the typed word follows it at once.
    before = options.line if typed.endswith(options.line) else typed
    shown = before + read(lambda text: options.has and all(part in before + text for part in options.has), 30 if options.has else 3)
    shown += read(lambda text: False, 0.2)
    shown = shown[len(before):] if all(part in shown[len(before):] for part in options.has) else shown
    missing = [part for part in options.has if part not in shown]
    extra = [part for part in options.lacks if part in shown]
    if missing or extra:
        print(f"{options.shell}, {options.line!r}: lacks {missing}, has {extra}; shown:\n{shown}")
    return 1 if missing or extra else 0


try:
    status = main()
finally:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
sys.exit(status)
