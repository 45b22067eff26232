package io.gemstream.it;

import java.nio.file.Path;
import java.util.Map;

/** A gateway, a tokenizer service and a worker on a broker of their own, and a client of the gateway's HTTP. */
record HttpPipeline(ProcessBroker broker, Pipeline pipeline, HttpClients http) implements AutoCloseable {

    /**
     * Starts all of it and waits until the worker is known.
     *
     * @param data for the broker
     */
    static HttpPipeline start(Path data, Map<String, String> settings) {
        ProcessBroker broker = ProcessBroker.start(data);
        try {
            Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, settings);
            return new HttpPipeline(broker, pipeline, HttpClients.connect(pipeline.httpPort(0)));
        } catch (Throwable failed) {
            broker.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        http.close();
        pipeline.close();
        broker.close();
    }
}
