/**
 * The pipeline as its users run it: packaged applications in processes of their own, a real broker, gRPC clients.
 * {@code *Test} needs no process; {@code *IT} starts some. What one class can be asked alone is tested in its module.
 */
@NullMarked
package io.gemstream.it;

import org.jspecify.annotations.NullMarked;
