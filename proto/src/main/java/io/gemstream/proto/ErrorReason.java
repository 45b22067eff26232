package io.gemstream.proto;

import com.google.rpc.Code;

/**
 * Lists the reasons for which a request, a command or the start of a process can fail. The name is the {@code reason}
 * of google.rpc.ErrorInfo (AIP-193) and never changes its meaning.
 */
public enum ErrorReason {
    /** A field has a value outside its range; the message names field, value and range. */
    INVALID_OPTION(Code.INVALID_ARGUMENT, 400, 64, false, "Correct the field the message names."),
    /** The prompt has no text, message or token. */
    EMPTY_PROMPT(Code.INVALID_ARGUMENT, 400, 64, false, "Send a text, at least one message, or token ids."),
    /** The conversation breaks the chat template's rules. */
    INVALID_CHAT(Code.INVALID_ARGUMENT, 400, 64, false,
            "Alternate user and assistant messages, a system message only first; the last is the user's, or to be continued."),
    /** The model takes no conversations: its vocabulary has no turns, or its chat template is another than Gemma's. */
    CHAT_UNSUPPORTED(Code.FAILED_PRECONDITION, 400, 78, false,
            "Send a text or token ids; or set gemstream.tokenizer.chat-template=gemma where the model knows Gemma's turns."),
    /** A token id is not in the model's vocabulary. */
    INVALID_TOKEN_ID(Code.INVALID_ARGUMENT, 400, 64, false, "Use ids of the model's own tokenizer."),
    /** The constraint is not of its syntax, or asks for something that is not supported. */
    INVALID_CONSTRAINT(Code.INVALID_ARGUMENT, 400, 64, false,
            "Correct the schema, expression or grammar at the place the message names."),
    /** The prompt leaves no room for a token in the context. */
    CONTEXT_LENGTH_EXCEEDED(Code.INVALID_ARGUMENT, 400, 64, false,
            "Shorten the prompt, or use a model with a longer context."),
    /** The request is larger than a record may be. */
    REQUEST_TOO_LARGE(Code.INVALID_ARGUMENT, 413, 64, false, "Send a shorter prompt; requests may have 4 MiB."),
    /** No tokenizer or worker has announced this model. */
    MODEL_NOT_FOUND(Code.NOT_FOUND, 404, 66, false, "Use a name from ListModels, or start a worker for the model."),
    /** The HTTP server has nothing at this path. */
    PATH_NOT_FOUND(Code.NOT_FOUND, 404, 66, false, "Use a path of /openapi.yaml."),
    /** The HTTP server has something at this path, and not for this method. */
    METHOD_NOT_ALLOWED(Code.UNIMPLEMENTED, 405, 64, false, "Use the method that /openapi.yaml has for the path."),
    /** The request is one that this server does not answer. */
    NOT_SUPPORTED(Code.UNIMPLEMENTED, 501, 69, false, "Use what the message names instead."),
    /** The HTTP server wants an API key, and this is none of them. */
    INVALID_API_KEY(Code.UNAUTHENTICATED, 401, 77, false,
            "Send a key of gemstream.http.api-keys in Authorization: Bearer, x-api-key, x-goog-api-key or ?key=."),
    /** No generation is known under this name, or it was forgotten. */
    OPERATION_NOT_FOUND(Code.NOT_FOUND, 404, 66, false,
            "Use a name from ListOperations; finished ones are forgotten after gemstream.topics.retention."),
    /** The key names a generation that was started with another request. */
    REQUEST_ID_REUSED(Code.ALREADY_EXISTS, 409, 65, false, "Draw a new UUID for every new request."),
    /** Records that the cursor needs were deleted. */
    CURSOR_EXPIRED(Code.OUT_OF_RANGE, 400, 65, false,
            "Start the generation again; streams can be read for gemstream.topics.retention."),
    /** The caller cancelled. */
    CANCELLED_BY_CLIENT(Code.CANCELLED, 499, 130, false, "Send the request again if it was not meant to be cancelled."),
    /** The deadline passed before the generation ended. */
    DEADLINE_EXPIRED(Code.DEADLINE_EXCEEDED, 504, 75, true, "Allow more time, or ask for fewer tokens."),
    /** The deadline passed while the request waited; no token was computed. */
    EXPIRED_IN_QUEUE(Code.DEADLINE_EXCEEDED, 504, 75, true, "Allow more time, or add workers."),
    /** The topic in which the request waited was deleted, and the request with it; no token was computed. */
    REQUEST_LOST(Code.ABORTED, 409, 75, true, "Send the request again, under a new request id."),
    /** Kafka did not acknowledge the request in time. */
    BROKER_UNAVAILABLE(Code.UNAVAILABLE, 503, 69, true,
            "Check that Kafka runs at kafka.bootstrap.servers; the service reconnects by itself."),
    /** Kafka refuses the connection or a right that is needed. */
    BROKER_REFUSED(Code.UNAVAILABLE, 503, 77, true,
            "Correct kafka.security.*, kafka.sasl.* or kafka.ssl.*, or grant what the message names."),
    /** A topic is missing and cannot be made, or is laid out so that requests could get lost in it. */
    TOPIC_UNUSABLE(Code.UNAVAILABLE, 503, 69, true,
            "Give the topic what the message expects, or delete it to have it made; services go on by themselves."),
    /** No tokenizer service answered in time. */
    TOKENIZER_UNAVAILABLE(Code.UNAVAILABLE, 503, 69, true, "Start a tokenizer service for the model, or try again."),
    /** The gateway cannot be reached; raised by clients. */
    GATEWAY_UNAVAILABLE(Code.UNAVAILABLE, 503, 69, true, "Start it with ./gemstream up, or name it with --target."),
    /** The gateway is shutting down. */
    SHUTTING_DOWN(Code.UNAVAILABLE, 503, 69, true, "Send the request to another gateway."),
    /** The gateway holds as many streams as it may. */
    TOO_MANY_STREAMS(Code.RESOURCE_EXHAUSTED, 429, 75, true, "Retry after the delay in RetryInfo, or add gateways."),
    /** The work that waits would take longer than it may. */
    BACKLOG_FULL(Code.RESOURCE_EXHAUSTED, 429, 75, true, "Retry after the delay in RetryInfo, or add workers."),
    /** The prompt needs more KV cache than the worker has in all. */
    KV_CACHE_TOO_SMALL(Code.RESOURCE_EXHAUSTED, 429, 75, false,
            "Shorten the prompt, or raise gemstream.worker.kv-cache-tokens."),
    /** The task failed as often as it may and lies in gemstream.dead-letters. */
    DEAD_LETTERED(Code.INTERNAL, 500, 70, false, "See the record in gemstream.dead-letters and the worker's log."),
    /** A record on Kafka does not have the form of its topic. */
    MALFORMED_RECORD(Code.INVALID_ARGUMENT, 400, 65, false,
            "Write the record with the messages in proto/ and the headers of docs/kafka-clients.md."),
    /** An answer could not be written to the topic that its prompt named. */
    REPLY_FAILED(Code.FAILED_PRECONDITION, 400, 65, false,
            "Correct what the message names, then send the answer again with ./gemstream dead-letters redrive."),
    /** A model file cannot be read. */
    INVALID_MODEL_FILE(Code.FAILED_PRECONDITION, 400, 66, false,
            "Use the file that the message asks for; fetch the same one again only if it is damaged."),
    /** A model file is not where it should be. */
    MODEL_FILE_MISSING(Code.FAILED_PRECONDITION, 400, 66, false, "Fetch it with ./gemstream pull, or correct the path."),
    /** A fetched file has another checksum than it should. */
    CHECKSUM_MISMATCH(Code.DATA_LOSS, 500, 65, true, "Fetch the file again."),
    /** A server has no such repository, revision or file. */
    SOURCE_NOT_FOUND(Code.NOT_FOUND, 404, 66, false,
            "Correct the name, revision or URL; a private repository needs a token in HF_TOKEN."),
    /** A server has the file and does not give it to this account. */
    SOURCE_REFUSED(Code.PERMISSION_DENIED, 403, 77, false,
            "Accept the licence on the model's page, and set HF_TOKEN to a token of that account."),
    /** A file could not be fetched from any of its sources. */
    FETCH_FAILED(Code.UNAVAILABLE, 503, 69, true, "Check the network, or name a local file or URL with --from."),
    /** The disk has no room for a file. */
    DISK_FULL(Code.RESOURCE_EXHAUSTED, 507, 74, false, "Free space, or name another folder with GEMSTREAM_HOME."),
    /** A file could not be written. */
    WRITE_FAILED(Code.FAILED_PRECONDITION, 400, 73, false, "Check the path and its permissions."),
    /** A port that is needed is taken. */
    PORT_IN_USE(Code.FAILED_PRECONDITION, 400, 69, false, "Stop the other process, or choose another port."),
    /** Not enough memory for the model as configured. */
    OUT_OF_MEMORY(Code.RESOURCE_EXHAUSTED, 503, 71, false, "Lower the KV cache or the slots, or use a smaller model."),
    /** The device a worker is pinned to, or the plug-in for it, cannot be used. */
    DEVICE_UNAVAILABLE(Code.FAILED_PRECONDITION, 503, 69, false,
            "Install what the message names, or choose another gemstream.device."),
    /** A configuration value is wrong or missing. */
    INVALID_CONFIGURATION(Code.FAILED_PRECONDITION, 400, 78, false, "Correct the key the message names."),
    /** A fault of ours. */
    INTERNAL(Code.INTERNAL, 500, 70, false, "See the log of the service that the message names, and report it.");

    private final Code code;
    private final int httpStatus;
    private final int exitCode;
    private final boolean retriable;
    private final String remedy;

    ErrorReason(Code code, int httpStatus, int exitCode, boolean retriable, String remedy) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.exitCode = exitCode;
        this.retriable = retriable;
        this.remedy = remedy;
    }

    /** The canonical status code. */
    public Code code() {
        return code;
    }

    /** HTTP status, after google/rpc/code.proto. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Exit code of the command line, after sysexits.h. */
    public int exitCode() {
        return exitCode;
    }

    /** Whether the same request may succeed later. */
    public boolean retriable() {
        return retriable;
    }

    /** The remedy: what the user can do, in one sentence. */
    public String remedy() {
        return remedy;
    }
}
