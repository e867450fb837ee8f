/// What goes over the wire: Netty's codecs, the guards before them, and bodies on their way. Not
/// exported; server and client share it.
@org.jspecify.annotations.NullMarked
package org.asyncio4j.http.wire;
