package io.gemstream.gateway.admission;

import io.gemstream.proto.Lane;
import java.util.List;

/**
 * The open generations of one model.
 *
 * @param running tokens that each one at work is expected to generate yet
 * @param waiting the others
 * @param share of the tokens that a generation may generate, what it is expected to generate
 */
public record Work(List<Double> running, List<WaitingLine> waiting, double share) {

    /** Nothing to do. */
    public static final Work NONE = new Work(List.of(), List.of(), 1);

    public Work {
        running = List.copyOf(running);
        waiting = List.copyOf(waiting);
    }

    /** Tokens that wait in a lane. */
    public double tokens(Lane lane) {
        return waiting.stream().filter(line -> line.lane() == lane).mapToDouble(WaitingLine::tokens).sum();
    }
}
