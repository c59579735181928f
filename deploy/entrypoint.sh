#!/bin/sh
# What a container of the image can be: `entrypoint.sh web`, `worker`, `beat`, `watch` or `migrate`; anything else is run as it stands.
# The program takes this shell's place, so that it gets Docker's signal to stop and ends what it has begun.
set -eu

case "${1:-web}" in
web)
    # where its processes count together for /metrics; new with every start
    PROMETHEUS_MULTIPROC_DIR=$(mktemp -d)
    export PROMETHEUS_MULTIPROC_DIR
    # GRANIAN_HOST, GRANIAN_PORT, GRANIAN_WORKERS; GRANIAN_RESPAWN_INTERVAL: so long old and new serve side by side, since a new
    # process needs some seconds before it answers
    exec granian --interface wsgi --http 1 --no-ws --blocking-threads 8 --backlog 1024 --respawn-failed-workers \
        --workers-max-rss 300 --workers-kill-timeout 40 --log-level warning config.wsgi:application
    ;;
worker)
    exec celery -A config worker --concurrency "${WORKER_PROCESSES:-2}" --max-memory-per-child 250000 --loglevel INFO \
        --without-gossip --without-mingle
    ;;
beat)
    exec celery -A config beat --loglevel WARNING --pidfile=
    ;;
watch)
    exec python manage.py watch
    ;;
migrate)
    python manage.py migrate --noinput
    exec python manage.py collectstatic --noinput --verbosity 0
    ;;
*)
    exec "$@"
    ;;
esac
