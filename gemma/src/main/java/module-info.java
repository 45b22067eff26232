import org.jspecify.annotations.NullMarked;

/**
 * The Gemma engine as a plain Java library: no framework, no logging backend.
 *
 * <p>Exported is what {@code Gemma}'s callers meet, from options to backends of their own. The other packages are for
 * Gemstream's own modules: these run on the class path, where exports say nothing, and {@code LayersTest} keeps kernels,
 * template reader and program texts from them as well.
 */
@NullMarked
module io.gemstream.gemma {
    requires com.fasterxml.jackson.core;
    requires jdk.incubator.vector;
    requires static transitive org.jspecify;

    exports io.gemstream.gemma;
    exports io.gemstream.gemma.backend.cpu;
    exports io.gemstream.gemma.backend.pjrt;
    exports io.gemstream.gemma.backend.pjrt.api;
    exports io.gemstream.gemma.cache;
    exports io.gemstream.gemma.chat;
    exports io.gemstream.gemma.constraint;
    exports io.gemstream.gemma.engine;
    exports io.gemstream.gemma.error;
    exports io.gemstream.gemma.format;
    exports io.gemstream.gemma.model;
    exports io.gemstream.gemma.sampling;
    exports io.gemstream.gemma.tokenizer;
}
