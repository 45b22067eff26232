/** The worker process: its main class and nothing else. */
@NullMarked
package io.gemstream.inference;

import org.jspecify.annotations.NullMarked;
