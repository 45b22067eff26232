package io.gemstream.proto;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The party that a request is for: tenants that wait get equal shares. It is a name and proves nothing: whoever lets
 * calls and records in must set it.
 *
 * @param name letters, digits, '.', '_' or '-', at most 64
 */
public record Tenant(String name) {

    /** Stands before the tenants here, which are checked by it. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

    /** The tenant of requests that name none. */
    public static final Tenant DEFAULT = new Tenant("default");

    /** Refuses any other name with INVALID_OPTION. */
    public Tenant {
        if (!NAME.matcher(name).matches()) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, RecordHeaders.TENANT + ": " + Echo.quoted(name)
                    + " (expected: letters, digits, '.', '_' or '-', at most 64)",
                    Map.of(ErrorStatus.FIELD, RecordHeaders.TENANT));
        }
    }

    /** The tenant of that name, the default one where it is empty. */
    public static Tenant named(String name) {
        return name.isEmpty() ? DEFAULT : new Tenant(name);
    }
}
