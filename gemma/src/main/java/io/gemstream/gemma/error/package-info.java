/** The one base of all exceptions that this library throws by name. Knows nothing of the rest. */
@NullMarked
package io.gemstream.gemma.error;

import org.jspecify.annotations.NullMarked;
