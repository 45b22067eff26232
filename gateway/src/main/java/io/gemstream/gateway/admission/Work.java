package io.gemstream.gateway.admission;

import java.util.List;

/**
 * The open generations of one model.
 *
 * @param running tokens that each one at work is expected to generate yet
 * @param waiting the others
 */
public record Work(List<Double> running, List<WaitingLine> waiting) {

    /** Nothing to do. */
    public static final Work NONE = new Work(List.of(), List.of());

    public Work {
        running = List.copyOf(running);
        waiting = List.copyOf(waiting);
    }
}
