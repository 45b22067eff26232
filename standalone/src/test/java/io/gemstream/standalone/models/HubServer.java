package io.gemstream.standalone.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A hub with the repository {@code owner/tiny}, after the answers of huggingface.co: large files are on another host,
 * small ones behind a relative redirect, refusals have X-Error-Code.
 */
final class HubServer implements AutoCloseable {

    static final String REPOSITORY = "owner/tiny";

    private final HttpServer hub;
    private final HttpServer cdn;
    private final Map<String, byte[]> files = new TreeMap<>();

    /** Path and range of each request to either host. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> hubTokens = new CopyOnWriteArrayList<>();
    final List<String> cdnTokens = new CopyOnWriteArrayList<>();

    /** Whether it is a repository manager between us and the hub: its listing has names only, its files no redirects. */
    volatile boolean mirror;
    /** Whether the listing tells the commit. */
    volatile boolean tellsCommit = true;
    /** Whether requests for headers alone are answered. */
    volatile boolean heads = true;
    /** What the mirror says of a file, for example {@code X-Checksum-Sha256}; its value is the file's SHA-256. */
    volatile Optional<String> checksumHeader = Optional.empty();

    volatile String commit = "a".repeat(40);
    volatile boolean gated;
    /** Whether the CDN sends other bytes of the same length. */
    volatile boolean wrongBytes;
    /** Where in a file the CDN cuts its answer. */
    volatile int cutAfter;
    /** Answers of the CDN that are cut before it behaves. */
    volatile int cuts;

    private HubServer(HttpServer hub, HttpServer cdn) {
        this.hub = hub;
        this.cdn = cdn;
    }

    static HubServer start() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HubServer server = new HubServer(HttpServer.create(any, 0), HttpServer.create(any, 0));
        server.hub.createContext("/", server::hub);
        server.cdn.createContext("/", server::cdn);
        server.hub.start();
        server.cdn.start();
        return server;
    }

    HubServer with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    HubServer with(String path, String content) {
        return with(path, content.getBytes(StandardCharsets.UTF_8));
    }

    HubServer without(String path) {
        files.remove(path);
        return this;
    }

    String endpoint() {
        return "http://localhost:" + hub.getAddress().getPort();
    }

    @Override
    public void close() {
        hub.stop(0);
        cdn.stop(0);
    }

    private void hub(HttpExchange exchange) throws IOException {
        requests.add((RangeAnswer.isHead(exchange) ? "HEAD " : "") + RangeAnswer.line(exchange));
        hubTokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        String resolve = "/" + REPOSITORY + "/resolve/" + (tellsCommit ? commit : "main") + "/";
        String cache = "/api/resolve-cache/models/" + REPOSITORY + "/" + commit + "/";
        try (exchange) {
            if (path.startsWith("/api/models/" + REPOSITORY + "/revision/") && query.equals("blobs=true")) {
                listing(exchange, path.substring(path.lastIndexOf("/revision/") + 10));
            } else if (path.startsWith("/api/models/")) {
                refuse(exchange, 401, "RepoNotFound");
            } else if (path.startsWith(resolve) && gated) {
                refuse(exchange, hubTokens.getLast().equals("null") ? 401 : 403, "GatedRepo");
            } else if (RangeAnswer.isHead(exchange) && !heads) {
                exchange.sendResponseHeaders(405, -1);
            } else if (path.startsWith(resolve) && mirror && files.containsKey(path.substring(resolve.length()))) {
                mirrored(exchange, files.get(path.substring(resolve.length())));
            } else if (path.startsWith(resolve) && files.containsKey(path.substring(resolve.length()))) {
                redirect(exchange, path.substring(resolve.length()), cache);
            } else if (path.startsWith(cache)) {
                RangeAnswer.send(exchange, files.get(path.substring(cache.length())), "\"small\"", true,
                        Integer.MAX_VALUE);
            } else {
                refuse(exchange, 404, "EntryNotFound");
            }
        }
    }

    private void listing(HttpExchange exchange, String revision) throws IOException {
        if (!List.of("main", "refs/pr/1", commit).contains(revision)) {
            refuse(exchange, 404, "RevisionNotFound");
            return;
        }
        String siblings = files.entrySet().stream()
                .map(file -> mirror ? "{\"rfilename\":\"" + file.getKey() + "\"}" : sibling(file.getKey(), file.getValue()))
                .collect(Collectors.joining(","));
        byte[] json = ("{\"id\":\"" + REPOSITORY + "\""
                + (tellsCommit ? ",\"sha\":\"" + commit + "\"" : "") + ",\"gated\":" + gated
                + ",\"lastModified\":null,\"siblings\":[" + siblings + "]}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("ETag", "W/\"weak\"");
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
    }

    private static String sibling(String path, byte[] content) {
        String lfs = !isLarge(path) ? "" : ",\"lfs\":{\"sha256\":\"" + Samples.sha256(content) + "\",\"size\":"
                + content.length + ",\"pointerSize\":134}";
        return "{\"rfilename\":\"" + path + "\",\"size\":" + content.length + ",\"blobId\":\""
                + Samples.gitBlob(content) + "\"" + lfs + "}";
    }

    private void mirrored(HttpExchange exchange, byte[] content) throws IOException {
        checksumHeader.ifPresent(name -> exchange.getResponseHeaders().add(name, Samples.sha256(content)));
        byte[] sent = wrongBytes ? Samples.bytes(content.length, 99) : content;
        RangeAnswer.send(exchange, sent, "\"" + Samples.gitBlob(content) + "\"", true, Integer.MAX_VALUE);
    }

    private void redirect(HttpExchange exchange, String path, String cache) throws IOException {
        String linked = isLarge(path) ? Samples.sha256(files.get(path)) : Samples.gitBlob(files.get(path));
        exchange.getResponseHeaders().add("X-Repo-Commit", commit);
        exchange.getResponseHeaders().add("X-Linked-Etag", "\"" + linked + "\"");
        exchange.getResponseHeaders().add("Location", isLarge(path)
                ? "http://localhost:" + cdn.getAddress().getPort() + "/" + linked + "?signature=x"
                : cache + path);
        exchange.sendResponseHeaders(isLarge(path) ? 302 : 307, -1);
    }

    private void cdn(HttpExchange exchange) throws IOException {
        cdnTokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String oid = exchange.getRequestURI().getPath().substring(1);
        Map.Entry<String, byte[]> file = files.entrySet().stream()
                .filter(entry -> Samples.sha256(entry.getValue()).equals(oid)).findFirst().orElseThrow();
        requests.add((RangeAnswer.isHead(exchange) ? "HEAD " : "")
                + RangeAnswer.line(exchange).replace("/" + oid, "cdn:" + file.getKey()));
        boolean cut = cuts > 0 && file.getValue().length > cutAfter;
        cuts -= cut ? 1 : 0;
        try (exchange) {
            byte[] content = wrongBytes ? Samples.bytes(file.getValue().length, 99) : file.getValue();
            RangeAnswer.send(exchange, content, "\"" + oid + "\"", true,
                    cut ? Math.max(0, cutAfter - RangeAnswer.from(exchange)) : Integer.MAX_VALUE);
        }
    }

    private static void refuse(HttpExchange exchange, int status, String errorCode) throws IOException {
        exchange.getResponseHeaders().add("X-Error-Code", errorCode);
        exchange.sendResponseHeaders(status, -1);
    }

    /** What the hub keeps in git-lfs. */
    private static boolean isLarge(String path) {
        return path.matches(".*\\.(gguf|safetensors|model)");
    }
}
