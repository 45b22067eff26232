package io.gemstream.gateway.http;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;

/**
 * Reads how long an answer is waited for. HTTP has no word for it; Envoy, which many gateways are made of, tells servers its
 * own limit, after which it answers itself (its router's documentation, HTTP headers consumed and set).
 */
final class RequestTimeout {

    static final String HEADER = "x-envoy-expected-rq-timeout-ms";

    /** Thirty years at most. */
    private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,12}");

    private RequestTimeout() {}

    /**
     * The deadline of a request that has arrived now; 0 is none, as a header that is missing.
     *
     * @throws GemstreamException INVALID_OPTION for what is no number of milliseconds
     */
    static Deadline deadline(HttpServerRequest request) {
        String value = request.getHeader(HEADER);
        if (value == null) {
            return Deadline.NEVER;
        }
        if (!MILLISECONDS.matcher(value).matches()) {
            throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, HEADER, HEADER, Echo.quoted(value),
                    "milliseconds, at most 12 digits");
        }
        long most = Long.parseLong(value);
        return most == 0 ? Deadline.NEVER : new Deadline(System.currentTimeMillis() + most);
    }
}
