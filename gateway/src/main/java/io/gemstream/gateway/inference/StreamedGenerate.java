package io.gemstream.gateway.inference;

import com.google.rpc.Status;
import io.gemstream.gateway.http.EventStream;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.inference.ModelInferResponse;

/** The client of a generate_stream request. */
record StreamedGenerate(EventStream stream) implements InferClient {

    @Override
    public boolean isReady() {
        return stream.isReady();
    }

    @Override
    public void answer(ModelInferResponse.Builder answer, boolean last) {
        stream.send(Json.text(JsonAnswers.of(answer)));
    }

    @Override
    public void end() {
        stream.end();
    }

    @Override
    public void fail(Status failure, boolean taken) {
        stream.fail(failure, taken);
    }
}
