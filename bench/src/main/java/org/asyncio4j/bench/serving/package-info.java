/// What the measured programs of the JVM share.
@NullMarked
package org.asyncio4j.bench.serving;

import org.jspecify.annotations.NullMarked;
