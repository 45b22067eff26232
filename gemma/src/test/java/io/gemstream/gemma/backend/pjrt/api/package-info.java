/** Tests of the binding. */
@NullMarked
package io.gemstream.gemma.backend.pjrt.api;

import org.jspecify.annotations.NullMarked;
