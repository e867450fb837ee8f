/// What the packages of this module lend each other without exporting it.
@NullMarked
package org.asyncio4j.internal;

import org.jspecify.annotations.NullMarked;
