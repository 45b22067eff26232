package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerWeights;
import io.gemstream.gemma.model.WeightMatrix;

/**
 * Runs one layer: attention and feed-forward, each a branch off the residual stream. The generations of Gemma differ in
 * the {@link io.gemstream.gemma.model.LayerConfig} only.
 */
final class TransformerBlock {

    private final RmsNorm attentionNorm;
    private final MatMul queryKeyValue;
    private final KeyPlacement keyPlacement;
    private final Attention attention;
    private final MatMul attentionOutput;
    private final ResidualAddition addAttention;
    private final RmsNorm feedForwardNorm;
    private final MatMul gateUp;
    private final GatedActivation gatedActivation;
    private final MatMul down;
    private final ResidualAddition addFeedForward;

    TransformerBlock(
            RowFunctions functions, GemmaConfig config, int layer, LayerWeights weights, RopeAngles rope,
            KvStorage storage, Activations a, MatMulFactory matMulFactory, ThreadScratch[] scratch,
            AttentionPart[][] parts, Batch batch) {
        this.attentionNorm = new RmsNorm(functions, config, weights.attentionNorm(), a);
        this.queryKeyValue = matMulFactory.of(
                a.normed(), new WeightMatrix[] {weights.query(), weights.key(), weights.value()},
                a.queries(), a.keys(), a.values());
        this.keyPlacement = new KeyPlacement(functions, config, layer, weights, rope, storage, a, batch);
        this.attention = new Attention(functions, config, layer, storage, a, scratch, parts, batch);
        this.attentionOutput = matMulFactory.of(
                a.attended(), new WeightMatrix[] {weights.attentionOutput()}, a.branch());
        this.addAttention = new ResidualAddition(functions, config, weights.postAttentionNorm(), a);
        this.feedForwardNorm = new RmsNorm(functions, config, weights.feedForwardNorm(), a);
        this.gateUp = matMulFactory.of(
                a.normed(), new WeightMatrix[] {weights.gate(), weights.up()}, a.gate(), a.up());
        this.gatedActivation = new GatedActivation(functions, a);
        this.down = matMulFactory.of(a.gate(), new WeightMatrix[] {weights.down()}, a.branch());
        this.addFeedForward = new ResidualAddition(functions, config, weights.postFeedForwardNorm(), a);
    }

    void forward(StepThreads threads, int rows) {
        threads.runRows(attentionNorm, rows);
        queryKeyValue.run(threads, rows);
        threads.runRows(keyPlacement, rows);
        attention.run(threads);
        attentionOutput.run(threads, rows);
        threads.runRows(addAttention, rows);

        threads.runRows(feedForwardNorm, rows);
        gateUp.run(threads, rows);
        threads.runRows(gatedActivation, rows);
        down.run(threads, rows);
        threads.runRows(addFeedForward, rows);
    }
}
