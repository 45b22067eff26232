package io.gemstream.gateway.inference;

import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.FakeCall;
import io.gemstream.gateway.call.GenerationCall;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.proto.v1.GenerateRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the calls that were made, for a test to answer them. */
final class FakeGenerations implements InferCalls.Generations {

    /** A call with whoever waits for its events. */
    record Made(GenerateRequest request, CallContext context, ResponseSink sink, FakeCall call) {}

    private final List<Made> made = new CopyOnWriteArrayList<>();

    @Override
    public GenerationCall generate(GenerateRequest request, CallContext context, ResponseSink client) {
        FakeCall call = new FakeCall();
        made.add(new Made(request, context, client, call));
        return call.named("r" + (made.size() - 1));
    }

    Made get(int index) {
        return made.get(index);
    }

    int size() {
        return made.size();
    }
}
