/// What servers and clients share: [Headers][org.asyncio4j.http.Headers], bodies, cookies, status
/// codes, JSON.
@org.jspecify.annotations.NullMarked
package org.asyncio4j.http;
