package io.gemstream.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs our whole pipeline (broker, gateway, tokenizer and worker in one process), which is called over gRPC. */
record PipelineServer(ServerProcess process, TextClient client) implements Server {

    private static final int GRPC_PORT = 19_000;
    private static final int HTTP_PORT = 18_080;
    private static final int KAFKA_PORT = 19_092;
    private static final URI ROOT = URI.create("http://127.0.0.1:" + HTTP_PORT);

    /** @param folder for data and logs of this run */
    static PipelineServer start(LoadOptions options, int streams, Path folder) throws IOException, InterruptedException {
        List<String> command = List.of("./gemstream", "up", "--model", options.model().toString(), "--slots",
                Integer.toString(streams), "--threads", Integer.toString(options.threads()), "--data", folder.toString(),
                "--grpc-port", Integer.toString(GRPC_PORT), "--http-port", Integer.toString(HTTP_PORT), "--kafka-port",
                Integer.toString(KAFKA_PORT));
        Map<String, String> environment = Map.of("GEMSTREAM_DEVICE_PROFILE", options.profile(),
                "GEMSTREAM_WORKER_KV_CACHE_TOKENS", Integer.toString(options.positions(streams)));
        ServerProcess process = ServerProcess.start(command, environment, folder.resolve("up.log"),
                ROOT.resolve("/q/health/ready"));
        return new PipelineServer(process, new GrpcTexts("127.0.0.1:" + GRPC_PORT));
    }

    @Override
    public String name() {
        return "gemstream";
    }

    @Override
    public URI http() {
        return ROOT;
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
