/**
 * Models on disk: which are known by name, where each can be fetched, what the Hugging Face hub has, and the folder they
 * lie in. Files are bytes with a checksum here; what is inside them is the engine's business.
 */
@NullMarked
package io.gemstream.standalone.models;

import org.jspecify.annotations.NullMarked;
