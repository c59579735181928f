# One image for the web server, the worker and the beat.
FROM python:3.12-slim-bookworm AS build
COPY requirements/production.txt /tmp/requirements.txt
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.12-slim-bookworm
# Pango and a Chinese face make PDF of policies; without them the site offers Word alone
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /srv/yangguang yangguang \
    && mkdir -p /srv/yangguang /var/lib/yangguang && chown yangguang /var/lib/yangguang
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/yangguang
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/yangguang
COPY manage.py pyproject.toml ./
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
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "config.wsgi:application"]
