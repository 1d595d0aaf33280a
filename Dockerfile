# The appliance as an image. Target `core` has everything a call needs without model weights.
#   docker build --target core --tag disciplinecall:core .
# `--build-arg EXTRAS=telegram` adds what calls by Telegram need (docs/docker.md says what that costs).
# pip and apt use whatever index or mirror the base image and the build arguments name; nothing is fixed here.

FROM debian:bookworm-slim AS base
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      python3 libportaudio2 libpulse0 espeak-ng \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*


# PortAudio speaks ALSA; these three modules let it reach a PulseAudio or PipeWire socket. The whole package would bring
# 190 MB of video codecs with it.
FROM base AS pulse
WORKDIR /pulse
RUN apt-get update && apt-get download libasound2-plugins && dpkg-deb -x libasound2-plugins_*.deb all \
 && modules=$(dirname all/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so) \
 && install -D -t "root/${modules#all/}" "$modules"/libasound_module_*_pulse.so \
 && install -D -m 0644 -t root/usr/share/doc/libasound2-plugins all/usr/share/doc/libasound2-plugins/copyright


FROM base AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv ca-certificates
# The tools stay in this stage: the appliance's own environment holds neither pip nor setuptools.
RUN python3 -m venv /opt/tools \
 && /opt/tools/bin/pip install --no-cache-dir "setuptools>=77" \
 && python3 -m venv --without-pip /opt/appliance
WORKDIR /build
COPY pyproject.toml ./
# Wheels only: no compiler is needed. docopt (for num2words) is one file of Python and has only a source package.
ARG EXTRAS=""
RUN python3 -c 'import sys, tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*p["dependencies"], *(line for extra in sys.argv[1].split(",") if extra for line in p["optional-dependencies"][extra]), sep="\n")' \
      "$EXTRAS" >requirements.txt \
 && /opt/tools/bin/pip --python /opt/appliance/bin/python install --no-cache-dir --use-pep517 \
      --only-binary=:all: --no-binary=docopt --requirement requirements.txt
COPY README.md LICENSE ./
COPY appliance ./appliance
RUN /opt/tools/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/tools/bin/pip --python /opt/appliance/bin/python install --no-cache-dir --no-deps --no-index /wheels/*.whl


FROM base AS core
LABEL org.opencontainers.image.title="DisciplineCall" \
      org.opencontainers.image.description="An offline appliance that calls the people of a household out loud" \
      org.opencontainers.image.licenses="Apache-2.0"
# ALSA's device `pulse` is the sound server; `default` is it too where its socket is mounted, else the sound card.
RUN mkdir -p /etc/alsa/conf.d \
 && printf '%s\n' \
      'pcm.pulse { type pulse hint { show on description "Sound server" } }' \
      'ctl.pulse { type pulse }' \
      'hook_func.pulse_if_running { lib "libasound_module_conf_pulse.so" func "conf_pulse_hook_load_if_running" }' \
      '@hooks [ { func pulse_if_running files [ "/etc/alsa/pulse-default.conf" ] errors false } ]' \
      >/etc/alsa/conf.d/99-pulse.conf \
 && printf '%s\n' 'pcm.!default { type pulse }' 'ctl.!default { type pulse }' >/etc/alsa/pulse-default.conf \
 && groupadd --gid 10001 appliance \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin appliance \
 && install -d -o 10001 -g 10001 -m 0700 /data /keys \
 && install -d -o 10001 -g 10001 -m 0755 /models
COPY --from=pulse /pulse/root /
COPY --from=build /opt/appliance /opt/appliance
# The key lies outside the data folder, so that a copy of the data alone opens nothing. HOME is the tmpfs of a
# read-only container; the uid may be any other, as nothing below / belongs to it.
ENV PATH=/opt/appliance/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    APPLIANCE_HOST=0.0.0.0 \
    APPLIANCE_PORT=8080 \
    LOCAL_DATA_PATH=/data \
    LOCAL_MODELS_PATH=/models \
    KEY_FILE=/keys/appliance.key
WORKDIR /tmp
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/healthz' % os.environ['APPLIANCE_PORT'], timeout=4)"]
ENTRYPOINT ["appliance"]
CMD ["run"]
