package io.gemstream.worker.model;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.format.ModelHash;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.worker.attempt.ModelHashes;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the hashes that name a model while the model is already at work: its file is read once, by a thread of its
 * own, unless the store has taken its checksum before.
 */
public record ModelHashing(CompletableFuture<ModelHashes> done, Thread thread) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelHashing.class);

    static ModelHashing start(GemmaModel model, Tokenizer tokenizer) {
        CompletableFuture<ModelHashes> done = new CompletableFuture<>();
        return new ModelHashing(done, Thread.ofPlatform().daemon().name("gemstream-model-hash")
                .start(() -> done.complete(read(model, tokenizer))));
    }

    /** Always completes; with {@link ModelHashes#UNKNOWN} where the file cannot be read. */
    public CompletionStage<ModelHashes> result() {
        return done;
    }

    /** Gives up where it is not done. */
    @Override
    public void close() {
        done.complete(ModelHashes.UNKNOWN);
        thread.interrupt();
    }

    private static ModelHashes read(GemmaModel model, Tokenizer tokenizer) {
        long startNs = System.nanoTime();
        try {
            ModelHashes hashes = new ModelHashes(ModelHash.sha256(model.file()), tokenizer.sha256());
            LOG.info("model {}: sha256 {}, tokenizer {}, after {} ms", model.file().path(), hashes.model(),
                    hashes.tokenizer(), (System.nanoTime() - startNs) / 1_000_000);
            return hashes;
        } catch (IOException | RuntimeException unreadable) {
            LOG.warn("model {}: no sha256, finish records will be without: {}", model.file().path(),
                    unreadable.toString());
            return ModelHashes.UNKNOWN;
        }
    }
}
