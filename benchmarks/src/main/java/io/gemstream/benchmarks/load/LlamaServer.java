package io.gemstream.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs llama.cpp's llama-server, which is called over its OpenAI-compatible HTTP. */
record LlamaServer(ServerProcess process, TextClient client) implements Server {

    private static final int PORT = 18_090;
    private static final URI ROOT = URI.create("http://127.0.0.1:" + PORT);

    static LlamaServer start(LoadOptions options, int streams, Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(options.llamaServer().toString(), "--model",
                options.model().toString(), "--parallel", Integer.toString(streams), "--ctx-size",
                Integer.toString(options.positions(streams)), "--threads", Integer.toString(options.threads()),
                "--host", "127.0.0.1", "--port", Integer.toString(PORT)));
        command.addAll(options.llamaArguments());
        ServerProcess process =
                ServerProcess.start(command, Map.of(), folder.resolve("llama-server.log"), ROOT.resolve("/health"));
        // It ends connections that were idle for some seconds.
        return new LlamaServer(process, new HttpTexts(ROOT, false));
    }

    @Override
    public String name() {
        return "llama-server";
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
