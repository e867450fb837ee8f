"""The same work as asyncio4j's lanes, in CPython's asyncio.

    python3 sync.py WORK ITERATIONS NUMBER...

does the work, once uncounted, then ITERATIONS times.

An iteration prints "operations wall cpu", times in nanoseconds for all of the operations.
"""

import asyncio
import concurrent.futures
import sys
import time


async def transfer(items, capacity):
    queue = asyncio.Queue(capacity)

    async def put_all():
        for _ in range(items):
            await queue.put(1)

    putting = asyncio.create_task(put_all())
    received = 0
    for _ in range(items):
        received += await queue.get()
    await putting
    return received


async def pass_lock(tasks, rounds):
    lock = asyncio.Lock()
    await lock.acquire()
    return await pass_round(lock, 1, tasks, rounds)


async def pass_permits(tasks, rounds, permits):
    return await pass_round(asyncio.Semaphore(0), permits, tasks, rounds)


async def pass_round(lock, permits, tasks, rounds):
    async def take_and_give_back():
        for _ in range(rounds):
            await lock.acquire()
            lock.release()
        return rounds

    all_tasks = [asyncio.create_task(take_and_give_back()) for _ in range(tasks)]
    await asyncio.sleep(0)
    for _ in range(permits):
        lock.release()
    return sum([await task for task in all_tasks])


async def gather(children):
    async def child():
        return 1

    return sum(await asyncio.gather(*[child() for _ in range(children)]))


async def run_groups(children, rounds):
    run = 0

    async def child():
        nonlocal run
        run += 1

    for _ in range(rounds):
        async with asyncio.TaskGroup() as group:
            for _ in range(children):
                group.create_task(child())
    return run


async def sum_of_generator(count):
    def ones():
        for _ in range(count):
            yield 1

    generator = ones()
    total = 0
    while (value := next(generator, None)) is not None:
        total += value
    return total


async def spawn_and_communicate(processes):
    pipe = asyncio.subprocess.PIPE
    for _ in range(processes):
        process = await asyncio.create_subprocess_exec("cat", stdin=pipe, stdout=pipe)
        echoed, _ = await process.communicate(bytes(1024))
        assert len(echoed) == 1024
    return processes


POOL = None  # whose worker stays


async def call_in_pool(calls):
    global POOL
    POOL = POOL or concurrent.futures.ProcessPoolExecutor(1)
    loop = asyncio.get_running_loop()
    for _ in range(calls):
        assert await loop.run_in_executor(POOL, abs, -1) == 1
    return calls


WORKS = {
    work.__name__: work
    for work in (
        transfer,
        pass_lock,
        pass_permits,
        gather,
        run_groups,
        sum_of_generator,
        spawn_and_communicate,
        call_in_pool,
    )
}


def main():
    work, iterations, numbers = WORKS[sys.argv[1]], int(sys.argv[2]), [int(number) for number in sys.argv[3:]]
    with asyncio.Runner() as runner:
        runner.run(work(*numbers))
        for _ in range(iterations):
            wall, cpu = time.perf_counter_ns(), time.process_time_ns()
            operations = runner.run(work(*numbers))
            print(operations, time.perf_counter_ns() - wall, time.process_time_ns() - cpu, flush=True)
    if POOL:
        POOL.shutdown()


main()
