"""Write xlsx packages by hand, so that samples can hold what no library would write.

Everything is deterministic: members are sorted, carry one fixed date and
one compression, so that two runs give the same file.
"""
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EPOCH = (1980, 1, 1, 0, 0, 0)
FIRST = ("[Content_Types].xml", "_rels/.rels")


def attribute(text):
    """Quote an attribute's value, line breaks kept as character references."""
    return quoteattr(text, {"\n": "&#10;", "\t": "&#9;"})


def text_element(text, tag="t"):
    """A `t` element; without xml:space a reader may drop leading or trailing blanks."""
    keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<{tag}{keep}>{escape(text)}</{tag}>"


def relationships(entries):
    """The text of a .rels part from (id, type, target[, mode]) entries."""
    lines = []
    for ident, kind, target, *mode in entries:
        kind = kind if "://" in kind else f"{REL}/{kind}"
        external = f' TargetMode="{mode[0]}"' if mode else ""
        lines.append(f'<Relationship Id="{ident}" Type="{kind}" Target={attribute(target)}{external}/>')
    return f'{HEAD}<Relationships xmlns="{PACKAGE_REL}">{"".join(lines)}</Relationships>'


def content_types(defaults, overrides):
    """The text of [Content_Types].xml."""
    lines = [f'<Default Extension="{k}" ContentType="{v}"/>' for k, v in sorted(defaults.items())]
    lines += [f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in sorted(overrides.items())]
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{HEAD}<Types xmlns="{space}">{"".join(lines)}</Types>'


def write(path, parts):
    """Write `parts` (name → text or bytes) as a zip archive whose bytes never vary."""
    order = [n for n in FIRST if n in parts] + sorted(set(parts) - set(FIRST))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in order:
            body = parts[name]
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            archive.writestr(info, body.encode() if isinstance(body, str) else body)


def column_letters(number):
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row, column):
    """(3, 2) → B3."""
    return f"{column_letters(column)}{row}"
