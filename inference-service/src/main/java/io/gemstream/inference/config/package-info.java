/** Configuration keys of the worker. Models are listed under {@link io.gemstream.proto.ModelFiles}. */
@NullMarked
package io.gemstream.inference.config;

import org.jspecify.annotations.NullMarked;
