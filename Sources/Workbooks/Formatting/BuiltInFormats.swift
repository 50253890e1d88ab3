/// The codes of number formats that files name by identifier alone (ECMA-376 part 1, 18.8.30).
public enum BuiltInFormats {
    /// The code of a built-in format, as an English (United States) Excel shows it; nil where there is none. The standard
    /// prints the short date as `mm-dd-yy` and 47 as `mmss.0`; Excel takes the system's short date for 14 and 22, and
    /// shows 47 with a colon. The formats that the standard lists for East Asian editions show as plain dates; 32 and 33, times in each of
    /// them, as times. 34, 35, 52, 53, 55 and 56 are dates in some and times in others.
    public static func code(of id: Int) -> String? {
        switch id {
        case 14, 27...31, 34...36, 50...58: "m/d/yyyy"
        case 32, 33: "h:mm:ss"
        // The Thai edition's numbers are those of the others.
        case 59...62, 67, 68: codes[id - 58]
        case 69, 70: codes[id - 57]
        case 71, 72: "m/d/yyyy"
        case 73...75: codes[id - 58]
        case 76...78: codes[id - 56]
        case 79...81: codes[id - 34]
        default: codes[id]
        }
    }

    /// Those that show a percentage.
    static let percentages = [9, 10]

    private static let codes: [Int: String] = [
        0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
        5: "$#,##0_);($#,##0)", 6: "$#,##0_);[Red]($#,##0)",
        7: "$#,##0.00_);($#,##0.00)", 8: "$#,##0.00_);[Red]($#,##0.00)",
        9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
        15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
        22: "m/d/yyyy h:mm",
        37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
        39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
        41: #"_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)"#,
        42: #"_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)"#,
        43: #"_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)"#,
        44: #"_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)"#,
        45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    ]
}
