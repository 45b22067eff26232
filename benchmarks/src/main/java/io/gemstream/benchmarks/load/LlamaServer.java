package io.gemstream.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs llama.cpp's llama-server and calls it over its OpenAI-compatible HTTP. */
final class LlamaServer implements Server {

    private static final int PORT = 18_090;
    private static final URI ROOT = URI.create("http://127.0.0.1:" + PORT);
    private static final int OK = 200;

    private final ServerProcess process;
    private final HttpClient client;

    private LlamaServer(ServerProcess process, HttpClient client) {
        this.process = process;
        this.client = client;
    }

    static LlamaServer start(LoadOptions options, int streams, Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(options.llamaServer().toString(), "--model",
                options.model().toString(), "--parallel", Integer.toString(streams), "--ctx-size",
                Integer.toString(options.positions(streams)), "--threads", Integer.toString(options.threads()),
                "--host", "127.0.0.1", "--port", Integer.toString(PORT)));
        command.addAll(options.llamaArguments());
        ServerProcess process =
                ServerProcess.start(command, Map.of(), folder.resolve("llama-server.log"), ROOT.resolve("/health"));
        return new LlamaServer(process, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    @Override
    public String name() {
        return "llama-server";
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public Reply generate(String prompt, int tokens) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(ROOT.resolve("/v1/completions"))
                .header("Content-Type", "application/json")
                // It ends connections that were idle for some seconds, and then loses the request that is on its way.
                .header("Connection", "close")
                .POST(HttpRequest.BodyPublishers.ofString(CompletionJson.request(prompt, tokens)))
                .build();
        long begin = System.nanoTime();
        long first = begin;
        int chunks = 0;
        int counted = 0;
        HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
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
        return new Reply((first - begin) / 1e6, Math.max(chunks, counted));
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
