package io.gemstream.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs guidellm, which loads a server over OpenAI's streamed completions and measures it.
 *
 * @param program of guidellm
 * @param model the name that its requests ask for
 * @param folder for what it reads and writes
 */
record GuideLlm(Path program, String model, Path folder) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Sends every prompt once, from so many clients, each its next one as soon as it has its answer.
     *
     * @param server root of its HTTP
     * @throws IOException if any request failed, or brought another number of tokens: such a run measures nothing
     */
    SweepPoint run(URI server, List<String> prompts, int streams, int tokens) throws IOException, InterruptedException {
        Path data = folder.resolve("prompts.jsonl");
        Path report = folder.resolve("report.json");
        Path log = folder.resolve("guidellm.log");
        Files.deleteIfExists(report);
        Files.writeString(data, prompts.stream()
                .map(prompt -> JSON.createObjectNode().put("prompt", prompt).put("output_tokens_count", tokens) + "\n")
                .collect(Collectors.joining()));
        ObjectNode profile = JSON.createObjectNode().put("kind", "concurrent");
        profile.putArray("streams").add(streams);
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "run", "--backend", backend(server).toString(),
                "--profile", profile.toString(), "--constraint", "kind=max_requests,count=" + prompts.size(),
                "--data", file("json_file", data), "--output", file("json", report), "--disable-console")
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        // A process for each client, as it has them by itself, would take the processors from the server.
        builder.environment().put("GUIDELLM__MAX_WORKER_PROCESSES", "1");
        builder.environment().put("HF_HOME", folder.toString());
        builder.environment().put("HF_HUB_OFFLINE", "1");
        int status = builder.start().waitFor();
        if (status != 0 || !Files.exists(report)) {
            throw new IOException("guidellm ended with " + status + "; its output is in " + log);
        }
        SweepPoint point = SweepPoint.read(JSON.readTree(report.toFile()).path("benchmarks").path(0));
        if (point.requests() != prompts.size() || point.tokens() != (long) prompts.size() * tokens) {
            throw new IOException(point.requests() + " requests with " + point.tokens() + " tokens (expected: "
                    + prompts.size() + " with " + tokens + " each)");
        }
        return point;
    }

    private JsonNode backend(URI server) {
        ObjectNode backend = JSON.createObjectNode().put("kind", "openai_http").put("target", server.toString())
                .put("model", model).put("request_format", "/v1/completions").put("http2", false);
        backend.putObject("extras").putObject("body").put("temperature", 0);
        return backend;
    }

    private static String file(String kind, Path path) {
        return JSON.createObjectNode().put("kind", kind).put("path", path.toString()).toString();
    }
}
