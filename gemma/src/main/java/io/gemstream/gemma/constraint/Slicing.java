package io.gemstream.gemma.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A vocabulary as seen by a grammar with large character classes. The classes cut Unicode into few atoms whose members
 * the grammar mostly treats alike, so a token inside the classes is spelled in atoms: of Gemma's 262,144 tokens,
 * 254,000 are one to sixteen times the same atom for a JSON string. Those spellings are walked instead of the tokens;
 * only the rest is walked by bytes. Extends llguidance's slices, which are one class and any length.
 *
 * @param atoms disjoint classes
 * @param encodings UTF-8 of each atom
 * @param spellings the tokens inside the classes, as strings of atom numbers
 * @param tokenBytes [vocabulary]
 * @param inside the same tokens by their bytes, for states that tell members of an atom apart
 * @param all the same tokens as a mask
 * @param rest the other tokens by their bytes
 */
record Slicing(
        List<CodePointSet> atoms,
        List<List<int[]>> encodings,
        TrieNodes spellings,
        byte[][] tokenBytes,
        TrieNodes inside,
        long[] all,
        TrieNodes rest) {

    /** Walking more spellings than this costs more than a tenth of a millisecond. */
    private static final int MAX_SPELLINGS = 1 << 15;

    /** Tokens checked one by one, as a share of all; more are walked as a trie. */
    private static final int SINGLES_SHARE = 16;

    private static final CodePointSet SPACE = CodePointSet.of(' ', ' ');

    /**
     * The finest slicing by some of the classes, preferring the first, that keeps spellings few.
     *
     * @param sorted the tokens, by their bytes
     */
    static Slicing of(byte[][] tokenBytes, int[] sorted, List<CodePointSet> classes) {
        for (int kept = classes.size(); ; kept = (kept + 1) / 2) {
            List<CodePointSet> atoms = atoms(classes.subList(0, kept));
            if (kept > 1 && atoms.size() > Speller.MAX_ATOMS) {
                continue;
            }
            Slicing slicing = byAtoms(tokenBytes, sorted, atoms);
            if (kept <= 1 || slicing.spellings.size() <= MAX_SPELLINGS) {
                return slicing;
            }
        }
    }

    private static Slicing byAtoms(byte[][] tokenBytes, int[] sorted, List<CodePointSet> atoms) {
        Speller speller = new Speller(atoms);
        byte[][] spelled = new byte[tokenBytes.length][];
        long[] packed = new long[tokenBytes.length];
        long[] all = new long[(tokenBytes.length + Long.SIZE - 1) / Long.SIZE];
        for (int id : sorted) {
            spelled[id] = speller.spell(tokenBytes[id]);
            packed[id] = Speller.pack(spelled[id]);
            if (spelled[id].length > 0) {
                all[id >> 6] |= 1L << id;
            }
        }
        int[] inside = IntStream.of(sorted).filter(id -> spelled[id].length > 0).toArray();
        int[] bySpelling = IntStream.of(inside)
                .boxed()
                .sorted((a, b) -> Long.compareUnsigned(packed[a], packed[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new Slicing(
                atoms,
                atoms.stream().map(Utf8Ranges::of).toList(),
                TrieNodes.of(spelled, bySpelling),
                tokenBytes,
                TrieNodes.of(tokenBytes, inside),
                all,
                TrieNodes.of(tokenBytes, IntStream.of(sorted).filter(id -> spelled[id].length == 0).toArray()));
    }

    /** The cells into which the classes cut their union. */
    private static List<CodePointSet> atoms(List<CodePointSet> classes) {
        List<CodePointSet> atoms = new ArrayList<>();
        if (classes.size() > 1) {
            // Half of the tokens start with a space, and \S leaves it among blanks of which few are ever allowed.
            atoms.add(SPACE);
        }
        for (CodePointSet set : classes) {
            CodePointSet left = set;
            List<CodePointSet> finer = new ArrayList<>();
            for (CodePointSet atom : atoms) {
                finer.add(atom.intersect(set));
                finer.add(atom.minus(set));
                left = left.minus(atom);
            }
            finer.add(left);
            finer.removeIf(CodePointSet::isEmpty);
            atoms = finer;
        }
        return atoms;
    }

    /** Sets the bits of the tokens that can be read from a state. */
    void allow(StateGraph graph, State from, long[] bits) {
        if (isOpen(graph, from)) {
            System.arraycopy(all, 0, bits, 0, bits.length);
        } else if (!allowSpellings(graph, from, bits)) {
            allowInside(graph, from, bits);
        }
        rest.allow(graph, from, bits);
    }

    /**
     * Walks spellings; checks tokens one by one where a state on the way tells members of an atom apart. False, with
     * some bits set rightly, if those are too many.
     */
    private boolean allowSpellings(StateGraph graph, State from, long[] bits) {
        State[] path = new State[spellings.maxDepth() + 1];
        path[0] = from;
        int singles = 0;
        for (int n = 0; n < spellings.size(); ) {
            int depth = spellings.depths()[n];
            State state = steps(graph, path[depth - 1])[spellings.bytes()[n]];
            if (state == State.MIXED) {
                singles += spellings.subtreeTokens(n);
                if (singles > inside.tokens().length / SINGLES_SHARE) {
                    return false;
                }
                spellings.setSubtreeIf(n, token -> graph.read(from, tokenBytes[token]) != State.DEAD, bits);
                n = spellings.skips()[n];
            } else if (state == State.DEAD) {
                n = spellings.skips()[n];
            } else if (isOpen(graph, state)) {
                spellings.setSubtree(n, bits);
                n = spellings.skips()[n];
            } else {
                path[depth] = state;
                spellings.set(n++, bits);
            }
        }
        return true;
    }

    /** Walks bytes, taking whole subtrees where everything inside may follow. */
    private void allowInside(StateGraph graph, State from, long[] bits) {
        byte[] byteClass = graph.byteClass();
        State[] path = new State[inside.maxDepth() + 1];
        path[0] = from;
        for (int n = 0; n < inside.size(); ) {
            int depth = inside.depths()[n];
            State state = graph.stepClass(path[depth - 1], byteClass[inside.bytes()[n] & 0xff] & 0xff);
            if (state == State.DEAD) {
                n = inside.skips()[n];
            } else if (isOpen(graph, state)) {
                inside.setSubtree(n, bits);
                n = inside.skips()[n];
            } else {
                path[depth] = state;
                inside.set(n++, bits);
            }
        }
    }

    /** Whether any text inside the classes may follow and leads back here. */
    private boolean isOpen(StateGraph graph, State state) {
        byte known = state.open;
        if (known == State.UNKNOWN) {
            known = State.YES;
            for (State next : steps(graph, state)) {
                if (next != state) {
                    known = State.NO;
                }
            }
            state.open = known;
        }
        return known == State.YES;
    }

    private State[] steps(StateGraph graph, State state) {
        State.AtomSteps known = state.atomSteps;
        if (known == null) {
            State[] next = new State[atoms.size()];
            for (int atom = 0; atom < next.length; atom++) {
                next[atom] = step(graph, state, encodings.get(atom));
            }
            known = new State.AtomSteps(next);
            state.atomSteps = known;
        }
        return known.next();
    }

    /** Where every member of an atom leads, or {@link State#MIXED}. */
    private static State step(StateGraph graph, State state, List<int[]> encoding) {
        State common = State.UNSET;
        for (int[] sequence : encoding) {
            common = step(graph, state, sequence, 0, common);
            if (common == State.MIXED) {
                return common;
            }
        }
        return common;
    }

    private static State step(StateGraph graph, State state, int[] sequence, int at, State common) {
        if (at == sequence.length || state == State.DEAD) {
            return common == State.UNSET || common == state ? state : State.MIXED;
        }
        State result = common;
        int previousClass = -1;
        State previous = State.UNSET;
        for (int b = sequence[at]; b <= sequence[at + 1] && result != State.MIXED; b++) {
            int byteClass = graph.byteClass()[b] & 0xff;
            if (byteClass != previousClass) {
                previousClass = byteClass;
                State next = graph.stepClass(state, byteClass);
                if (next != previous) {
                    previous = next;
                    result = step(graph, next, sequence, at + 2, result);
                }
            }
        }
        return result;
    }
}
