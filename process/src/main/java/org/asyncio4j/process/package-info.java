/// Work off the loop, in other processes.
///
/// ## Subprocesses
///
/// Programs are started, talked to and ended without holding up the loop: their standard streams
/// are those of `net`, and waiting for one of them suspends.
///
/// {@snippet class="org.asyncio4j.process.SubprocessExamples" region="subprocess"}
///
/// | | |
/// |---|---|
/// | [Subprocess][org.asyncio4j.process.Subprocess] | `run` for all at once; `exec` and `shell` for a conversation |
/// | [SubprocessOptions][org.asyncio4j.process.SubprocessOptions] | environment, directory, streams, limits, graces |
/// | [Stdio][org.asyncio4j.process.Stdio] | where a stream leads: a pipe, a file, nowhere |
/// | [CompletedProcess][org.asyncio4j.process.CompletedProcess] | the return code and the output |
/// | [SubprocessError][org.asyncio4j.process.SubprocessError] | what can go wrong, by type; no message has an argument in it |
///
/// **The end.** A return code is the program's, or minus the signal that has ended it. Waiting for
/// it needs nobody's pipe to end: a process that was left behind and holds one keeps `waitFor` from
/// nothing, and `communicate` and `run` for 5 s at the most.
///
/// **Cancellation.** Whoever is cancelled in `communicate` or `run` ends the process and what it
/// has started: `SIGTERM`, 5 s later `SIGKILL`, and only then the task goes on. Cancelling `exec`
/// kills what was started; cancelling `waitFor`, a read or a write does nothing to the process.
///
/// **Bounded.** Pipes hold a few hundred KiB, as all streams do; `communicate` and `run` keep 64
/// MiB of each output; no time is without a limit but that of the program itself, which
/// `withTimeout` sets.
///
/// **Threads.** On Linux with a native transport none waits for a pipe. The JDK has one for each
/// process that runs, which waits for its end.
@org.jspecify.annotations.NullMarked
package org.asyncio4j.process;
