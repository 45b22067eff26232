package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Regex.Alt;
import io.gemstream.gemma.constraint.Regex.Chars;
import io.gemstream.gemma.constraint.Regex.Edge;
import io.gemstream.gemma.constraint.Regex.Look;
import io.gemstream.gemma.constraint.Regex.Repeat;
import io.gemstream.gemma.constraint.Regex.Seq;
import io.gemstream.gemma.constraint.RegexRests.Rest;
import io.gemstream.gemma.constraint.RegexThreads.Before;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compiles a regular expression whose assertions may stand anywhere to a deterministic automaton over code points
 * (ADR 29).
 *
 * <p>A look-ahead intersects what follows it with the texts that begin with its body, or with all others; both are
 * regular languages. So a state is a set of threads, each with what is left to match and the look-aheads under way, and
 * these are states of the same automaton: a body followed by any text. This is an alternating automaton (Chandra,
 * Kozen, Stockmeyer 1981) made deterministic from its start, with negations of deterministic parts only.
 */
final class LookAheads implements RegexThreads.LookStarts {

    /** Bounds memory: a state has some hundred bytes. */
    private static final int MAX_STATES = 1 << 16;

    /** No thread: no text goes on from here. */
    private static final int DEAD = 0;
    /** Any text goes on from here. */
    private static final int ALL = 1;
    private static final int FAILED = -1;

    /** @param threads ascending */
    private record State(Before before, long[] threads) {
        @Override
        public boolean equals(Object other) {
            return other instanceof State state && before == state.before && Arrays.equals(threads, state.threads);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(threads) + before.ordinal();
        }
    }

    private final RegexRests rests = new RegexRests();
    private final LookSets lookSets = new LookSets();
    private final RegexThreads threads = new RegexThreads(rests, lookSets, this);
    private final int anyText;
    private final Map<State, Integer> stateIds = new HashMap<>();
    private final List<State> states = new ArrayList<>();
    private final Map<Long, Integer> steps = new HashMap<>(); // state and atom to state
    private final Map<Long, Integer> lookSteps = new HashMap<>(); // set and atom to set, or FAILED
    private final Map<Integer, long[]> opened = new HashMap<>(); // twice the state, plus whether a word follows
    private final Map<Integer, Boolean> ends = new HashMap<>(); // per state
    private final Map<Regex, BitSet> members = new IdentityHashMap<>(); // per Chars: the atoms it reads
    private final Atoms atoms;
    private final BitSet wordAtoms;

    private LookAheads(Regex regex) {
        List<Chars> nodes = new ArrayList<>();
        collect(Regex.ANY_TEXT, nodes);
        CodePointSet word = collect(regex, nodes) ? RegexClass.WORD : CodePointSet.NONE;
        Set<CodePointSet> sets = new LinkedHashSet<>();
        nodes.forEach(node -> sets.add(node.set()));
        sets.add(word);
        this.atoms = new Atoms(sets);
        this.wordAtoms = atoms.of(word);
        nodes.forEach(node -> members.put(node, atoms.of(node.set())));
        this.anyText = rests.push(Regex.ANY_TEXT, RegexRests.NOTHING);
        states.add(new State(Before.OTHER, new long[0]));
        states.add(new State(Before.OTHER, new long[] {RegexThreads.thread(anyText, LookSets.EMPTY)}));
    }

    /** @throws ConstraintException if the automaton is too large */
    static Expr expr(Regex regex) {
        LookAheads automaton = new LookAheads(regex);
        return automaton.graph(automaton.start(regex, RegexRests.NOTHING, Before.START));
    }

    /** Notes the nodes that read; true if the expression has word boundaries. */
    private static boolean collect(Regex regex, List<Chars> nodes) {
        return switch (regex) {
            case Chars chars -> {
                nodes.add(chars);
                yield false;
            }
            case Seq(List<Regex> parts) -> parts.stream().filter(part -> collect(part, nodes)).count() > 0;
            case Alt(List<Regex> options) -> options.stream().filter(option -> collect(option, nodes)).count() > 0;
            case Repeat(Regex body, _, _) -> collect(body, nodes);
            case Look(Regex body, _) -> collect(body, nodes);
            case Edge edge -> edge == Edge.WORD || edge == Edge.NO_WORD;
        };
    }

    private Expr graph(int start) {
        Map<Integer, Integer> rows = new HashMap<>();
        List<Integer> order = new ArrayList<>();
        List<Expr.Row> graph = new ArrayList<>();
        rows.put(start, 0);
        order.add(start);
        for (int i = 0; i < order.size(); i++) { // grows while it runs
            Map<Integer, CodePointSet> byTarget = new LinkedHashMap<>();
            for (int atom = 0; atom < atoms.count(); atom++) {
                int next = step(order.get(i), atom);
                if (next != DEAD) {
                    byTarget.merge(next, atoms.atom(atom), CodePointSet::union);
                }
            }
            List<Expr.Arc> arcs = new ArrayList<>();
            byTarget.forEach((next, set) -> arcs.add(new Expr.Arc(
                    new Expr.Chars(set),
                    rows.computeIfAbsent(next, _ -> {
                        order.add(next);
                        return order.size() - 1;
                    }))));
            graph.add(new Expr.Row(arcs, acceptsEnd(order.get(i))));
        }
        return new Expr.Graph(graph);
    }

    @Override
    public int state(Regex body, Before before) {
        return start(body, anyText, before);
    }

    @Override
    public boolean isSettled(int state) {
        return state == ALL;
    }

    private int start(Regex regex, int tail, Before before) {
        return state(before, new long[] {RegexThreads.thread(rests.push(regex, tail), LookSets.EMPTY)});
    }

    private int state(Before before, long[] threads) {
        if (threads.length == 0) {
            return DEAD;
        }
        if (Arrays.binarySearch(threads, RegexThreads.thread(anyText, LookSets.EMPTY)) >= 0) {
            return ALL;
        }
        return stateIds.computeIfAbsent(new State(before, threads), state -> {
            if (states.size() == MAX_STATES) {
                throw tooLarge();
            }
            states.add(state);
            return states.size() - 1;
        });
    }

    private int step(int from, int atom) {
        if (from == DEAD || from == ALL) {
            return from;
        }
        long key = (long) from << 32 | atom;
        Integer known = steps.get(key);
        if (known == null) {
            known = makeStep(from, atom);
            steps.put(key, known);
        }
        return known;
    }

    private int makeStep(int from, int atom) {
        boolean word = wordAtoms.get(atom);
        long[] reached = new long[8];
        int count = 0;
        for (long thread : opened(from, word)) {
            Rest rest = rests.get((int) (thread >> 32));
            if (rest.node() instanceof Chars && members.getOrDefault(rest.node(), wordAtoms).get(atom)) {
                int looks = stepLooks((int) thread, atom);
                if (looks != FAILED) {
                    if (count == reached.length) {
                        reached = Arrays.copyOf(reached, 2 * count);
                    }
                    reached[count++] = RegexThreads.thread(rest.tail(), looks);
                }
            }
        }
        return state(word ? Before.WORD : Before.OTHER, fewest(Arrays.copyOf(reached, count)));
    }

    /** In order, each once, without those that are like another with fewer look-aheads. */
    private long[] fewest(long[] threads) {
        Arrays.sort(threads);
        int kept = 0;
        for (int i = 0; i < threads.length; i++) {
            int rest = (int) (threads[i] >> 32);
            boolean needed = i == 0 || threads[i] != threads[i - 1];
            for (int k = i - 1; needed && k >= 0 && threads[k] >> 32 == rest; k--) {
                needed = threads[k] == threads[i] || !lookSets.isSubset((int) threads[k], (int) threads[i]);
            }
            for (int k = i + 1; needed && k < threads.length && threads[k] >> 32 == rest; k++) {
                needed = threads[k] == threads[i] || !lookSets.isSubset((int) threads[k], (int) threads[i]);
            }
            if (needed) {
                threads[kept++] = threads[i];
            }
        }
        return Arrays.copyOf(threads, kept);
    }

    /** The look-aheads that are still open after a code point, or FAILED if one of them does not hold. */
    private int stepLooks(int looks, int atom) {
        if (looks == LookSets.EMPTY) {
            return looks;
        }
        long key = (long) looks << 32 | atom;
        Integer known = lookSteps.get(key);
        if (known == null) {
            known = makeLookStep(lookSets.get(looks), atom);
            lookSteps.put(key, known);
        }
        return known;
    }

    private int makeLookStep(List<Integer> looks, int atom) {
        TreeSet<Integer> open = new TreeSet<>();
        for (int look : looks) {
            int next = step(look >> 1, atom);
            boolean negative = (look & 1) == 1;
            if (next == (negative ? ALL : DEAD)) {
                return FAILED;
            }
            if (next != (negative ? DEAD : ALL)) {
                open.add(next << 1 | look & 1);
            }
        }
        return lookSets.id(open);
    }

    private boolean acceptsEnd(int id) {
        if (id == DEAD || id == ALL) {
            return id == ALL;
        }
        Boolean known = ends.get(id);
        if (known == null) {
            known = Arrays.stream(open(states.get(id), true, false)).anyMatch(thread ->
                    thread >> 32 == RegexRests.NOTHING && lookSets.get((int) thread).stream()
                            .allMatch(look -> acceptsEnd(look >> 1) == ((look & 1) == 0)));
            ends.put(id, known);
        }
        return known;
    }

    private long[] opened(int state, boolean wordNext) {
        int key = state << 1 | (wordNext ? 1 : 0);
        long[] known = opened.get(key);
        if (known == null) {
            known = open(states.get(state), false, wordNext);
            opened.put(key, known);
        }
        return known;
    }

    private long[] open(State state, boolean atEnd, boolean wordNext) {
        return threads.open(state.threads(), state.before(), atEnd, wordNext);
    }

    static ConstraintException tooLarge() {
        return new ConstraintException("its look-aheads, anchors and word boundaries lead to too many states"
                + " (expected: smaller repetitions, or minLength and maxLength in place of a look-ahead)");
    }
}
