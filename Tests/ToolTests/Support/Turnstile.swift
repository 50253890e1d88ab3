import Glibc

/// Lets a few processes run at a time, in the order in which tests asked for them.
///
/// Tests run in parallel and mostly wait for programs. Without a bound hundreds of programs run at once, and what gives
/// a program some seconds, as tools and browsers do, sees it miss them.
actor Turnstile {
    /// Twice the processors: while one program waits for the disk, the next computes.
    static let processes = Turnstile(places: 2 * Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var next = 0

    init(places: Int) { free = places }

    /// Runs the body when a place is free.
    nonisolated func pass<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        await enter()
        do {
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 { return free -= 1 }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        guard next < waiting.count else { return free += 1 }
        next += 1
        waiting[next - 1].resume()
    }
}
