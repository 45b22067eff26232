package io.gemstream.standalone.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Serves one file with ranges, and misbehaves as told. */
final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    volatile byte[] content;
    volatile String etag = "\"one\"";
    volatile int status = 200;
    volatile boolean ranges = true;
    /** Bytes of the file after which each connection is cut. */
    volatile int cutAfter = Integer.MAX_VALUE;
    /** Answers that are cut before the server behaves. */
    volatile int cuts;
    volatile Optional<String> redirect = Optional.empty();

    private FileServer(HttpServer server, byte[] content) {
        this.server = server;
        this.content = content;
    }

    static FileServer of(byte[] content) throws IOException {
        FileServer server = new FileServer(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), content);
        server.server.createContext("/", server::answer);
        server.server.start();
        return server;
    }

    String endpoint() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    URI uri(String path) {
        return URI.create(endpoint() + path);
    }

    /** Path and range of each request, for example {@code /a bytes=3-}. */
    List<String> requests() {
        return requests;
    }

    List<String> authorizations() {
        return authorizations;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Optional<String> range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
        requests.add(exchange.getRequestURI().getPath() + range.map(bytes -> " " + bytes).orElse(""));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        try (exchange) {
            if (redirect.isPresent()) {
                exchange.getResponseHeaders().add("Location", redirect.get());
                exchange.sendResponseHeaders(302, -1);
            } else if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                send(exchange, range.filter(_ -> ranges && sameVersion(exchange)));
            }
        }
    }

    private boolean sameVersion(HttpExchange exchange) {
        String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        return ifRange == null || ifRange.equals(etag);
    }

    private void send(HttpExchange exchange, Optional<String> range) throws IOException {
        int from = range.map(bytes -> Integer.parseInt(bytes.replaceAll("\\D", ""))).orElse(0);
        exchange.getResponseHeaders().add("ETag", etag);
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
        int length = content.length - from;
        boolean cut = cuts > 0;
        if (cut) {
            cuts--;
            length = Math.min(length, cutAfter);
        }
        OutputStream body = exchange.getResponseBody();
        body.write(content, from, length);
        body.flush();
    }
}
