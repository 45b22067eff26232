import org.jspecify.annotations.NullMarked;

/** The Gemma engine as a plain Java library: no framework, no logging backend. */
@NullMarked
module io.gemstream.gemma {
    requires com.fasterxml.jackson.core;
    requires jdk.incubator.vector;
    requires static transitive org.jspecify;

    exports io.gemstream.gemma.cache;
    exports io.gemstream.gemma.constraint;
    exports io.gemstream.gemma.engine;
}
