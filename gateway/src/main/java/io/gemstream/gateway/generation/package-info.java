/**
 * The work of a gateway on generations, whoever calls: takes them on, keeps their rows up to date, reads their logs.
 * Knows no gRPC.
 */
@NullMarked
package io.gemstream.gateway.generation;

import org.jspecify.annotations.NullMarked;
