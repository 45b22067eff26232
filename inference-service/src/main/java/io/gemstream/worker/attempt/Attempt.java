package io.gemstream.worker.attempt;

import io.gemstream.gemma.engine.EngineClosedException;
import io.gemstream.gemma.engine.EngineEvent;
import io.gemstream.gemma.engine.EngineListener;
import io.gemstream.gemma.engine.SequenceTooLong;
import io.gemstream.gemma.sampling.InvalidSamplingOption;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.service.kafka.DeadLetters;
import io.gemstream.worker.slot.RunningTask;
import io.gemstream.worker.slot.Settlement;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one attempt at a generation: takes the engine's events, writes records, and decides at the end how the task is
 * settled.
 *
 * <pre>
 *   begin -- finished already -------------------------------------------------> ACCEPT
 *     |----- cancelled, expired, refused, given up -- finish record acknowledged -> ACCEPT
 *     |----- engine -- tokens ... end -------------- finish record acknowledged -> ACCEPT
 *     |----- abandoned, engine closed, a record lost -- no finish record ---------> RELEASE
 *     '----- its end does not count: another attempt took the stream over -------> RELEASE
 * </pre>
 *
 * Thread-safe: begun by a slot or a reader of the log, fed by the engine's thread, ended by any.
 */
final class Attempt implements RunningTask, EngineListener {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final Delivery delivery;
    private final AttemptLog log;
    private final TaskSpan span;
    private final WorkerContext worker;
    private final StreamLog deadLetters;
    private final FinishCheck finishCheck;
    private final FinishRecords finishRecords;
    private final Provenances provenances;
    private final TokenBodies bodies;
    private final CompletableFuture<Settlement> settled = new CompletableFuture<>();
    private volatile boolean abandoned;
    private volatile boolean cancelled;
    private volatile int index;
    private volatile int attempts = 1;
    private volatile long submittedNs;
    private volatile Optional<Throughput.Run> work = Optional.empty();

    /** @param deadLetters where a task is set aside that is given up */
    Attempt(
            Delivery delivery, AttemptLog log, TaskSpan span, WorkerContext worker, StreamLog deadLetters,
            FinishCheck finishCheck) {
        this.delivery = delivery;
        this.log = log;
        this.span = span;
        this.worker = worker;
        this.deadLetters = deadLetters;
        this.finishCheck = finishCheck;
        this.finishRecords = new FinishRecords(worker.identity(), delivery);
        this.provenances = new Provenances(worker.identity(), delivery.task());
        this.bodies = TokenBodies.of(delivery.task(), worker.pieces());
    }

    @Override
    public CompletableFuture<Settlement> settled() {
        return settled;
    }

    @Override
    public void abandon() {
        if (settled.isDone()) {
            return;
        }
        abandoned = true;
        worker.engine().cancel(log.attemptId());
    }

    /** Waits for where to go on, then does. */
    void begin(CompletionStage<ResumePoint> resume) {
        log.firstLoss().whenComplete((_, lost) -> {
            LOG.warn("a record of {} was lost, its attempt ends: {}", delivery.requestId(), String.valueOf(lost));
            abandon();
        });
        resume.whenComplete((point, failure) -> {
            if (failure != null) {
                LOG.warn("the log of {} cannot be read, its attempt ends", delivery.requestId(), failure);
                settle(Settlement.RELEASE, "released");
            } else {
                goOn(point);
            }
        });
    }

    private void goOn(ResumePoint resume) {
        index = resume.ids().size();
        attempts = resume.attempts() + 1;
        if (abandoned) {
            settle(Settlement.RELEASE, "released");
        } else if (resume.finished()) {
            settle(Settlement.ACCEPT, "finished_before");
        } else if (resume.fruitlessAttempts() >= worker.maxAttempts()) {
            giveUp(resume.fruitlessAttempts());
        } else if (!worker.cancellations().register(delivery.requestId(), this, this::cancel)) {
            finish(finishRecords.cancelled(index), FinishReason.CANCELLED.name());
        } else if (delivery.deadline().expired(System.currentTimeMillis())) {
            fail(new GemstreamException(ErrorReason.EXPIRED_IN_QUEUE,
                    "The deadline passed before a worker began."));
        } else {
            submit(resume);
        }
    }

    private void submit(ResumePoint resume) {
        try {
            submittedNs = System.nanoTime();
            work = Optional.of(worker.throughput().begin());
            worker.engine().submit(
                    new SequenceRequests(worker.identity().contextLength(), worker.grammars())
                            .of(delivery, log.attemptId(), resume),
                    this);
            // A cancellation that overtook the submission met an engine that did not know the sequence.
            if (cancelled || abandoned) {
                worker.engine().cancel(log.attemptId());
            }
        } catch (SequenceTooLong | InvalidSamplingOption | IllegalArgumentException refused) {
            fail(SequenceRequests.refusal(refused));
        } catch (GemstreamException refused) {
            fail(refused);
        } catch (EngineClosedException closed) {
            worker.engineClosed().run();
            settle(Settlement.RELEASE, "released");
        }
    }

    private void giveUp(int attempts) {
        GemstreamException failure = new GemstreamException(ErrorReason.DEAD_LETTERED,
                "The task was given up after " + attempts + " attempts that added no token.");
        LOG.warn("task {} goes to the dead letters after {} attempts that added no token", delivery.requestId(), attempts);
        deadLetters.setAside(delivery.requestId(),
                        DeadLetters.of(delivery.record(), failure, attempts, System.currentTimeMillis()))
                .whenComplete((_, lost) -> {
                    if (lost == null) {
                        fail(failure);
                    } else {
                        settle(Settlement.RELEASE, "released");
                    }
                });
    }

    private void cancel() {
        cancelled = true;
        worker.engine().cancel(log.attemptId());
    }

    @Override
    public void onEvent(EngineEvent event) {
        switch (event) {
            case EngineEvent.PromptScored scored -> scored(scored);
            case EngineEvent.TokenSampled token -> sampled(token);
            case EngineEvent.Finished finished -> finished(finished);
        }
    }

    private void scored(EngineEvent.PromptScored scored) {
        if (!abandoned) {
            log.tokens(bodies.of(scored, delivery.task().getPromptIds(0)));
        }
    }

    private void sampled(EngineEvent.TokenSampled token) {
        if (abandoned) {
            return;
        }
        if (token.index() == 0) {
            bodies.ofLonePrompt(delivery.task()).ifPresent(log::tokens);
        }
        log.tokens(bodies.of(token));
        index = token.index() + 1;
        worker.metrics().token();
        work.ifPresent(Throughput.Run::token);
    }

    private void finished(EngineEvent.Finished end) {
        if (abandoned) {
            settle(Settlement.RELEASE, "released");
            return;
        }
        switch (end.reason()) {
            case STOP -> ended(FinishReason.STOP, end);
            case LENGTH -> ended(FinishReason.LENGTH, end);
            case CANCELLED -> ended(FinishReason.CANCELLED, end);
            case DEADLINE -> fail(new GemstreamException(ErrorReason.DEADLINE_EXPIRED,
                    "The deadline passed after " + index + " tokens."));
            case ERROR -> broken(end.failure().orElseGet(() -> new IllegalStateException("no cause")));
        }
    }

    private void ended(FinishReason reason, EngineEvent.Finished end) {
        if (index == 0) {
            bodies.ofLonePrompt(delivery.task()).ifPresent(log::tokens);
        }
        FinishBody body = finishRecords.ended(reason, index, end.trailingText(), end.usage(), submittedNs);
        worker.metrics().measured(body.getUsage(), body.getTiming());
        finish(body, reason.name());
    }

    private void broken(Throwable cause) {
        if (cause instanceof EngineClosedException) {
            settle(Settlement.RELEASE, "released");
            return;
        }
        LOG.error("generation {} failed after {} tokens", delivery.requestId(), index, cause);
        fail(new GemstreamException(ErrorReason.INTERNAL, "The engine of worker " + worker.identity().workerId()
                + " failed: " + cause, cause));
    }

    private void fail(GemstreamException failure) {
        FinishBody body = finishRecords.failed(index, failure);
        finish(body, ErrorStatus.reason(body.getError()).orElse(ErrorReason.INTERNAL).name());
    }

    /** Waits for the model's hash where a generation is done before it, soon after a start. */
    private void finish(FinishBody body, String outcome) {
        worker.hashes().thenCompose(hashes -> log.finish(
                        body.toBuilder().setProvenance(provenances.of(hashes, attempts)).build()))
                .thenCompose(_ -> finishCheck.ended(delivery, log))
                .whenComplete((ended, lost) -> {
                    if (lost == null && !log.spoiled() && ended) {
                        settle(Settlement.ACCEPT, outcome);
                    } else {
                        settle(Settlement.RELEASE, "released");
                    }
                });
    }

    private void settle(Settlement settlement, String outcome) {
        worker.cancellations().unregister(delivery.requestId(), this);
        work.ifPresent(Throughput.Run::end);
        if (settled.complete(settlement)) {
            worker.metrics().ended(outcome.toLowerCase(Locale.ROOT));
            span.end(outcome);
            LOG.debug("task {} attempt {}: {} after {} tokens", delivery.requestId(), log.attemptId(), outcome, index);
        }
    }
}
