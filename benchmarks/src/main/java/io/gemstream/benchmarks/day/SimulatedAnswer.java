package io.gemstream.benchmarks.day;

import java.util.ArrayList;
import java.util.List;

/**
 * The answers of the simulated engine. They follow from the prompt alone, whoever computes them and in how many attempts:
 * two tokens of the prompt say at which position the end token stands, and every other token follows from the one before
 * it and its position. Pure; sees nothing but the JDK, since workers carry this class without its module.
 */
public final class SimulatedAnswer {

    /** Position of the first of the two tokens in the prompt that say where the answer ends. */
    public static final int RULE_AT = 48;
    /** Normal pieces of the tiny models' vocabulary: their texts end no character in the middle. */
    static final int FIRST_ID = 271;
    static final int IDS = 240;
    static final int BOS = 2;
    /** Ends an answer, and is one of its tokens, as of every engine's; it has no text. */
    static final int END = 1;

    private SimulatedAnswer() {}

    /** The position at which the end token stands, by the two tokens of the prompt. */
    public static int end(int high, int low) {
        return (high - FIRST_ID) * IDS + low - FIRST_ID;
    }

    /**
     * The token that follows.
     *
     * @param last the token before it
     * @param position of that one
     * @param end position of the end token
     */
    public static int next(int last, int position, int end) {
        return position + 1 >= end ? END : FIRST_ID + Math.floorMod(31 * last + 17 * position + 7 * end, IDS);
    }

    /** The tokens of an end at a position. */
    static List<Integer> rule(int end) {
        return List.of(FIRST_ID + end / IDS, FIRST_ID + end % IDS);
    }

    /**
     * The answer to a prompt, with the end token where the limit does not come before it.
     *
     * @param most tokens that the request allows
     */
    static List<Integer> of(List<Integer> prompt, int most) {
        int end = end(prompt.get(RULE_AT), prompt.get(RULE_AT + 1));
        List<Integer> answer = new ArrayList<>();
        int last = prompt.getLast();
        for (int position = prompt.size() - 1; position < end && answer.size() < most; position++) {
            last = next(last, position, end);
            answer.add(last);
        }
        return answer;
    }
}
