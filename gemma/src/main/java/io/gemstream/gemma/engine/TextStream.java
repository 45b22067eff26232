package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.sampling.StopMatcher;
import io.gemstream.gemma.tokenizer.StreamingDetokenizer;
import io.gemstream.gemma.tokenizer.Tokenizer;

/** Turns generated tokens into text that may be shown: whole code points, up to the first stop string. */
final class TextStream {

    private final StreamingDetokenizer detokenizer;
    private final StopMatcher stops;
    private final int minTokens;

    TextStream(Tokenizer tokenizer, SamplerOptions options) {
        this.detokenizer = new StreamingDetokenizer(tokenizer);
        this.stops = new StopMatcher(options.stop());
        this.minTokens = options.minTokens();
    }

    /** Text that becomes certain with a token; the first minTokens tokens are not searched for stop strings. */
    String push(int index, int id) {
        String text = detokenizer.push(id);
        return index < minTokens ? text : stops.push(text);
    }

    boolean stopped() {
        return stops.matched();
    }

    /** Text that is still held back. */
    String flush() {
        return stops.push(detokenizer.flush()) + stops.flush();
    }
}
