/// Checks of every primitive against a small model of what it promises, in many random
/// interleavings, and of the checks themselves against copies with a planted bug.
@NullMarked
package org.asyncio4j.model;

import org.jspecify.annotations.NullMarked;
