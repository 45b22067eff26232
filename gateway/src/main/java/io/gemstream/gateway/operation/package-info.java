/**
 * The generations a gateway knows of, and how the standard protocol for long-running operations tells them. Pure: what
 * is in gemstream.operations comes from outside, and nothing is written here.
 */
@NullMarked
package io.gemstream.gateway.operation;

import org.jspecify.annotations.NullMarked;
