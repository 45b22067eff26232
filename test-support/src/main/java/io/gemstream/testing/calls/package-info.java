/** Calls a gateway as clients do, and keeps what they see. */
@NullMarked
package io.gemstream.testing.calls;

import org.jspecify.annotations.NullMarked;
