# Made by `grade export prairielearn`. In this folder: docker build --platform linux/amd64 -t %image% .
FROM python:3.13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap libseccomp2 \
    && rm -rf /var/lib/apt/lists/*
COPY . /opt/grader/
# PyTorch's own index has it without CUDA, in a tenth of the size.
RUN chmod 755 /opt/grader/grade.sh \
    && pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu /opt/grader/*.whl
# As root, which alone may write where PrairieLearn looks for the results; a submission runs without its rights.
ENTRYPOINT ["/opt/grader/grade.sh"]
