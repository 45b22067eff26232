package io.gemstream.benchmarks.load;

import io.gemstream.benchmarks.CompletionJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Stream;

/** Texts over OpenAI's completions, as events of HTTP/1.1. */
final class HttpTexts implements TextClient {

    private static final int OK = 200;

    private final URI completions;
    private final boolean keepsConnections;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param root of the server
     * @param keepsConnections whether a connection is for several requests; of a server that ends idle ones it is not, since
     *     the request that is on its way then is lost
     */
    HttpTexts(URI root, boolean keepsConnections) {
        this.completions = root.resolve("/v1/completions");
        this.keepsConnections = keepsConnections;
    }

    @Override
    public Reply generate(String prompt, int tokens) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(completions)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(CompletionJson.request(prompt, tokens)));
        if (!keepsConnections) {
            request.header("Connection", "close");
        }
        long begin = System.nanoTime();
        long first = begin;
        int chunks = 0;
        int counted = 0;
        HttpResponse<Stream<String>> response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != OK) {
            throw new IOException("HTTP " + response.statusCode());
        }
        try (Stream<String> lines = response.body()) {
            for (Iterator<String> line = lines.iterator(); line.hasNext();) {
                CompletionJson.Chunk chunk = CompletionJson.chunk(line.next());
                first = chunks == 0 && chunk.hasText() ? System.nanoTime() : first;
                chunks += chunk.hasText() ? 1 : 0;
                counted = chunk.completionTokens().orElse(counted);
            }
        }
        if (chunks == 0) {
            throw new IOException("a stream without a token");
        }
        return Reply.of(begin, first, Math.max(chunks, counted));
    }

    @Override
    public void close() {
        client.close();
    }
}
