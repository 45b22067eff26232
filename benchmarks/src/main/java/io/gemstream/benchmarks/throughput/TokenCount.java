package io.gemstream.benchmarks.throughput;

import io.gemstream.proto.v1.Tokens;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts tokens and messages that streams receive, and from {@link #time} on how long each took. Thread-safe. */
final class TokenCount {

    private final StepBoard board;
    private final LongAdder tokens = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private volatile Optional<ArrivalTimes> times = Optional.empty();

    TokenCount(StepBoard board) {
        this.board = board;
    }

    /** The times of tokens from here on. */
    ArrivalTimes time() {
        ArrivalTimes begun = new ArrivalTimes();
        times = Optional.of(begun);
        return begun;
    }

    /**
     * Takes the next message of one stream.
     *
     * @param lastStep step of the stream's last token; negative where it has none yet
     * @return that of its last one now
     */
    long add(Tokens message, long lastStep) {
        long now = System.nanoTime();
        long step = lastStep;
        for (int i = 0; i < message.getIdsCount(); i++) {
            step = board.stepOf(message.getIds(i), step);
            if (times.isPresent()) {
                times.get().add(now - board.stampNs(step));
            }
        }
        board.received(message.getIdsCount());
        tokens.add(message.getIdsCount());
        messages.increment();
        return step;
    }

    long tokens() {
        return tokens.sum();
    }

    long messages() {
        return messages.sum();
    }
}
