package io.gemstream.service.cluster;

/**
 * A group that a process reads in.
 *
 * @param name of the group
 * @param shared whether it is a share group (KIP-932)
 */
public record GroupNeed(String name, boolean shared) {

    /** A group of consumers. */
    public static GroupNeed ofConsumers(String name) {
        return new GroupNeed(name, false);
    }

    /** A share group. */
    public static GroupNeed ofShareConsumers(String name) {
        return new GroupNeed(name, true);
    }
}
