package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.ErrorForm;
import io.gemstream.gateway.http.HttpError;
import io.gemstream.gateway.http.Json;
import java.util.Locale;
import java.util.regex.Pattern;

/** Errors as OpenAI tells them. The code is the reason of docs/errors.md in small letters, which OpenAI's own are among. */
final class OpenAiErrors implements ErrorForm {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER = 500;
    /** What our own requests have where OpenAI's have nothing. */
    private static final Pattern NESTING = Pattern.compile("^(sampling|prompt\\.chat|prompt)\\.");

    @Override
    public ObjectNode body(HttpError error) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", error.message())
                .put("type", type(error.status()))
                .put("param", error.field().map(field -> NESTING.matcher(field).replaceFirst("")).orElse(null))
                .put("code", error.reason().toLowerCase(Locale.ROOT));
        return body;
    }

    private static String type(int status) {
        if (status >= SERVER) {
            return "server_error";
        }
        return status == TOO_MANY_REQUESTS ? "rate_limit_error" : "invalid_request_error";
    }
}
