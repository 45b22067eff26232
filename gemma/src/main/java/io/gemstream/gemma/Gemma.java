package io.gemstream.gemma;

import io.gemstream.gemma.chat.ChatMessage;
import io.gemstream.gemma.chat.ChatTemplateException;
import io.gemstream.gemma.constraint.ConstraintException;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.EndReason;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.error.GemmaException.Code;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.tokenizer.EncodeMode;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A model that generates text: the whole library behind one type. Every call waits for its text; call from several
 * threads, and the model works on as many texts at a time as it has slots. The same prompt and options give the same
 * text, whatever else runs.
 *
 * <p>Whatever goes wrong with what was given is a {@link GemmaException}. A thread that is interrupted while it waits gets
 * what there is by then, with {@link EndReason#CANCELLED}, and stays interrupted.
 */
public final class Gemma implements AutoCloseable {

    private static final int GRAMMARS_KEPT = 16;

    private final GemmaModel model;
    private final Tokenizer tokenizer;
    private final Backend backend;
    private final Engine engine;
    private final Chats chats;
    private final BoundGrammars grammars;
    private final AtomicLong sequences = new AtomicLong();
    private boolean closed; // guarded by this

    private Gemma(GemmaModel model, Tokenizer tokenizer, Backend backend, Engine engine, Chats chats) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.backend = backend;
        this.engine = engine;
        this.chats = chats;
        this.grammars = new BoundGrammars(tokenizer, GRAMMARS_KEPT);
    }

    /**
     * Opens a model with the defaults of {@link #builder}.
     *
     * @param path a GGUF file or a part of a split one, a safetensors file with {@code config.json} beside it, or a
     *     directory with a safetensors model as Hugging Face lays it out
     * @throws GemmaException INVALID_MODEL_FILE or OUT_OF_MEMORY
     */
    public static Gemma open(Path path) {
        return builder(path).open();
    }

    /** Sets how a model is opened: on the CPU, in its best profile, 4 slots, unless told otherwise. */
    public static GemmaBuilder builder(Path path) {
        return new GemmaBuilder(path);
    }

    static Gemma start(GemmaModel model, Backend backend, GemmaBuilder settings) {
        Tokenizer tokenizer = model.tokenizer();
        Chats chats = Chats.of(model, tokenizer, settings.systemPolicy());
        return new Gemma(
                model, tokenizer, backend, Engine.start(backend, tokenizer, settings.engineOptions()), chats);
    }

    /** Goes on with a text, in Gemma's published sampling, for 256 tokens at most. */
    public GeneratedText generate(String prompt) {
        return generate(prompt, GenerateOptions.defaults());
    }

    /** Goes on with a text. */
    public GeneratedText generate(String prompt, GenerateOptions options) {
        return generate(prompt, options, _ -> {});
    }

    /**
     * Goes on with a text and hands it out piece by piece.
     *
     * @param prompt what the model is to continue; turn tokens in it are plain text
     * @param onText given every piece of text, by the calling thread; what it throws cancels the text and comes out here
     * @throws GemmaException EMPTY_PROMPT, PROMPT_TOO_LONG, CLOSED or GENERATION_FAILED
     * @throws ConstraintException if the constraint cannot be compiled
     */
    public GeneratedText generate(String prompt, GenerateOptions options, Consumer<String> onText) {
        if (prompt.isEmpty()) {
            throw new GemmaException(Code.EMPTY_PROMPT, "prompt: empty (expected: at least one token)");
        }
        return run(tokenizer.encodePrompt(prompt, EncodeMode.PLAIN_TURN_TOKENS), options, onText);
    }

    /** Answers a message. */
    public GeneratedText chat(String message) {
        return chat(List.of(ChatMessage.user(message)), GenerateOptions.defaults());
    }

    /** Answers the last message of a conversation. */
    public GeneratedText chat(List<ChatMessage> messages, GenerateOptions options) {
        return chat(messages, options, _ -> {});
    }

    /**
     * Answers the last message of a conversation and hands the answer out piece by piece.
     *
     * @param messages at most one system message, which comes first, then user and model by turns; where the last is the
     *     model's, it goes on with that one
     * @param onText as in {@link #generate(String, GenerateOptions, Consumer)}
     * @throws ChatTemplateException if the messages do not come in that order
     * @throws GemmaException CHAT_UNSUPPORTED, where the model's files have a template other than Gemma's, or as in
     *     {@link #generate(String, GenerateOptions, Consumer)}
     */
    public GeneratedText chat(List<ChatMessage> messages, GenerateOptions options, Consumer<String> onText) {
        return run(chats.encode(messages), options, onText);
    }

    /** Sizes of the model. */
    public GemmaConfig config() {
        return model.config();
    }

    /** The model's tokenizer, for example to count tokens. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Ends the threads and frees the memory. Texts that are being generated end with a {@link GemmaException} of
     * {@link Code#CLOSED}.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            engine.close();
            backend.close();
            model.close();
        }
    }

    private GeneratedText run(int[] prompt, GenerateOptions options, Consumer<String> onText) {
        String id = Long.toString(sequences.incrementAndGet());
        SequenceRequest request = SequenceRequest.of(id, prompt, options.sampling(), config().contextLength());
        TextReceiver receiver = new TextReceiver();
        engine.submit(options.constraint().map(grammars::masks).map(request::withGrammar).orElse(request), receiver);
        try {
            return receiver.join(onText, () -> engine.cancel(id));
        } catch (RuntimeException | Error failure) {
            engine.cancel(id); // of no effect where it has ended
            throw failure;
        }
    }
}
