# Made by `grade export autolab`. In this folder, on the machine where Tango runs: docker build -t %image% .
FROM python:3.13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap gcc git libc6-dev libseccomp2 make procps \
    && rm -rf /var/lib/apt/lists/*
# What Tango runs a grading with: its autodriver, and the accounts and folders that this goes by.
WORKDIR /home
RUN useradd --shell /bin/bash autolab \
    && useradd --shell /bin/bash autograde \
    && mkdir autolab autograde output \
    && chown autolab:autolab autolab output \
    && chown autograde:autograde autograde \
    && git clone --depth 1 https://github.com/autolab/Tango.git /tmp/tango \
    && gcc -O2 -o /usr/bin/autodriver /tmp/tango/autodriver/autodriver.c \
    && chmod 4755 /usr/bin/autodriver \
    && rm -rf /tmp/tango
COPY . /opt/grader/
# PyTorch's own index has it without CUDA, in a tenth of the size.
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu /opt/grader/*.whl
