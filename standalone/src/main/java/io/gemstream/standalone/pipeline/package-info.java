/**
 * The gateway, the tokenizer service and the inference service run together in this process, against a broker that is
 * already there. How they do their work is theirs; here is only start, readiness and stop.
 */
@NullMarked
package io.gemstream.standalone.pipeline;

import org.jspecify.annotations.NullMarked;
