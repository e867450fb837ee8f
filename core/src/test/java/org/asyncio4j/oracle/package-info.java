/// Random programs whose exact trace CPython has given, and an interpreter that gives ours.
@NullMarked
package org.asyncio4j.oracle;

import org.jspecify.annotations.NullMarked;
