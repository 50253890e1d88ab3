#!/usr/bin/env python3
"""Fill templates of many writers, live and as values, and hold every tracker against the oracle and other programs.

Every figure is compared with the table of expected figures; xmllint reads every part, openpyxl opens every tracker, and
LibreOffice, calculating without the saved values, arrives at the same ones. Prints what is wrong; the last line counts.
"""
import argparse
import concurrent.futures
import functools
import os
import re
import subprocess
import sys
import time
import warnings
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
warnings.simplefilter("ignore")


def missing():
    """What the gallery needs and this machine lacks."""
    lacking = [name for name in ("openpyxl", "python_calamine", "xlsxwriter", "lxml") if not importable(name)]
    for program in ("soffice", "xmllint"):
        if not any(os.access(os.path.join(folder, program), os.X_OK) for folder in os.environ["PATH"].split(":")):
            lacking.append(program)
    return lacking


def importable(name):
    """Whether a module is there."""
    try:
        __import__(name)
        return True
    except ImportError:
        return False


def make(folder, sample, without_lxml):
    """All templates of one of the two kinds of process."""
    import gallery_templates as templates
    layout = templates.Layout(sample)
    for name, maker in templates.MAKERS.items():
        if ("~" in name) == without_lxml:
            maker(os.path.join(folder, name.replace("~", "")), layout, sample)


def office(folder, output, kind, paths):
    """LibreOffice converts all files in one call."""
    if paths:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind, "--outdir", output, *paths],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def templates_in(folder, sample):
    """Make the templates; (name, path) of each."""
    import gallery_templates as templates
    made = os.path.join(folder, "templates")
    os.makedirs(made)
    environment = dict(os.environ, OPENPYXL_LXML="False")
    other = subprocess.Popen([sys.executable, __file__, "--make-without-lxml", made, sample], env=environment)
    make(made, sample, False)
    if other.wait():
        raise SystemExit("templates without lxml were not made")
    resaved = os.path.join(folder, "resaved")
    office(folder, resaved, "xlsx:Calc MS Excel 2007 XML", [os.path.join(made, name) for name in templates.RESAVED])
    found = [(name, os.path.join(made, name)) for name in sorted(os.listdir(made))]
    return found + [(f"libreoffice-{name}", os.path.join(resaved, name)) for name in sorted(os.listdir(resaved))]


class Filling:
    """One template filled in one mode."""

    # Templates with formulas of their own beside the samples'; of others only live trackers go to LibreOffice.
    FORMULAS = ("array", "client-table", "cover", "dependents", "names", "refilled", "rich", "rules", "shared")

    def __init__(self, tool, records, name, template, figures, folder):
        self.name, self.template, self.figures = f"{figures} {name}", template, figures
        stem, ending = os.path.splitext(name)
        self.tracker = os.path.join(folder, f"{figures}-{stem}{ending}")
        self.bare = os.path.join(folder, "bare", f"{figures}-{stem}.xlsx")
        self.command = [tool, "-i", records, "-t", template, "-o", self.tracker, "--report-dir", "none", "--fail-on", "never",
                        "--figures", figures]
        self.problems = []
        # Sheet name → cells that hold a formula.
        self.formulas = {}
        # Whether openpyxl reads not even the template, so that LibreOffice's copy is checked.
        self.unread = False
        self.is_recalculated = figures == "live" or any(word in name for word in self.FORMULAS)

    def fill(self):
        """Run mp-map."""
        done = subprocess.run(self.command, capture_output=True, text=True, check=False)
        if done.returncode:
            self.problems.append(f"mp-map ended with {done.returncode}: {done.stderr.strip()[-400:]}")
        return self


@functools.cache
def sample_sheet(path):
    """The samples' template, whose layout all others have."""
    from check_tracker import Sheet
    return Sheet(path)


def figures(path, sample, expected):
    """What is wrong with the figures of a tracker."""
    from check_tracker import Check, Sheet
    checker = Check(sample_sheet(sample), Sheet(path, anywhere=True), "planned")
    checker.run(expected)
    few = [] if checker.exact > 700 else [f"only {checker.exact} figures were compared"]
    return checker.wrong + few


def is_readable(path):
    """Whether openpyxl and calamine read a workbook at all: they know no strict ones, and not all places and encodings of parts."""
    from check_tracker import Sheet
    try:
        return bool(Sheet(path, anywhere=True).blocks)
    except Exception:  # pylint: disable=broad-except
        return False


def check(filling, sample, expected):
    """What is wrong with one tracker; LibreOffice is asked later."""
    problems = []
    try:
        problems = figures(filling.tracker, sample, expected)
    except Exception as error:  # pylint: disable=broad-except
        if is_readable(filling.template):
            problems = [f"openpyxl or calamine cannot read it: {error!r}"]
        else:
            filling.unread = True
    return problems + strip(filling)


def strip(filling):
    """A copy whose formulas have no saved values, for LibreOffice."""
    from lxml import etree
    with zipfile.ZipFile(filling.tracker) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    problems = []
    for name, body in parts.items():
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        try:
            root = etree.fromstring(body)
        except etree.XMLSyntaxError as error:
            problems.append(f"{name} is not XML: {error}")
            continue
        if "worksheets/sheet" in name and name.endswith(".xml"):
            filling.formulas[name] = remove_values(root)
            parts[name] = etree.tostring(root)
    os.makedirs(os.path.dirname(filling.bare), exist_ok=True)
    with zipfile.ZipFile(filling.bare, "w", zipfile.ZIP_STORED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return problems


def remove_values(root):
    """Take the saved values out of a worksheet; the positions of its formulas."""
    found = []
    row = 0
    for line in root.iter("{*}row"):
        row, column = int(line.get("r", row + 1)), 0
        for cell in line.iterfind("{*}c"):
            reference = re.fullmatch(r"([A-Z]+)\d+", cell.get("r", ""))
            column = column_number(reference.group(1)) if reference else column + 1
            if cell.find("{*}f") is not None:
                found.append((row, column))
                for value in cell.findall("{*}v"):
                    cell.remove(value)
    return found


def column_number(letters):
    """1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def lint(filling):
    """xmllint over all parts."""
    with zipfile.ZipFile(filling.tracker) as archive:
        folder = filling.bare + ".parts"
        archive.extractall(folder)
    files = [os.path.join(top, f) for top, _, names in os.walk(folder) for f in names if f.endswith((".xml", ".rels", ".vml"))]
    done = subprocess.run(["xmllint", "--noout", "--nonet", *files], capture_output=True, text=True, check=False)
    return [f"xmllint: {line[len(folder):]}" for line in done.stderr.splitlines() if ": " in line][:3]


def compare(filling, recalculated):
    """Formula cells whose saved value LibreOffice does not arrive at."""
    import python_calamine
    if not os.path.exists(recalculated):
        return ["LibreOffice does not open it"]
    try:
        before, after = (python_calamine.CalamineWorkbook.from_path(p) for p in (filling.tracker, recalculated))
    except python_calamine.CalamineError:
        # What LibreOffice calculates is held against the oracle then.
        return [] if filling.unread else ["calamine cannot read it"]
    problems = []
    for name, cells in formulas_by_sheet(filling).items():
        if name not in after.sheet_names:
            problems.append(f"LibreOffice has no sheet {name}")
            continue
        old, new = (book.get_sheet_by_name(name).to_python(skip_empty_area=False) for book in (before, after))
        for row, column in cells:
            x, y = (lines[row - 1][column - 1] if row <= len(lines) and column <= len(lines[row - 1]) else "" for lines in (old, new))
            if not same(x, y):
                problems.append(f"{name}!R{row}C{column}: saved {x!r}, LibreOffice calculates {y!r}")
    return problems


def same(x, y):
    """Equal texts, or numbers to nine digits; what was not calculated is left to the program that opens it."""
    if isinstance(x, float) and isinstance(y, float):
        return abs(x - y) <= 1e-9 * max(abs(x), abs(y))
    return x == y or x == ""


def formulas_by_sheet(filling):
    """Sheet name → cells that hold a formula; names by the workbook part and its relationships."""
    from lxml import etree
    with zipfile.ZipFile(filling.tracker) as archive:
        book = next(n for n in archive.namelist() if n.endswith("workbook.xml"))
        folder = book.rpartition("/")[0]
        links = {r.get("Id"): r.get("Target") for r in etree.fromstring(archive.read(f"{folder}/_rels/workbook.xml.rels"))}
        sheets = [(s.get("name"), next(v for k, v in s.attrib.items() if k.endswith("}id"))) for s in
                  etree.fromstring(archive.read(book)).iter("{*}sheet")]
    parts = {name: links[ident].lstrip("/") if links[ident].startswith("/") else f"{folder}/{links[ident]}" for name, ident in sheets}
    return {name: filling.formulas.get(part, []) for name, part in parts.items()}


def examine(filling, sample, expected):
    """All but LibreOffice, in a process of its own."""
    if not filling.problems:
        filling.problems = check(filling, sample, expected) + lint(filling)
    return filling


def finish(filling, folder, sample, expected):
    """What LibreOffice made of it."""
    if not any("mp-map ended" in p or "cannot read" in p or "is not XML" in p for p in filling.problems):
        name = os.path.splitext(os.path.basename(filling.bare))[0]
        recalculated = os.path.join(folder, "recalculated", name + ".xlsx")
        if filling.is_recalculated or filling.unread:
            filling.problems += compare(filling, recalculated)
        if filling.unread and os.path.exists(recalculated):
            filling.problems += figures(recalculated, sample, expected)
    return filling


def refilled(first, tool, records, folder):
    """Trackers as templates: each mode over each."""
    pairs = [("refilled-live.xlsx", "live openpyxl.xlsx"), ("refilled-values.xlsx", "values openpyxl.xlsx"),
             ("refilled-names.xlsx", "live openpyxl-names.xlsx"), ("refilled-prefixed.xlsx", "live hand-prefixed.xlsx")]
    done = {f.name: f for f in first}
    return [Filling(tool, records, name, done[old].tracker, figures, folder) for name, old in pairs if not done[old].problems
            for figures in ("live", "values")]


def run(options):
    """Everything; the fillings."""
    from check_tracker import read_expected
    expected = read_expected(options.expected)
    started, times = time.monotonic(), {}

    def lap(what):
        times[what] = time.monotonic() - started - sum(times.values())

    found = templates_in(options.folder, options.sample)
    lap("templates")
    out = os.path.join(options.folder, "trackers")
    os.makedirs(out)
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool, concurrent.futures.ThreadPoolExecutor(options.jobs) as threads:
        first = [Filling(options.tool, options.records, name, path, figures, out) for name, path in found for figures in ("live", "values")]
        first = list(threads.map(Filling.fill, first))
        again = list(threads.map(Filling.fill, refilled(first, options.tool, options.records, out)))
        lap("mp-map")
        count = len(first) + len(again)
        every = list(pool.map(examine, first + again, [options.sample] * count, [expected] * count))
        lap("checks")
        office(options.folder, os.path.join(out, "recalculated"), "xlsx:Calc MS Excel 2007 XML", [f.bare for f in every if os.path.exists(f.bare) and (f.is_recalculated or f.unread)])
        lap("LibreOffice")
        every = list(pool.map(finish, every, [out] * count, [options.sample] * count, [expected] * count))
        lap("comparison")
    print(", ".join(f"{what} {seconds:.0f} s" for what, seconds in times.items()))
    return every, len(found)


def main():
    """Run and report; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--make-without-lxml", nargs=2, metavar=("FOLDER", "SAMPLE"))
    parser.add_argument("--tool", metavar="MP-MAP")
    parser.add_argument("--records")
    parser.add_argument("--sample", metavar="TEMPLATE.xlsx")
    parser.add_argument("--expected", metavar="FIGURES.tsv")
    parser.add_argument("--folder", help="an empty folder for all that is made")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--limit", type=int, default=3, help="problems to print for each tracker")
    options = parser.parse_args()
    if options.make_without_lxml:
        make(*options.make_without_lxml, True)
        return 0
    lacking = missing()
    if lacking:
        print("skipped: missing " + ", ".join(lacking))
        return 0
    every, templates = run(options)
    wrong = [f for f in every if f.problems]
    for filling in wrong:
        for problem in filling.problems[:options.limit]:
            print(f"{filling.name}: {problem}")
        if len(filling.problems) > options.limit:
            print(f"{filling.name}: … and {len(filling.problems) - options.limit} more")
    print(f"{templates} templates, {len(every)} trackers, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
