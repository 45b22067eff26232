package io.gemstream.standalone.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
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
        requests.add(RangeAnswer.line(exchange));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        try (exchange) {
            if (redirect.isPresent()) {
                exchange.getResponseHeaders().add("Location", redirect.get());
                exchange.sendResponseHeaders(302, -1);
            } else if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                boolean cut = cuts > 0;
                cuts -= cut ? 1 : 0;
                RangeAnswer.send(exchange, content, etag, ranges, cut ? cutAfter : Integer.MAX_VALUE);
            }
        }
    }
}
