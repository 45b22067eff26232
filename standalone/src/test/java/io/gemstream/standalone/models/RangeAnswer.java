package io.gemstream.standalone.models;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** How a test server sends a file: whole, or from where a Range request says. */
final class RangeAnswer {

    private RangeAnswer() {}

    /** Path and range of a request, for example {@code /a bytes=3-}. */
    static String line(HttpExchange exchange) {
        return exchange.getRequestURI().getPath()
                + Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).map(range -> " " + range).orElse("");
    }

    /** Whether only the headers are asked for. */
    static boolean isHead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }

    /** Where a request's range begins. */
    static int from(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                .map(bytes -> Integer.parseInt(bytes.replaceAll("\\D", ""))).orElse(0);
    }

    /**
     * Sends the content.
     *
     * @param ranges whether the server knows ranges at all
     * @param cutAfter bytes after which the connection is cut
     */
    static void send(HttpExchange exchange, byte[] content, String etag, boolean ranges, int cutAfter)
            throws IOException {
        Optional<String> range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                .filter(_ -> ranges && sameVersion(exchange, etag));
        int from = range.isPresent() ? from(exchange) : 0;
        exchange.getResponseHeaders().add("ETag", etag);
        if (isHead(exchange)) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        if (from >= content.length && range.isPresent()) {
            exchange.getResponseHeaders().add("Content-Range", "bytes */" + content.length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (range.isPresent()) {
            exchange.getResponseHeaders().add("Content-Range",
                    "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range.isPresent() ? 206 : 200, content.length - from);
        OutputStream body = exchange.getResponseBody();
        body.write(content, from, Math.min(content.length - from, cutAfter));
        body.flush();
    }

    private static boolean sameVersion(HttpExchange exchange, String etag) {
        String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        return ifRange == null || ifRange.equals(etag);
    }
}
