-- For wrk: prints what was measured as load.c does, and fails where an answer was wrong.
--
--     requests N      the requests that were answered
--     seconds N       the time that this took
--     p50 N           and p99, p999, max: microseconds from a request to its answer
--
-- It has nothing to do for a single request, so that wrk is as fast as without it.
function done(summary, latency)
  local wrong = 0
  for kind, count in pairs(summary.errors) do
    if count > 0 then
      wrong = wrong + count
      io.write(("error: %d %s\n"):format(count, kind))
    end
  end
  if wrong > 0 then
    os.exit(1)
  end
  io.write(("requests %d\nseconds %.6f\n"):format(summary.requests, summary.duration / 1e6))
  io.write(("p50 %d\np99 %d\n"):format(latency:percentile(50), latency:percentile(99)))
  io.write(("p999 %d\nmax %d\n"):format(latency:percentile(99.9), latency.max))
end
