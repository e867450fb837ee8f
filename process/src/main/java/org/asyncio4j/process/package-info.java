/// Work off the loop, in other processes.
@org.jspecify.annotations.NullMarked
package org.asyncio4j.process;
