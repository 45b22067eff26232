package io.gemstream.tokenizer.dispatch;

/** What waits for one model's workers, and what lies ready for them. */
record ModelQueue<T>(FairQueue<T> queue, Window window) {}
