#!/usr/bin/env python3
"""column_types.py XLSX2TSV READER: whether READER takes the columns of each format as what they are.

READER is duckdb, pandas, miller or postgresql (a server that PGHOST and PGUSER name). A workbook with a column of each kind is
made here, from values that are known; the reader must find the kind by itself where it looks for kinds (PostgreSQL is told), and
must hold the same values. Exit status 1 when something differs, 77 when the reader is missing.
"""
import datetime
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DAY0 = datetime.datetime(1899, 12, 30)
MISSING = 77

# Column, kind, number format, and its values; None is an empty cell. Days at midnight and whole hours are where shapes differ.
DAYS = [datetime.date(2025, 4, 15), datetime.date(1999, 12, 31), None, datetime.date(2024, 2, 29)]
MOMENTS = [datetime.datetime(2025, 4, 15, 13, 30), datetime.datetime(2025, 4, 15), None, datetime.datetime(2024, 2, 29, 23, 59, 59)]
CLOCKS = [datetime.time(13, 30), datetime.time(0, 0), None, datetime.time(23, 59, 59)]
SPANS = [datetime.timedelta(hours=26, minutes=3), datetime.timedelta(0), None, datetime.timedelta(hours=123, seconds=7)]
COLUMNS = [
    ("Key", "integer", "General", [1, 2, 3, 4]),
    ("Whole", "integer", "General", [5, 0, None, -12]),
    ("Amount", "number", "#,##0.00", [18374.15, 0.1, None, -2.5]),
    ("Share", "number", "0.00%", [0.125, 1.5, None, 1e-7]),
    ("Day", "date", "yyyy\\-mm\\-dd", DAYS),
    ("Moment", "timestamp", "yyyy\\-mm\\-dd\\ hh:mm", MOMENTS),
    ("Clock", "time", "h:mm", CLOCKS),
    ("Elapsed", "duration", "[h]:mm:ss", SPANS),
    ("Flag", "boolean", "General", [True, False, None, True]),
    ("Note", "text", "General", ["a,b", 'say "no"', None, "2 lines\nand \\ and \t"]),
]


def serial(value):
    """What a workbook stores for a value."""
    if isinstance(value, datetime.datetime):
        return (value - DAY0) / datetime.timedelta(days=1)
    if isinstance(value, datetime.date):
        return (value - DAY0.date()).days
    if isinstance(value, datetime.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    return value / datetime.timedelta(days=1) if isinstance(value, datetime.timedelta) else value


def cell(column, row, style, value):
    """A cell's markup."""
    reference = f'r="{chr(65 + column)}{row}" s="{style}"'
    if isinstance(value, str):
        text = value.replace("&", "&amp;").replace("<", "&lt;")
        return f'<c {reference} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, bool):
        return f'<c {reference} t="b"><v>{int(value)}</v></c>'
    return f"<c {reference}><v>{serial(value)!r}</v></c>"


def make_workbook(path):
    """A workbook with a sheet of COLUMNS."""
    rows = [[name for name, *_ in COLUMNS], *zip(*(values for *_, values in COLUMNS))]
    sheet = "".join(
        f'<row r="{r}">' + "".join(cell(c, r, c, value) for c, value in enumerate(row) if value is not None) + "</row>"
        for r, row in enumerate(rows, 1))
    codes = "".join(f'<numFmt numFmtId="{170 + i}" formatCode="{code}"/>' for i, (_, _, code, _) in enumerate(COLUMNS))
    formats = "".join(f'<xf numFmtId="{170 + i}"/>' for i in range(len(COLUMNS)))
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="w" Type="{TYPES}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{TYPES}"><sheets><sheet name="S" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="s" Type="{TYPES}/worksheet" Target="s.xml"/>'
                                      f'<Relationship Id="y" Type="{TYPES}/styles" Target="y.xml"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/y.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs>{formats}</cellXfs></styleSheet>',
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)


def clock(value, hours=2):
    """A duration or time as hours, minutes and seconds."""
    seconds = round(value.total_seconds()) if isinstance(value, datetime.timedelta) else value.hour * 3600 + value.minute * 60 + value.second
    return f"{seconds // 3600:0{hours}}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def plain(value):
    """A value as this file compares it: numbers as doubles, days and times as text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return clock(value)
    return float(value)


EXPECTED = {name: [plain(value) for value in values] for name, _, _, values in COLUMNS}


class Missing(Exception):
    """The reader is not there."""


def need(program):
    """The path of a program."""
    path = shutil.which(program)
    if not path:
        raise Missing(program)
    return path


def output(arguments, **options):
    """What a program prints."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise AssertionError(f"{os.path.basename(arguments[0])} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout


def held(found):
    """Columns of a reader against EXPECTED: what differs."""
    return [f"{name}: {values} instead of {EXPECTED[name]}" for name, values in found.items() if values != EXPECTED[name]] + [
        f"{name}: is missing" for name in EXPECTED if name not in found]


# DuckDB finds out the types itself. A time above 24 hours is no TIME, so that durations are text, which casts to INTERVAL.
DUCK_TYPES = {"integer": {"BIGINT", "HUGEINT"}, "number": {"DOUBLE"}, "date": {"DATE"}, "timestamp": {"TIMESTAMP"}, "time": {"TIME"},
              "duration": {"VARCHAR"}, "boolean": {"BOOLEAN"}, "text": {"VARCHAR"}}


def duckdb(files):
    """DuckDB's readers of CSV and JSON."""
    program = need("duckdb")
    output([program, "-c", "select 1"])
    readers = {"tsv": "read_csv('{}', delim='\\t', quote='', escape='')", "csv": "read_csv('{}')", "ndjson": "read_json('{}')"}
    for form, path in files.items():
        source = readers[form].format(path)
        types = {line["column_name"]: line["column_type"]
                 for line in json.loads(output([program, "-json", "-c", f"describe select * from {source}"]))}
        names = [name for name, *_ in COLUMNS]
        yield form, [f"{name} is {types.get(name)}" for name, kind, *_ in COLUMNS if types.get(name) not in DUCK_TYPES[kind]]
        moments = {"timestamp": "strftime(\"{0}\", '%Y-%m-%dT%H:%M:%S')", "duration": "cast(cast(\"{0}\" as interval) as varchar)",
                   "date": "cast(\"{0}\" as varchar)", "time": "cast(\"{0}\" as varchar)",
                   "integer": "cast(\"{0}\" as bigint)"}
        columns = ", ".join(moments.get(kind, '"{0}"').format(name) + f' as "{name}"' for name, kind, *_ in COLUMNS)
        rows = json.loads(output([program, "-json", "-c", f"select {columns} from {source}"]))
        found = {name: [plain(row[name]) for row in rows] for name in names}
        if form == "tsv":
            found["Note"] = [unescaped(text) for text in found["Note"]]
        yield form, held(found)


def unescaped(text):
    """A field of TSV for readers that know no escapes."""
    if text is None:
        return None
    signs = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    made, position = "", 0
    while position < len(text):
        if text[position] == "\\":
            made, position = made + signs[text[position + 1]], position + 2
        else:
            made, position = made + text[position], position + 1
    return made


def pandas(files):
    """pandas finds numbers and booleans itself, and is asked for days and times by its own functions, without a format."""
    if importlib.util.find_spec("pandas") is None:
        raise Missing("pandas")
    import pandas as pd  # pylint: disable=import-outside-toplevel,import-error
    for form, path in files.items():
        if form == "ndjson":
            frame = pd.read_json(path, lines=True, dtype=False)
        else:
            frame = pd.read_csv(path, **({"sep": "\t", "quoting": 3} if form == "tsv" else {}))
        kinds = {"integer": "if", "number": "f", "boolean": "O"}  # A column with a gap is of doubles or objects.
        yield form, [f"{name} is {frame[name].dtype}" for name, kind, *_ in COLUMNS
                     if kind in kinds and frame[name].dtype.kind not in kinds[kind]]
        found = {}
        for name, kind, *_ in COLUMNS:
            column = frame[name]
            if kind in ("date", "timestamp"):
                column = pd.to_datetime(column)
                values = [None if pd.isna(v) else v.to_pydatetime() for v in column]
                values = [v and v.date() for v in values] if kind == "date" else values
            elif kind in ("time", "duration"):
                values = [None if pd.isna(v) else v.to_pytimedelta() for v in pd.to_timedelta(column)]
            else:
                values = [None if pd.isna(v) else bool(v) if kind == "boolean" else v for v in column]
            found[name] = [plain(v) for v in values]
        if form == "tsv":
            found["Note"] = [unescaped(text) for text in found["Note"]]
        yield form, held(found)


def miller(files):
    """Miller finds numbers, and calculates with days and times by its functions. It has the words true and false as text from files."""
    program = need("mlr")
    inputs = {"tsv": "--itsv", "csv": "--icsv", "ndjson": "--ijsonl"}
    kinds = {"integer": {"int"}, "number": {"float", "int"}}
    for form, path in files.items():
        lines = [json.loads(line) for line in output(
            [program, inputs[form], "--ojsonl", "put", "$* = apply($*, func(k, v) { return {k: typeof(v)} })", path]).splitlines()]
        yield form, [f"{name} is {line.get(name)}" for line in lines for name, kind, *_ in COLUMNS
                     if kind in kinds and line.get(name, "empty") not in kinds[kind] | {"empty"}]
        program_text = "".join([
            'if (is_not_empty($Day)) { $Day = strftime(strptime($Day, "%Y-%m-%d"), "%Y-%m-%d") }',
            'if (is_not_empty($Moment)) { $Moment = strftime(strptime($Moment, "%Y-%m-%dT%H:%M:%S"), "%Y-%m-%dT%H:%M:%S") }',
            'if (is_not_empty($Clock)) { $Clock = sec2hms(hms2sec($Clock)) }',
            'if (is_not_empty($Elapsed)) { $Elapsed = sec2hms(hms2sec($Elapsed)) }',
        ])
        rows = [json.loads(line) for line in output([program, inputs[form], "--ojsonl", "put", program_text, path]).splitlines()]
        found = {}
        for name, kind, *_ in COLUMNS:
            values = [row.get(name) for row in rows]
            values = [None if v in ("", None) else v for v in values]
            if kind == "boolean":
                values = [v if v is None or isinstance(v, bool) else {"TRUE": True, "FALSE": False}[v] for v in values]
            found[name] = [plain(v) for v in values]
        yield form, held(found)


SQL_TYPES = {"integer": "bigint", "number": "double precision", "date": "date", "timestamp": "timestamp", "time": "time",
             "duration": "interval", "boolean": "boolean", "text": "text"}


def postgresql(files):
    """PostgreSQL copies columns of the types that it is told, and refuses what they do not hold."""
    program = need("psql")
    if "PGHOST" not in os.environ:
        raise Missing("a PostgreSQL server")
    columns = ", ".join(f'"{name}" {SQL_TYPES[kind]}' for name, kind, *_ in COLUMNS)
    shown = {"timestamp": "to_char(\"{0}\", 'YYYY-MM-DD\"T\"HH24:MI:SS')", "date": "\"{0}\"::text", "time": "\"{0}\"::text",
             "duration": "\"{0}\"::text"}
    listed = ", ".join(f"'{name}', " + shown.get(kind, '"{0}"').format(name) for name, kind, *_ in COLUMNS)
    table = f"create temp table t ({columns});\n"
    # A line of JSON is a value of its own; quotes and delimiters that it never holds have it copied as it is.
    loads = {
        "tsv": table + "\\copy t from '{}' with (format text, header, null '')\n",
        "csv": table + "\\copy t from '{}' with (format csv, header)\n",
        "ndjson": "create temp table lines (line jsonb);\n"
                  "\\copy lines from '{}' with (format csv, quote E'\\x01', delimiter E'\\x02')\n"
                  f"create temp table t as select r.* from lines, jsonb_to_record(line) as r({columns});\n",
    }
    for form, path in files.items():
        script = loads[form].replace("{}", path) + f"select json_build_object({listed}) from t;\n"
        rows = [json.loads(line) for line in output([program, "-qAtX", "-v", "ON_ERROR_STOP=1"], input=script).splitlines()]
        yield form, held({name: [plain(row[name]) for row in rows] for name, *_ in COLUMNS})


def main():
    """Hold one reader to all formats."""
    tool, reader = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        workbook = os.path.join(folder, "columns.xlsx")
        make_workbook(workbook)
        files = {}
        for form in ("tsv", "csv", "ndjson"):
            files[form] = os.path.join(folder, f"columns.{form}")
            output([tool, "--format", form, "-o", files[form], workbook])
        count, wrong = 0, []
        try:
            for form, differences in {"duckdb": duckdb, "pandas": pandas, "miller": miller, "postgresql": postgresql}[reader](files):
                count += 1
                wrong += [f"{reader}, {form}: {difference}" for difference in differences]
        except Missing as missing:
            print(f"{missing} is missing")
            return MISSING
    print("\n".join(wrong) or f"{reader} takes {len(COLUMNS)} columns of {len(files)} formats as what they are")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
