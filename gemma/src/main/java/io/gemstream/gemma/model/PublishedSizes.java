package io.gemstream.gemma.model;

import java.util.List;
import java.util.Optional;

/**
 * Query and position scales of the published models. A configuration of the same size that says otherwise is either one
 * of the known mistakes or no Gemma.
 */
final class PublishedSizes {

    private static final List<Size> SIZES = List.of(
            new Size("gemma2", 26, 2304, 256, 1),
            new Size("gemma2", 42, 3584, 256, 1),
            new Size("gemma2", 46, 4608, 144, 1), // hidden / heads, not the head width of 128
            new Size("gemma3", 18, 640, 256, 1),
            new Size("gemma3", 26, 1152, 256, 1),
            new Size("gemma3", 34, 2560, 256, 8),
            new Size("gemma3", 48, 3840, 256, 8),
            new Size("gemma3", 62, 5376, 168, 8)); // hidden / heads, not the head width of 128

    private static final List<Mistake> MISTAKES = List.of(new Mistake(
            "gemma2", 42, 224,
            "Gemma 2 9B was first published with 224 and corrected to 256: google/gemma_pytorch 03e6575, "
                    + "ggml-org/llama.cpp#8444"));

    private record Size(String architecture, int layers, int hidden, double queryScalar, float ropeScale) {}

    private record Mistake(String architecture, int layers, double published, String reason) {}

    private PublishedSizes() {}

    /** The scalar of a published model of this size; the scale is 1/sqrt of it. */
    static Optional<Double> queryScalar(String architecture, int layers, int hidden) {
        return size(architecture, layers, hidden).map(Size::queryScalar);
    }

    /** Divisor of the angles of global layers; 1 in models of other sizes. */
    static float ropeScale(String architecture, int layers, int hidden) {
        return size(architecture, layers, hidden).map(Size::ropeScale).orElse(1f);
    }

    private static Optional<Size> size(String architecture, int layers, int hidden) {
        return SIZES.stream()
                .filter(size -> size.architecture.equals(architecture) && size.layers == layers
                        && size.hidden == hidden)
                .findFirst();
    }

    /** The reason why a published scalar is known to be wrong, or empty where it is not. */
    static Optional<String> mistake(String architecture, int layers, double published) {
        return MISTAKES.stream()
                .filter(mistake -> mistake.architecture.equals(architecture) && mistake.layers == layers
                        && mistake.published == published)
                .map(Mistake::reason)
                .findFirst();
    }
}
