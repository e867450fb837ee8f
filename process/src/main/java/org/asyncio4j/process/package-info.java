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
///
/// ## Where work can run
///
/// [runInExecutor][org.asyncio4j.EventLoop#runInExecutor(java.util.concurrent.Executor,java.util.concurrent.Callable)]
/// takes every kind of executor, in the same words:
///
/// {@snippet file="org/asyncio4j/process/PoolExamples.java" region="kinds"}
///
/// What waits for others, a driver or a file, belongs on threads. What computes belongs in
/// processes when it is a lot of work for little data, when it has to be stopped for sure, or when
/// it may crash. What each promises:
///
/// | | default, thread pool | process pool | cluster |
/// |---|---|---|---|
/// | runs where | on a thread of this JVM | in a JVM of its own on this machine | on another member |
/// | how often | at most once | at most once | at most once |
/// | order of starts | the default: all at once; a pool: as submitted | as submitted | none |
/// | arguments | anything; shared, so that other threads see changes | serialisable; copied when submitted | serialisable; copied |
/// | results, exceptions | as they are | copied; the same type, with the remote stack | as the process pool |
/// | cancelled while it waits | never runs | never runs | never runs, if its member hears of it in time |
/// | cancelled while it runs | is interrupted, and goes on if it does not look | its process is killed and replaced | its thread is interrupted |
/// | takes its worker along | the whole program ends | only itself, with a [BrokenProcessException][org.asyncio4j.process.BrokenProcessException] that says whether it may have run | only what ran there, with its `MemberLostException` that says whether it may have run |
/// | waits for work of the same pool | waits for itself when all threads do so | cannot: a pool is not serialisable | as the thread pool |
/// | a full queue | none is full, but those that the program bounds | refuses, or has the caller wait | refuses |
///
/// At most once means that nothing is ever done again unasked: who knows that work may be repeated
/// catches the failure and submits it again. The cluster's executor has a module of its own.
///
/// **The end.** `shutdown` refuses what comes and lets the rest end (Python's
/// `shutdown(wait=False)`); `close` waits for that too (`wait=True`), so a task calls it as
/// `toThread(pool::close)` where work may be left; `shutdownNow` gives up what waits and stops what
/// runs. The default executor is ended by `run`, or by
/// [shutdownDefaultExecutor][org.asyncio4j.EventLoop#shutdownDefaultExecutor(java.time.Duration)],
/// which waits without holding the loop up.
///
/// ## The process pool
///
/// [ProcessPoolExecutor][org.asyncio4j.process.ProcessPoolExecutor] takes
/// [RemoteCallable][org.asyncio4j.process.RemoteCallable]s: lambdas that are serialisable as they
/// stand. Tasks and results are data of another process all the same, and read with a filter:
/// values, collections and exceptions of the JDK, and what comes with the task's own class;
/// [ProcessPoolOptions][org.asyncio4j.process.ProcessPoolOptions] allow more, and set everything
/// else.
@org.jspecify.annotations.NullMarked
package org.asyncio4j.process;
