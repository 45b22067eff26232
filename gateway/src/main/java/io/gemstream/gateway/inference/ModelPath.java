package io.gemstream.gateway.inference;

import io.gemstream.gateway.http.Exchange;
import java.util.List;

/**
 * The model that a path names.
 *
 * @param version empty for any
 */
record ModelPath(String model, String version) {

    private static final String MODEL = "model";
    private static final String VERSION = "version";

    /** Where models are, with a version and without. */
    static final List<String> PATHS = List.of("/v2/models/:" + MODEL, "/v2/models/:" + MODEL + "/versions/:" + VERSION);

    static ModelPath of(Exchange exchange) {
        return new ModelPath(exchange.segment(MODEL).orElse(""), exchange.segment(VERSION).orElse(""));
    }
}
