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
import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.TopKBackend;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.sampling.Logits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs Gemma on the devices of a PJRT plug-in. A plan is cut into launches of compiled programs with fixed shapes; what
 * is left of a shape is padding, which {@link #metrics} shows.
 *
 * <p>Which bits a row gets depends on the program that computed it, see {@link StepShapes}. Within one program a row
 * depends on its sequence only.
 */
public final class PjrtBackend implements TopKBackend {

    private final GemmaConfig config;
    private final PjrtOptions options;
    private final DeviceClient devices;
    private final CacheSpec cache;
    private final ModelSpec model;
    private final DeviceMemoryUse memory;
    private final ProgramStore store;
    private final StepPrograms programs;
    private final StepRunner runner;
    private final StepPacker packer;
    private final PlanCheck check;
    private final LaunchCounter counter = new LaunchCounter();

    private PjrtBackend(
            GemmaConfig config, PjrtOptions options, DeviceClient devices, CacheSpec cache, ModelSpec model,
            DeviceMemoryUse memory, ProgramStore store, StepPrograms programs, StepRunner runner) {
        this.config = config;
        this.options = options;
        this.devices = devices;
        this.cache = cache;
        this.model = model;
        this.memory = memory;
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
            DeviceMemoryUse use = memory.use(programs.workBytes());
            memory.check(options, use.workBytes());
            List<DeviceArrays> arrays = new ArrayList<>();
            for (PjrtDevice device : devices.devices()) {
                arrays.add(DeviceArrays.upload(devices.client(), device, model, arrays.size(), weights, positions));
                opened.addFirst(arrays.getLast());
            }
            StepRunner runner = new StepRunner(devices.client(), model, cache, arrays, programs);
            runner.clearCaches();
            return new PjrtBackend(config, options, devices, cache, model, use, store, programs, runner);
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
        return String.format(Locale.ROOT, "%s %s, %d x %s, programs of %s rows",
                devices.client().platform(), devices.client().platformVersion(), devices.devices().size(),
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

    /** One: its programs have one block table per sequence, and nothing is given back before that ends. */
    @Override
    public List<BlockGroup> groups() {
        return List.of(BlockGroup.GLOBAL);
    }

    /** Memory that the backend takes on each device. */
    public DeviceMemoryUse memory() {
        return memory;
    }

    /** Counts of the work done and of what was wasted on padding. */
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
        compute(plan, new int[logits.length], slice -> logits[slice]);
    }

    @Override
    public int mostBest() {
        return programs.best() - 1; // one more tells whether others are as good as the last
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a token id is not in the vocabulary, a sequence is too long, or too many best
     *     tokens are wanted; nothing was computed then
     */
    @Override
    public List<Logits> run(StepPlan plan, int[] best, IntFunction<float[]> rows) {
        check.plan(plan);
        check.best(plan, best, mostBest());
        return compute(plan, best, rows);
    }

    private List<Logits> compute(StepPlan plan, int[] best, IntFunction<float[]> rows) {
        Logits[] found = new Logits[best.length];
        try (Readback readback = new Readback()) {
            List<HeadResults> heads = new ArrayList<>();
            launches(plan, (launch, hidden) -> {
                int headRows = StepPrograms.headRows(launch.shape());
                List<List<PjrtBuffer>> results = runner.head(
                        programs.head(launch.shape()), headRows, hidden.arrays(), hidden.inputs().wanted());
                heads.add(HeadResults.start(
                        readback, results, hidden.inputs().slices(),
                        new HeadResults.Sizes(headRows, programs.best(), model.embedding().rows())));
            });
            readback.await();
            heads.forEach(head -> head.startRows(best));
            readback.await();
            heads.forEach(head -> head.deliver(best, rows, found));
            counter.step(readback.bytes());
        } catch (PjrtException e) {
            runner.loseCache();
            throw e;
        }
        return IntStream.range(0, found.length)
                .filter(slice -> plan.slices().get(slice).wantsLogits())
                .mapToObj(slice -> found[slice])
                .toList();
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
