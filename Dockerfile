# The appliance as an image.
#   docker build --target core --tag disciplinecall:core .           everything a call needs without model weights
#   docker build --target neural --tag disciplinecall:neural .       with Whisper, Coqui, sherpa-onnx, llama.cpp on the processor
#   docker build --target neural-cuda --tag disciplinecall:neural-cuda .   the same for NVIDIA cards
# `--build-arg EXTRAS=telegram` adds what calls by Telegram need (docs/docker.md says what that costs).
# Every Python package is locked by hash (docker/locks, written by scripts/lock). pip and apt use whatever index or mirror
# the base image and the build arguments name; nothing is fixed here.

FROM debian:bookworm-slim AS base
# Documentation and translations stay out, as in the base image itself; licences stay.
RUN printf '%s\n' 'path-exclude /usr/share/doc/*' 'path-include /usr/share/doc/*/copyright' 'path-exclude /usr/share/man/*' \
      'path-exclude /usr/share/locale/*' 'path-exclude /usr/share/lintian/*' >/etc/dpkg/dpkg.cfg.d/99-lean \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      python3 libportaudio2 libpulse0 espeak-ng \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/*


# PortAudio speaks ALSA; these three modules let it reach a PulseAudio or PipeWire socket. The whole package would bring
# 190 MB of video codecs with it.
FROM base AS pulse
WORKDIR /pulse
RUN apt-get update && apt-get download libasound2-plugins && dpkg-deb -x libasound2-plugins_*.deb all \
 && modules=$(dirname all/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so) \
 && install -D -t "root/${modules#all/}" "$modules"/libasound_module_*_pulse.so \
 && install -D -m 0644 -t root/usr/share/doc/libasound2-plugins all/usr/share/doc/libasound2-plugins/copyright


# The tools stay in this stage: the appliance's own environment holds neither pip nor setuptools.
FROM base AS tools
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv ca-certificates binutils
WORKDIR /build
COPY docker/locks/build.txt ./locks/
RUN python3 -m venv /opt/tools \
 && /opt/tools/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: --requirement locks/build.txt \
 && python3 -m venv --without-pip /opt/appliance
COPY docker/install ./


FROM tools AS packages
COPY docker/locks ./locks
ARG EXTRAS=""
RUN ./install / locks/core.txt \
 && for extra in $(echo "$EXTRAS" | tr ',' ' '); do ./install / "locks/$extra.txt" || exit 1; done
COPY docker/prune ./
RUN ./prune /opt/appliance


# In a folder of its own, so that a new version of the appliance is one small layer.
FROM packages AS program
COPY pyproject.toml README.md LICENSE ./
COPY appliance ./appliance
RUN /opt/tools/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/tools/bin/pip --python /opt/appliance/bin/python install --root /program --no-compile --no-cache-dir --no-deps --no-index \
      /wheels/*.whl \
 && /opt/tools/bin/pip --python /opt/appliance/bin/python install --no-compile --no-cache-dir --no-index /wheels/*.whl \
 && /opt/tools/bin/pip --python /opt/appliance/bin/python check \
 && cd /opt/appliance/lib/python3.11/site-packages/appliance && mkdir compiled \
 && /opt/appliance/bin/python -I -c 'from appliance.web.site.frame import prepare; prepare(["en"])' \
 && cp -r --parents "$PWD/compiled" /program \
 && python3 -m compileall -q --invalidation-mode unchecked-hash -s /program /program


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
COPY --from=packages /opt/appliance /opt/appliance
COPY --from=program /program /
# The key lies outside the data folder, so that a copy of the data alone opens nothing. HOME is the tmpfs of a
# read-only container; the uid may be any other, as nothing below / belongs to it. All bytecode is in the image.
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
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["appliance", "health"]
ENTRYPOINT ["appliance"]
CMD ["run"]


# llama.cpp is published as source only. For any processor with AVX2 (x86_64) or NEON, not for the one that builds it.
FROM tools AS llama
RUN DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends build-essential cmake ninja-build
COPY docker/locks/compiled.txt ./locks/
RUN CMAKE_ARGS=-DGGML_NATIVE=OFF ./install /neural locks/compiled.txt


# What is added to `core` lies in a folder of its own.
FROM packages AS neural-packages
COPY --from=llama /neural /neural
RUN ./install /neural locks/neural.txt && ./install /neural locks/torch-sound.txt


FROM neural-packages AS neural-cpu-packages
# torchaudio's wheels are built against CUDA. Coqui uses none of their native part, and without it torchaudio imports.
RUN ./install /neural locks/torch-cpu.txt \
 && rm -f /neural/opt/appliance/lib/python3.11/site-packages/torchaudio/lib/*torchaudio*.so \
 && ./prune /neural/opt/appliance /neural


FROM core AS neural-core
# llama.cpp works in threads of OpenMP.
USER 0
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
USER 10001:10001


FROM neural-core AS neural
COPY --from=neural-cpu-packages /neural /


FROM neural-packages AS neural-cuda-packages
RUN ./install /neural locks/torch-cuda.txt && ./prune /neural/opt/appliance /neural


# The driver is the host's, passed in by the NVIDIA container toolkit. llama.cpp stays on the processor here.
FROM neural-core AS neural-cuda
COPY --from=neural-cuda-packages /neural /
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    LD_LIBRARY_PATH=/opt/appliance/lib/python3.11/site-packages/nvidia/cu13/lib:/opt/appliance/lib/python3.11/site-packages/nvidia/cudnn/lib
