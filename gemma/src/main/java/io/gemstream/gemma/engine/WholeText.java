package io.gemstream.gemma.engine;

import java.util.concurrent.CompletableFuture;

/** Joins the texts of a sequence for a caller that waits for all of it. */
final class WholeText implements EngineListener {

    private final StringBuilder text = new StringBuilder(); // written by the engine's thread, read after the end
    private final CompletableFuture<String> whole = new CompletableFuture<>();

    @Override
    public void onEvent(EngineEvent event) {
        switch (event) {
            case EngineEvent.PromptScored _ -> {}
            case EngineEvent.TokenSampled token -> text.append(token.text());
            case EngineEvent.Finished end -> end.failure().ifPresentOrElse(
                    whole::completeExceptionally,
                    () -> whole.complete(text.append(end.trailingText()).toString()));
        }
    }

    /** Waits for the end. */
    String join() {
        return whole.join();
    }
}
