"""Times llama.cpp on orders from PeerComparison: one order a line on stdin, one line of seconds on stdout.

Usage: python llama.py MODEL.gguf THREADS POSITIONS wall|cpu    (needs llama-cpp-python)
Orders: prefill N | decode STREAMS DEPTH STEPS
Token ids are made up, as on the other side: only their number matters.
"""
import sys
import time

import llama_cpp as ll


# CPU seconds of this thread, which does all the work where there is one: for machines that are busy otherwise.
clock = time.thread_time if sys.argv[4] == "cpu" else time.perf_counter


def fill(batch, rows, logits_from):
    batch.n_tokens = len(rows)
    for i, (token, position, stream) in enumerate(rows):
        batch.token[i] = token
        batch.pos[i] = position
        batch.n_seq_id[i] = 1
        batch.seq_id[i][0] = stream
        batch.logits[i] = i >= logits_from


def run(context, batch, rows, logits_from):
    fill(batch, rows, logits_from)
    if ll.llama_decode(context, batch) != 0:
        raise RuntimeError("llama_decode failed")
    ll.llama_synchronize(context)


def token(position, stream):
    return 1000 + (position * 31 + stream * 977) % 200_000


def prefill(context, batch, stream, count, limit=512):
    for start in range(0, count, limit):
        rows = [(token(p, stream), p, stream) for p in range(start, min(count, start + limit))]
        run(context, batch, rows, len(rows) - 1)


def decode(context, batch, streams, depth, steps, is_filled):
    for stream in range(streams):
        if not is_filled:
            prefill(context, batch, stream, depth)
        elif not ll.llama_memory_seq_rm(ll.llama_get_memory(context), stream, depth, -1):
            raise RuntimeError("llama_memory_seq_rm failed")  # what the last time decoded has to go, and nothing else
    begin = clock()
    for step in range(steps):
        run(context, batch, [(token(depth + step, s), depth + step, s) for s in range(streams)], 0)
    return clock() - begin


def open_context(model, threads, positions, streams):
    """As many sequences as the order has: caches for more would be longer, and slower where layers have windows."""
    options = ll.llama_context_default_params()
    options.n_ctx = positions
    options.n_batch = options.n_ubatch = 512
    options.n_seq_max = streams
    options.n_threads = options.n_threads_batch = threads
    context = ll.llama_init_from_model(model, options)
    if not context:
        raise RuntimeError(f"no context of {positions} positions for {streams} streams")
    return context


def main():
    path, threads, positions = sys.argv[1], *map(int, sys.argv[2:4])
    quiet = ll.llama_log_callback(lambda *_: None)  # named, because it has to outlive the call
    ll.llama_log_set(quiet, None)
    ll.llama_backend_init()
    model = ll.llama_model_load_from_file(path.encode(), ll.llama_model_default_params())
    if not model:
        raise RuntimeError(f"{path} cannot be loaded")
    batch = ll.llama_batch_init(512, 0, 1)
    context, opened, filled = None, None, None
    print("ready", ll.llama_print_system_info().decode(), flush=True)
    for line in sys.stdin:
        order, *numbers = line.split()
        numbers = list(map(int, numbers))
        wanted = (order, *numbers[:2])
        streams = 1 if order == "prefill" else numbers[0]
        if opened != streams:
            if context:
                ll.llama_free(context)
            context, opened, filled = open_context(model, threads, positions, streams), streams, None
        if filled != wanted or order == "prefill":
            ll.llama_memory_clear(ll.llama_get_memory(context), True)
        if order == "prefill":
            begin = clock()
            prefill(context, batch, 0, numbers[0])
            seconds = clock() - begin
        else:
            seconds = decode(context, batch, *numbers, filled == wanted)
        filled = wanted
        print(f"{seconds:.6f}", flush=True)


main()
