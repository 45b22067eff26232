/** Configuration keys of the worker. Models are listed under {@link io.gemstream.service.config.ModelFiles}. */
@NullMarked
package io.gemstream.worker.config;

import org.jspecify.annotations.NullMarked;
