/// asyncio for the JVM.
@NullMarked
package org.asyncio4j;

import org.jspecify.annotations.NullMarked;
