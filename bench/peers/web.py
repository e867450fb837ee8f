"""An HTTP server, or a client, of aiohttp on asyncio or uvloop.

    python3 web.py asyncio|uvloop server|client

The server listens on a free port of 127.0.0.1, prints "port N", answers /plaintext and /json, and ends when its input does.
The client reads lines "load PORT PATH CONNECTIONS SECONDS", does that and prints "load requests N seconds N".
"""

import asyncio
import os
import sys
import threading
import time

from aiohttp import ClientSession, TCPConnector, web

TEXT = "Hello, World!"


async def plaintext(request):
    return web.Response(text=TEXT)


async def as_json(request):
    return web.json_response({"message": TEXT})


async def serve():
    app = web.Application()
    app.add_routes([web.get("/plaintext", plaintext), web.get("/json", as_json)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("port", runner.addresses[0][1], flush=True)
    threading.Thread(target=end_with_input, daemon=True).start()
    await asyncio.Event().wait()


def end_with_input():
    while os.read(0, 4096):
        pass
    os._exit(0)


async def get_again_and_again(session, url, until):
    requests = 0
    while time.monotonic() < until:
        async with session.get(url) as response:
            body = await response.text()
            if response.status != 200 or body != TEXT:
                raise RuntimeError(f"{url} answered {response.status} {body!r}")
        requests += 1
    return requests


async def request():
    print("port 0", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        _, port, path, connections, seconds = line.split()
        async with ClientSession(connector=TCPConnector(limit=int(connections))) as session:
            started = time.monotonic()
            url = f"http://127.0.0.1:{port}{path}"
            tasks = [get_again_and_again(session, url, started + float(seconds)) for _ in range(int(connections))]
            requests = sum(await asyncio.gather(*tasks))
            print("load requests", requests, "seconds", time.monotonic() - started, flush=True)


def main():
    library, kind = sys.argv[1:]
    if library == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(serve() if kind == "server" else request())


main()
