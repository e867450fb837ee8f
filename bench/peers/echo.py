"""An echo server on asyncio or uvloop.

    python3 echo.py asyncio|uvloop streams|lines|protocol [CERTIFICATE KEY]

Listens on a free port of 127.0.0.1, with TLS when it is given a certificate, prints "port N", and ends when its input does.
"""

import asyncio
import os
import ssl
import sys
import threading


async def echo_bytes(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


async def echo_lines(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


class EchoProtocol(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


async def serve(kind, context):
    if kind == "protocol":
        server = await asyncio.get_running_loop().create_server(EchoProtocol, "127.0.0.1", 0, ssl=context)
    else:
        handlers = {"streams": echo_bytes, "lines": echo_lines}
        server = await asyncio.start_server(handlers[kind], "127.0.0.1", 0, ssl=context)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def end_with_input():
    while os.read(0, 4096):
        pass
    os._exit(0)


def main():
    library, kind, *pem = sys.argv[1:]
    if library == "uvloop":
        import uvloop

        uvloop.install()
    context = None
    if pem:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*pem)
    threading.Thread(target=end_with_input, daemon=True).start()
    asyncio.run(serve(kind, context))


main()
