/// What a loop is built on and may be given instead: the [Clock][org.asyncio4j.spi.Clock] it reads,
/// the [Reactor][org.asyncio4j.spi.Reactor] it waits on, and the
/// [order][org.asyncio4j.spi.ReadyOrder] in which it runs what is ready. A network layer plugs in a
/// reactor; a test kit plugs in all three.
///
/// Unless said otherwise, null arguments throw `NullPointerException`.
@NullMarked
package org.asyncio4j.spi;

import org.jspecify.annotations.NullMarked;
