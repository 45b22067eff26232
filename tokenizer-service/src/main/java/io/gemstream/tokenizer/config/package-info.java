/** Configuration keys of the tokenizer service. Models are listed under {@link io.gemstream.service.config.ModelFiles}. */
@NullMarked
package io.gemstream.tokenizer.config;

import org.jspecify.annotations.NullMarked;
