/**
 * OpenAI's API as its clients and those of vLLM speak it: translates JSON to calls of the gateway, and their responses back.
 * Generates nothing and keeps nothing. Source: openai/openai-openapi, and vLLM's documentation for its further fields.
 */
@NullMarked
package io.gemstream.gateway.openai;

import org.jspecify.annotations.NullMarked;
