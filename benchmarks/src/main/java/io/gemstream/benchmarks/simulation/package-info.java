/**
 * What engines that compute nothing have in common; each is a module of its own (benchmarks/simulated, benchmarks/simulated-worker),
 * since it takes the place of the product's in an application.
 */
@NullMarked
package io.gemstream.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
