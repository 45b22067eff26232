package io.gemstream.gateway.http;

import io.gemstream.gateway.config.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Faces on a real server, without a pipeline, and a client of it. */
public final class TestServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    private TestServer(Map<String, String> settings, List<HttpFace> faces) {
        var config = TestConfig.http(settings);
        Router router = Router.router(vertx);
        new HttpServer(TestConfig.gateway(Map.of()), config, new ApiKeys(config), faces).start(router);
        port = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1")
                .toCompletionStage().toCompletableFuture().join().actualPort();
    }

    public static TestServer start(Map<String, String> settings, HttpFace... faces) {
        return new TestServer(settings, List.of(faces));
    }

    public int port() {
        return port;
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return client.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return client.send(posted(path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** A request without a body. */
    public HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A request whose answer comes bit by bit. */
    public HttpResponse<InputStream> stream(String path, String body) throws Exception {
        return client.send(posted(path, body), HttpResponse.BodyHandlers.ofInputStream());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpRequest posted(String path, String body, String... headers) {
        return request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
        return headers.length == 0 ? request : request.headers(headers);
    }
}
