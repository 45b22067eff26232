package io.gemstream.gemma.constraint;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A grammar bound to a vocabulary, with the masks computed so far. Shared by all sequences under the grammar;
 * thread-safe. Masks depend on nothing but grammar and vocabulary, so what is cached never changes an answer.
 */
public final class GrammarMasks {

    /** Masks kept before all are dropped and made again: a dense one of Gemma's 262,144 tokens is 32 KiB. */
    private static final long MAX_MASK_BYTES = 64L << 20;

    /** Of a grammar's character classes, how many the vocabulary is sliced by. */
    private static final int MAX_CLASSES = 4;

    private final StateGraph graph;
    private final TokenTrie vocabulary;
    private final Slicing slicing;
    private final AtomicLong maskBytes = new AtomicLong();

    private GrammarMasks(StateGraph graph, TokenTrie vocabulary, Slicing slicing) {
        this.graph = graph;
        this.vocabulary = vocabulary;
        this.slicing = slicing;
    }

    /** Binds; masks are made when first asked for. */
    public static GrammarMasks of(Grammar grammar, TokenTrie vocabulary) {
        Automaton automaton = grammar.automaton();
        return new GrammarMasks(
                new StateGraph(automaton), vocabulary, vocabulary.slicing(automaton.largestClasses(MAX_CLASSES)));
    }

    /**
     * Computes masks ahead, for the states nearest to the start.
     *
     * @param states how many at most
     */
    public GrammarMasks ahead(int states) {
        Set<State> seen = new HashSet<>();
        ArrayDeque<State> open = new ArrayDeque<>();
        open.add(graph.start());
        seen.add(graph.start());
        while (!open.isEmpty()) {
            State state = open.remove();
            mask(state);
            for (int c = 0; c < graph.classes() && seen.size() < states; c++) {
                State next = graph.stepClass(state, c);
                if (next != State.DEAD && seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return this;
    }

    /** A constraint at the start of a text. */
    public TokenConstraint start() {
        return new TokenConstraint(this, startState());
    }

    State startState() {
        graph.trim();
        return graph.start();
    }

    TokenTrie vocabulary() {
        return vocabulary;
    }

    TokenMask mask(State state) {
        TokenMask known = state.mask;
        if (known == null) {
            known = compute(state);
            state.mask = known;
            if (maskBytes.addAndGet(known.bytes()) > MAX_MASK_BYTES) {
                dropCache();
            }
        }
        return known;
    }

    void dropCache() {
        maskBytes.set(0);
        graph.drop();
    }

    private TokenMask compute(State state) {
        long[] bits = new long[vocabulary.maskWords()];
        slicing.allow(graph, state, bits);
        if (state.accepting) {
            vocabulary.endTokens().stream().forEach(id -> bits[id >> 6] |= 1L << id);
        }
        return TokenMask.of(bits);
    }

    State read(State from, byte[] bytes) {
        graph.trim();
        return graph.read(from, bytes);
    }
}
