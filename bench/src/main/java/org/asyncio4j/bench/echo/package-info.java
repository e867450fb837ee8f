/// The echo servers of the JVM, each a program for a JVM of its own: ours as [StreamEcho], and what
/// stands beside it.
///
/// Each listens on a free port of 127.0.0.1, prints `port N`, and ends when its input does, so none
/// outlives who started it.
@NullMarked
package org.asyncio4j.bench.echo;

import org.jspecify.annotations.NullMarked;
