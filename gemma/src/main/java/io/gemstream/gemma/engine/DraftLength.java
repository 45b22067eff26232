package io.gemstream.gemma.engine;

/**
 * Decides how many tokens of a text to draft, from how its earlier drafts fared: twice as many after all were right,
 * one more than were right after some, half as many after none. A text whose drafts keep failing is left alone for
 * longer and longer, up to 64 tokens, so that a text that cannot be drafted costs a row in 64.
 */
final class DraftLength {

    private static final int LONGEST_PAUSE = 64;

    private final int most;
    private int length;
    private int failures;
    private int pause;

    /** @param most drafts at most, at least 1 */
    DraftLength(int most) {
        this.most = most;
        this.length = Math.ceilDiv(most, 2);
    }

    /** Drafts worth making for the next token; once for each step. */
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
