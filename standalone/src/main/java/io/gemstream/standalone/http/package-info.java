/**
 * HTTP connections as the environment wants them: through its proxies, and with the certificates it trusts. The
 * variables are those of curl, pip and the Hugging Face tools; what is fetched is not known here.
 */
@NullMarked
package io.gemstream.standalone.http;

import org.jspecify.annotations.NullMarked;
