/** Text to token ids and back: SentencePiece BPE as Gemma uses it. No model files and no chat template here. */
@NullMarked
package io.gemstream.gemma.tokenizer;

import org.jspecify.annotations.NullMarked;
