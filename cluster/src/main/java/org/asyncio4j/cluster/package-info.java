/// Work on other JVMs: an executor and queues over the members of a cluster, on Hazelcast.
///
/// {@snippet class="org.asyncio4j.cluster.PackageExamples" region="cluster"}
///
/// | | |
/// |---|---|
/// | [Cluster][org.asyncio4j.cluster.Cluster] | `join` as a member, or `connect` as a client; `members`, `awaitMembers` |
/// | [ClusterOptions][org.asyncio4j.cluster.ClusterOptions] | the name, the list of members, where to listen, what types are allowed, all bounds |
/// | [ClusterExecutor][org.asyncio4j.cluster.ClusterExecutor] | an `ExecutorService` for `runInExecutor`: any member, `onMember`, `onKeyOwner`, `onAllMembers` |
/// | [ClusterCallable][org.asyncio4j.cluster.ClusterCallable] | what a lambda has to be to be sent |
/// | [MemberLostException][org.asyncio4j.cluster.MemberLostException] | there will be no result; says whether the task may have run |
/// | [ClusterQueue][org.asyncio4j.cluster.ClusterQueue] | items from some members to others, bounded |
///
/// A process pool is quicker and safer where one machine is enough; this is for more of them. A
/// round trip between two JVMs of one machine takes about half a millisecond, so a task should be
/// worth some.
///
/// **Members** are found on an explicit list, over TCP: no multicast, nothing in a cloud is asked.
/// Each listens on one address and one port, 127.0.0.1:5701 unless told otherwise. Joining takes
/// one to five seconds. A member has some fifty threads of Hazelcast's; a client has fewer, holds
/// no data and runs no tasks.
///
/// **Tasks run on threads of Hazelcast's, not on a loop.** They may block. One that wants a loop
/// starts it: `Asyncio.run`. Their classes have to be on the class path of each member: code is not
/// sent.
///
/// ## Promises
///
/// | | what happens | |
/// |---|---|---|
/// | a member is lost | its tasks fail with a `MemberLostException`; nothing is run again, by nobody, wherever it was in its work. `mayHaveRun()` is false only when the task was not sent | D1 |
/// | a task or a cancellation comes twice, late or in the wrong order | a member begins a task once, by its id (it remembers 10,000), and never one whose cancellation came first; a future is completed once | D2 |
/// | a member is cut off or stands still | after the heartbeat time it is lost, as above; it may run on meanwhile, and what it answers later is dropped. The halves find each other again; there are no leases that could be held twice | D3 |
/// | the submitter is lost or leaves | its futures fail; its tasks go on, and their results are dropped. Nobody takes them over | D4 |
/// | a task always fails | each time with its own exception; nothing retries. One that ends its JVM costs one member each time it is submitted | D5 |
/// | broken bytes come to the port | Hazelcast closes that connection; a client that has not given the cluster's name gets 4 KiB | D6 |
/// | an object comes that nobody allowed | it is not read, and the error names its class | D7 |
/// | a member is slow | the task waits; no second copy is started, so there is none to cancel. `timeout` around the await cancels it | D8 |
/// | clocks differ | time limits and heartbeats do not compare clocks of two machines; there are no leases | D9 |
/// | a task waits for another one of its own member | it holds a thread meanwhile: when all threads do so, nothing goes on there | E4 |
/// | a task is cancelled | its future is at once; its thread is interrupted when the message has come. A member that is lost by then hears nothing | |
/// | a `get` of a queue is cancelled | the item, if one was taken, is put back first | |
///
/// Order is not kept between tasks. A full member rejects: `RejectedExecutionException`, not run.
///
/// ## Security
///
/// **Whoever reaches the port can run code.** The open edition of Hazelcast has neither
/// authentication nor TLS: the cluster's name keeps clusters apart, and nobody out. So a member
/// listens on the loopback interface unless told otherwise; put it on a private network, or behind
/// a tunnel that authenticates.
///
/// Tasks, results, exceptions and items are read with a filter: values, collections and exceptions
/// of the JDK, and what `withAllowedClasses` and `withAllowedPackages` name, up to a size and a
/// depth. It keeps out what was not written to be read, and is no sandbox: an allowed class can do
/// what it likes. Hazelcast's own messages have an allow list as well. Nothing is sent to its
/// maker, and there is no JMX, REST or management access.
///
/// ## What is not here
///
/// A distributed semaphore or lock: in Hazelcast 5.5 and later they belong to the CP subsystem,
/// which the open edition does not have.
///
/// **Thread rule.** What suspends is for tasks of a loop; an executor's methods are for any thread.
/// Hazelcast's log is `System.Logger`'s under its own names, one level lower than there where it
/// only informs. Start the JVM with the options that Hazelcast's manual names for modular Java, or
/// it warns.
///
/// Unless said otherwise, null arguments throw `NullPointerException`.
@NullMarked
package org.asyncio4j.cluster;

import org.jspecify.annotations.NullMarked;
