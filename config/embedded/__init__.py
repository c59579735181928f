"""One command starts the whole platform on a bare machine: its own PostgreSQL, web server, worker and clock.

The parts, from the ground up: `install` (the virtual environment), `places` (where things live), `locks` (who may do
what at once), `postgres` (the server's binaries), `keeper` (the process that owns the server as long as anybody uses
it), `database` (their way in), `tether` (nobody outlives his parent), `crew` (supervisord and what it runs), `runner`
(everything in order). See docs/running.md.
"""
