package io.gemstream.gemma.engine;

/**
 * How many tokens of a text are worth guessing, from how its earlier guesses fared: twice as many after all were right,
 * one more than were right after some, half as many after none. A text whose guesses keep failing is left alone for
 * longer and longer, up to 64 tokens, so that a text that cannot be guessed costs a row in 64.
 */
final class GuessLength {

    private static final int LONGEST_PAUSE = 64;

    private final int most;
    private int length;
    private int failures;
    private int pause;

    /** @param most guesses at most, at least 1 */
    GuessLength(int most) {
        this.most = most;
        this.length = Math.ceilDiv(most, 2);
    }

    /** Guesses worth making for the next token; once for each step. */
    int next() {
        if (pause > 0) {
            pause--;
            return 0;
        }
        return length;
    }

    /** Takes note of a step. @param proposed at least 1 */
    void judge(int proposed, int accepted) {
        if (accepted == 0) {
            failures = Math.min(failures + 1, Integer.SIZE - 2);
            length = Math.max(1, length / 2);
            pause = failures == 1 ? 0 : Math.min(LONGEST_PAUSE, 1 << failures);
        } else {
            failures = 0;
            length = Math.min(most, accepted == proposed ? Math.max(length, 2 * proposed) : accepted + 1);
        }
    }
}
