# The site in a container, for the web server, the worker, and the daily jobs (compose.yaml).
FROM python:3.11-slim-bookworm AS build
WORKDIR /site
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY manage.py LICENSE ./
COPY acro acro
COPY directory directory
COPY fixtures fixtures
COPY templates templates
COPY deploy deploy
RUN .venv/bin/python -m compileall -q acro directory \
  && mkdir -p var/media \
  && .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
  && rm -f var/secret_key

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 acro \
  && useradd --system --uid 10001 --gid acro --home-dir /site --no-create-home acro \
  && install -d -o acro -g acro /backups
COPY --from=build /site /site
RUN chown acro:acro /site/var/media
WORKDIR /site
ENV ENVIRONMENT=production PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s \
  CMD ["/site/.venv/bin/python", "deploy/healthcheck.py"]
CMD ["/site/.venv/bin/python", "-m", "gunicorn", "acro.wsgi", "--config", "acro/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]
