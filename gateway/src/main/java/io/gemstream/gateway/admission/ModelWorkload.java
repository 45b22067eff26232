package io.gemstream.gateway.admission;

import java.util.List;

/**
 * The open generations of one model.
 *
 * @param running tokens that each one at work is expected to generate yet
 * @param waiting the others
 */
public record ModelWorkload(List<Double> running, List<TenantBacklog> waiting) {

    /** Nothing to do. */
    public static final ModelWorkload NONE = new ModelWorkload(List.of(), List.of());

    public ModelWorkload {
        running = List.copyOf(running);
        waiting = List.copyOf(waiting);
    }
}
