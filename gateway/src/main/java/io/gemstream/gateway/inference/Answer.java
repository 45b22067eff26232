package io.gemstream.gateway.inference;

import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.v1.GenerateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Puts the events of a request's generations together to its answer, or answers. Not thread-safe. */
final class Answer {

    /** A parameter of answers: by it the generation is known everywhere else, the first where there are several. */
    static final String REQUEST_ID = "request_id";

    private final InferRequest request;
    private final List<Choice> choices = new ArrayList<>();
    private String model = "";
    private String requestId = "";

    Answer(InferRequest request) {
        this.request = request;
    }

    void add(GenerateResponse event) {
        // Not before something comes: a number of texts that is out of range is refused until then.
        while (choices.size() < request.choices()) {
            choices.add(new Choice(request.prefix(), request.logprobs()));
        }
        Choice choice = choices.get(event.getChoice());
        switch (event.getEventCase()) {
            case ACCEPTED -> {
                model = event.getAccepted().getModel();
                if (event.getChoice() == 0) {
                    requestId = event.getAccepted().getRequestId();
                }
            }
            case TOKENS -> choice.add(event.getTokens());
            case FINISHED -> choice.finish(event.getFinished());
            case EVENT_NOT_SET -> { }
        }
    }

    /** Whether every text has ended; asked once something has come. */
    boolean isWhole() {
        return choices.stream().allMatch(Choice::hasFinished);
    }

    /** All that has come since the last time. */
    ModelInferResponse.Builder take() {
        ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                .setModelName(model)
                .setModelVersion(InferRequest.VERSION)
                .setId(request.id())
                .putParameters(REQUEST_ID, text(requestId));
        OutputTensors tensors = new OutputTensors(response, request.raw());
        for (Output output : request.outputs()) {
            switch (output) {
                case TEXT_OUTPUT -> tensors.texts(output, each().map(Choice::takeText).toList());
                case FINISH_REASON -> tensors.texts(output, each().map(Choice::finishReason).toList());
                case CUMULATIVE_LOGPROB -> tensors.floats(output, each().map(Choice::cumulativeLogprob).toList());
                case LOGPROBS -> tensors.texts(output, each().map(Choice::takeLogprobs).toList());
                case NUM_INPUT_TOKENS -> {
                    if (isWhole()) {
                        tensors.counts(output, List.of(choices.getFirst().promptTokens()));
                    }
                }
                case NUM_OUTPUT_TOKENS -> tensors.counts(output, each().map(Choice::takeTokens).toList());
            }
        }
        return response;
    }

    static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    private Stream<Choice> each() {
        return choices.stream();
    }
}
