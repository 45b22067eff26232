/** Keeps documents that list what the code has true to it. */
@NullMarked
package io.gemstream.standalone.docs;

import org.jspecify.annotations.NullMarked;
