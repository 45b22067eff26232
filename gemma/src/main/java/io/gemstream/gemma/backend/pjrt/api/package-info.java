/**
 * The PJRT C API as far as Gemstream needs it, through {@code java.lang.foreign}: load a plug-in, upload, compile,
 * execute, wait. Knows nothing of Gemma, and nothing of what a program says.
 *
 * <p>Every native object is closed by whoever got it; what is not closed is counted
 * ({@link io.gemstream.gemma.backend.pjrt.api.PjrtPlugin#liveObjects()}), never collected.
 */
@NullMarked
package io.gemstream.gemma.backend.pjrt.api;

import org.jspecify.annotations.NullMarked;
