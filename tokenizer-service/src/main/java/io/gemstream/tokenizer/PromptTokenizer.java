package io.gemstream.tokenizer;

import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.PromptHash;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.SamplingRules;
import io.gemstream.proto.v1.CountBody;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TaskRecord;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns a prompt record into a task or an answer; nothing else happens here. Thread-safe.
 *
 * <p>{@code max_tokens} is cut to the room that the prompt leaves in the context; a generation that reaches it ends
 * with LENGTH, as one that reaches a smaller {@code max_tokens} does.
 */
public final class PromptTokenizer {

    /** A record has room for so many, with their pieces: of 10 bytes on the average, which no language has. */
    private static final int MOST_TOLD = 500_000;

    private final Map<String, PromptEncoder> encoders;

    public PromptTokenizer(Collection<TokenizerModel> models) {
        this.encoders = models.stream().collect(Collectors.toUnmodifiableMap(TokenizerModel::name, PromptEncoder::new));
    }

    /**
     * Decides what becomes of a prompt. A failure is a {@link TokenizedPrompt.Refused}, never an exception.
     *
     * @param nowMs milliseconds since 1970
     */
    public TokenizedPrompt tokenize(PromptRecord prompt, Deadline deadline, long nowMs) {
        Provenance.Builder known = Provenance.newBuilder().setSampling(prompt.getSampling());
        try {
            if (deadline.expired(nowMs)) {
                throw new GemstreamException(ErrorReason.EXPIRED_IN_QUEUE, "The deadline passed "
                        + (nowMs - deadline.epochMs()) + " ms before the prompt was read.");
            }
            PromptEncoder encoder = encoder(prompt.getModel());
            known.setTokenizerSha256(encoder.model().tokenizerSha256());
            int[] ids = encoder.encode(prompt.getPrompt());
            return switch (prompt.getOperation()) {
                case COUNT_TOKENS -> new TokenizedPrompt.Counted(count(prompt, encoder.model().tokenizer(), ids));
                case GENERATE -> generation(prompt, encoder.model(), ids, known);
                case OPERATION_UNSPECIFIED, UNRECOGNIZED -> throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        "operation: unknown (expected: GENERATE or COUNT_TOKENS)", Map.of(ErrorStatus.FIELD, "operation"));
            };
        } catch (GemstreamException refusal) {
            return TokenizedPrompt.Refused.of(prompt.getRequestId(), refusal, known.build());
        }
    }

    private static TokenizedPrompt generation(
            PromptRecord prompt, TokenizerModel model, int[] ids, Provenance.Builder known) {
        try {
            // Gateways have done so; prompts that others write come here first.
            SamplingRules.check(prompt.getSampling());
            VocabularyCheck.check(prompt.getSampling(), model.tokenizer().size());
            SamplingOptions sampling = SamplingDefaults.withWhitespace(prompt.getSampling());
            ConstraintCheck.check(sampling);
            return new TokenizedPrompt.Task(task(prompt, sampling, model, ids));
        } catch (GemstreamException refusal) {
            return TokenizedPrompt.Refused.of(prompt.getRequestId(), refusal,
                    known.setPromptSha256(PromptHash.of(IntStream.of(ids).boxed().toList())).build());
        }
    }

    private PromptEncoder encoder(String name) {
        PromptEncoder encoder = encoders.get(name);
        if (encoder == null) {
            throw new GemstreamException(ErrorReason.MODEL_NOT_FOUND, "model: " + Echo.quoted(name) + " (expected: one of "
                    + encoders.keySet().stream().sorted().toList() + ")", Map.of(ErrorStatus.FIELD, "model"));
        }
        return encoder;
    }

    private static TaskRecord task(PromptRecord prompt, SamplingOptions wanted, TokenizerModel model, int[] ids) {
        int room = model.contextLength() - ids.length;
        if (room < 1) {
            throw new GemstreamException(ErrorReason.CONTEXT_LENGTH_EXCEEDED, "prompt: " + ids.length
                    + " tokens (expected: at most " + (model.contextLength() - 1) + "; the context of " + model.name()
                    + " has " + model.contextLength() + ")", Map.of(ErrorStatus.FIELD, "prompt"));
        }
        SamplingOptions sampling = capped(wanted, room);
        TaskRecord.Builder task = TaskRecord.newBuilder()
                .setRequestId(prompt.getRequestId())
                .setModel(model.name())
                .setSampling(sampling)
                .setCreatedMs(prompt.getCreatedMs());
        for (int id : ids) {
            task.addPromptIds(id);
        }
        return task.build();
    }

    private static SamplingOptions capped(SamplingOptions sampling, int room) {
        int wanted = sampling.hasMaxTokens() ? sampling.getMaxTokens() : SamplingDefaults.MAX_TOKENS;
        if (wanted <= room) {
            return sampling.toBuilder().setMaxTokens(wanted).build();
        }
        SamplingOptions.Builder capped = sampling.toBuilder().setMaxTokens(room);
        if (sampling.getMinTokens() > room) {
            capped.setMinTokens(room);
        }
        return capped.build();
    }

    private static StreamRecord count(PromptRecord prompt, Tokenizer tokenizer, int[] ids) {
        CountBody.Builder count = CountBody.newBuilder().setTotalTokens(ids.length);
        if (prompt.getCountWithTokens()) {
            if (ids.length > MOST_TOLD) {
                throw new GemstreamException(ErrorReason.REQUEST_TOO_LARGE, "prompt: " + ids.length
                        + " tokens (expected: at most " + MOST_TOLD + " where they are to be told)",
                        Map.of(ErrorStatus.FIELD, "prompt"));
            }
            for (int id : ids) {
                count.addIds(id).addPieces(tokenizer.shown(id));
            }
        }
        return StreamRecord.newBuilder().setCount(count).build();
    }
}
