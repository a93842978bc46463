# The grader with PyTorch for CPUs: `docker build -t torchgrader .`; docs/ci.md says how it is used.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:${PYTHON}-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap libseccomp2 \
    && rm -rf /var/lib/apt/lists/*
# PyTorch's own index has it without CUDA, in a tenth of the size. Its headers and C++ tests are of no use here.
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu /wheels/*.whl \
    && torch="$(pip show torch | sed -n 's/^Location: //p')/torch" \
    && rm -rf "$torch/include" "$torch/test"
# Any user may grade (`docker run --user`), so any may keep data and trainings here.
RUN useradd --create-home grader && install --directory --mode=1777 /cache
ENV GRADER_CACHE=/cache
USER grader
WORKDIR /work
ENTRYPOINT ["grade"]
CMD ["--help"]
