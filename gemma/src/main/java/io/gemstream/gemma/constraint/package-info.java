/**
 * Constrained decoding: a JSON Schema, a regular expression or a GBNF grammar becomes, for every step of a generation,
 * the set of tokens that may come next. Knows bytes, tokens and grammars; no logits, no sampler, no model file, no
 * tokenizer: a vocabulary comes in as the bytes of its pieces. ADR 29 says what is kept, ADR 41 why it is computed
 * here.
 *
 * <p>From text to mask:
 * <pre>
 *   JSON Schema | regex | GBNF  --parsers-->  Expr rules  --compile-->  Automaton (pushdown, over bytes)
 *   Automaton  --on demand-->  StateGraph (deterministic)  + TokenTrie  --walk, cached-->  mask of a state
 * </pre>
 */
@NullMarked
package io.gemstream.gemma.constraint;

import org.jspecify.annotations.NullMarked;
