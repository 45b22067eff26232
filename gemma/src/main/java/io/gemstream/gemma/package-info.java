/**
 * The way in: {@link io.gemstream.gemma.Gemma} opens a model and generates text. Needs
 * {@code --add-modules jdk.incubator.vector}.
 *
 * {@snippet :
 * try (Gemma gemma = Gemma.open(Path.of("gemma-3-270m-it.gguf"))) {
 *     System.out.println(gemma.chat("Why is the sky blue?").text());
 * }
 * }
 *
 * <p>This package, {@code chat}, {@code sampling}, {@code constraint} (as far as
 * {@link io.gemstream.gemma.constraint.GrammarText}) and {@code error} are the API. Whoever needs single tokens, resumption
 * or a backend of their own goes below it: {@code engine}, {@code tokenizer}, {@code backend.cpu} and {@code backend.pjrt},
 * with what they take and give from {@code model}, {@code format} and {@code cache}. These may change with any version, and
 * so may the packages that the module does not export.
 */
@NullMarked
package io.gemstream.gemma;

import org.jspecify.annotations.NullMarked;
