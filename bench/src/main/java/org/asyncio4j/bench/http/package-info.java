/// The HTTP servers and clients of the JVM, each a program for a JVM of its own: ours as
/// [AsyncioServer] and [AsyncioClient], and what stands beside them.
///
/// A server listens on a free port of 127.0.0.1, prints `port N`, answers `/plaintext` and `/json`
/// as [Answers] says, and ends when its input does. A client carries out each [Order] that it
/// reads.
@NullMarked
package org.asyncio4j.bench.http;

import org.jspecify.annotations.NullMarked;
