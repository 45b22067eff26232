/**
 * Topics and groups as a process needs them: how they are laid out, made where they are missing, and watched.
 * Not here: what is written to them.
 */
@NullMarked
package io.gemstream.service.cluster;

import org.jspecify.annotations.NullMarked;
