import Streams
import Workbooks

/// The days of a plan by platform, to name the lines of reports that are of other days.
struct PlanFlights {
    private var flights: [String: ClosedRange<CivilDate>] = [:]
    private var all: ClosedRange<CivilDate>?
    /// Lines outside, by file and sheet, in the order met.
    private var outside: [(place: Place, flight: ClosedRange<CivilDate>, rows: RowTally, days: [CivilDate])] = []
    private static let mostDays = 4

    /// Takes notice of a plan's line.
    mutating func add(planned record: Record) {
        guard let days = record.days else { return }
        func joined(_ flight: ClosedRange<CivilDate>?) -> ClosedRange<CivilDate> {
            flight.map { min($0.lowerBound, days.lowerBound)...max($0.upperBound, days.upperBound) } ?? days
        }
        flights[record.sheetPlatform] = joined(flights[record.sheetPlatform])
        all = joined(all)
    }

    /// Notes a report's line when all of its days are outside of the platform's flight.
    mutating func note(delivered record: Record, in file: String) {
        guard let flight = flights[record.sheetPlatform] ?? all, let days = record.days,
            !days.overlaps(flight)
        else { return }
        let place = Place(file: file, sheet: record[.sourceSheet].text)
        let index =
            outside.firstIndex { $0.place == place }
            ?? {
                outside.append((place, flight, RowTally(), []))
                return outside.count - 1
            }()
        outside[index].rows.add(Int(record[.sourceRow].number ?? 0))
        if !outside[index].days.contains(days.lowerBound), outside[index].days.count <= Self.mostDays {
            outside[index].days.append(days.lowerBound)
        }
    }

    var messages: [Message] {
        outside.map { place, flight, rows, days in
            let listed = days.prefix(Self.mostDays).map(\.description).joined(separator: ", ")
            let more = days.count > Self.mostDays ? " and others" : ""
            return Message(
                .warning, .outsideFlight, at: place,
                "\(counted(rows.count, "line")) of days outside of the plan's flight (\(flight.lowerBound) to \(flight.upperBound)): \(listed)\(more) (\(rows.rows)); they count",
                hint: "give --month, or --from and --to, to leave them out")
        }
    }
}

extension MessageCode {
    /// Lines of a report are of days outside of the plan's flight.
    public static let outsideFlight = MessageCode(rawValue: "outside-flight")
    /// Lines of a report are of one day, market and name.
    public static let duplicateDays = MessageCode(rawValue: "duplicate-days")
    /// Lines are outside of the days that are asked for, and left out.
    public static let periodLeft = MessageCode(rawValue: "period-left-out")
    /// Lines reach beyond the days that were asked for, or have no dates.
    public static let periodUnclear = MessageCode(rawValue: "period-unclear")
}
