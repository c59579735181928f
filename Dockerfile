# One image for the web servers, the workers and the clock.
FROM python:3.12-slim-bookworm AS build
COPY requirements/production.txt /tmp/requirements.txt
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.12-slim-bookworm
# Pango and a Chinese face make PDF of policies; without them the site offers Word alone. PostgreSQL's client is for
# `manage.py backup`; its version is that of the server in docker-compose.yml
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /srv/yangguang yangguang \
    && mkdir -p /srv/yangguang /var/lib/yangguang/static && chown -R yangguang /var/lib/yangguang
# The two words for the allocator: few heaps for many threads, and what is freed goes back to the system, however large
# the pieces were that came and went before; without them a process grows for hours
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/yangguang XDG_CACHE_HOME=/tmp \
    MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072 GRANIAN_HOST=0.0.0.0 GRANIAN_PORT=8000 GRANIAN_WORKERS=2 \
    GRANIAN_RESPAWN_INTERVAL=20
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/yangguang
COPY manage.py pyproject.toml ./
COPY deploy/entrypoint.sh deploy/probe.py deploy/
COPY config config
COPY reports reports
COPY interaction interaction
COPY disclosure disclosure
COPY departments departments
COPY foundation foundation
COPY templates templates
COPY static static
COPY locale locale
USER yangguang
VOLUME /var/lib/yangguang
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=8s --start-period=60s --retries=3 CMD ["python", "deploy/probe.py", "web"]
ENTRYPOINT ["deploy/entrypoint.sh"]
CMD ["web"]
