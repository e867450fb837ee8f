/// Requests in direct style, over connections that are kept; what `aiohttp.ClientSession` is to
/// asyncio.
///
/// {@snippet class="org.asyncio4j.http.client.PackageExamples" region="get"}
///
/// | | |
/// |---|---|
/// | [ClientSession][org.asyncio4j.http.client.ClientSession] | makes requests, opens WebSockets; keeps connections |
/// | [ClientOptions][org.asyncio4j.http.client.ClientOptions] | how: limits, TLS, proxy, base URL, headers |
/// | [ClientRequest][org.asyncio4j.http.client.ClientRequest] | what is asked; [RequestBody][org.asyncio4j.http.client.RequestBody] is what goes with it |
/// | [MultipartBody][org.asyncio4j.http.client.MultipartBody], [CookieJar][org.asyncio4j.http.client.CookieJar] | forms with files; cookies |
/// | [ClientResponse][org.asyncio4j.http.client.ClientResponse] | what was answered; its body comes while it is read |
/// | [ClientTimeout][org.asyncio4j.http.client.ClientTimeout] | how long it may take |
/// | [ClientError][org.asyncio4j.http.client.ClientError] | why it has failed |
/// | [ClientMiddleware][org.asyncio4j.http.client.ClientMiddleware], [ClientEvent][org.asyncio4j.http.client.ClientEvent] | code around each request; what has happened to it |
///
/// **Bounded.** Connections, their number per server, redirects, headers, what is read as a whole,
/// and time all have limits, which the options change. No more than some 64 KiB of a body are in
/// memory that nobody has read.
///
/// **Cancellation.** A cancelled request closes its connection, unless its response has come to the
/// end. So what a request brings is only ever read by whoever has sent it.
///
/// **Thread rule.** A session and its responses belong to the loop that the session was made on.
@org.jspecify.annotations.NullMarked
package org.asyncio4j.http.client;
