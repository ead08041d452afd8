# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One port before two: pages go to Odoo's workers, live messages to its other port.

With several workers Odoo listens on two ports and expects a web server before them. A
browser's connection is either for pages or for live messages, from its first line on,
so bytes are passed on without being read further.
"""

import asyncio
import contextlib
import sys

CHUNK = 65536
LIVE = b"GET /websocket"


class FrontDoor:
    """The two ports behind, and what to do with a connection."""

    def __init__(self, pages, live):
        self.pages, self.live = pages, live
        # the event loop itself remembers its tasks only weakly
        self.tasks = set()

    async def serve(self, port):
        """Answer until the process is stopped.

        :param int port: port on 127.0.0.1
        """
        server = await asyncio.start_server(self.accept, "127.0.0.1", port)
        await server.serve_forever()

    async def accept(self, reader, writer):
        """Pass one connection on.

        :param asyncio.StreamReader reader: from the browser
        :param asyncio.StreamWriter writer: to the browser
        """
        task = asyncio.current_task()
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        with contextlib.suppress(OSError), contextlib.closing(writer):
            first = await reader.read(CHUNK)
            if not first:
                return
            port = self.live if first.startswith(LIVE) else self.pages
            back_reader, back_writer = await asyncio.open_connection("127.0.0.1", port)
            with contextlib.closing(back_writer):
                back_writer.write(first)
                await self._pass_both(reader, writer, back_reader, back_writer)

    async def _pass_both(self, reader, writer, back_reader, back_writer):
        """Pass bytes both ways until the server has said all, or the browser left."""
        forth = asyncio.ensure_future(_pass(reader, back_writer))
        try:
            await _pass(back_reader, writer)
        finally:
            forth.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await forth


async def _pass(reader, writer):
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        PORT, PAGES, BUS = (int(argument) for argument in sys.argv[1:])
        asyncio.run(FrontDoor(PAGES, BUS).serve(PORT))
