/**
 * Decides which waiting task goes to the workers next, and when: lanes, tenants' shares, the few tasks that lie ready
 * for a free slot. No Kafka client here; {@code messaging} reads and writes.
 */
@NullMarked
package io.gemstream.tokenizer.dispatch;

import org.jspecify.annotations.NullMarked;
