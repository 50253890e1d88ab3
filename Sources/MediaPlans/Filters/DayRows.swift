/// The days of lines of one name, with their rows.
///
/// A run of days whose rows are equally far apart is kept as one: memory grows with the gaps of an export, not with its days. Lines of
/// several days are kept one by one, up to a number of them; those beyond it share the row of the last.
struct DayRows {
    private struct Run {
        var first: Int
        var last: Int
        var row: Int
        var step = 0
    }

    /// Lines of one day, in the order of the days.
    private var runs: [Run] = []
    private var long: [(days: ClosedRange<Int>, row: Int)] = []
    private static let mostLong = 64

    /// The place of the first run that ends on a day or later.
    private func place(of day: Int) -> Int {
        if let last = runs.last, last.last < day { return runs.count }
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].last < day { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The row of the line of one day that has one of some days, else of a line of several.
    func row(of days: ClosedRange<Int>) -> Int? {
        let place = place(of: days.lowerBound)
        guard place < runs.count, runs[place].first <= days.upperBound else {
            return long.first { $0.days.overlaps(days) }?.row
        }
        let run = runs[place]
        return run.row + run.step * (max(run.first, days.lowerBound) - run.first)
    }

    mutating func insert(_ days: ClosedRange<Int>, row: Int) {
        guard days.count == 1 else {
            guard long.count == Self.mostLong, let other = long.last else { return long.append((days, row)) }
            long[long.count - 1].days =
                min(other.days.lowerBound, days.lowerBound)...max(other.days.upperBound, days.upperBound)
            return
        }
        let day = days.lowerBound
        let place = place(of: day)
        if place < runs.count, runs[place].first <= day { return }
        if place > 0, runs[place - 1].last == day - 1 {  // fits: days of a calendar
            let run = runs[place - 1]  // fits: a place
            let length = run.last - run.first  // fits: days
            if length == 0 || row == run.row + run.step * (length + 1) {  // fits: rows of a file, days of a calendar
                if length == 0 { runs[place - 1].step = row - run.row }  // fits: rows of a file
                runs[place - 1].last = day  // fits: a place
                return
            }
        }
        runs.insert(Run(first: day, last: day, row: row), at: place)
    }

    /// Whether all of them are among some days; true where nobody knows which.
    func isWithin(_ days: ClosedRange<Int>?) -> Bool {
        guard let days, let first = runs.first, let last = runs.last else { return true }
        return days.contains(first.first) && days.contains(last.last) && long.allSatisfy { days.contains($0.days) }
    }
}
