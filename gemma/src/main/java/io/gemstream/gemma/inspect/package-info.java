/** Reports what is in a model file, for people who want to know before they run it. Computes nothing. */
@NullMarked
package io.gemstream.gemma.inspect;

import org.jspecify.annotations.NullMarked;
