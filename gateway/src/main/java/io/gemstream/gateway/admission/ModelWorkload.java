package io.gemstream.gateway.admission;

import java.util.List;

/**
 * The open generations of one model.
 *
 * @param running those at work
 * @param waiting the others
 */
public record ModelWorkload(Running running, List<TenantBacklog> waiting) {

    /** Nothing to do. */
    public static final ModelWorkload NONE = new ModelWorkload(Running.NONE, List.of());

    public ModelWorkload {
        waiting = List.copyOf(waiting);
    }
}
