package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One text as it comes: what of it was not taken yet. Not thread-safe. */
final class Choice {

    private final Optional<Scores> scores;
    private final Optional<Prompt> echo;
    private final StringBuilder text = new StringBuilder();
    private final List<String> promptPieces = new ArrayList<>();
    private Optional<String> finish = Optional.empty();
    private Optional<Provenance> provenance = Optional.empty();
    private boolean led;
    private int promptTokens;
    private int completionTokens;
    private int cachedTokens;

    /**
     * @param scores where log-probabilities are collected
     * @param echo the prompt, where the text is to begin with it
     */
    Choice(Optional<Scores> scores, Optional<Prompt> echo) {
        this.scores = scores;
        this.echo = echo;
        echo.filter(Prompt::hasText).ifPresent(prompt -> text.append(prompt.getText()));
    }

    void add(Tokens tokens) {
        if (tokens.hasPromptLogprobs()) {
            echo.ifPresent(prompt -> prompt(prompt, tokens.getPromptLogprobs()));
        }
        if (tokens.getIdsCount() > 0) {
            endPrompt();
        }
        promptTokens = Math.max(promptTokens, tokens.getPromptTokens());
        completionTokens += tokens.getIdsCount();
        text.append(tokens.getText());
        scores.ifPresent(collected -> {
            for (int i = 0; i < tokens.getIdsCount(); i++) {
                collected.add(Pieces.at(tokens.getPiecesList(), i), tokens.getLogprobs(i), at(tokens.getTopLogprobsList(), i));
            }
        });
    }

    void end(Finished finished) {
        endPrompt();
        text.append(finished.getText());
        finish = Optional.of(finished.getReason() == FinishReason.LENGTH ? "length" : "stop");
        provenance = Optional.of(finished.getProvenance()).filter(origin -> !origin.getModelSha256().isEmpty());
        promptTokens = finished.getUsage().getPromptTokens();
        completionTokens = finished.getUsage().getCompletionTokens();
        cachedTokens = Math.min(promptTokens, finished.getUsage().getCachedTokens());
    }

    /** Whether there is something to tell of. */
    boolean hasNews() {
        return !text.isEmpty() || scores.isPresent() || finish.isPresent();
    }

    String takeText() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    JsonNode takeScores() {
        return scores.map(Scores::take).orElse(NullNode.getInstance());
    }

    /** Why it ended, once it has. */
    Optional<String> finish() {
        return finish;
    }

    /** What it follows from, once it has ended; empty where the model's hash is not known. */
    Optional<Provenance> provenance() {
        return provenance;
    }

    int promptTokens() {
        return promptTokens;
    }

    int completionTokens() {
        return completionTokens;
    }

    /** Of the prompt's. */
    int cachedTokens() {
        return cachedTokens;
    }

    private void prompt(Prompt prompt, PromptLogprobs scored) {
        String leading = scored.getLeadingPiece();
        if (!leading.isEmpty() && !led) {
            led = true;
            // Of a text the tokenizer puts BOS in front, unless it stands there.
            boolean inText = !prompt.hasText() || prompt.getText().startsWith(leading);
            promptPieces.add(leading);
            scores.ifPresent(collected -> collected.leading(leading, inText));
        }
        promptPieces.addAll(scored.getPiecesList());
        scores.ifPresent(collected -> {
            for (int i = 0; i < scored.getIdsCount(); i++) {
                collected.add(Pieces.at(scored.getPiecesList(), i), scored.getLogprobs(i), at(scored.getTopLogprobsList(), i));
            }
        });
    }

    /** The text of ids, once it is whole: a character may have bytes in two messages. */
    private void endPrompt() {
        if (promptPieces.isEmpty()) {
            return;
        }
        if (echo.filter(prompt -> !prompt.hasText()).isPresent()) {
            text.append(Pieces.text(promptPieces));
        }
        scores.ifPresent(Scores::endPrompt);
        promptPieces.clear();
    }

    private static Optional<TopLogprobs> at(List<TopLogprobs> best, int index) {
        return index < best.size() ? Optional.of(best.get(index)) : Optional.empty();
    }
}
