package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Regex.Alt;
import io.gemstream.gemma.constraint.Regex.Chars;
import io.gemstream.gemma.constraint.Regex.Edge;
import io.gemstream.gemma.constraint.Regex.Look;
import io.gemstream.gemma.constraint.Regex.Repeat;
import io.gemstream.gemma.constraint.Regex.Seq;
import io.gemstream.gemma.constraint.RegexRests.Rest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs the threads of {@link LookAheads}. A thread is the id of what is left to match and, in the low half, that of the
 * look-aheads under way.
 */
final class RegexThreads {

    /** Bounds time: a thread takes about a microsecond. */
    private static final int MAX_THREADS = 1 << 20;

    /** Kinds of context before a place in the text. */
    enum Before { START, WORD, OTHER }

    /** Gives the states in which look-aheads start. */
    interface LookStarts {
        /** The state of a body followed by any text. */
        int state(Regex body, Before before);

        /** Whether any text goes on from a state. */
        boolean isSettled(int state);
    }

    private final RegexRests rests;
    private final LookSets lookSets;
    private final LookStarts starts;
    private int work;

    RegexThreads(RegexRests rests, LookSets lookSets, LookStarts starts) {
        this.rests = rests;
        this.lookSets = lookSets;
        this.starts = starts;
    }

    static long thread(int rest, int looks) {
        return (long) rest << 32 | looks;
    }

    /**
     * Threads with everything done that reads nothing: those left have nothing to match or stand at {@link Chars}.
     *
     * @param before what stands before their place
     * @param atEnd whether the text ends here
     * @param wordNext whether a word character follows
     * @throws ConstraintException if there were too many so far
     */
    long[] open(long[] threads, Before before, boolean atEnd, boolean wordNext) {
        Set<Long> seen = new HashSet<>();
        List<Long> open = new ArrayList<>();
        for (long thread : threads) {
            seen.add(thread);
            open.add(thread);
        }
        List<Long> result = new ArrayList<>();
        while (!open.isEmpty()) {
            if (++work > MAX_THREADS) {
                throw LookAheads.tooLarge();
            }
            long thread = open.removeLast();
            Rest rest = rests.get((int) (thread >> 32));
            if (thread >> 32 == RegexRests.NOTHING || rest.node() instanceof Chars) {
                result.add(thread);
                continue;
            }
            for (long next : unfolded(rest, (int) thread, before, atEnd, wordNext)) {
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return result.stream().mapToLong(Long::longValue).toArray();
    }

    private long[] unfolded(Rest rest, int looks, Before before, boolean atEnd, boolean wordNext) {
        return switch (rest.node()) {
            case Chars _ -> throw new IllegalArgumentException("reads a code point");
            case Seq(List<Regex> parts) -> {
                int tail = rest.tail();
                for (int i = parts.size() - 1; i >= 0; i--) {
                    tail = rests.push(parts.get(i), tail);
                }
                yield new long[] {thread(tail, looks)};
            }
            case Alt(List<Regex> options) ->
                options.stream().mapToLong(option -> thread(rests.push(option, rest.tail()), looks)).toArray();
            case Repeat(Regex body, int min, int max) -> {
                boolean mayEnd = rest.done() >= min;
                if (rest.done() == max) {
                    yield new long[] {thread(rest.tail(), looks)};
                }
                int done = max == Expr.UNBOUNDED ? Math.min(rest.done() + 1, min) : rest.done() + 1;
                long again = thread(rests.push(body, rests.push(rest.node(), done, rest.tail())), looks);
                yield mayEnd ? new long[] {thread(rest.tail(), looks), again} : new long[] {again};
            }
            case Look(Regex body, boolean negative) -> {
                int start = starts.state(body, before);
                if (starts.isSettled(start)) {
                    yield negative ? new long[0] : new long[] {thread(rest.tail(), looks)};
                }
                yield new long[] {thread(rest.tail(), lookSets.with(looks, start << 1 | (negative ? 1 : 0)))};
            }
            case Edge edge -> {
                boolean boundary = (before == Before.WORD) != wordNext;
                boolean holds = switch (edge) {
                    case START -> before == Before.START;
                    case END -> atEnd;
                    case WORD -> boundary;
                    case NO_WORD -> !boundary;
                };
                yield holds ? new long[] {thread(rest.tail(), looks)} : new long[0];
            }
        };
    }
}
