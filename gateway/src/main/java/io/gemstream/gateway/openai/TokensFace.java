package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.TokenCounts;
import io.gemstream.gateway.http.Exchange;
import io.gemstream.gateway.http.Fields;
import io.gemstream.gateway.http.HttpFace;
import io.gemstream.gateway.http.HttpRoutes;
import io.gemstream.gateway.http.Json;
import io.gemstream.gateway.http.ModelNames;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.TokenIds;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Texts to tokens and back, in vLLM's form. A tokenizer service does it, as it counts tokens: over the log (ADR 3). */
@Singleton
final class TokensFace implements HttpFace {

    private final ModelNames names;
    private final TokenCounts counts;
    private final GatewayMetrics metrics;

    TokensFace(ModelNames names, TokenCounts counts, GatewayMetrics metrics) {
        this.names = names;
        this.counts = counts;
        this.metrics = metrics;
    }

    @Override
    public void routes(HttpRoutes routes) {
        OpenAiErrors errors = new OpenAiErrors();
        routes.post("/tokenize", errors, this::tokenize);
        routes.post("/detokenize", errors, this::detokenize);
        routes.get("/tokenizer_info", errors, this::info);
    }

    private void tokenize(Exchange exchange, ObjectNode body) {
        Fields fields = new Fields(body);
        String served = names.served(fields);
        boolean strings = fields.flag("return_token_strs");
        boolean special = fields.flag("add_special_tokens", true);
        if (fields.has("messages")) {
            answer(exchange, "Tokenize", served, Prompt.newBuilder().setChat(TextRequests.chatOf(fields)).build(),
                    told -> tokens(told.getIdsList(), told.getPiecesList(), served, strings));
            return;
        }
        String text = fields.text("prompt").orElseThrow(() -> Fields.refused("prompt",
                "prompt: missing (expected: a string, or messages)"));
        if (text.isEmpty() && !special) {
            exchange.answer(tokens(List.of(), List.of(), served, strings));
            return;
        }
        String bos = names.tokenizer(served).map(ModelRecord::getBosPiece).orElse("");
        answer(exchange, "Tokenize", served, Prompt.newBuilder().setText(text).build(), told -> {
            boolean added = !special && told.getPiecesCount() > 0 && told.getPieces(0).equals(bos) && !text.startsWith(bos);
            int from = added ? 1 : 0;
            return tokens(told.getIdsList().subList(from, told.getIdsCount()),
                    told.getPiecesList().subList(from, told.getPiecesCount()), served, strings);
        });
    }

    private void detokenize(Exchange exchange, ObjectNode body) {
        Fields fields = new Fields(body);
        String served = names.served(fields);
        List<Integer> ids = fields.integers("tokens");
        if (ids.isEmpty()) {
            exchange.answer(Json.object().put("prompt", ""));
            return;
        }
        answer(exchange, "Detokenize", served,
                Prompt.newBuilder().setTokenIds(TokenIds.newBuilder().addAllIds(ids)).build(),
                told -> Json.object().put("prompt", Pieces.text(told.getPiecesList())));
    }

    private void info(Exchange exchange) {
        String served = names.served(exchange.query("model").orElse(""));
        ModelRecord tokenizer = names.tokenizer(served).orElseThrow(() -> new GemstreamException(
                ErrorReason.TOKENIZER_UNAVAILABLE, "no tokenizer service of " + served + " is alive"));
        exchange.answer(Json.object()
                .put("bos_token", nullIfEmpty(tokenizer.getBosPiece()))
                .put("eos_token", nullIfEmpty(tokenizer.getEosPiece()))
                .put("pad_token", nullIfEmpty(tokenizer.getPadPiece()))
                .put("model_max_length", tokenizer.getContextLength()));
    }

    private void answer(Exchange exchange, String method, String served, Prompt prompt,
            Function<CountTokensResponse, ObjectNode> told) {
        CallContext call = exchange.context(method);
        CountTokensRequest request = CountTokensRequest.newBuilder()
                .setModel(served).setPrompt(prompt).setTokens(true).build();
        String requestId = counts.drawId();
        exchange.named(requestId);
        counts.count(request, requestId, call).whenComplete((count, failure) -> {
            if (failure == null) {
                exchange.answer(told.apply(count));
                metrics.ended(method, "OK");
            } else {
                metrics.ended(method, exchange.fail(failure));
            }
        });
    }

    private ObjectNode tokens(List<Integer> ids, List<String> pieces, String served, boolean strings) {
        ObjectNode answer = Json.object().put("count", ids.size()).put("max_model_len", names.contextLength(served));
        ids.forEach(answer.putArray("tokens")::add);
        if (strings) {
            pieces.forEach(answer.putArray("token_strs")::add);
        } else {
            answer.putNull("token_strs");
        }
        return answer;
    }

    private static @Nullable String nullIfEmpty(String piece) {
        return piece.isEmpty() ? null : piece;
    }
}
