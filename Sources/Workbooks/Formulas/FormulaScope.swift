/// What the words of a workbook's formulas stand for: its sheets, defined names and tables.
struct FormulaScope: Sendable {
    /// A name, and the index of the sheet that it is local to.
    private struct NameKey: Hashable {
        var name: String
        var sheet: Int?
    }

    private let sheets: [String: Int]
    private let sheetNames: [Int: String]
    private let names: [NameKey: String]
    private let tables: [String: SheetTable]
    /// The indices of all sheets.
    let allSheets: ClosedRange<Int>

    init(sheets: [String: Int], names: [DefinedName] = [], tables: [SheetTable] = []) {
        self.sheets = Dictionary(
            sheets.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        sheetNames = Dictionary(sheets.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        self.names = Dictionary(
            names.map { (NameKey(name: $0.name.lowercased(), sheet: $0.sheetIndex), $0.formula) },
            uniquingKeysWith: { first, _ in first })
        self.tables = Dictionary(
            tables.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        allSheets = 1...max(1, sheets.values.max() ?? 1)
    }

    func sheet(named name: String) -> Int? { sheets[name.lowercased()] }

    func sheetName(_ index: Int) -> String? { sheetNames[index] }

    /// What a name stands for on a sheet: its own meaning there, or else the workbook's.
    func formula(ofName name: String, on sheet: Int) -> String? {
        let name = name.lowercased()
        return names[NameKey(name: name, sheet: sheet)] ?? names[NameKey(name: name, sheet: nil)]
    }

    func table(named name: String) -> SheetTable? { tables[name.lowercased()] }

    /// Whether a cell lies in a table's rows of totals.
    func isTotal(_ cell: CellReference, on sheet: Int) -> Bool {
        table(around: cell, on: sheet).map { $0.range.last.row - cell.row < $0.totalsRows } ?? false
    }

    /// The table that a cell lies in, which references without a table's name mean.
    func table(around cell: CellReference, on sheet: Int) -> SheetTable? {
        tables.values.first { $0.sheetIndex == sheet && $0.range.contains(cell) }
    }
}

extension FormulaScope {
    init(of workbook: Workbook) throws {
        self.init(
            sheets: Dictionary(
                workbook.sheets.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first }),
            names: workbook.definedNames, tables: try workbook.tables())
    }
}

/// The functions of spreadsheet programs, by what they read.
enum FormulaFunctions {
    /// A function's name without the prefixes that files put before newer ones (`_xlfn.`), upper case.
    static func plainName(_ name: some StringProtocol) -> String {
        var name = name.uppercased()[...]
        for prefix in ["_XLFN.", "_XLWS."] where name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
        return String(name)
    }

    /// Whether files name a function with the prefix `_xlfn.` and this one lacks it, as scripts write it: programs show `#NAME?` for it.
    static func lacksPrefix(_ name: String) -> Bool { prefixed.contains(name.uppercased()) }

    /// Functions that came after the format and are calculated here ([MS-XLSX] 2.2.2, future functions).
    private static let prefixed: Set<String> = [
        "IFNA", "IFS", "LET", "MAXIFS", "MINIFS", "SINGLE", "SWITCH", "XLOOKUP", "XMATCH", "XOR",
    ]

    /// Whether a function's value depends on nothing but its arguments. One that is not known may read anything: a
    /// macro, an add-in, a database, the clock, a reference made of text.
    static func readsArgumentsOnly(_ plainName: String) -> Bool { known.contains(plainName) }

    /// Without the volatile ones (`INDIRECT`, `OFFSET`, `NOW`, `TODAY`, `RAND`, `RANDBETWEEN`, `RANDARRAY`, `INFO`, `CELL`) and those
    /// that read pivot tables, cubes and servers.
    private static let known: Set<String> = Set(
        """
        ABS ACCRINT ACCRINTM ACOS ACOSH ACOT ACOTH ADDRESS AGGREGATE AMORDEGRC AMORLINC ANCHORARRAY AND ARABIC AREAS
        ARRAYTOTEXT ASC ASIN ASINH ATAN ATAN2 ATANH AVEDEV AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS BAHTTEXT BASE
        BESSELI BESSELJ BESSELK BESSELY BETA.DIST BETA.INV BETADIST BETAINV BIN2DEC BIN2HEX BIN2OCT BINOM.DIST
        BINOM.DIST.RANGE BINOM.INV BINOMDIST BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING CEILING.MATH
        CEILING.PRECISE CHAR CHIDIST CHIINV CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST CHITEST CHOOSE
        CHOOSECOLS CHOOSEROWS CLEAN CODE COLUMN COLUMNS COMBIN COMBINA COMPLEX CONCAT CONCATENATE CONFIDENCE
        CONFIDENCE.NORM CONFIDENCE.T CONVERT CORREL COS COSH COT COTH COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS
        COUPDAYBS COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD COVAR COVARIANCE.P COVARIANCE.S CRITBINOM CSC CSCH
        CUMIPMT CUMPRINC DATE DATEDIF DATEVALUE DAVERAGE DAY DAYS DAYS360 DB DBCS DCOUNT DCOUNTA DDB DEC2BIN DEC2HEX
        DEC2OCT DECIMAL DEGREES DELTA DEVSQ DGET DISC DMAX DMIN DOLLAR DOLLARDE DOLLARFR DPRODUCT DROP DSTDEV DSTDEVP
        DSUM DURATION DVAR DVARP ECMA.CEILING EDATE EFFECT ENCODEURL EOMONTH ERF ERF.PRECISE ERFC ERFC.PRECISE
        ERROR.TYPE EUROCONVERT EVEN EXACT EXP EXPAND EXPON.DIST EXPONDIST F.DIST F.DIST.RT F.INV F.INV.RT F.TEST FACT
        FACTDOUBLE FALSE FDIST FILTER FILTERXML FIND FINDB FINV FISHER FISHERINV FIXED FLOOR FLOOR.MATH FLOOR.PRECISE
        FORECAST FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR
        FORMULATEXT FREQUENCY FTEST FV FVSCHEDULE GAMMA GAMMA.DIST GAMMA.INV GAMMADIST GAMMAINV GAMMALN
        GAMMALN.PRECISE GAUSS GCD GEOMEAN GESTEP GROUPBY GROWTH HARMEAN HEX2BIN HEX2DEC HEX2OCT HLOOKUP HOUR HSTACK
        HYPERLINK HYPGEOM.DIST HYPGEOMDIST IF IFERROR IFNA IFS IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH
        IMCOT IMCSC IMCSCH IMDIV IMEXP IMLN IMLOG10 IMLOG2 IMPOWER IMPRODUCT IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT
        IMSUB IMSUM IMTAN INDEX INT INTERCEPT INTRATE IPMT IRR ISBLANK ISERR ISERROR ISEVEN ISFORMULA ISLOGICAL ISNA
        ISNONTEXT ISNUMBER ISO.CEILING ISODD ISOMITTED ISOWEEKNUM ISPMT ISREF ISTEXT JIS KURT LAMBDA LARGE LCM LEFT
        LEFTB LEN LENB LET LINEST LN LOG LOG10 LOGEST LOGINV LOGNORM.DIST LOGNORM.INV LOGNORMDIST LOOKUP LOWER
        MAKEARRAY MAP MATCH MAX MAXA MAXIFS MDETERM MDURATION MEDIAN MID MIDB MIN MINA MINIFS MINUTE MINVERSE MIRR
        MMULT MOD MODE MODE.MULT MODE.SNGL MONTH MROUND MULTINOMIAL MUNIT N NA NEGBINOM.DIST NEGBINOMDIST NETWORKDAYS
        NETWORKDAYS.INTL NOMINAL NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NORMDIST NORMINV NORMSDIST NORMSINV NOT
        NPER NPV NUMBERVALUE OCT2BIN OCT2DEC OCT2HEX ODD ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD OR PDURATION PEARSON
        PERCENTILE PERCENTILE.EXC PERCENTILE.INC PERCENTOF PERCENTRANK PERCENTRANK.EXC PERCENTRANK.INC PERMUT
        PERMUTATIONA PHI PHONETIC PI PIVOTBY PMT POISSON POISSON.DIST POWER PPMT PRICE PRICEDISC PRICEMAT PROB PRODUCT
        PROPER PV QUARTILE QUARTILE.EXC QUARTILE.INC QUOTIENT RADIANS RANK RANK.AVG RANK.EQ RATE RECEIVED REDUCE
        REGEXEXTRACT REGEXREPLACE REGEXTEST REPLACE REPLACEB REPT RIGHT RIGHTB ROMAN ROUND ROUNDDOWN ROUNDUP ROW ROWS
        RRI RSQ SCAN SEARCH SEARCHB SEC SECH SECOND SEQUENCE SERIESSUM SHEET SHEETS SIGN SIN SINGLE SINH SKEW SKEW.P
        SLN SLOPE SMALL SORT SORTBY SQRT SQRTPI STANDARDIZE STDEV STDEV.P STDEV.S STDEVA STDEVP STDEVPA STEYX
        SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT SUMSQ SUMX2MY2 SUMX2PY2 SUMXMY2 SWITCH SYD T T.DIST T.DIST.2T
        T.DIST.RT T.INV T.INV.2T T.TEST TAKE TAN TANH TBILLEQ TBILLPRICE TBILLYIELD TDIST TEXT TEXTAFTER TEXTBEFORE
        TEXTJOIN TEXTSPLIT TIME TIMEVALUE TINV TOCOL TOROW TRANSPOSE TREND TRIM TRIMMEAN TRIMRANGE TRUE TRUNC TTEST
        TYPE UNICHAR UNICODE UNIQUE UPPER VALUE VALUETOTEXT VAR VAR.P VAR.S VARA VARP VARPA VDB VLOOKUP VSTACK
        WEEKDAY WEEKNUM WEIBULL WEIBULL.DIST WORKDAY WORKDAY.INTL WRAPCOLS WRAPROWS XIRR XLOOKUP XMATCH XNPV XOR YEAR
        YEARFRAC YIELD YIELDDISC YIELDMAT Z.TEST ZTEST
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
