/// Seeing what a loop does.
///
/// An [Instrument][org.asyncio4j.debug.Instrument] is told of every task and every step:
///
/// {@snippet file="org/asyncio4j/debug/PackageExamples.java" region="first"}
///
/// A [Timeline][org.asyncio4j.debug.Timeline] is such an instrument: it draws what every task did
/// and waited for.
///
/// Unless said otherwise, null arguments throw `NullPointerException`.
@NullMarked
package org.asyncio4j.debug;

import org.jspecify.annotations.NullMarked;
