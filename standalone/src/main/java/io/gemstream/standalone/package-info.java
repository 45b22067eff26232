/**
 * The process: where the command line starts. The parts live in packages of their own: {@code cli} the commands,
 * {@code client} the gRPC client behind them, {@code models} the model files, {@code http} the way to them,
 * {@code broker} the embedded Kafka, {@code pipeline} the services run together. Nothing of the pipeline's own work is
 * done here.
 */
@NullMarked
package io.gemstream.standalone;

import org.jspecify.annotations.NullMarked;
