package io.gemstream.client;

import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.Tokens;
import java.util.function.Consumer;

/** Collects the events of a stream into a {@link FinishedGeneration}. Not thread-safe. */
final class WholeAnswer implements Consumer<GenerateResponse> {

    private final GenerationResult.Builder result = GenerationResult.newBuilder();
    private final StringBuilder text = new StringBuilder();
    private String requestId = "";
    private String model = "";

    @Override
    public void accept(GenerateResponse event) {
        text.append(EventText.of(event));
        switch (event.getEventCase()) {
            case ACCEPTED -> {
                requestId = event.getAccepted().getRequestId();
                model = event.getAccepted().getModel();
                result.setSampling(event.getAccepted().getSampling());
            }
            case TOKENS -> add(event.getTokens());
            case FINISHED -> result.setFinished(event.getFinished());
            case EVENT_NOT_SET -> { }
        }
    }

    FinishedGeneration finished() {
        return new FinishedGeneration(requestId, model, result.setText(text.toString()).build());
    }

    private void add(Tokens tokens) {
        result.addAllIds(tokens.getIdsList())
                .addAllLogprobs(tokens.getLogprobsList())
                .addAllTopLogprobs(tokens.getTopLogprobsList());
        if (tokens.hasPromptLogprobs()) {
            result.addPromptLogprobs(tokens.getPromptLogprobs());
        }
    }
}
