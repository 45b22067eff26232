package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.LayerConfig;

/**
 * RoPE cosines and sines of the rows of a pass, for one base and scale.
 *
 * <p>Frequencies and angles are rounded to f32 before the cosine, as in the references
 * (<a href="https://github.com/huggingface/transformers/blob/main/src/transformers/models/gemma2/modeling_gemma2.py">
 * Gemma2RotaryEmbedding</a>); a scale divides the frequency.
 */
final class RopeAngles {

    private final float base;
    private final float scale;
    private final float[] frequencies; // [headDim / 2]
    private final float[][] cos; // [rows, headDim / 2]
    private final float[][] sin; // [rows, headDim / 2]

    RopeAngles(float base, float scale, int headDim) {
        int half = headDim / 2;
        this.base = base;
        this.scale = scale;
        this.frequencies = new float[half];
        this.cos = new float[Activations.MAX_ROWS][half];
        this.sin = new float[Activations.MAX_ROWS][half];
        for (int j = 0; j < half; j++) {
            frequencies[j] = 1 / (float) StrictMath.pow(base, (float) (2 * j) / headDim) / scale;
        }
    }

    boolean serves(LayerConfig layer) {
        return layer.ropeBase() == base && layer.ropeScale() == scale;
    }

    void set(int row, int position) {
        for (int j = 0; j < frequencies.length; j++) {
            float angle = position * frequencies[j];
            cos[row][j] = (float) StrictMath.cos(angle);
            sin[row][j] = (float) StrictMath.sin(angle);
        }
    }

    float[] cos(int row) {
        return cos[row];
    }

    float[] sin(int row) {
        return sin[row];
    }
}
