package io.gemstream.gemma.constraint;

import java.util.List;

/**
 * A finite deterministic automaton over bytes; row 0 is the start.
 *
 * @param edges per row: low byte, high byte, target row, and again
 * @param accepting per row
 */
record ByteTable(List<int[]> edges, List<Boolean> accepting) {

    ByteTable {
        edges = List.copyOf(edges);
        accepting = List.copyOf(accepting);
    }
}
