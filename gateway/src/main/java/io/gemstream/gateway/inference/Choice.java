package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.Tokens;
import java.util.Locale;
import java.util.Optional;

/** One of the texts of a request: what has come of it, and what of that was not taken yet. Not thread-safe. */
final class Choice {

    private static final String GOES_ON = "None";

    private final StringBuilder text;
    private final boolean withLogprobs;
    private ArrayNode logprobs = JsonNodeFactory.instance.arrayNode();
    private double cumulativeLogprob;
    private int tokens;
    private Optional<Finished> finished = Optional.empty();

    /** @param prefix what the text begins with */
    Choice(String prefix, boolean withLogprobs) {
        this.text = new StringBuilder(prefix);
        this.withLogprobs = withLogprobs;
    }

    void add(Tokens more) {
        text.append(more.getText());
        tokens += more.getIdsCount();
        more.getLogprobsList().forEach(logprob -> cumulativeLogprob += logprob);
        if (withLogprobs) {
            TokenLogprobs.add(more, logprobs);
        }
    }

    void finish(Finished end) {
        text.append(end.getText());
        finished = Optional.of(end);
    }

    boolean hasFinished() {
        return finished.isPresent();
    }

    String finishReason() {
        return finished.map(Finished::getReason).map(FinishReason::name).map(name -> name.toLowerCase(Locale.ROOT))
                .orElse(GOES_ON);
    }

    float cumulativeLogprob() {
        return (float) cumulativeLogprob;
    }

    /** Tokens of the prompt; 0 before the end. */
    int promptTokens() {
        return finished.map(end -> end.getUsage().getPromptTokens()).orElse(0);
    }

    String takeText() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    String takeLogprobs() {
        if (!withLogprobs) {
            return "null";
        }
        String taken = logprobs.toString();
        logprobs = JsonNodeFactory.instance.arrayNode();
        return taken;
    }

    int takeTokens() {
        int taken = tokens;
        tokens = 0;
        return taken;
    }
}
