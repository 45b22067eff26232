package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.CompileOptions;
import io.gemstream.gemma.backend.pjrt.api.DeviceMemoryException;
import io.gemstream.gemma.backend.pjrt.api.DeviceUnavailableException;
import io.gemstream.gemma.backend.pjrt.api.PjrtBuffer;
import io.gemstream.gemma.backend.pjrt.api.PjrtDevice;
import io.gemstream.gemma.backend.pjrt.api.PjrtException;
import io.gemstream.gemma.backend.pjrt.api.PjrtVersionException;
import io.gemstream.gemma.backend.pjrt.api.PluginNotFoundException;
import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Runs Gemma on the devices of a PJRT plug-in. A plan is cut into launches of compiled programs with fixed shapes; what
 * is left of a shape is padding, which {@link #metrics} shows.
 *
 * <p>Which bits a row gets depends on the program that computed it, see {@link StepShapes}. Within one program a row
 * depends on its sequence only.
 */
public final class PjrtBackend implements Backend {

    private final GemmaConfig config;
    private final PjrtOptions options;
    private final DeviceClient devices;
    private final CacheSpec cache;
    private final ModelSpec model;
    private final ProgramStore store;
    private final StepPrograms programs;
    private final StepRunner runner;
    private final StepPacker packer;
    private final PlanCheck check;
    private final LaunchCounter counter = new LaunchCounter();

    private PjrtBackend(
            GemmaConfig config, PjrtOptions options, DeviceClient devices, CacheSpec cache, ModelSpec model,
            ProgramStore store, StepPrograms programs, StepRunner runner) {
        this.config = config;
        this.options = options;
        this.devices = devices;
        this.cache = cache;
        this.model = model;
        this.store = store;
        this.programs = programs;
        this.runner = runner;
        this.packer = new StepPacker(options.shapes());
        this.check = new PlanCheck(config.vocabularySize(), cache.pages() * cache.blockTokens());
    }

    /**
     * Takes hold of the device, uploads the weights and compiles the programs.
     *
     * @param weights must stay open as long as the backend is used
     * @throws PluginNotFoundException if the plug-in is not there
     * @throws DeviceUnavailableException if the device is not there, or cannot be used
     * @throws PjrtVersionException if the plug-in speaks another version of the API
     * @throws DeviceMemoryException if weights, KV cache and working memory do not fit
     */
    public static PjrtBackend create(GemmaConfig config, GemmaWeights weights, PjrtOptions options) {
        ModelSpec model = ModelShares.of(config, weights, options.devices(), options.profile());
        DeviceClient devices = DeviceClient.open(options);
        List<AutoCloseable> opened = new ArrayList<>(List.of(devices.client()));
        try {
            MemoryPlan memory = MemoryPlan.of(model, options, devices.availableBytes(options));
            CacheSpec cache = cache(config, options, memory);
            int positions = cache.pages() * cache.blockTokens();
            List<Integer> ids = devices.devices().stream().map(PjrtDevice::id).toList();
            ProgramStore store = new ProgramStore(
                    devices.client(), devices.devices().getFirst().kind(), new CompileOptions(ids, Map.of()),
                    options.programCache());
            StepPrograms programs = new StepPrograms(store, model, cache, positions);
            opened.addFirst(programs);
            options.shapes().all().forEach(programs::step);
            options.shapes().all().forEach(programs::head);
            memory.check(options, programs.workBytes());
            List<DeviceArrays> arrays = new ArrayList<>();
            for (PjrtDevice device : devices.devices()) {
                arrays.add(DeviceArrays.upload(devices.client(), device, model, arrays.size(), weights, positions));
                opened.addFirst(arrays.getLast());
            }
            StepRunner runner = new StepRunner(devices.client(), model, cache, arrays, programs);
            runner.clearCaches();
            return new PjrtBackend(config, options, devices, cache, model, store, programs, runner);
        } catch (RuntimeException e) {
            Closing.after(e, opened);
            throw e;
        }
    }

    @Override
    public String device() {
        return options.device().toString();
    }

    @Override
    public String numericProfile() {
        return options.profile().text();
    }

    @Override
    public String numericDetail() {
        String shapes = options.shapes().all()
                .map(shape -> shape.tables() + "x" + shape.rowsPerTable())
                .collect(Collectors.joining(" and "));
        return "%s %s, %d x %s, programs of %s rows"
                .formatted(devices.client().platform(), devices.client().platformVersion(), devices.devices().size(),
                        devices.devices().getFirst().kind(), shapes)
                .replaceAll("\\s+", " ");
    }

    @Override
    public int vocabularySize() {
        return config.vocabularySize();
    }

    @Override
    public int blockTokens() {
        return cache.blockTokens();
    }

    @Override
    public int blocks() {
        return cache.blocks();
    }

    /** Positions that one sequence can have. */
    public int maxSequenceTokens() {
        return cache.pages() * cache.blockTokens();
    }

    /** What was done, and what was wasted on padding. */
    public PjrtMetrics metrics() {
        return counter.metrics(store, devices.plugin().liveObjects());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a token id is not in the vocabulary, a sequence is too long, or a row for
     *     logits is missing or has the wrong length; nothing was computed then
     */
    @Override
    public void run(StepPlan plan, float[][] logits) {
        check.plan(plan);
        check.logits(plan, logits);
        int share = model.embedding().rows();
        try (Readback readback = new Readback()) {
            List<Runnable> deliveries = new ArrayList<>();
            launches(plan, (launch, hidden) -> {
                StepInputs inputs = hidden.inputs();
                int headRows = StepPrograms.headRows(launch.shape());
                List<List<PjrtBuffer>> results = readback.take(
                        runner.head(programs.head(launch.shape()), headRows, hidden.arrays(), inputs.wanted()));
                for (int d = 0; d < results.size(); d++) {
                    MemorySegment memory =
                            readback.start(results.get(d).getFirst(), 4L * headRows * share, 2);
                    int at = d * share;
                    deliveries.add(() -> {
                        for (int i = 0; i < inputs.slices().size(); i++) {
                            MemorySegment.copy(
                                    memory, ValueLayout.JAVA_FLOAT, 4L * i * share,
                                    logits[inputs.slices().get(i)], at, share);
                        }
                    });
                }
            });
            readback.await();
            deliveries.forEach(Runnable::run);
        } catch (PjrtException e) {
            runner.loseCache();
            throw e;
        }
    }

    /**
     * As {@link #run}, but only the best tokens leave the device.
     *
     * @param k tokens per slice, at least 1; a program is compiled for every {@code k}
     * @return one entry per slice that wants logits, in the order of the plan
     */
    public List<TopLogits> top(StepPlan plan, int k) {
        check.plan(plan);
        int share = model.embedding().rows();
        if (k < 1 || k > share) {
            throw new IllegalArgumentException("k: " + k + " (expected: 1 to " + share + ")");
        }
        TopLogits[] found = new TopLogits[plan.slices().size()];
        try (Readback readback = new Readback()) {
            List<Runnable> deliveries = new ArrayList<>();
            launches(plan, (launch, hidden) -> {
                int rows = StepPrograms.headRows(launch.shape());
                List<Integer> slices = hidden.inputs().slices();
                TopMerge merge = new TopMerge(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), k, share);
                for (List<PjrtBuffer> result : readback.take(runner.head(
                        programs.top(launch.shape(), k), rows, hidden.arrays(), hidden.inputs().wanted()))) {
                    merge.logits().add(readback.start(result.get(0), 4L * rows * k, 2));
                    merge.ids().add(readback.start(result.get(1), 4L * rows * k, 2));
                    merge.logSums().add(readback.start(result.get(2), 4L * rows, 1));
                }
                deliveries.add(() -> {
                    for (int i = 0; i < slices.size(); i++) {
                        found[slices.get(i)] = merge.row(i);
                    }
                });
            });
            readback.await();
            deliveries.forEach(Runnable::run);
        } catch (PjrtException e) {
            runner.loseCache();
            throw e;
        }
        List<TopLogits> wanted = new ArrayList<>();
        for (int s = 0; s < found.length; s++) {
            if (plan.slices().get(s).wantsLogits()) {
                wanted.add(found[s]);
            }
        }
        return wanted;
    }

    /** Frees everything on the device. The weights belong to whoever opened them. */
    @Override
    public void close() {
        runner.close();
        devices.client().close();
    }

    /** The result of a launch whose logits are wanted. */
    private record Hidden(StepInputs inputs, List<PjrtBuffer> arrays) {}

    private void launches(StepPlan plan, BiConsumer<Launch, Hidden> onWanted) {
        List<Launch> all = packer.pack(plan);
        for (Launch launch : all) {
            StepInputs inputs = StepInputs.of(plan, launch, cache);
            List<PjrtBuffer> hidden = runner.step(launch.shape(), inputs);
            try {
                if (!inputs.wanted().isEmpty()) {
                    onWanted.accept(launch, new Hidden(inputs, hidden));
                } else if (launch == all.getLast()) {
                    // Nobody waits for a result: without this, steps pile up on the device and fail behind our back.
                    hidden.forEach(PjrtBuffer::awaitReady);
                }
                counter.add(launch, inputs.wanted().size());
            } finally {
                hidden.forEach(PjrtBuffer::close);
            }
        }
    }

    private static CacheSpec cache(GemmaConfig config, PjrtOptions options, MemoryPlan memory) {
        int blocks = Math.toIntExact(memory.kvTokens() / options.blockTokens());
        int longest = Math.toIntExact(Math.ceilDiv(
                Math.min(config.contextLength(), memory.kvTokens()), options.blockTokens()));
        int chunkPages = Math.clamp(options.chunkTokens() / options.blockTokens(), 1, longest);
        int pages = Math.ceilDiv(longest, chunkPages) * chunkPages;
        return new CacheSpec(options.profile().cache(), blocks, options.blockTokens(), pages, chunkPages);
    }
}
