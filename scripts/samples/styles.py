"""A registry of cell formats: ask for a look, get the index to put in `s=`."""
from .package import HEAD, MAIN, attribute

FIRST_CUSTOM_FORMAT = 164
BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10}


class Styles:
    """Collects fonts, fills, borders, number formats and their combinations."""

    def __init__(self, font="Calibri", size=10):
        self.default = (font, size)
        self.fonts, self.borders, self.formats, self.cells = [], [], [], []
        self.fills = ['<fill><patternFill patternType="none"/></fill>',
                      '<fill><patternFill patternType="gray125"/></fill>']
        self.differential = []
        self.look()

    @staticmethod
    def _index(items, item):
        if item not in items:
            items.append(item)
        return items.index(item)

    def _font(self, bold, italic, color, size):
        name, normal = self.default
        marks = ("<b/>" if bold else "") + ("<i/>" if italic else "")
        return self._index(self.fonts, f'<font>{marks}<sz val="{size or normal}"/>'
                           f'<color rgb="FF{color}"/><name val="{name}"/><family val="2"/></font>')

    def _fill(self, color):
        if not color:
            return 0
        return self._index(self.fills, '<fill><patternFill patternType="solid">'
                           f'<fgColor rgb="FF{color}"/><bgColor indexed="64"/></patternFill></fill>')

    def _border(self, sides):
        names = {"l": "left", "r": "right", "t": "top", "b": "bottom"}
        text = ""
        for key, name in names.items():
            line = sides.get(key)
            text += (f'<{name} style="{line[0]}"><color rgb="FF{line[1]}"/></{name}>'
                     if line else f"<{name}/>")
        return self._index(self.borders, f"<border>{text}<diagonal/></border>")

    def _number_format(self, code):
        if code in BUILT_IN:
            return BUILT_IN[code]
        return FIRST_CUSTOM_FORMAT + self._index(self.formats, code)

    def look(self, number="General", bold=False, italic=False, color="1F2937", size=None,
             fill=None, border=None, align=None, vertical="center", wrap=False, indent=0):
        """The index of a cell format; equal looks share one index."""
        font, fill_id = self._font(bold, italic, color, size), self._fill(fill)
        border_id, number_id = self._border(border or {}), self._number_format(number)
        align = align or ("left" if indent else None)
        alignment = f'<alignment vertical="{vertical}"'
        alignment += f' horizontal="{align}"' if align else ""
        alignment += ' wrapText="1"' if wrap else ""
        alignment += f' indent="{indent}"/>' if indent else "/>"
        return self._index(self.cells, f'<xf numFmtId="{number_id}" fontId="{font}" fillId="{fill_id}" '
                           f'borderId="{border_id}" xfId="0" applyNumberFormat="1" applyFont="1" '
                           f'applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>')

    def differential_look(self, color, fill):
        """The index of a format for conditional formatting."""
        return self._index(self.differential, f'<dxf><font><color rgb="FF{color}"/></font><fill>'
                           f'<patternFill><bgColor rgb="FF{fill}"/></patternFill></fill></dxf>')

    def xml(self):
        """The styles part."""
        formats = "".join(f'<numFmt numFmtId="{FIRST_CUSTOM_FORMAT + i}" formatCode={attribute(c)}/>'
                          for i, c in enumerate(self.formats))
        groups = [("numFmts", [formats] if formats else [], len(self.formats)),
                  ("fonts", self.fonts, len(self.fonts)), ("fills", self.fills, len(self.fills)),
                  ("borders", self.borders, len(self.borders)),
                  ("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'], 1),
                  ("cellXfs", self.cells, len(self.cells)),
                  ("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'], 1),
                  ("dxfs", self.differential, len(self.differential))]
        body = "".join(f'<{name} count="{count}">{"".join(items)}</{name}>'
                       for name, items, count in groups if items)
        return f'{HEAD}<styleSheet xmlns="{MAIN}">{body}</styleSheet>'
