package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.machine.MachineRowFunctions;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.WeightMatrix;
import io.gemstream.gemma.sampling.RowExponentials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the whole model over the rows of a pass: embedding, layers, output head. Holds all working memory. */
final class Transformer implements AutoCloseable {

    private final RowFunctions functions;
    private final GemmaConfig config;
    private final Activations activations;
    private final Batch batch = new Batch();
    private final KvStorage storage;
    private final MatMulFactory matMulFactory;
    private final Embedding embedding;
    private final List<TransformerBlock> blocks;
    private final float[] outputNorm; // [hidden]
    private final MatMul head;
    private final LogitCap logitCap;

    private Transformer(
            RowFunctions functions, GemmaConfig config, GemmaWeights weights, Activations activations,
            ThreadScratch[] scratch, AttentionPart[][] parts, MatMulFactory matMulFactory, KvStorage storage) {
        this.functions = functions;
        this.config = config;
        this.activations = activations;
        this.storage = storage;
        this.matMulFactory = matMulFactory;
        SharedRopeAngles ropes = new SharedRopeAngles(config.layers(), config.headDim());
        this.embedding = new Embedding(weights.embedding(), config.embeddingScale(), ropes, activations, batch);
        this.blocks = new ArrayList<>();
        for (int i = 0; i < weights.layers().size(); i++) {
            blocks.add(new TransformerBlock(
                    functions, config, i, weights.layers().get(i), ropes.of(i), storage, activations, matMulFactory,
                    scratch, parts, batch));
        }
        this.outputNorm = weights.outputNorm();
        // Rows beyond the vocabulary are padding: leaving them out is what keeps their ids from being sampled.
        WeightMatrix table = weights.head();
        WeightMatrix trimmed = new WeightMatrix(table.type(), table.data(), config.vocabularySize(), table.columns());
        this.head = matMulFactory.of(
                activations.normed(), new WeightMatrix[] {trimmed}, batch.logits());
        this.logitCap = new LogitCap(functions, config.finalSoftcap(), config.vocabularySize(), batch);
    }

    /** Allocates everything a pass writes on, except the blocks of the KV cache; packs weights where needed. */
    static Transformer create(GemmaConfig config, GemmaWeights weights, CpuOptions options, StepThreads threads) {
        ThreadScratch[] scratch = new ThreadScratch[options.threads()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = ThreadScratch.create(config, options);
        }
        AttentionPart[][] parts = new AttentionPart[Math.toIntExact(MemoryEstimate.sharedParts(options))][];
        int spans = ThreadScratch.spans(config, options);
        Arrays.setAll(parts, i -> AttentionPart.create(config, spans));
        ExactMatMuls exact = ExactMatMuls.create(scratch, options);
        MatMulFactory matMulFactory = switch (options.profile()) {
            case EXACT -> exact;
            case FAST -> PanelMatMuls.create(config, weights, options, exact, threads);
        };
        RowFunctions functions = options.rowInstructions()
                .<RowFunctions>map(MachineRowFunctions::create).orElseGet(RowFunctions::ofJava);
        return new Transformer(
                functions, config, weights, Activations.create(config), scratch, parts, matMulFactory,
                KvStorage.create(config, options));
    }

    @Override
    public void close() {
        try (functions; storage) {
            matMulFactory.close();
        }
    }

    /** The batch into which the tokens of the next pass are put. */
    Batch batch() {
        return batch;
    }

    Activations activations() {
        return activations;
    }

    /** The functions of rows, for rows of logits. */
    RowExponentials rowExponentials() {
        return RowExponentials.of(functions);
    }

    /** Runs the rows through the model, writes the wanted logits, and clears the rows. */
    void run(StepThreads threads) {
        embed(threads);
        for (int i = 0; i < blocks.size(); i++) {
            layer(threads, i);
        }
        head(threads);
        batch.clear();
    }

    void embed(StepThreads threads) {
        for (int row = 0; row < batch.count(); row++) {
            storage.require(batch.table(row), batch.position(row));
        }
        threads.runRows(embedding, batch.count());
    }

    void layer(StepThreads threads, int index) {
        blocks.get(index).forward(threads, batch.count());
    }

    void head(StepThreads threads) {
        int wanted = batch.logitCount();
        if (wanted == 0) {
            return;
        }
        for (int i = 0; i < wanted; i++) {
            functions.rmsNorm(
                    activations.residual()[batch.logitRow(i)], 0, outputNorm, outputNorm.length, config.normEpsilon(),
                    activations.normed()[i], 0);
        }
        head.run(threads, wanted);
        logitCap.run(threads);
    }
}
