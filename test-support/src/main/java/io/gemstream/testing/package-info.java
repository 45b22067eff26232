/** Fixtures that the tests of several modules use. */
@NullMarked
package io.gemstream.testing;

import org.jspecify.annotations.NullMarked;
