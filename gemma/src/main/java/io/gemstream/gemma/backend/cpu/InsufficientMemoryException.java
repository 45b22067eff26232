package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.error.GemmaException;

/** The KV cache and the working memory asked for do not fit into the heap. */
public final class InsufficientMemoryException extends GemmaException {

    private static final long serialVersionUID = 1L;

    InsufficientMemoryException(MemoryEstimate needed, CpuOptions options, long availableBytes) {
        super(Code.OUT_OF_MEMORY, "a KV cache of " + options.kvCacheTokens() + " tokens needs " + needed.kvBytes()
                + " bytes and the step " + needed.scratchBytes() + " bytes, but the heap has room for "
                + availableBytes + " bytes (lower kvCacheTokens or raise -Xmx)");
    }
}
