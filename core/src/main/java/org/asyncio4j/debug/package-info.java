/// Seeing what a loop does.
///
/// An [Instrument][org.asyncio4j.debug.Instrument] is told of every task and every step:
///
/// {@snippet file="org/asyncio4j/debug/PackageExamples.java" region="first"}
///
/// Unless said otherwise, null arguments throw `NullPointerException`.
@NullMarked
package org.asyncio4j.debug;

import org.jspecify.annotations.NullMarked;
