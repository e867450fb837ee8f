/// Files, read and written without holding up the loop.
///
/// {@snippet class="org.asyncio4j.net.file.PackageExamples" region="count"}
///
/// | | |
/// |---|---|
/// | [AsyncFiles][org.asyncio4j.net.file.AsyncFiles] | whole files, their lines, folders: as `java.nio.file.Files` |
/// | [AsyncFile][org.asyncio4j.net.file.AsyncFile] | an open file with a position |
///
/// An operating system has no wait for files as it has for sockets, so each call is made by a
/// thread off the loop, at most 40 at a time for each loop. A call costs 10 to 50 µs more than
/// without a loop: read and write in large pieces, or by lines, which come many at a time.
///
/// **Cancellation.** What changes a file is done whole or not at all, and nothing goes on behind
/// the back of a task that was cancelled.
///
/// Unless said otherwise, null arguments throw `NullPointerException`.
@NullMarked
package org.asyncio4j.net.file;

import org.jspecify.annotations.NullMarked;
