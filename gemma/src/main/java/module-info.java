import org.jspecify.annotations.NullMarked;

/** The Gemma engine as a plain Java library: no framework, no logging backend. */
@NullMarked
module io.gemstream.gemma {
    requires com.fasterxml.jackson.core;
    requires jdk.incubator.vector;
    requires static transitive org.jspecify;

    exports io.gemstream.gemma.backend.cpu;
    exports io.gemstream.gemma.backend.pjrt;
    exports io.gemstream.gemma.backend.pjrt.api;
    exports io.gemstream.gemma.backend.pjrt.hlo;
    exports io.gemstream.gemma.cache;
    exports io.gemstream.gemma.chat;
    exports io.gemstream.gemma.constraint;
    exports io.gemstream.gemma.convert;
    exports io.gemstream.gemma.engine;
    exports io.gemstream.gemma.format;
    exports io.gemstream.gemma.inspect;
    exports io.gemstream.gemma.model;
    exports io.gemstream.gemma.sampling;
    exports io.gemstream.gemma.speculation;
    exports io.gemstream.gemma.tokenizer;
    exports io.gemstream.gemma;
}
