package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls of a gateway's HTTP port with nothing but the JDK. */
record HttpClients(HttpClient client, int port) implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String DATA = "data: ";
    private static final String DONE = "[DONE]";

    /** With the JDK's defaults: HTTP/2 by an upgrade. */
    static HttpClients connect(int port) {
        return new HttpClients(HttpClient.newHttpClient(), port);
    }

    static HttpClients connect(int port, HttpClient.Version version) {
        return new HttpClients(HttpClient.newBuilder().version(version).build(), port);
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer to a post, which must be a good one. */
    JsonNode answer(String path, String body, String... headers) {
        HttpResponse<String> response = post(path, body, headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    /** Begins to read a stream of events. */
    Events stream(String path, String body, String... headers) {
        HttpResponse<InputStream> response = send(request(path, headers)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        return new Events(response, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException malformed) {
            throw new UncheckedIOException(text, malformed);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    /** A stream of events, read line by line. */
    record Events(HttpResponse<InputStream> response, BufferedReader lines) implements AutoCloseable {

        String requestId() {
            return response.headers().firstValue("x-request-id").orElseThrow();
        }

        /** The next event; empty after the one that says that all is done. */
        Optional<JsonNode> next() {
            Optional<String> data = data();
            assertThat(data).as("a stream ends with [DONE]").isPresent();
            return data.filter(event -> !event.equals(DONE)).map(HttpClients::json);
        }

        /** That many events. */
        List<JsonNode> next(int count) {
            List<JsonNode> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                events.add(next().orElseThrow());
            }
            return events;
        }

        /** All that still come. */
        List<JsonNode> rest() {
            List<JsonNode> events = new ArrayList<>();
            for (Optional<JsonNode> event = next(); event.isPresent(); event = next()) {
                events.add(event.get());
            }
            return events;
        }

        /** All that still come in a stream that ends as its answer does. */
        List<JsonNode> untilEnd() {
            List<JsonNode> events = new ArrayList<>();
            for (Optional<String> data = data(); data.isPresent(); data = data()) {
                events.add(json(data.get()));
            }
            return events;
        }

        private Optional<String> data() {
            try {
                String line = lines.readLine();
                while (line != null && !line.startsWith(DATA)) {
                    line = lines.readLine();
                }
                return Optional.ofNullable(line).map(data -> data.substring(DATA.length()));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        public void close() {
            try {
                response.body().close();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LIMIT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
