/// Generators: functions that return many values, one at a time, and wait in between.
///
/// The body of a [Generator][org.asyncio4j.generator.Generator] is ordinary code. It runs when its
/// caller asks for a value, up to the next `yield`, and goes on from there when the caller asks
/// again.
///
/// {@snippet file="org/asyncio4j/generator/PackageExamples.java" region="first"}
///
/// That needs no event loop: caller and body take turns on one stack each, and one could write an
/// event loop with it, as `examples/Rockets.java` does. Inside a [task][org.asyncio4j.Task] the
/// body may also await, and is then what Python calls an asynchronous generator; there is no other
/// kind of `for` for it.
///
/// | Python | here |
/// |---|---|
/// | `next(g)`, `g.send(v)` | [next][org.asyncio4j.generator.Generator#next], [send][org.asyncio4j.generator.Generator#send]: a [Step][org.asyncio4j.generator.Step], which says `Yielded` or `Returned` where Python raises `StopIteration` |
/// | `g.throw(e)`, `g.close()` | [throwInto][org.asyncio4j.generator.Generator#throwInto], [close][org.asyncio4j.generator.Generator#close] |
/// | `v = yield x` | `v = out.yield(x)`, with the [Yielder][org.asyncio4j.generator.Yielder] that the body is given |
/// | `r = yield from g` | `r = out.yieldFrom(g)` |
/// | `for x in g`, `async for x in g` | `for (var x : g)` |
/// | `async with aclosing(agen())` | `try (var g = ...)`, or nothing: the task closes what it has started |
///
/// [Generator.from][org.asyncio4j.generator.Generator#from(java.util.concurrent.Flow.Publisher)]
/// and [Generator.publisher][org.asyncio4j.generator.Generator#publisher] connect generators with
/// `java.util.concurrent.Flow` in both directions, with back-pressure.
///
/// Unless said otherwise, null arguments throw `NullPointerException`.
@NullMarked
package org.asyncio4j.generator;

import org.jspecify.annotations.NullMarked;
