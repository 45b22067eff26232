/** Configuration keys of the tokenizer service. Models are listed under {@link io.gemstream.proto.ModelFiles}. */
@NullMarked
package io.gemstream.tokenizerservice.config;

import org.jspecify.annotations.NullMarked;
