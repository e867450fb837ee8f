/// The command line: [Main][org.asyncio4j.cli.Main] and a class for each subcommand.
///
/// The console (`repl`) is a [Session][org.asyncio4j.cli.Session] that is fed from a terminal, by
/// `Console`, or from a file or pipe, by `Script`. Its `Interpreter` compiles each input with
/// JShell and has it run as a task on an `InputLoop`, which lives as long as the session.
///
/// Null rule: everything is non-null unless marked `@Nullable`. Thread rule: one thread drives a
/// session; what runs on the loop reaches it only through an `Execution` and the output.
@NullMarked
package org.asyncio4j.cli;

import org.jspecify.annotations.NullMarked;
