package io.gemstream.gemma.constraint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A vocabulary cut by a class of code points: tokens made only of the class, by their length, and the rest. Inside a
 * JSON string some 95 % of the tokens are of the first kind and are allowed or refused together, so only the rest is
 * walked. The idea is llguidance's slicer; taking lengths apart also serves {@code maxLength}.
 *
 * @param set the class
 * @param upTo {@code upTo[n]} has the tokens of at most n code points, all of the class; n from 0 to {@link #MAX_LENGTH}
 * @param inside the tokens of {@code upTo[MAX_LENGTH]}
 * @param rest all others
 */
record Slicing(CodePointSet set, List<int[]> encoding, long[][] upTo, TrieNodes inside, TrieNodes rest) {

    /** Code points of the longest sliced token. Looking further ahead costs a state each. */
    static final int MAX_LENGTH = 16;

    /** A run over more states than this is walked token by token. */
    private static final int MAX_FRONT = 8;

    static Slicing of(byte[][] tokenBytes, CodePointSet set) {
        List<Integer> inside = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        long[][] upTo = new long[MAX_LENGTH + 1][(tokenBytes.length + Long.SIZE - 1) / Long.SIZE];
        for (int id = 0; id < tokenBytes.length; id++) {
            int length = lengthInside(tokenBytes[id], set);
            if (length < 1 || length > MAX_LENGTH) {
                rest.add(id);
                continue;
            }
            inside.add(id);
            for (int n = length; n <= MAX_LENGTH; n++) {
                upTo[n][id >> 6] |= 1L << id;
            }
        }
        return new Slicing(
                set, Utf8Ranges.of(set), upTo, TrieNodes.of(tokenBytes, inside), TrieNodes.of(tokenBytes, rest));
    }

    /** Code points of a token that is whole UTF-8 and has only members of the class; 0 for all others. */
    private static int lengthInside(byte[] bytes, CodePointSet set) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            int length = 0;
            for (int i = 0; i < text.length(); length++) {
                int codePoint = Character.codePointAt(text, i);
                if (!set.contains(codePoint)) {
                    return 0;
                }
                i += Character.charCount(codePoint);
            }
            return length;
        } catch (CharacterCodingException e) {
            return 0;
        }
    }

    /** Sets the bits of the tokens that can be read from a state. */
    void allow(StateGraph graph, State from, long[] bits) {
        int length = exactLength(graph, from);
        if (length < 0) {
            inside.allow(graph, from, bits);
        } else {
            System.arraycopy(upTo[length], 0, bits, 0, bits.length);
        }
        rest.allow(graph, from, bits);
    }

    /**
     * The n for which the class's texts of up to n code points can all be read and no longer one can, {@link #MAX_LENGTH}
     * if there is no bound below; -1 if it is not as simple as that.
     */
    private int exactLength(StateGraph graph, State from) {
        List<State> front = List.of(from);
        for (int length = 0; length < MAX_LENGTH; length++) {
            List<State> next = new ArrayList<>();
            boolean every = true;
            for (State state : front) {
                State.ClassStep step = classStep(graph, state);
                every &= step.every();
                for (State target : step.targets()) {
                    if (!next.contains(target)) {
                        next.add(target);
                    }
                }
            }
            if (!every) {
                return next.isEmpty() ? length : -1;
            }
            if (next.size() > MAX_FRONT) {
                return -1;
            }
            if (next.equals(front)) {
                return MAX_LENGTH;
            }
            front = next;
        }
        return MAX_LENGTH;
    }

    private State.ClassStep classStep(StateGraph graph, State state) {
        State.ClassStep known = state.classStep;
        if (known == null) {
            List<State> targets = new ArrayList<>();
            boolean every = true;
            for (int[] sequence : encoding) {
                every &= read(graph, state, sequence, 0, targets);
            }
            known = new State.ClassStep(targets.toArray(State[]::new), every);
            state.classStep = known;
        }
        return known;
    }

    private static boolean read(StateGraph graph, State state, int[] sequence, int at, List<State> targets) {
        if (at == sequence.length) {
            if (!targets.contains(state)) {
                targets.add(state);
            }
            return true;
        }
        boolean every = true;
        State previous = State.DEAD;
        int previousClass = -1;
        for (int b = sequence[at]; b <= sequence[at + 1]; b++) {
            int byteClass = graph.byteClass()[b] & 0xff;
            if (byteClass == previousClass) {
                continue;
            }
            previousClass = byteClass;
            State next = graph.stepClass(state, byteClass);
            if (next == State.DEAD) {
                every = false;
            } else if (next != previous) {
                previous = next;
                every &= read(graph, next, sequence, at + 2, targets);
            }
        }
        return every;
    }
}
