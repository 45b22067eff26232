/** The worker process: its main class and nothing else. */
@NullMarked
package io.gemstream.worker;

import org.jspecify.annotations.NullMarked;
