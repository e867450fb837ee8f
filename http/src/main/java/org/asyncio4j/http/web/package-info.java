/// An HTTP server in direct style: an [Application][org.asyncio4j.http.web.Application] has routes,
/// a handler takes a [Request][org.asyncio4j.http.web.Request] and returns a
/// [Response][org.asyncio4j.http.web.Response], and [Web][org.asyncio4j.http.web.Web] serves it.
///
/// {@snippet class="org.asyncio4j.http.web.PackageExamples" region="application"}
///
/// Each request has a task of its own, which is cancelled when its client goes away. A handler
/// throws an [HttpException][org.asyncio4j.http.web.HttpException] for an answer that is an error;
/// whatever else it throws becomes a 500 with the id under which the loop's exception handler is
/// told, and in debug mode with the stack. A [Middleware][org.asyncio4j.http.web.Middleware] is
/// around handlers and may answer otherwise.
@org.jspecify.annotations.NullMarked
package org.asyncio4j.http.web;
