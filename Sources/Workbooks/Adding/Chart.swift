import Streams

/// A native chart over cells of a sheet (ECMA-376 part 1, 21.2).
public struct Chart: Sendable {
    public enum Kind: Sendable, Equatable {
        case columns, bars, doughnut
        /// Lines over days, which are the categories, as serial numbers.
        case lines(days: [Double])
    }

    public struct Series: Sendable {
        public var name: String
        /// References with their sheet: `'Campaign Insights'!$B$5:$B$9`.
        public var categories: String
        public var values: String
        /// What the cells show, so that the chart is drawn without calculating; nil is unknown.
        public var cachedCategories: [String]
        public var cachedValues: [Double?]
        /// One for the series; for a doughnut one for each point.
        public var colours: [String]
        /// Of a line.
        public var isDashed = false

        public init(
            name: String, categories: String, values: String, cachedCategories: [String], cachedValues: [Double?],
            colours: [String]
        ) {
            self.name = name
            self.categories = categories
            self.values = values
            self.cachedCategories = cachedCategories
            self.cachedValues = cachedValues
            self.colours = colours
        }
    }

    public var kind: Kind
    public var title: String
    public var series: [Series]
    /// A format code for values; one of percentages makes a doughnut show shares.
    public var numberFormat: String
    /// The cells that the chart covers.
    public var area: CellRange

    public init(kind: Kind, title: String, series: [Series], numberFormat: String, area: CellRange) {
        self.kind = kind
        self.title = title
        self.series = series
        self.numberFormat = numberFormat
        self.area = area
    }

    // MARK: Markup

    /// Where the chart stands on its sheet (20.5.2.33).
    func anchor(number: Int, relationship: String, _ namespaces: Namespaces) -> String {
        func corner(_ name: String, _ column: Int, _ row: Int) -> String {
            "<xdr:\(name)><xdr:col>\(column)</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>\(row)</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:\(name)>"
        }
        return "<xdr:twoCellAnchor>" + corner("from", area.first.column - 1, area.first.row - 1)
            + corner("to", area.last.column, area.last.row)
            + "<xdr:graphicFrame macro=\"\"><xdr:nvGraphicFramePr><xdr:cNvPr id=\"\(number + 1)\" name=\"Chart \(number)\" descr=\"\(XMLText.attribute(title))\"/>"
            + "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm>"
            + "<a:graphic><a:graphicData uri=\"\(namespaces.chart)\">"
            + "<c:chart xmlns:c=\"\(namespaces.chart)\" xmlns:r=\"\(namespaces.relationships)\" r:id=\"\(relationship)\"/>"
            + "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
    }

    func markup(_ namespaces: Namespaces) -> String {
        "<c:chartSpace xmlns:c=\"\(namespaces.chart)\" xmlns:a=\"\(namespaces.drawing)\""
            + " xmlns:r=\"\(namespaces.relationships)\"><c:roundedCorners val=\"0\"/><c:chart>"
            + "<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"1100\" b=\"1\">\(Self.ink("1F3864"))\(Self.typeface)</a:defRPr></a:pPr>"
            + "<a:r><a:rPr lang=\"en-GB\" sz=\"1100\" b=\"1\">\(Self.ink("1F3864"))\(Self.typeface)</a:rPr><a:t>\(XMLText.escaped(title))</a:t></a:r></a:p></c:rich></c:tx><c:overlay val=\"0\"/></c:title>"
            + "<c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/>\(plot(isStrict: namespaces == .strict))<c:spPr><a:noFill/></c:spPr></c:plotArea>"
            + "<c:legend><c:legendPos val=\"\(kind == .doughnut ? "r" : "b")\"/><c:overlay val=\"0\"/>\(Self.text(900, "404040"))</c:legend>"
            + "<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>"
            + "<c:spPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln w=\"9525\">\(Self.ink("D9DEE7"))</a:ln></c:spPr></c:chartSpace>"
    }

    /// A doughnut's labels are percentages of the whole, or its values.
    private var showsShares: Bool { numberFormat.contains("%") }

    private static func ink(_ colour: String) -> String { "<a:solidFill><a:srgbClr val=\"\(colour)\"/></a:solidFill>" }

    private static let typeface = "<a:latin typeface=\"Calibri\"/>"

    private static func text(_ size: Int, _ colour: String) -> String {
        "<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"\(size)\">\(ink(colour))\(typeface)</a:defRPr></a:pPr><a:endParaRPr lang=\"en-GB\"/></a:p></c:txPr>"
    }

    /// Amounts paid back are drawn below the axis, which otherwise starts at 0.
    private var hasNegatives: Bool { series.contains { $0.cachedValues.contains { ($0 ?? 0) < 0 } } }

    /// The strict variant writes percentages in another way; there programs choose the widths of gaps and holes.
    private func plot(isStrict: Bool) -> String {
        let all = series.enumerated().map { markup(of: $1, $0) }.joined()
        guard kind != .doughnut else {
            return
                "<c:doughnutChart><c:varyColors val=\"1\"/>\(all)<c:firstSliceAng val=\"0\"/>\(isStrict ? "" : "<c:holeSize val=\"58\"/>")</c:doughnutChart>"
        }
        if case .lines(let days) = kind {
            return
                "<c:lineChart><c:grouping val=\"standard\"/><c:varyColors val=\"0\"/>\(all)<c:marker val=\"1\"/><c:axId val=\"111\"/><c:axId val=\"222\"/></c:lineChart>"
                + "<c:dateAx><c:axId val=\"111\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"b\"/>"
                + "<c:numFmt formatCode=\"d\\ mmm\" sourceLinked=\"0\"/><c:majorTickMark val=\"out\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/>"
                + "<c:spPr><a:ln w=\"9525\">\(Self.ink("A6AEBB"))</a:ln></c:spPr>\(Self.text(900, "404040"))<c:crossAx val=\"222\"/><c:crosses val=\"autoZero\"/>"
                + "<c:auto val=\"1\"/><c:baseTimeUnit val=\"days\"/><c:majorUnit val=\"\(Self.step(of: days))\"/><c:majorTimeUnit val=\"days\"/></c:dateAx>"
                + valueAxis
        }
        return
            "<c:barChart><c:barDir val=\"\(kind == .bars ? "bar" : "col")\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>\(all)"
            + (isStrict ? "" : "<c:gapWidth val=\"60\"/><c:overlap val=\"-5\"/>")
            + "<c:axId val=\"111\"/><c:axId val=\"222\"/></c:barChart>"
            + "<c:catAx><c:axId val=\"111\"/><c:scaling><c:orientation val=\"\(kind == .bars ? "maxMin" : "minMax")\"/></c:scaling><c:delete val=\"0\"/>"
            + "<c:axPos val=\"\(kind == .bars ? "l" : "b")\"/><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>"
            + "<c:tickLblPos val=\"low\"/><c:spPr><a:ln w=\"9525\">\(Self.ink("A6AEBB"))</a:ln></c:spPr>\(Self.text(900, "404040"))<c:crossAx val=\"222\"/><c:crosses val=\"autoZero\"/></c:catAx>"
            + valueAxis
    }

    /// Days between labels: whole weeks where there are many.
    private static func step(of days: [Double]) -> Int {
        let length = Int(clamping: ((days.max() ?? 0) - (days.min() ?? 0)).rounded())
        return length <= 14 ? max(1, length / 7) : (length + 69) / 70 * 7  // fits: a workbook's days are below 2958466
    }

    private var valueAxis: String {
        "<c:valAx><c:axId val=\"222\"/><c:scaling><c:orientation val=\"minMax\"/>\(hasNegatives ? "" : "<c:min val=\"0\"/>")</c:scaling><c:delete val=\"0\"/>"
            + "<c:axPos val=\"\(kind == .bars ? "b" : "l")\"/><c:majorGridlines><c:spPr><a:ln w=\"6350\">\(Self.ink("E4E8EF"))</a:ln></c:spPr></c:majorGridlines>"
            + "<c:numFmt formatCode=\"\(XMLText.attribute(numberFormat))\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>"
            + "<c:tickLblPos val=\"nextTo\"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>\(Self.text(900, "404040"))<c:crossAx val=\"111\"/>"
            + "<c:crosses val=\"\(kind == .bars ? "max" : "autoZero")\"/></c:valAx>"
    }

    /// A text beside bars; nobody reads one that is longer, and Excel opens none of more than 32767 characters.
    private static func label(_ text: String) -> String { XMLText.escaped(XMLText.prefix(of: text, units: 255)) }

    private func markup(of series: Series, _ index: Int) -> String {
        let points = series.cachedCategories.enumerated().map {
            "<c:pt idx=\"\($0)\"><c:v>\(Self.label($1))</c:v></c:pt>"
        }
        let values = series.cachedValues.enumerated().compactMap { place, value in
            value.map { "<c:pt idx=\"\(place)\"><c:v>\(DecimalText.string($0))</c:v></c:pt>" }
        }
        var out =
            "<c:ser><c:idx val=\"\(index)\"/><c:order val=\"\(index)\"/><c:tx><c:v>\(Self.label(series.name))</c:v></c:tx>"
        if kind == .doughnut {
            for (point, colour) in series.colours.enumerated() where point < series.cachedCategories.count {
                out +=
                    "<c:dPt><c:idx val=\"\(point)\"/><c:bubble3D val=\"0\"/><c:spPr>\(Self.ink(colour))<a:ln w=\"19050\">\(Self.ink("FFFFFF"))</a:ln></c:spPr></c:dPt>"
            }
            out +=
                "<c:dLbls><c:numFmt formatCode=\"\(XMLText.attribute(numberFormat))\" sourceLinked=\"0\"/><c:spPr><a:noFill/></c:spPr>\(Self.text(900, "FFFFFF"))<c:showLegendKey val=\"0\"/><c:showVal val=\"\(showsShares ? 0 : 1)\"/>"
                + "<c:showCatName val=\"0\"/><c:showSerName val=\"0\"/><c:showPercent val=\"\(showsShares ? 1 : 0)\"/><c:showBubbleSize val=\"0\"/><c:showLeaderLines val=\"0\"/></c:dLbls>"
        } else if case .lines = kind {
            let dash = series.isDashed ? "<a:prstDash val=\"sysDash\"/>" : ""
            out +=
                "<c:spPr><a:ln w=\"25400\" cap=\"rnd\">\(Self.ink(series.colours.first ?? "1F3864"))\(dash)<a:round/></a:ln></c:spPr><c:marker><c:symbol val=\"none\"/></c:marker>"
        } else {
            out += "<c:spPr>\(Self.ink(series.colours.first ?? "1F3864"))</c:spPr><c:invertIfNegative val=\"0\"/>"
        }
        if case .lines(let days) = kind {
            let points = days.enumerated().map {
                "<c:pt idx=\"\($0)\"><c:v>\(DecimalText.string($1))</c:v></c:pt>"
            }.joined()
            out +=
                "<c:cat><c:numRef><c:f>\(XMLText.escaped(series.categories))</c:f><c:numCache><c:formatCode>yyyy\\-mm\\-dd</c:formatCode><c:ptCount val=\"\(days.count)\"/>\(points)</c:numCache></c:numRef></c:cat>"
                + value(of: series, values) + "<c:smooth val=\"0\"/>"
            return out + "</c:ser>"
        }
        out +=
            "<c:cat><c:strRef><c:f>\(XMLText.escaped(series.categories))</c:f><c:strCache><c:ptCount val=\"\(points.count)\"/>\(points.joined())</c:strCache></c:strRef></c:cat>"
        return out + value(of: series, values) + "</c:ser>"
    }

    private func value(of series: Series, _ points: [String]) -> String {
        "<c:val><c:numRef><c:f>\(XMLText.escaped(series.values))</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val=\"\(series.cachedValues.count)\"/>\(points.joined())</c:numCache></c:numRef></c:val>"
    }
}
