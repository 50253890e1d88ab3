import Streams

/// What is done with each block ahead of its reader: renders the block's rows; false when it cannot say for certain how.
typealias BlockWork = (XMLScanner, RenderedRows) -> Bool

/// A part inflated, and its blocks worked on, by threads of its own and by its reader while that would only wait.
///
/// Inflating goes from front to back, one block at a time; blocks are worked on in any order and handed out in theirs. Work is
/// speculation: it assumes that a block begins between two rows, and its reader, who knows, takes what was made or
/// reads the block's bytes. Memory: some blocks (see `PipelineState`), and what is made of them.
///
/// The threads hold the state that they share, and not the pipeline, which therefore ends, and they with it, when its reader lets it go.
final class PartPipeline {
    let state: PipelineState
    private var workers: [Worker] = []

    /// - Parameter unitEnd: what ends a unit, such as `</row>`.
    init(_ stream: MarkupStream, blockSize: Int, unitEnd: StaticString) {
        state = PipelineState(stream, blockSize: blockSize, unitEnd: unitEnd)
        startWorkers(1)
    }

    deinit {
        state.cancel()
        for worker in workers { worker.join() }
    }

    /// From now on blocks are worked on before they are handed out, on all cores (up to four). Each thread makes the work it does.
    func startWork(_ make: @escaping @Sendable () -> BlockWork) {
        state.work(make)
        startWorkers(PipelineState.cores - 1)
    }

    /// The next block, nil at the part's end. The one before goes back to the pipeline.
    func next() throws -> PartBlock? { try state.next() }

    /// Starts threads until there are so many; without any the reader does all the work itself.
    private func startWorkers(_ count: Int) {
        while workers.count < count, let worker = try? Worker({ [state] in state.run() }) { workers.append(worker) }
    }
}
