package io.gemstream.gemma.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it hears. */
final class Recording implements EngineListener {

    private final List<EngineEvent.TokenSampled> tokens = new CopyOnWriteArrayList<>();
    private final List<EngineEvent.PromptScored> scores = new CopyOnWriteArrayList<>();
    private final CompletableFuture<EngineEvent.Finished> end = new CompletableFuture<>();

    @Override
    public void onEvent(EngineEvent event) {
        switch (event) {
            case EngineEvent.PromptScored scored -> {
                if (!tokens.isEmpty() || end.isDone()) {
                    throw new IllegalStateException("a score of the prompt after a token");
                }
                scores.add(scored);
            }
            case EngineEvent.TokenSampled token -> {
                if (end.isDone()) {
                    throw new IllegalStateException("a token after the end");
                }
                tokens.add(token);
            }
            case EngineEvent.Finished finished -> {
                if (!end.complete(finished)) {
                    throw new IllegalStateException("ended twice");
                }
            }
        }
    }

    /** Waits for the end; the limit only keeps a broken engine from hanging the build, and no frozen machine reaches it. */
    EngineEvent.Finished finished() {
        return end.orTimeout(10, TimeUnit.MINUTES).join();
    }

    List<EngineEvent.TokenSampled> tokens() {
        return tokens;
    }

    List<EngineEvent.PromptScored> scores() {
        return scores;
    }

    int[] ids() {
        return tokens.stream().mapToInt(EngineEvent.TokenSampled::id).toArray();
    }

    List<String> texts() {
        return tokens.stream().map(EngineEvent.TokenSampled::text).toList();
    }

    String text() {
        return String.join("", texts()) + finished().trailingText();
    }
}
