package io.gemstream.gemma;

import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.engine.EngineListener;
import io.gemstream.gemma.error.GemmaException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Hands the events of a sequence to the thread that asked for it, so that a slow reader holds up nobody else: the
 * engine's thread only puts them into a queue, which no text outgrows.
 */
final class TextReceiver implements EngineListener {

    private final BlockingQueue<EngineEvent> events = new LinkedBlockingQueue<>();
    private final List<Integer> tokenIds = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onEvent(EngineEvent event) {
        events.add(event);
    }

    /**
     * Waits for the end. An interruption cancels the sequence and leaves the thread interrupted.
     *
     * @param onText given each piece of text, by the calling thread
     * @param cancel ends the sequence early
     * @throws GemmaException if the sequence ended with an error
     */
    GeneratedText join(Consumer<String> onText, Runnable cancel) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    switch (events.take()) {
                        case EngineEvent.PromptScored _ -> {}
                        case EngineEvent.TokenSampled token -> {
                            tokenIds.add(token.id());
                            give(token.text(), onText);
                        }
                        case EngineEvent.Finished end -> {
                            return finished(end, onText);
                        }
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancel.run();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private GeneratedText finished(EngineEvent.Finished end, Consumer<String> onText) {
        if (end.failure().isPresent()) {
            throw failed(end.failure().get());
        }
        give(end.trailingText(), onText);
        return new GeneratedText(text.toString(), tokenIds, end.reason(), end.usage());
    }

    private void give(String piece, Consumer<String> onText) {
        if (!piece.isEmpty()) {
            text.append(piece);
            onText.accept(piece);
        }
    }

    /** Made anew, for the stack trace of the thread that sees it. */
    private static GemmaException failed(Throwable cause) {
        return switch (cause) {
            case GemmaException known -> new GemmaException(known.code(), String.valueOf(known.getMessage()), known);
            case OutOfMemoryError memory ->
                new GemmaException(GemmaException.Code.OUT_OF_MEMORY, "a step failed: " + memory, memory);
            default -> new GemmaException(GemmaException.Code.GENERATION_FAILED, "a step failed: " + cause, cause);
        };
    }
}
