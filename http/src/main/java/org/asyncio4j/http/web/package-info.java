/// An HTTP server in direct style: an [Application][org.asyncio4j.http.web.Application] has routes,
/// a handler takes a [Request][org.asyncio4j.http.web.Request] and returns a
/// [Response][org.asyncio4j.http.web.Response], and [Web][org.asyncio4j.http.web.Web] serves it.
@org.jspecify.annotations.NullMarked
package org.asyncio4j.http.web;
