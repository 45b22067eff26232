/**
 * The way in: open a model. Sizes and weights are in {@code model}, running it in {@code engine}.
 *
 * {@snippet :
 * try (GemmaModel model = GemmaModel.load(Path.of("gemma-2-2b-it.gguf"));
 *         Backend backend = CpuBackend.create(model.config(), model.weights(), CpuOptions.defaults(model.config()))) {
 *     Tokenizer tokenizer = model.tokenizer();
 *     try (Engine engine = Engine.start(backend, tokenizer, EngineOptions.ofSlots(4))) {
 *         int[] prompt = tokenizer.encodePrompt("The capital of France is", EncodeMode.PLAIN_TURN_TOKENS);
 *         SamplerOptions options = SamplerOptions.builder().maxTokens(32).build();
 *         String text = engine.generate(SequenceRequest.of("1", prompt, options, 8192));
 *         System.out.println(text);
 *     }
 * }
 * }
 */
@NullMarked
package io.gemstream.gemma;

import org.jspecify.annotations.NullMarked;
