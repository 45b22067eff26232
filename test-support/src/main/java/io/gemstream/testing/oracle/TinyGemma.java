package io.gemstream.testing.oracle;

import java.nio.file.Path;
import java.util.Locale;

/** The tiny models: random F32 weights, 512 SentencePiece pieces, context 256; the data's README tells more. */
public enum TinyGemma {

    /** 3 layers. */
    GEMMA1,
    /** 4 layers. */
    GEMMA2,
    /** 7 layers. */
    GEMMA3;

    /** The model as GGUF. */
    public Path file() {
        return Golden.path(stem() + "-f32.gguf");
    }

    /** What it continues its golden prompt with. */
    public GreedyGolden greedy() {
        return GreedyGolden.read(stem() + "-golden.safetensors");
    }

    private String stem() {
        return name().toLowerCase(Locale.ROOT) + "-tiny";
    }
}
